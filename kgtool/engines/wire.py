"""What passes between a pool and its workers: lines of JSON, and the bytes of answers.

The pool sends ``Start`` once, then a ``Request`` for each query. The worker sends a line when its engine is open, and for
each query the parts of the answer, each a line that says how many bytes follow, then a line with ``end``: empty, or an
error. An answer as values is itself lines of JSON: first its head, then rows in batches, then whether it was cut, labels
and time. In them a term is null (unbound), an IRI as text, a literal as a list (its text, then ``@language`` or its
datatype), a blank node as {"b": …}, a triple as {"t": [subject, predicate, object]}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple

from kgtool.base import errors
from kgtool.base.errors import AnswerTooLargeError, KgtoolError, Place, QueryMemoryError
from kgtool.results import Answer, Stream, Term

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BATCH = 500
ENGINES = {
    "oxigraph": "kgtool.engines.oxigraph_engine.Oxigraph",
    "rdflib": "kgtool.engines.rdflib_engine.Rdflib",
}
"""The engines that a worker may have, and the class of each."""
VALUES = "values"
"""The format of an answer that the parent takes as values."""


class Start(NamedTuple):
    """Tell a worker which engine opens the build in ``folder``, within ``seconds``.

    Each query may then take ``memory`` bytes beside what was opened. ``nice`` is added to the process's own.
    """

    engine: str
    folder: str
    memory: int
    seconds: float
    nice: int


class Request(NamedTuple):
    """Tell a worker a query, where its text stands (``name``, ``first_line``), what it may take and call, and the format.

    ``limit`` counts rows or triples, ``size`` bytes. ``default`` and ``named`` are the protocol's graphs, None for those
    of the query. ``lang`` is the language of labels, for values; ``prefixes`` are for graphs. Relative IRIs of the query are
    resolved against ``base``.
    """

    text: str
    name: str
    first_line: int
    services: tuple[str, ...]
    public: bool
    seconds: float
    size: int
    limit: int | None
    format: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    lang: str | None = None
    prefixes: Mapping[str, str] = {}
    base: str | None = None


def error(error: KgtoolError) -> dict[str, Any]:
    """Return an error as what JSON can hold: class, code, place, fields."""
    place = error.place
    return {
        "error": type(error).__name__,
        "code": error.code,
        "place": (place.file, place.line, place.column) if place else None,
        "fields": error.fields,
    }


def raised(said: Mapping[str, Any]) -> KgtoolError:
    """Return the error whose JSON a worker sent."""
    made: KgtoolError = getattr(errors, said["error"])(
        said["code"], Place(*said["place"]) if said["place"] else None, **said["fields"]
    )
    return made


def out_of_memory(query: str, memory: int) -> QueryMemoryError:
    """Return the error for a query that wanted more than ``memory`` bytes."""
    return QueryMemoryError("memory", query, most=f"{memory / (1 << 30):.3g} GiB")


def too_large(query: str, size: int) -> AnswerTooLargeError:
    """Return the error for an answer of more than ``size`` bytes."""
    return AnswerTooLargeError("answer-large", query, most=f"{size >> 20} MiB")


def too_many(query: str, limit: int | None) -> AnswerTooLargeError:
    """Return the error for an answer of more than ``limit`` rows or triples."""
    return AnswerTooLargeError("rows-many", query, most=f"{limit:,}")


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
