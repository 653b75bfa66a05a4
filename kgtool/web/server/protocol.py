"""The SPARQL 1.1 Protocol's query operation, read from a request: a pure function (section 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

MOST = 1 << 20
"""Bytes that a request may have."""

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


@dataclass(frozen=True)
class Operation:
    """A query, the graphs that the request names, and the ``format`` it asks for by name."""

    query: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str = ""


class RefusedError(Exception):
    """A request that is no query operation: HTTP status, and what is wrong in both languages."""

    def __init__(self, status: int, ja: str, en: str) -> None:
        super().__init__(en)
        self.status = status
        self.said = {"ja": ja, "en": en}


def read(method: str, query_string: str, content_type: str, body: bytes) -> Operation | None:
    """Return the operation, or None for a GET without any: whoever asks wants to know what is here.

    Raises ``RefusedError``: 400 for a malformed request, 403 for an update, 413 for a large one, 415 for a body of another
    kind.
    """
    if len(body) > MOST or len(query_string) > MOST:
        raise RefusedError(
            413, f"要求が{MOST >> 20} MiBを超えています。", f"the request has more than {MOST >> 20} MiB."
        )
    given = _pairs(query_string)
    if method == "POST":
        kind = content_type.partition(";")[0].strip().lower()
        if kind == UPDATE:
            raise _update()
        if kind == QUERY:
            given = [pair for pair in given if pair[0] != "query"] + [("query", _text(body))]
        elif kind == FORM:
            given = [pair for pair in given if pair[0] == "format"] + _pairs(_text(body))
        else:
            raise RefusedError(
                415,
                f"本文は {FORM} か {QUERY} で送ってください。",
                f"send the body as {FORM} or {QUERY}.",
            )
    return _operation(given, method)


def _operation(given: list[tuple[str, str]], method: str) -> Operation | None:
    def of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in given if key == name)

    if of("update"):
        raise _update()
    queries = of("query")
    if not queries and method != "POST":
        return None
    if len(queries) != 1:
        raise RefusedError(400, "query は一つだけ送ってください。", "send query exactly once.")
    default, named = of("default-graph-uri"), of("named-graph-uri")
    chosen = bool(default or named)
    return Operation(queries[0], default if chosen else None, named if chosen else None, "".join(of("format")[-1:]))


def _update() -> RefusedError:
    return RefusedError(
        403, "更新は受け付けません。読み取り専用です。", "updates are refused: this endpoint is read-only."
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=1_000, errors="strict")
    except ValueError as error:
        raise RefusedError(400, f"要求を読めません: {error}", f"the request cannot be read: {error}") from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise RefusedError(400, "UTF-8で送ってください。", "send it as UTF-8.") from None
