"""What a visitor is told of an error: the values of a page, and problem details for programs (RFC 9457)."""

from __future__ import annotations

import json
from typing import NamedTuple

from kgtool.base.errors import KgtoolError, QueryError
from kgtool.base.languages import Text

REFERENCE = "reference/errors"
"""The page that has a paragraph for each code, under the code as id."""
_OURS = Text(
    "このサイトの側の誤りです。しばらくしてからやり直し、続くときは運営者に知らせてください。",
    "this is a fault of the site, not yours; try again later, and tell whoever runs it if it goes on.",
)


class Problem(NamedTuple):
    """HTTP status and code, what is wrong and what helps, and where in the query, counted from 1; 0 is nowhere."""

    status: int
    code: str
    what: str
    remedy: str
    line: int = 0
    column: int = 0


def of(error: KgtoolError, lang: str) -> Problem:
    """Return what a visitor is told of an error: files and commands are the affair of whoever runs the site."""
    what, remedy = error.said(lang)
    message, of_query = error.message, isinstance(error, QueryError)
    if message.visitor or (message.status >= 500 and not of_query):
        remedy = (message.visitor or _OURS)[lang]
    line, column = (error.place.line, error.place.column) if error.place and of_query else (0, 0)
    return Problem(message.status, error.code, what, remedy, line, column)


def details(problem: Problem, url: str) -> bytes:
    """Return a problem as JSON; its type is the paragraph of its code on the site at ``url``."""
    place = {"line": problem.line, "column": problem.column} if problem.line else {}
    document = {
        "type": f"{url}{REFERENCE}#{problem.code}",
        "title": problem.code,
        "status": problem.status,
        "detail": problem.what,
        "remedy": problem.remedy,
        **place,
    }
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"
