"""The values of slots as terms of RDF."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import Place
from kgtool.rdf import iris
from kgtool.rdf.sssom import slots
from kgtool.rdf.sssom.metadata import Extension, Metadata, node, wrong
from kgtool.rdf.sssom.slots import Kind
from kgtool.rdf.vocab import XSD

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CALLED = {
    Kind.DATE: ("日付(YYYY-MM-DD)", "date (YYYY-MM-DD)"),
    Kind.ENTITY_TYPE: ("SSSOMの要素の種類", "type of entity of SSSOM"),
    Kind.IRI: ("IRI", "IRI"),
}
_IRIS = (XSD.anyURI.value, slots.BUILT_IN["linkml"] + "uriOrCurie", slots.BUILT_IN["linkml"] + "uriorcurie")


def entity(slot: str, curie: str, metadata: Metadata, place: Place) -> NamedNode:
    """Return the IRI of a CURIE. Raises ``InputError`` (alignment) for what is none, or has no prefix of the table."""
    found = metadata.iri(curie)
    if found is None:
        raise wrong(
            place,
            f"{slot} の「{curie}」は curie_map のCURIEではありません",
            f"{slot} {curie!r} is no CURIE of curie_map",
        )
    return found


def number(slot: str, text: str, place: Place) -> str:
    """Return a number without exponent, as ``xsd:decimal`` has it. Raises ``InputError`` (alignment)."""
    least = slots.SLOTS[slot].least
    value = Decimal(text) if _NUMBER.fullmatch(text) else None
    if value is None or not least <= value <= 1:
        raise wrong(
            place,
            f"{slot} の「{text}」は{least}から1までの数ではありません",
            f"{slot} {text!r} is no number from {least} to 1",
        )
    return format(value, "f") if "e" in text.lower() else text


def span(slot: str, text: str, place: Place) -> NamedNode:
    """Return the IRI of a place in a source text. Raises ``InputError`` (alignment) for anything else."""
    found = node(text) if iris.read_span(text) else None
    if found is None or not found.value.startswith(iris.TEXT):
        form = f"{iris.TEXT}…#char=start,end"
        raise wrong(
            place,
            f"{slot} の「{text}」は原文の場所({form})ではありません",
            f"{slot} {text!r} is no place in a source text ({form})",
        )
    return found


def term(slot: str, text: str, metadata: Metadata, place: Place) -> NamedNode | Literal:
    """Return a value of a standard slot as a term. Raises ``InputError`` (alignment) for a value of another kind."""
    kind = slots.SLOTS[slot].kind
    if kind is Kind.TEXT:
        return Literal(text)
    if kind is Kind.ENTITY:
        return entity(slot, text, metadata, place)
    if kind is Kind.NUMBER:
        return Literal(number(slot, text, place), datatype=XSD.double)
    if kind is Kind.DATE and _is_date(text):
        return Literal(text, datatype=XSD.date)
    found = slots.ENTITY_TYPES.get(text) if kind is Kind.ENTITY_TYPE else node(text) if kind is Kind.IRI else None
    if found is None:
        ja, en = _CALLED[kind]
        raise wrong(place, f"{slot} の「{text}」は{ja}ではありません", f"{slot} {text!r} is no {en}")
    return found


def split(slot: str, cell: str) -> tuple[str, ...]:
    """Return the values of a cell: several, divided by ``|``, where the slot may have several."""
    return (
        tuple(part.strip() for part in cell.split("|"))
        if slot in slots.SLOTS and slots.SLOTS[slot].several
        else (cell,)
    )


def extension(declared: Extension, text: str, metadata: Metadata) -> NamedNode | Literal:
    """Return the value of an extension slot: an IRI where its type says so and it is one, else a literal of its type."""
    found = (metadata.iri(text) or node(text)) if declared.type in _IRIS else None
    return found or Literal(text, datatype=NamedNode(declared.type))


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
