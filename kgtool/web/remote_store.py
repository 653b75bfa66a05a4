"""Read a SPARQL endpoint as if it were a build's store: the two methods that pages use, answered over HTTP.

Each look-up is a query, so results are cached: all statements about a subject at once, together with those about its
neighbours in the previous result, since a page that lists one usually lists the others. SPARQL cannot refer to a
blank node of an earlier answer, so a graph that has any is fetched as a whole, once; in our data these are the small
ones of the ontology.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from cachetools import LRUCache
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    parse_query_results,
)

from kgtool.base.errors import EndpointError
from kgtool.engines.ask import Engine
from kgtool.rdf.vocab import JPP
from kgtool.results import RenderOptions, Term
from kgtool.results.formats import json
from kgtool.sparql.tokens import Query

_BLOCK = 2_000
_AT_ONCE = 100
_MOST_KEPT = 100_000
_MOST_NEAR = 50_000
_MOST_BLANK = 20_000
_NAMES = ("s", "p", "o", "g")
Node = NamedNode | BlankNode | Literal | Triple | None
Graph = NamedNode | BlankNode | DefaultGraph | None
_Pattern = tuple[Node, Node, Node, Graph]


def opened(engine: Engine) -> Store:
    """Return a read-only store that asks an endpoint.

    Raises ``EndpointError`` (endpoint-graphs, or that it cannot be asked).
    """
    if not engine.answer(Query(f"ASK {{ ?version {JPP.versionOf} ?plan }}", "plans")).truth:
        raise EndpointError("endpoint-graphs")
    return cast(Store, RemoteStore(engine))  # for pages: they use no other method


class RemoteStore:
    """The named graphs of an endpoint. Thread-safe. The cache never expires: a new build gets a new store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: LRUCache[object, tuple[Quad, ...]] = LRUCache(_MOST_KEPT, lambda quads: len(quads) + 1)
        self._near: LRUCache[NamedNode, tuple[NamedNode, ...]] = LRUCache(_MOST_NEAR)
        self._blank = Store()
        self._whole: set[NamedNode] = set()
        self._lock = threading.RLock()

    def quads_for_pattern(
        self, subject: Node, predicate: Node, object: Node, graph_name: Graph = None
    ) -> Iterator[Quad]:
        """Yield the statements that fit, in no order. Raises as ``Endpoint.answer`` does."""
        pattern = (subject, predicate, object, graph_name)
        if any(isinstance(node, BlankNode) for node in pattern):
            return iter(list(self._blank.quads_for_pattern(*pattern)))  # type: ignore[arg-type]
        if isinstance(subject, NamedNode):
            known = self._about(subject)
            if known is not None:
                return (quad for quad in known if _fits(quad, pattern))
        return self._matching(pattern)

    def query(
        self, query: str, *, use_default_graph_as_union: bool = True
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer a query over all graphs as one, or over those that it names. Raises as ``Endpoint.answer`` does."""
        answer = self._engine.answer(Query(query, "page"))
        if answer.form in ("CONSTRUCT", "DESCRIBE"):
            found = Store()
            found.bulk_extend(Quad(*triple) for triple in answer.triples)
            return found.query("CONSTRUCT WHERE { ?s ?p ?o }")
        self._neighbours(term for row in answer.rows for term in row)
        return parse_query_results(json.render(answer, RenderOptions()), QueryResultsFormat.JSON)

    def _about(self, subject: NamedNode) -> tuple[Quad, ...] | None:
        """All that is said of a subject; None where that is too much to keep."""
        known = self._get(subject)
        if known is not None:
            return known
        with self._lock:
            near = self._near.get(subject, ())
        missing = [node for node in near if node != subject and node not in self._kept]
        several = [subject, *missing[: _AT_ONCE - 1]]
        values = " ".join(map(str, several))
        rows = self._rows(f"VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }}", _BLOCK * 10)
        if len(rows) > _BLOCK * 10 and len(several) > 1:
            several = [subject]
            rows = self._rows(f"VALUES ?s {{ {subject} }} GRAPH ?g {{ ?s ?p ?o }}", _BLOCK)
        if len(rows) > _BLOCK * 10 or (len(several) == 1 and len(rows) > _BLOCK):
            return None
        found: dict[Node, list[Quad]] = defaultdict(list)
        for quad in self._quads(rows, [(node, None, None, None) for node in several]):
            found[quad.subject].append(quad)
        for node in several:
            self._put(node, tuple(found[node]))
        self._neighbours(term for quad in found[subject] for term in (quad.predicate, quad.object))
        return tuple(found[subject])

    def _matching(self, pattern: _Pattern) -> Iterator[Quad]:
        """Yield what fits a pattern: of very much the first block, and the rest only to whoever goes on."""
        known = self._get(pattern)
        if known is not None:
            yield from known
            return
        where = _where(pattern)
        rows = self._rows(where, _BLOCK)
        quads = self._quads(rows, [pattern])
        self._neighbours(term for quad in quads for term in (quad.subject, quad.object))
        if len(rows) <= _BLOCK:
            self._put(pattern, tuple(quads))
            yield from quads
            return
        yield from quads
        seen = set(quads)
        yield from (quad for quad in self._quads(self._rows(where, None), [pattern]) if quad not in seen)

    def _rows(self, where: str, most: int | None) -> list[tuple[Term, ...]]:
        """The rows of a pattern, no more than one beyond ``most``."""
        limit = "" if most is None else f" LIMIT {most + 1}"
        answer = self._engine.answer(Query(f"SELECT ?s ?p ?o ?g WHERE {{ {where} }}{limit}", "page"))
        return list(answer.rows)

    def _quads(self, rows: Iterable[tuple[Term, ...]], patterns: Sequence[_Pattern]) -> list[Quad]:
        """The statements of rows, which leave out what a single pattern fixes; blank nodes are those of ``_blank``."""
        quads, graphs = [], set()
        for row in rows:
            s, p, o, g = (fixed if found is None else found for found, fixed in zip(row, patterns[0], strict=True))
            assert isinstance(g, NamedNode)
            if isinstance(s, BlankNode) or isinstance(o, BlankNode):
                graphs.add(g)
            else:
                quads.append(Quad(s, p, o, g))  # type: ignore[arg-type]
        for graph in sorted(graphs, key=str):
            self._read(graph)
            for s, p, o, _ in patterns:
                found = self._blank.quads_for_pattern(s, p, o, graph)  # type: ignore[arg-type]
                quads += [q for q in found if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]
        return quads

    def _read(self, graph: NamedNode) -> None:
        """Read a graph with blank nodes as a whole, unless it is large: then those stay unknown."""
        with self._lock:
            if graph in self._whole:
                return
            rows = self._rows(_where((None, None, None, graph)), _MOST_BLANK)
            self._whole.add(graph)
            if len(rows) > _MOST_BLANK:
                return
            number = len(self._whole)
            for s, p, o, _ in rows:
                self._blank.add(Quad(_renamed(s, number), p, _renamed(o, number), graph))  # type: ignore[arg-type]

    def _neighbours(self, found: Iterable[object]) -> None:
        group = tuple(dict.fromkeys(node for node in found if isinstance(node, NamedNode)))
        with self._lock:
            self._near.update((node, group) for node in group)

    def _get(self, key: object) -> tuple[Quad, ...] | None:
        with self._lock:
            return self._kept.get(key)

    def _put(self, key: object, quads: tuple[Quad, ...]) -> None:
        with self._lock:
            self._kept[key] = quads


def _where(pattern: _Pattern) -> str:
    s, p, o, g = (f"?{name}" if node is None else str(node) for node, name in zip(pattern, _NAMES, strict=True))
    return f"GRAPH {g} {{ {s} {p} {o} }}"


def _fits(quad: Quad, pattern: _Pattern) -> bool:
    terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return all(wanted is None or wanted == term for wanted, term in zip(pattern, terms, strict=True))


def _renamed(term: Term, number: int) -> Term:
    """A blank node by a name that no other graph's has: a server names those of each answer as it likes."""
    return BlankNode(f"g{number}x{term.value}") if isinstance(term, BlankNode) else term
