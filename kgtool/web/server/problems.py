"""What went wrong, told as a page to people and as problem details to programs (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.responses import Response

from kgtool.base.errors import KgtoolError
from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.web import endpoint
from kgtool.web.backend import Backend
from kgtool.web.headers import HEADERS
from kgtool.web.html import render
from kgtool.web.page import HTML, Page, Variant
from kgtool.web.server import responses
from kgtool.web.server.client import Client

_NO_PAGE = {"ja": "このページはありません。", "en": "There is no such page."}
_WAIT = "5"
"""Seconds after which a client may try again."""


class Problem(NamedTuple):
    """HTTP status and code, what is wrong and what helps, and where in the query, counted from 1; 0 is nowhere."""

    status: int
    code: str
    what: str
    remedy: str = ""
    line: int = 0
    column: int = 0


def of(error: KgtoolError, lang: str) -> Problem:
    """Return what an error tells a client."""
    place = error.place
    line, column = (place.line or 0, place.column or 0) if place else (0, 0)
    return Problem(error.message.status, error.code, *endpoint.said(error, lang), line, column)


def details(problem: Problem) -> Response:
    """A problem for programs. A request that was not read to its end closes the connection."""
    headers = {
        **HEADERS,
        "Content-Type": media.PROBLEM.content_type,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
    }
    if problem.status in (408, 413):
        headers["Connection"] = "close"
    return Response(endpoint.problem(*problem), problem.status, headers)


def not_acceptable(client: Client, media: Sequence[str]) -> Response:
    """406 with the media types that there are (RFC 9110, 15.5.7)."""
    known = ", ".join(dict.fromkeys(media))
    what = {"ja": f"次の形式があります: {known}", "en": f"this can be had as: {known}"}[client.lang]
    remedy = {
        "ja": "Accept か format でどれかを指定してください。",
        "en": "name one of these in Accept or by format.",
    }[client.lang]
    return details(Problem(406, "not-acceptable", what, remedy))


def method(client: Client) -> Response:
    """405 (RFC 9110, 15.5.6)."""
    what = {"ja": f"{client.method} には答えません。", "en": f"{client.method} is not answered here."}
    return details(Problem(405, "method", what[client.lang]))


async def failed(client: Client, backend: Backend, error: KgtoolError, threads: CapacityLimiter) -> Response:
    """Tell of a request that cannot be answered as it is; a page is made in ``threads``."""
    return await _told(client, backend, of(error, client.lang), threads)


async def no_page(client: Client, backend: Backend, threads: CapacityLimiter) -> Response:
    """Tell that nobody knows the address; a page is made in ``threads``."""
    return await _told(client, backend, Problem(404, "no-page", _NO_PAGE[client.lang]), threads)


async def _told(client: Client, backend: Backend, problem: Problem, threads: CapacityLimiter) -> Response:
    response = await _page(client, backend, problem, threads) if client.shows_html else details(problem)
    if problem.status == 503:
        response.headers["Retry-After"] = _WAIT
    return response


async def _page(client: Client, backend: Backend, problem: Problem, threads: CapacityLimiter) -> Response:
    variant = HTML[LANGUAGES.index(client.lang)]
    body = await run_sync(_html, backend, variant, problem, limiter=threads)
    headers = {**HEADERS, "Content-Type": variant.format.content_type, "Content-Language": variant.lang}
    headers |= {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
    return responses.whole(client, body, problem.status, headers)


def _html(backend: Backend, variant: Variant, problem: Problem) -> bytes:
    page = Page("error", (variant,), lambda variant, parameters: b"")
    values = {"parameters": {}, **problem._asdict()}
    return render.html(backend, "error.html", backend.view(variant.lang), page, variant, values)
