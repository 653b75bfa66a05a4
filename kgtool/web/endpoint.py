"""What the SPARQL endpoint answers with: formats by form of query, negotiated, and errors as problem details."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kgtool.base.errors import InputError
from kgtool.web import negotiate

RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "html": "text/html",
}
GRAPHS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}
_CALLED = {"turtle": "ttl", "n3": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld", "json": "jsonld"} | {
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "xml": "rdf",
}
"""What clients call the formats of graphs; SPARQLWrapper sends such names whatever it accepts."""
_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
PROBLEM = "application/problem+json"
_STATUS = {
    "timeout": 504,
    "memory": 503,
    "answer-large": 503,
    "query-failed": 400,
    "update-refused": 403,
    "service-refused": 403,
    "question-unknown": 404,
    "worker-died": 400,
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


def said(error: InputError, lang: str) -> tuple[str, str]:
    """Return what is wrong and what a visitor can do."""
    what, remedy = error.said(lang)
    return what, _REMEDIES.get(error.code, {}).get(lang, remedy)


def formats(form: str) -> dict[str, str]:
    """The media types in which a query of this form is answered, by the names that we give them."""
    return GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else RESULTS


def choose(form: str, name: str, accept: str | None) -> str | None:
    """Return the format for a query of this form: by name, else by what the client accepts; None where none fits."""
    offered = formats(form)
    if "/" in name:  # media types: SPARQLWrapper sends what it accepts by this name too
        name, accept = "", name
    if name:
        called = _CALLED.get(name, name) if offered is GRAPHS else name
        return called if called in offered else None
    others = {media: key for media, key in _ALSO.items() if offered is RESULTS}
    media = negotiate.media(accept, [*offered.values(), *others])
    if media is None:
        return None
    return others.get(media) or next(key for key, value in offered.items() if value == media)


def offered(form: str) -> Sequence[str]:
    """The media types in which a query of this form can be answered."""
    return tuple(formats(form).values())


def status(error: InputError) -> int:
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
