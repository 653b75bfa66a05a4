"""Look up the labels of the resources that a comparison names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kgtool.corpus.input_file import InputFile
from kgtool.diff.difference import Difference, Names
from kgtool.rdf import iris, nquads
from kgtool.rdf.reader import NAMES
from kgtool.rdf.turtle import Statement

_PRINTED = tuple(f"> <{term.value}> ".encode() for term in NAMES)


def look_up(found: Difference) -> None:
    """Add labels for all resources of a comparison that lack one; the new side wins. Cost: may read both sides again."""
    wanted = {f"<{iri}>".encode() for iri in _spoken_of(found) if iri not in found.names}
    for source in (found.new, found.old):
        if wanted:
            named = read(line for line in source.read() if nquads.subject(line) in wanted)
            found.names.update(named)
            wanted -= {f"<{iri}>".encode() for iri in named}


def read(lines: Iterable[bytes]) -> Names:
    """Return the labels in N-Quads lines: IRI → language → text."""
    return _names(nquads.read(line for line in lines if any(label in line for label in _PRINTED)))


def of_files(paths: Iterable[Path]) -> Names:
    """Return the labels in Turtle files: IRI → language → text. Raises ``InputError`` for what cannot be read."""
    return _names(statement for path in paths for statement in InputFile(path, path.as_posix()).statements)


def _names(statements: Iterable[Quad | Statement]) -> Names:
    names: Names = {}
    for s in statements:
        if s.predicate in NAMES and isinstance(s.subject, NamedNode) and isinstance(s.object, Literal):
            names.setdefault(s.subject.value, {}).setdefault(s.object.language or "", s.object.value)
    return names


def _spoken_of(found: Difference) -> Iterator[str]:
    for plan in found.plans.values():
        yield iris.ID + plan.plan
        yield from plan.counts
        for element in (*plan.added, *plan.removed, *(pair.new for pair in plan.replaced)):
            yield from (element.part_of, element.kind)
        for gap in (*plan.opened, *plan.closed):
            yield from gap
        for change in plan.changed:
            yield change.new.kind
            for aspect in ("themes", "place", "kind"):
                for value in change.aspects.get(aspect, ()):
                    yield from value.split()
    for link in found.links:
        yield from (link.first, link.second)
    yield from found.others
