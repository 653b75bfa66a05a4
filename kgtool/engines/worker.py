"""A worker that stays: answers one query after another for a server, each as bytes in the format it was asked for.

Between parent and worker pass lines of JSON: a request, then a head that says how many bytes of answer follow. A worker
whose memory has grown says that it is ``tired``, so that another takes its place. It ends by itself when a query passes
its deadline and nobody ended it: even then nothing outlives the server.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from kgtool import results
from kgtool.base.errors import AnswerTooLargeError, KgtoolError, QueryError
from kgtool.build.store import Build, labels_by, stream_of, syntax_error
from kgtool.engines import wire
from kgtool.engines.limits import address_space, limit
from kgtool.rdf import media
from kgtool.results import Term, View, graph
from kgtool.sparql import guard
from kgtool.sparql.tokens import Query, columns, names_dataset

MOST = 256 << 20
"""Bytes that an answer may have."""
MOST_SHOWN = 16 << 20
"""Bytes that an answer for a page may have."""

_ROW = {"json": b"{", "xml": b"<result>", "csv": b"\n", "tsv": b"\n"}
_TIRED = 64 << 20
_SPARE = 2.0
"""Seconds beyond the deadline after which a worker that nobody ended ends itself."""


class EnoughError(Exception):
    """The answer has more rows or bytes than anybody gets."""


class _Sink(io.RawIOBase):
    """Keeps what an engine writes, up to ``MOST`` bytes, and counts what could be rows, up to ``most``."""

    def __init__(self, row: bytes, most: int) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self.rows = 0
        self._row, self._most = row, most

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self.size += len(part)
        self.rows += part.count(self._row)
        if self.size > MOST or self.rows > self._most:
            raise EnoughError
        self.parts.append(part)
        return len(part)


def main() -> NoReturn:
    """Answer requests until the pipe from the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    start = json.loads(sys.stdin.buffer.readline())
    limit(resource.RLIMIT_CORE, 0)
    with contextlib.suppress(OSError):
        os.nice(start["nice"])
    opened = Build(Path(start["folder"])).open()
    idle = address_space()
    limit(resource.RLIMIT_AS, start["memory"] + idle)
    _send({"ready": True})
    for text in sys.stdin.buffer:
        request = json.loads(text)
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + _SPARE)  # the system ends us, whatever we are in
        body, head = _answer(opened, request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send({**head, "length": len(body), "tired": address_space() > idle + _TIRED})
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    os._exit(0)


def _answer(store: Store, request: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    query = Query(request["text"], request["name"], request["first_line"])
    try:
        guard.check(query, request["services"])
        guard.check_addresses(query)
        result = _evaluate(store, request)
        make = _for_people if request["format"] == "wire" else _for_machines
        body, cut = make(store, request, result)
    except MemoryError:
        return b"", {"error": "memory"}
    except KgtoolError as error:
        return b"", _said(error)
    except SyntaxError as error:
        return b"", _said(syntax_error(str(error), query))
    except Exception as error:  # what an engine cannot evaluate is no bug of ours
        return b"", _said(QueryError("query-failed", query.name, reason=str(error) or type(error).__name__))
    return body, {"cut": cut}


def _said(error: KgtoolError) -> dict[str, Any]:
    place = error.place
    return {
        "error": error.code,
        "fields": error.fields,
        "line": (place.line or 0) if place else 0,
        "column": (place.column or 0) if place else 0,
    }


def _too_large(query: str, most: int) -> AnswerTooLargeError:
    return AnswerTooLargeError("answer-large", query, most=f"{most >> 20} MiB")


def _evaluate(store: Store, request: dict[str, Any]) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Evaluate over the graphs that the protocol names, else those of the query, else all as one."""
    default, named = request["default"], request["named"]
    if default is None and named is None:
        return store.query(request["text"], use_default_graph_as_union=not names_dataset(request["text"]))
    return store.query(
        request["text"],
        default_graph=[NamedNode(iri) for iri in default or ()],
        named_graphs=[NamedNode(iri) for iri in named or ()],
    )


def _for_machines(
    store: Store, request: dict[str, Any], result: QuerySolutions | QueryBoolean | QueryTriples
) -> tuple[bytes, bool]:
    """The answer in one of W3C's formats, and whether the limit cut it.

    The engine itself writes results, which is fast but cannot stop at a row; an answer that may have more rows than
    the limit is evaluated again and written row by row.
    """
    most, name = request["limit"], request["format"]
    if isinstance(result, QueryTriples):
        found = stream_of(result, request["text"]).collect(most)
        return graph.write(found, View(prefixes=request["prefixes"]), media.GRAPHS[name].rdf).encode(), found.cut
    if isinstance(result, QueryBoolean) and name in ("csv", "tsv"):
        return (b"true\n" if result else b"false\n"), False
    if isinstance(result, QueryBoolean):
        return cast(bytes, result.serialize(format=media.ROWS[name].results)), False
    if _in_order(result, request["text"]):
        sink = _Sink(_ROW[name], (len(result.variables) + 1) * most + 8)
        with contextlib.suppress(EnoughError):
            result.serialize(cast(IO[bytes], sink), media.ROWS[name].results)
            if sink.rows <= most:
                return b"".join(sink.parts), False
        result = _evaluate(store, request)
    found = stream_of(result, request["text"]).collect(most)
    body = results.render(name, found, View()).encode()
    if len(body) > MOST:
        raise _too_large(request["name"], MOST)
    return body, found.cut


def _in_order(result: QuerySolutions, text: str) -> bool:
    """Whether the engine names the columns in the order in which the query has them: not for ``SELECT *``."""
    names = [variable.value for variable in result.variables]
    return columns(text, names) == names


def _for_people(
    store: Store, request: dict[str, Any], result: QuerySolutions | QueryBoolean | QueryTriples
) -> tuple[bytes, bool]:
    """The answer as the parent's own objects, with labels."""
    lines: list[bytes] = []
    size = 0
    seen: set[Term] = set()
    for line, terms in wire.encode(stream_of(result, request["text"]), request["limit"]):
        lines.append(line)
        size += len(line)
        if size > MOST_SHOWN:
            raise _too_large(request["name"], MOST_SHOWN)
        seen.update(terms)
    lang = request["lang"]
    iris = (term.value for term in seen if isinstance(term, NamedNode))
    lines.append(wire.line({"labels": labels_by(_asked(store), iris, lang) if lang else {}, "seconds": 0}))
    return b"".join(lines), bool(wire.read(lines[-2])["cut"])


def _asked(store: Store) -> Callable[[str], Any]:
    return lambda sparql: stream_of(store.query(sparql, use_default_graph_as_union=True), sparql).rows


def _send(document: dict[str, Any]) -> None:
    sys.stdout.buffer.write(wire.line(document))
    sys.stdout.buffer.flush()
