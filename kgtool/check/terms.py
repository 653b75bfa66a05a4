"""Between Oxigraph's terms and rdflib's: pySHACL needs plain rdflib graphs.

rdflib rewrites literals by their values and takes some for values that XML Schema does not: ``2025-08-12T00:00:00Z`` for a
date, full-width digits for a number. Here a literal stays as it is written, and one whose text is none of its datatype is
ill-typed (RDF 1.1 Concepts, section 3.3).
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import XSD

logging.getLogger("rdflib.term").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning)
"""An ill-typed literal is for a rule to find; rdflib would print a traceback or a warning for each."""

_DAY = r"-?([1-9][0-9]{3,}|0[0-9]{3})-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})?"
_INTEGER = "[+-]?[0-9]+"
_DOUBLE = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_SIGNS = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
_SIGNED = {name: (-(1 << bits - 1), (1 << bits - 1) - 1) for name, bits in _BITS.items()}
_UNSIGNED = {f"unsigned{name.title()}": (0, (1 << bits) - 1) for name, bits in _BITS.items()}
_LIMITS = {f"{XSD.base}{name}": limits for name, limits in {**_SIGNS, **_SIGNED, **_UNSIGNED}.items()}
"""The least and the greatest value of each datatype derived from ``xsd:integer``."""
_FORMS = {
    f"{XSD.base}{name}": re.compile(form)
    for name, form in {
        "boolean": "true|false|0|1",
        "date": _DAY + _ZONE,
        "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
        "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
        "double": _DOUBLE,
        "float": _DOUBLE,
        "integer": _INTEGER,
        "time": _TIME + _ZONE,
    }.items()
} | dict.fromkeys(_LIMITS, re.compile(_INTEGER))
"""How the values of datatypes are written (XML Schema 1.1, part 2, section 3.3), where rdflib takes more."""


class _IllTyped(Literal):  # type: ignore[misc]  # rdflib has no types
    """A literal whose text is none of its datatype, whatever rdflib makes of it. It has no value and no order."""

    @property
    def ill_typed(self) -> bool:
        return True

    @property
    def value(self) -> None:
        return None

    def _no_order(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no_order


def to_rdflib(statements: Iterable[Statement], graph: Graph) -> None:
    """Add statements to an rdflib graph, with literals as they are written; a string has no datatype, as rdflib parses it."""
    seen: dict[object, Node] = {}

    def term(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
        if node not in seen:
            seen[node] = _rdflib(node, as_written=True)
        return seen[node]

    graph.addN((term(s.subject), term(s.predicate), term(s.object), graph) for s in statements)


def _rdflib(node: ox.NamedNode | ox.BlankNode | ox.Literal, as_written: bool = False) -> Node:
    if isinstance(node, ox.NamedNode):
        return URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return BNode(node.value)
    if node.language:
        return Literal(node.value, lang=node.language)
    if node.datatype == XSD.string:
        return Literal(node.value)
    datatype = URIRef(node.datatype.value)
    literal = Literal(node.value, datatype=datatype, normalize=not as_written)
    if as_written and (literal.ill_typed or not is_well_typed(node)):
        return _IllTyped(node.value, datatype=datatype, normalize=False)
    return literal


def is_well_typed(literal: ox.Literal) -> bool:
    """Say whether a text is one of its datatype, as far as the text and the limits of numbers tell: not whether there is such a day."""
    datatype = literal.datatype.value
    form = _FORMS.get(datatype)
    if form is None:
        return True
    if not form.fullmatch(literal.value):
        return False
    least, greatest = _LIMITS.get(datatype, (None, None))
    number = int(literal.value) if datatype in _LIMITS else 0
    return (least is None or number >= least) and (greatest is None or number <= greatest)


def ntriples(node: Node | None) -> str:
    """Return a term as N-Triples, nothing as an empty string."""
    if node is None:
        return ""
    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, BNode):
        return f"_:{node}"
    assert isinstance(node, Literal)
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))


def from_ntriples(text: str) -> Node | None:
    """Return the rdflib term of an N-Triples term, as rdflib's parser makes it; None for an empty string."""
    if not text:
        return None
    quad = next(iter(ox.parse(f"<x:s> <x:p> {text} .", ox.RdfFormat.N_TRIPLES)))
    return _rdflib(quad.object)
