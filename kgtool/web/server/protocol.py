"""Read the query operation of the SPARQL 1.1 Protocol (section 2.1) from a request: pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from kgtool.base.errors import QueryRefusedError, RequestError

MOST = 1 << 20
"""Bytes that a request may have."""

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


@dataclass(frozen=True)
class Operation:
    """A query, the graphs that the request names, and the ``format`` that it asks for by name.

    An empty graph name counts as none: some clients send ``default-graph-uri=`` with every query.
    """

    query: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str = ""


def read(method: str, query_string: str, content_type: str, body: bytes) -> Operation | None:
    """Return the operation, or None for a GET without parameters: that asks for the description of the service.

    Raises ``RequestError`` (request, request-large, request-type), ``QueryRefusedError`` for an update.
    """
    if len(body) > MOST or len(query_string) > MOST:
        raise too_large()
    pairs = _pairs(query_string)
    if method == "POST":
        kind = content_type.partition(";")[0].strip().lower()
        if kind == UPDATE:
            raise QueryRefusedError("update-refused")
        if kind == QUERY:
            pairs = [pair for pair in pairs if pair[0] != "query"] + [("query", _text(body))]
        elif kind == FORM:
            pairs = [pair for pair in pairs if pair[0] == "format"] + _pairs(_text(body))
        else:
            raise RequestError("request-type", type=kind or "-", known=f"{FORM}, {QUERY}")
    return _operation(pairs, method)


def _operation(pairs: list[tuple[str, str]], method: str) -> Operation | None:
    def of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if of("update"):
        raise QueryRefusedError("update-refused")
    queries = of("query")
    if not queries and method != "POST":
        return None
    if len(queries) != 1:
        raise _unreadable("query がちょうど一つではありません", "query is not there exactly once")
    default, named = (tuple(filter(None, of(name))) for name in ("default-graph-uri", "named-graph-uri"))
    chosen = bool(default or named)
    return Operation(queries[0], default if chosen else None, named if chosen else None, "".join(of("format")[-1:]))


def too_large() -> RequestError:
    """Return the error for a request of more than ``MOST`` bytes."""
    return RequestError("request-large", most=f"{MOST >> 20} MiB")


def _unreadable(ja: str, en: str) -> RequestError:
    return RequestError("request", reason={"ja": ja, "en": en})


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=1_000, errors="strict")
    except ValueError as error:
        raise _unreadable(str(error), str(error)) from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _unreadable("UTF-8ではありません", "it is no UTF-8") from None
