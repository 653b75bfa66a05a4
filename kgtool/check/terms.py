"""Between Oxigraph's terms and rdflib's: pySHACL needs plain rdflib graphs, with the terms rdflib's own parser makes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import XSD


def to_rdflib(statements: Iterable[Statement], graph: Graph) -> None:
    """Add statements to an rdflib graph. A literal without language or datatype stays plain, as rdflib parses it."""
    seen: dict[object, Node] = {}

    def term(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
        if node not in seen:
            seen[node] = _rdflib(node)
        return seen[node]

    graph.addN((term(s.subject), term(s.predicate), term(s.object), graph) for s in statements)


def _rdflib(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    if isinstance(node, ox.NamedNode):
        return URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return BNode(node.value)
    if node.language:
        return Literal(node.value, lang=node.language)
    return (
        Literal(node.value)
        if node.datatype == XSD.string
        else Literal(node.value, datatype=URIRef(node.datatype.value))
    )


def ntriples(node: Node | None) -> str:
    """Return a term as N-Triples; a blank node, which has no lasting name, as ``_:``; nothing as an empty string."""
    if node is None:
        return ""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return "_:"
    assert isinstance(node, Literal)
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))


def from_ntriples(text: str) -> Node | None:
    """Return the rdflib term of an N-Triples term; None for an empty string or a nameless blank node."""
    if not text or text == "_:":
        return None
    quad = next(iter(ox.parse(f"<x:s> <x:p> {text} .", ox.RdfFormat.N_TRIPLES)))
    return _rdflib(quad.object)
