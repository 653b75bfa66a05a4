"""What a build has that the last one had not, and the new one made of the last: the work is that of what changed.

The store is taken over by hard links (Oxigraph's backup), the sorted statements in stretches; numbers are corrected for
the resources about which something changed. The last build is only read, so whoever uses it is not disturbed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from kgtool.build import dataset_description
from kgtool.build.dataset_description import Counts
from kgtool.build.parts import DatasetPart
from kgtool.build.questions import GRAPH
from kgtool.build.store import DATASET, Build
from kgtool.rdf import nquads, sorted_lines
from kgtool.search import entries

_MOST = 0.1
"""The share of statements that may change until a store is loaded as a whole again, which puts it in order."""


@dataclass(frozen=True)
class Base:
    """A whole build that another is made of: what was counted in it, and the parts that are not as they are now.

    ``changed`` is the number of statements that changed since its store was loaded as a whole.
    """

    build: Build
    counts: Counts
    changed: int
    old: Sequence[DatasetPart]
    new: Sequence[DatasetPart]


@dataclass(frozen=True)
class Statements:
    """The statements that a build holds: what was counted, the lines of the catalogue, the SHA-256 of all sorted lines.

    ``changed`` is as ``Base`` has it; None where some statement stands in two parts, so that nothing can be made of this.
    ``found_alike`` says whether a search finds what it found in the last build.
    """

    counts: Counts
    catalog: Sequence[bytes]
    content: str
    total: int
    changed: int | None
    found_alike: bool = False


def write(folder: Path, base: Base, describe: Callable[[Counts], list[bytes]]) -> Statements | None:
    """Write dataset and store of a new build, made of the last; None where it is to be made of all parts.

    That is so where blank nodes changed, whose names depend on all of them, where a statement is in two parts, and where
    too much changed. ``describe`` returns the sorted catalogue of what was counted.
    """
    old, new = _lines(base.old), _lines(base.new)
    if old is None or new is None or _blank(base.old) != _blank(base.new):
        return None
    removed, added = old - new, new - old
    before = base.build.open()
    with sorted_lines.opened(base.build.folder / DATASET) as data:
        _correct(base.counts, data, removed, added)
        catalog = describe(base.counts)
        was, now = {*nquads.sorted_lines(before.quads_for_pattern(None, None, None, GRAPH))}, {*catalog}
        removed, added = removed | (was - now), added | (now - was)
        total = base.build.manifest["quads"] + len(added) - len(removed)
        changed = base.changed + len(added) + len(removed)
        edits = sorted_lines.edits(data, removed, added)
        if edits is None or changed > total * _MOST:
            return None
        content = nquads.write(folder / DATASET, sorted_lines.edited(data, edits))
    _take_over(before, folder / "store", removed, added)
    found_alike = not nquads.naming(removed | added, entries.READ)
    return Statements(base.counts, catalog, content, total, changed, found_alike)


def _lines(parts: Iterable[DatasetPart]) -> set[bytes] | None:
    """The statements of some parts; None where one is in two of them."""
    lines: set[bytes] = set()
    number = 0
    for part in parts:
        more = part.file.read_bytes().splitlines(keepends=True)
        number += len(more)
        lines.update(more)
    return lines if len(lines) == number else None


def _blank(parts: Iterable[DatasetPart]) -> dict[str, bytes]:
    found = {part.name: part.blank.read_bytes() for part in parts}
    return {name: lines for name, lines in found.items() if lines}


def _correct(counts: Counts, data: sorted_lines.Data, removed: set[bytes], added: set[bytes]) -> None:
    """Count anew the resources about which something changed."""
    catalog = f" {GRAPH} .\n".encode()
    about = {nquads.subject(line) + b" " for line in removed | added}
    before = {line for start in about for line in sorted_lines.beginning(data, start) if not line.endswith(catalog)}
    counts.subtract(dataset_description.count(sorted(before)))
    counts.add(dataset_description.count(sorted(before - removed | added)))


def _take_over(before: Store, folder: Path, removed: set[bytes], added: set[bytes]) -> None:
    """Make a store of another, which stays as it is."""
    before.backup(str(folder))
    store = Store(str(folder))
    gone = list(parse(b"".join(removed), RdfFormat.N_QUADS, lenient=True))
    for quad in gone:
        store.remove(quad)
    store.extend(parse(b"".join(added), RdfFormat.N_QUADS, lenient=True))
    for graph in {quad.graph_name for quad in gone}:
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            store.remove_graph(graph)
    store.flush()
