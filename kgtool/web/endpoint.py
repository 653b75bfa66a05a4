"""What the SPARQL endpoint answers with: formats by form of query, negotiated, and errors as problem details."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kgtool.base.errors import KgtoolError
from kgtool.rdf import media
from kgtool.rdf.media import Format
from kgtool.web import negotiate
from kgtool.web.negotiate import MediaRange

_STATUS = {
    "timeout": 504,
    "memory": 503,
    "answer-large": 503,
    "query-failed": 400,
    "update-refused": 403,
    "service-refused": 403,
    "question-unknown": 404,
    "worker-died": 500,
    "busy": 503,
    "endpoint-graphs": 503,
    "store-missing": 503,
    "store-locked": 503,
    "endpoint-unreachable": 503,
    "endpoint-busy": 503,
    "endpoint-broken": 502,
    "endpoint-credentials": 502,
    "endpoint-status": 502,
    "endpoint-redirect": 502,
    "endpoint-answer": 502,
}


_NARROW = {"ja": "条件を絞るか、LIMIT を加えてください。", "en": "narrow it down, or add a LIMIT."}
_REMEDIES = {
    "timeout": _NARROW,
    "memory": _NARROW,
    "service-refused": {"ja": "SERVICE を除いてください。", "en": "leave it out."},
}
"""What helps a visitor, where the command's own remedy is for whoever runs it."""


def said(error: KgtoolError, lang: str) -> tuple[str, str]:
    """Return what is wrong and what a visitor can do."""
    what, remedy = error.said(lang)
    return what, _REMEDIES.get(error.code, {}).get(lang, remedy)


def offered(form: str) -> list[Format]:
    """Return the formats in which a query of this form is answered; HTML is the page with the form."""
    return [*media.of_form(form).values(), media.HTML]


def choose(form: str, name: str, accept: Sequence[MediaRange]) -> Format | None:
    """Return the format for a query of this form: by name, else by what the client accepts; None where none fits."""
    formats = offered(form)
    if "/" in name:  # media types: SPARQLWrapper sends what it accepts by this name too
        name, accept = "", negotiate.ranges(name)
    if name:
        return next((format for format in formats if name in (format.ending, *format.aliases)), None)
    known = {format.media_type: format for format in formats} | {
        other: format for format in formats for other in format.also
    }
    return known.get(negotiate.media(accept, list(known)) or "")


def status(error: KgtoolError) -> int:
    """The HTTP status for an error: 400 where the client can mend its request."""
    return _STATUS.get(error.code, 400)


def problem(status: int, code: str, said: str, remedy: str = "", line: int = 0, column: int = 0) -> bytes:
    """Return an error for programs (RFC 9457); ``line`` and ``column`` count from 1."""
    document: dict[str, Any] = {"type": "about:blank", "title": code, "status": status, "detail": said}
    if remedy:
        document["remedy"] = remedy
    if line:
        document |= {"line": line, "column": column}
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
