"""Alignments between made-up plans: rows like those of the real table, for the elements of two plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Store

from benchmarks.corpus.anatomy import Anatomy, Words
from benchmarks.corpus.tree import Node, Tree
from benchmarks.corpus.words import Writer
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SSSOM

_NONE = SSSOM.NoTermFound.value
_KINDS = (
    "Principle",
    "Vision",
    "Goal",
    "ManagementPolicy",
    "Measure",
    "Field",
    "DesiredState",
    "Direction",
    "CrossCuttingProject",
    "ProjectFacet",
    "Statement",
)
_ROWS, _HEAD = 14, 5
"""Statements of a row, with its two places and its direct link, and of the table itself."""


class Side(Protocol):
    """One of the two plans."""

    @property
    def plan(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def tree(self) -> Tree: ...


@dataclass(frozen=True)
class Row:
    """A real row without its elements and words. The classes are empty where there is no counterpart."""

    subject: str
    object: str
    predicate: str
    justification: str
    method: str
    confidence: str
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class Pairing:
    """The rows of the real alignments; ``elements`` and ``statements`` of the plans that they compare, together."""

    rows: tuple[Row, ...]
    elements: int
    statements: int

    @cached_property
    def share(self) -> float:
        """The statements that an alignment with a plan of the same size adds to each of a plan's own."""
        about = sum(_ROWS - 2 * (not row.subject or not row.object) for row in self.rows) + _HEAD
        return 2 * about / self.statements


def measure(store: Store, anatomies: Sequence[Anatomy]) -> Pairing:
    """Measure all alignments of a repository."""

    def one(subject: NamedNode, predicate: NamedNode) -> str:
        return next((q.object.value for q in store.quads_for_pattern(subject, predicate, None, None)), "")  # type: ignore[union-attr]

    rows = []
    for quad in store.quads_for_pattern(None, RDF.type, JPP.Correspondence, None):
        row = quad.subject
        assert isinstance(row, NamedNode)
        subject, object_ = (one(NamedNode(one(row, side)), RDF.type) for side in (SSSOM.subject_id, SSSOM.object_id))
        reasons = [q.object for q in store.quads_for_pattern(row, JPP.reason, None, None)]
        rows.append(
            Row(
                subject=_class(subject),
                object=_class(object_),
                predicate=one(row, SSSOM.predicate_id),
                justification=one(row, SSSOM.mapping_justification),
                method=one(row, JPP.method),
                confidence=one(row, JPP.confidence),
                reasons=tuple(
                    Words("reason", r.language or "", len(r.value))
                    for r in sorted(reasons, key=str)
                    if isinstance(r, Literal)
                ),
            )
        )
    rows.sort(key=lambda row: (row.subject, row.object, row.predicate, row.confidence, str(row.reasons)))
    elements = sum(part.kind in _KINDS for anatomy in anatomies for part in anatomy.parts)
    return Pairing(tuple(rows), elements, round(sum(anatomy.expected(1.0) for anatomy in anatomies)))


def _class(iri: str) -> str:
    """The name of a class of ours; empty for what stands for no counterpart."""
    return iri.removeprefix(iris.NS) if iri.startswith(iris.NS) else ""


def lines(pairing: Pairing, a: Side, b: Side, rng: Random, writer: Writer) -> Iterator[str]:
    """Yield the statements of the alignment of a plan with an earlier one, each measure of both judged."""
    name = f"{a.plan}--{b.plan}"
    table, graph = iris.element("alignment", name), iris.graph("align", name)
    end = f" <{graph}> .\n"
    yield f"<{table}> <{RDF.type.value}> <{SSSOM.MappingSet.value}>{end}"
    yield f'<{table}> <{DCTERMS.title.value}> "Correspondences between {a.plan} and {b.plan} (made up)"@en{end}'
    yield f'<{table}> <{DCTERMS.description.value}> "Rows like those between the real plans, drawn by chance."@en{end}'
    yield f"<{table}> <{SSSOM.subject_source.value}> <{a.version}>{end}"
    yield f"<{table}> <{SSSOM.object_source.value}> <{b.version}>{end}"
    for subject, object_, row in _pairs(pairing, a.tree, b.tree, rng):
        paths = [
            node.iri.removeprefix(side.version + "/") if node else "none" for node, side in ((subject, a), (object_, b))
        ]
        iri = f"<{table}/{'--'.join(paths)}>"
        ends = [node.iri if node else _NONE for node in (subject, object_)]
        yield f"{iri} <{RDF.type.value}> <{JPP.Correspondence.value}>{end}"
        yield f"{iri} <{RDF.type.value}> <{SSSOM.Mapping.value}>{end}"
        yield f"{iri} <{DCTERMS.isPartOf.value}> <{table}>{end}"
        yield f"{iri} <{SSSOM.subject_id.value}> <{ends[0]}>{end}"
        yield f"{iri} <{SSSOM.predicate_id.value}> <{row.predicate}>{end}"
        yield f"{iri} <{SSSOM.object_id.value}> <{ends[1]}>{end}"
        yield f"{iri} <{SSSOM.mapping_justification.value}> <{row.justification}>{end}"
        yield f'{iri} <{JPP.confidence.value}> "{row.confidence}"^^<http://www.w3.org/2001/XMLSchema#decimal>{end}'
        yield f"{iri} <{JPP.method.value}> <{row.method}>{end}"
        for words in row.reasons:
            node = subject or object_
            text = writer.text(words, node.part.theme if node else "")
            yield f'{iri} <{JPP.reason.value}> "{text}"@{words.language}{end}'
        for node, side in ((subject, a), (object_, b)):
            if node:
                start, stop = node.span(rng.choice(node.part.evidence or (0,)))
                yield f"{iri} <{JPP.evidence.value}> <{iris.span(side.text, start, stop)}>{end}"
        if subject and object_:
            yield f"<{subject.iri}> <{row.predicate}> <{object_.iri}>{end}"


def _pairs(pairing: Pairing, a: Tree, b: Tree, rng: Random) -> Iterator[tuple[Node | None, Node | None, Row]]:
    """Yield as many rows as plans of this size have, then one for each measure that nothing was said of."""
    stocks = [{kind: tree.kinds(kind) for kind in _KINDS} for tree in (a, b)]
    count = sum(len(nodes) for stock in stocks for nodes in stock.values())
    seen: set[tuple[Node | None, Node | None]] = set()
    for row in rng.choices(pairing.rows, k=round(len(pairing.rows) * count / pairing.elements)):
        pair = tuple(
            rng.choice(stock[kind] or stock["Measure"]) if kind else None
            for kind, stock in zip((row.subject, row.object), stocks, strict=True)
        )
        if pair not in seen:
            seen.add((pair[0], pair[1]))
            yield pair[0], pair[1], row
    nothing = [row for row in pairing.rows if not row.object]
    judged = {above for pair in seen for node in pair for above in _upwards(node)}
    for measure in stocks[0]["Measure"]:
        if measure not in judged:
            yield measure, None, rng.choice(nothing)
    for measure in stocks[1]["Measure"]:
        if measure not in judged:
            yield None, measure, rng.choice(nothing)


def _upwards(node: Node | None) -> Iterator[Node]:
    while node:
        yield node
        node = node.parent
