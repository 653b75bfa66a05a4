"""How a worker sends an answer: one JSON document a line, first its head, then rows in batches, last its end.

A term is null (unbound), an IRI as text, a literal as a list (its text, then ``@language`` or its datatype), a blank
node as {"b": …}, a triple as {"t": [subject, predicate, object]}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple

from kgtool.results import Answer, Stream, Term

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BATCH = 500


def encode(stream: Stream, limit: int | None) -> Iterator[tuple[bytes, list[Term]]]:
    """Yield the lines of an answer, each with the terms in it; the last says whether ``limit`` cut the answer."""
    head = {"form": stream.form, "columns": stream.columns, "truth": stream.truth}
    yield line(head), []
    rows: Iterator[Iterable[Term]] = iter(stream.rows or stream.triples)
    kept = islice(rows, limit)
    while batch := list(islice(kept, _BATCH)):
        terms = [list(row) for row in batch]
        yield line([[_term(term) for term in row] for row in terms]), [term for row in terms for term in row]
    yield line({"cut": limit is not None and next(rows, None) is not None}), []


def line(value: object) -> bytes:
    """Return a JSON document as one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read(text: bytes) -> dict[str, Any]:
    """Return a line that says something of the answer; nothing for a batch of rows."""
    document = json.loads(text)
    return document if isinstance(document, dict) else {}


def decode(lines: Iterable[bytes]) -> Answer:
    """Return the answer whose lines these are."""
    said: dict[str, Any] = {}
    rows: list[tuple[Any, ...]] = []
    for text in lines:
        document = json.loads(text)
        if isinstance(document, dict):
            said |= document
        else:
            rows += (tuple(map(_read, row)) for row in document)
    graph = said["form"] == "CONSTRUCT"
    return Answer(
        columns=tuple(said["columns"]),
        rows=() if graph else tuple(rows),
        triples=tuple(Triple(*row) for row in rows) if graph else (),
        truth=said["truth"],
        form=said["form"],
        labels=said["labels"],
        cut=said["cut"],
        seconds=said["seconds"],
    )


def _term(term: Term) -> object:
    if term is None or isinstance(term, NamedNode):
        return term and term.value
    if isinstance(term, Literal):
        if term.language:
            direction = f"--{term.direction.value}" if term.direction else ""
            return [term.value, f"@{term.language}{direction}"]
        return [term.value] if term.datatype.value == _STRING else [term.value, term.datatype.value]
    if isinstance(term, BlankNode):
        return {"b": term.value}
    return {"t": [_term(part) for part in term]}


def _read(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return NamedNode(value)
    if isinstance(value, dict):
        return BlankNode(value["b"]) if "b" in value else Triple(*map(_read, value["t"]))
    if len(value) == 1:
        return Literal(value[0])
    if value[1].startswith("@"):
        language, _, direction = value[1][1:].partition("--")
        return Literal(value[0], language=language, direction=BaseDirection(direction) if direction else None)
    return Literal(value[0], datatype=NamedNode(value[1]))
