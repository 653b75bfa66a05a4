"""An answer as bytes in one of the formats that the SPARQL protocol offers."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, cast

from pyoxigraph import QueryBoolean, QuerySolutions, parse_query_results

from kgtool import results
from kgtool.engines import wire
from kgtool.engines.oxigraph_engine import Oxigraph
from kgtool.engines.wire import Request
from kgtool.rdf import media
from kgtool.results import Answer, RenderOptions, graph
from kgtool.sparql import tokens

if TYPE_CHECKING:
    from kgtool.engines.rdflib_engine import Rdflib

_ROW = {"json": b"{", "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}


def write(answer: Answer, format: str, prefixes: Mapping[str, str]) -> bytes:
    """Return an answer in a format of ``media.ROWS`` or, for a graph, of ``media.GRAPHS``.

    The truth of an ASK, for which CSV and TSV have no way, is the word alone.
    """
    if answer.form in results.GRAPHS:
        return graph.write(answer, RenderOptions(prefixes=prefixes), media.GRAPHS[format].rdf).encode()
    if answer.truth is not None and format in ("csv", "tsv"):
        return b"true\n" if answer.truth else b"false\n"
    return results.render(format, answer, RenderOptions()).encode()


def make(engine: Oxigraph | Rdflib, request: Request) -> bytes:
    """Return the whole answer to a request in its format. Raises ``AnswerTooLargeError`` (rows-many): none is cut."""
    written = _by_oxigraph(engine, request) if isinstance(engine, Oxigraph) else None
    if written is not None:
        return written
    found = engine.stream(request).collect(request.limit)
    if found.cut:
        raise wire.too_many(request.name, request.limit)
    return write(found, request.format, request.prefixes)


def _by_oxigraph(engine: Oxigraph, request: Request) -> bytes | None:
    """What Oxigraph itself writes, which is fast but cannot stop at a row; None where it may have more than the limit.

    None also where its columns are not in the order of the query, and for what it has no way to write.
    """
    form, plain = tokens.form(request.text), media.ROWS.get(request.format)
    if plain is None or request.limit is None or (form == "ASK" and request.format not in ("json", "xml")):
        return None
    result = engine.evaluate(request)
    if isinstance(result, QueryBoolean):
        return cast(bytes, result.serialize(format=plain.results))
    if not isinstance(result, QuerySolutions) or not _in_order(result, request.text):
        return None
    sink = _Counted(_ROW[request.format], (len(result.variables) + 1) * request.limit + 8, request.size)
    with contextlib.suppress(_EnoughError):
        result.serialize(cast(IO[bytes], sink), plain.results)
        body = b"".join(sink.parts)
        if sink.rows > request.limit and _rows(body, request.format) > request.limit:
            raise wire.too_many(request.name, request.limit)
        return body
    return None


def _rows(body: bytes, format: str) -> int:
    """Count the rows of an answer."""
    if format == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    found = parse_query_results(body, media.ROWS[format].results)
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 1


class _EnoughError(Exception):
    """The answer has more rows or bytes than anybody gets."""


class _Counted(io.RawIOBase):
    """Keeps what an engine writes, up to ``size`` bytes, and counts what could be rows, up to ``most``."""

    def __init__(self, row: bytes, most: int, size: int) -> None:
        self.parts: list[bytes] = []
        self.rows = 0
        self._row, self._most, self._left = row, most, size

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._left -= len(part)
        self.rows += part.count(self._row)
        if self._left < 0 or self.rows > self._most:
            raise _EnoughError
        self.parts.append(part)
        return len(part)


def _in_order(result: QuerySolutions, text: str) -> bool:
    """Whether the engine names the columns in the order in which the query has them: not for ``SELECT *``."""
    names = [variable.value for variable in result.variables]
    return tokens.columns(text, names) == names
