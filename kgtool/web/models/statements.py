"""Read all statements about a resource and all that point to it, property by property, with the graphs that hold
them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import JPP, PROV, RDF
from kgtool.web.models.view import View

_MOST, _READ = 50, 600
_NOT_SHOWN = (RDF.type, JPP.readingOf, JPP.readingKind, PROV.wasAttributedTo)


class PropertyValues(NamedTuple):
    """A property with its values, IRIs and texts, and the graphs that state them.

    ``more`` says that not all are listed, ``alone`` that there is only one.
    """

    property: str
    links: list[str]
    texts: list[LangString]
    graphs: list[str]
    more: bool
    alone: bool


def rows(view: View, iri: str) -> tuple[PropertyValues, ...]:
    """Return the statements about a resource by property: up to 50 values of each, from the first 600 statements."""
    return view.once(lambda: _rows(view.store, iri), "rows", iri)


def incoming(view: View, iri: str) -> tuple[PropertyValues, ...]:
    """Return the statements that point to a resource by property: up to 50 of each, from the first 600. Readings are left out."""
    return view.once(lambda: _incoming(view.store, iri), "incoming", iri)


def _rows(store: Store, iri: str) -> tuple[PropertyValues, ...]:
    links: dict[str, set[str]] = defaultdict(set)
    texts: dict[str, set[LangString]] = defaultdict(set)
    graphs: dict[str, set[str]] = defaultdict(set)
    for quad in islice(store.quads_for_pattern(NamedNode(iri), None, None, None), _READ):
        predicate = quad.predicate.value
        graphs[predicate].add(_graph(quad))
        if isinstance(quad.object, Literal):
            texts[predicate].add(LangString(quad.object.value, quad.object.language or ""))
        elif isinstance(quad.object, NamedNode):
            links[predicate].add(quad.object.value)
    return tuple(_row(p, links[p], texts[p], graphs[p]) for p in sorted(graphs))


def _incoming(store: Store, iri: str) -> tuple[PropertyValues, ...]:
    found: dict[str, set[str]] = defaultdict(set)
    graphs: dict[str, set[str]] = defaultdict(set)
    for quad in islice(store.quads_for_pattern(None, None, NamedNode(iri), None), _READ):
        if isinstance(quad.subject, NamedNode) and quad.predicate not in _NOT_SHOWN:
            found[quad.predicate.value].add(quad.subject.value)
            graphs[quad.predicate.value].add(_graph(quad))
    return tuple(_row(p, found[p], set(), graphs[p]) for p in sorted(found))


def _row(predicate: str, links: set[str], texts: set[LangString], graphs: set[str]) -> PropertyValues:
    more = max(len(links), len(texts)) > _MOST
    alone = len(links) + len(texts) == 1
    return PropertyValues(predicate, sorted(links)[:_MOST], sorted(texts)[:_MOST], sorted(graphs), more, alone)


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
