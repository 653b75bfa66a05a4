"""What the SPARQL endpoint answers with: formats by form of query, negotiated, and errors as problem details."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kgtool.base.errors import KgtoolError, QueryError
from kgtool.base.languages import Text
from kgtool.rdf import media
from kgtool.rdf.media import Format
from kgtool.web import negotiate
from kgtool.web.negotiate import MediaRange

_OURS = Text(
    "このサイトの側の誤りです。しばらくしてからやり直し、続くときは運営者に知らせてください。",
    "this is a fault of the site, not yours; try again later, and tell whoever runs it if it goes on.",
)


def said(error: KgtoolError, lang: str) -> tuple[str, str]:
    """Return what is wrong and what a visitor can do."""
    what, remedy = error.said(lang)
    ours = error.message.status >= 500 and not isinstance(error, QueryError)
    return what, (error.message.visitor or _OURS)[lang] if ours or error.message.visitor else remedy


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


def problem(status: int, code: str, said: str, remedy: str = "", line: int = 0, column: int = 0) -> bytes:
    """Return an error for programs (RFC 9457); ``line`` and ``column`` count from 1."""
    document: dict[str, Any] = {"type": "about:blank", "title": code, "status": status, "detail": said}
    if remedy:
        document["remedy"] = remedy
    if line:
        document |= {"line": line, "column": column}
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
