"""The fixtures of the rules: one small repository without a fault, and mistakes that each change a little of it.

``fixtures/rules/valid`` is a folder of plans; ontology, shapes and queries are this repository's own. A mistake is a file
``<code>.trig`` or ``<code>.<case>.trig``; CONTRIBUTING.md, “Write a fixture”, says how it is written.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kgtool.base.languages import Text
from kgtool.check import rules, shacl
from kgtool.check.finding import Rule, ValidationResult
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDF, RDFS
from kgtool.sparql import header
from tests import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "rules"
VALID = Repo(FOLDER / "valid", ROOT, alone=True)
ONTOLOGY = NamedNode(iris.graph("ontology"))
_HOME = "99998-asagiri-1"


class Found(NamedTuple):
    """A finding without its place; terms in N-Triples form."""

    code: str
    focus: str
    path: str
    value: str
    severity: str


@dataclass(frozen=True)
class Mistake:
    """What one fixture changes in the valid repository, and what must be found then."""

    name: str
    why: Text
    expect: tuple[Found, ...]
    removed: frozenset[Quad] = field(repr=False)
    added: tuple[Quad, ...] = field(repr=False)

    @property
    def code(self) -> str:
        """The rule that the fixture is for."""
        return self.name.partition(".")[0]

    @property
    def codes(self) -> set[str]:
        """All rules that it breaks."""
        return {found.code for found in self.expect}

    def quads(self) -> list[Quad]:
        """The valid repository with the mistake in it."""
        return [quad for quad in valid() if quad not in self.removed] + list(self.added)

    @cached_property
    def statements(self) -> list[Statement]:
        """What shapes look at in it."""
        return [s for quad, s in _valid_for_shapes() if quad not in self.removed] + for_shapes(self.added)


SOUND = Mistake("", Text("", ""), (), frozenset(), ())
"""No mistake at all."""


@cache
def valid() -> tuple[Quad, ...]:
    """All statements of the valid repository, each in its named graph."""
    return tuple(quad for unit in units.units(VALID) for quad in units.read_unit(VALID, unit))


@cache
def mistakes() -> tuple[Mistake, ...]:
    """All mistakes, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.trig")))


@contextmanager
def changed(store: Store, mistake: Mistake) -> Iterator[Store]:
    """A store of the valid repository with a mistake in it, for a while."""
    for quad in mistake.removed:
        store.remove(quad)
    store.extend(mistake.added)
    yield store
    for quad in mistake.added:
        store.remove(quad)
    store.extend(mistake.removed)


@cache
def shape_statements() -> tuple[Statement, ...]:
    """All statements of shapes/."""
    return tuple(rules.shape_statements(VALID))


@cache
def shape_rules() -> dict[str, Rule]:
    """The rules that are shapes, by IRI."""
    return rules.from_shapes(rules.places(VALID), shape_statements())


@cache
def compiled_shapes() -> Any:
    """The shapes as the fast engine takes them."""
    return shacl.compile(shape_statements())


_BY_SHAPES: dict[str, list[Found]] = {}


def found_by_shapes(mistake: Mistake) -> list[Found]:
    """What the shapes find in a mistake; asked again, it is remembered."""
    if mistake.name not in _BY_SHAPES:
        results = shacl.with_compiled(compiled_shapes(), shacl.ntriples(mistake.statements))
        _BY_SHAPES[mistake.name] = from_results(results)
    return _BY_SHAPES[mistake.name]


def for_shapes(quads: Iterable[Quad]) -> list[Statement]:
    """What shapes look at: all data, and which class is below which."""
    return [s for _, s in _for_shapes(quads)]


@cache
def _valid_for_shapes() -> list[tuple[Quad, Statement]]:
    return list(_for_shapes(valid()))


def _for_shapes(quads: Iterable[Quad]) -> Iterator[tuple[Quad, Statement]]:
    for quad in quads:
        if not quad.graph_name.value.startswith(ONTOLOGY.value) or quad.predicate == RDFS.subClassOf:
            yield quad, Statement(quad.subject, quad.predicate, quad.object)


def from_results(results: Iterable[ValidationResult]) -> list[Found]:
    """The findings that stand for results of a SHACL engine."""
    return sorted(
        Found(
            shape_rules()[r.shape.strip("<>")].code,
            shacl.without_name(r.focus),
            r.path,
            shacl.without_name(r.value),
            rules.SEVERITY[NamedNode(r.severity.strip("<>"))],
        )
        for r in results
    )


def apart(every: Iterable[Mistake]) -> list[list[Mistake]]:
    """Sort mistakes into groups that touch different places, so that one run may look at a whole group."""
    groups: list[tuple[list[Mistake], set[tuple[object, object]]]] = []
    for mistake in every:
        changes = [*mistake.removed, *mistake.added]
        places = {(node, quad.predicate) for quad in changes for node in (quad.subject, quad.object)}
        group = next((group for group in groups if not group[1] & places), None)
        if group is None:
            groups.append(group := ([], set()))
        group[0].append(mistake)
        group[1].update(places)
    return [group for group, _ in groups]


def together(group: list[Mistake]) -> Mistake:
    """All mistakes of a group as one."""
    expect = sorted({found for mistake in group for found in mistake.expect})
    removed = frozenset().union(*(mistake.removed for mistake in group))
    added = dict.fromkeys(quad for mistake in group for quad in mistake.added)
    return Mistake(" + ".join(mistake.name for mistake in group), group[0].why, tuple(expect), removed, tuple(added))


def _read(path: Path) -> Mistake:
    where = f"{path.relative_to(ROOT)} (CONTRIBUTING.md, “Write a fixture”)"
    lines, body = header.split(path.read_text("utf-8"))
    try:
        head = tomllib.loads("\n".join(line.removeprefix("#+").removeprefix(" ") for line in lines))
        quads = list(parse(body, RdfFormat.TRIG))
    except (tomllib.TOMLDecodeError, SyntaxError) as error:
        raise AssertionError(f"{where}: {error}") from None
    assert head.keys() == {"why", "expect"}, f"{where}: a header has why.ja, why.en and expect, no more and no less"
    assert all(len(row) == 5 for row in head["expect"]), (
        f"{where}: expect has rows of code, focus, path, value, severity"
    )
    prefixes = dict(re.findall(r"^@prefix ([a-z-]+): <([^>]+)> \.$", body, re.M))
    base = re.search(r"^@base <([^>]+)> \.$", body, re.M)
    expect = [
        Found(code, *(_term(cell, prefixes, base[1] if base else "") for cell in cells), severity)
        for code, *cells, severity in head["expect"]
    ]
    removed, added = set(), []
    for quad in quads:
        _, change, graph = f"{quad.graph_name.value}:".split(":", 2)
        assert change in ("remove", "add"), f"{where}: {quad.graph_name} is neither <urn:remove> nor <urn:add>"
        if change == "remove":
            known = _by_statement().get((quad.subject, quad.predicate, quad.object))
            assert known, f"{where}: <urn:remove> has what tests/fixtures/rules/valid/ does not say: {quad.triple}"
            removed.add(known)
        else:
            name = NamedNode(iris.GRAPH + graph.rstrip(":")) if graph else _home(quad.subject)
            added.append(Quad(quad.subject, quad.predicate, quad.object, name))
    return Mistake(path.stem, Text(**head["why"]), tuple(sorted(expect)), frozenset(removed), tuple(added))


def as_rows(found: Iterable[Found]) -> str:
    """Findings as rows of ``expect`` in a header, to be copied; a prefix or the base may shorten what stands in them."""

    def cell(term: str) -> str:
        return json.dumps(re.sub(r"^(\^?)<(.*)>$", r"\1\2", term), ensure_ascii=False)

    return "".join(
        f"\n#+   [{', '.join([json.dumps(f.code), *map(cell, f[1:4]), json.dumps(f.severity)])}],"
        for f in sorted(found)
    )


def _term(cell: str, prefixes: dict[str, str], base: str) -> str:
    """A cell of the header: a literal as in Turtle, a prefixed name without escapes, an IRI, whole or below the base, or ``_:``."""
    if cell.startswith("^"):
        return "^" + _term(cell[1:], prefixes, base)
    prefix, _, local = cell.partition(":")
    if cell in ("", "_:"):
        return cell
    if cell[0] in '"-' or cell[0].isdigit():
        declared = "".join(f"@prefix {name}: <{iri}> . " for name, iri in prefixes.items())
        (quad,) = parse(f"{declared}<x:s> <x:p> {cell} .", RdfFormat.TURTLE)
        return str(quad.object)
    return f"<{prefixes[prefix]}{local}>" if prefix in prefixes else f"<{cell if '://' in cell else base + cell}>"


@cache
def _by_statement() -> dict[tuple[object, object, object], Quad]:
    return {(quad.subject, quad.predicate, quad.object): quad for quad in valid()}


@cache
def _homes() -> dict[object, NamedNode]:
    typed = {quad.subject: quad.graph_name for quad in valid() if quad.predicate == RDF.type}
    return {quad.subject: quad.graph_name for quad in valid()} | typed


def _home(subject: object) -> NamedNode:
    return _homes().get(subject, NamedNode(iris.graph("plan", _HOME)))
