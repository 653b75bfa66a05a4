"""Responses for what went wrong: a page to people, problem details to programs (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.responses import Response

from kgtool.base.errors import KgtoolError, RequestError
from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.web import problem
from kgtool.web.backend import Backend
from kgtool.web.headers import AGAIN_IN, HEADERS
from kgtool.web.html import render
from kgtool.web.page import HTML, Page, Variant
from kgtool.web.problem import Problem
from kgtool.web.server import responses
from kgtool.web.server.client import Client


async def failed(client: Client, backend: Backend, error: KgtoolError, threads: CapacityLimiter) -> Response:
    """Tell of a request that cannot be answered as it is; a page is made in ``threads``."""
    if not client.shows_html:
        return details(client, backend, error)
    found, variant = problem.of(error, client.lang), HTML[LANGUAGES.index(client.lang)]
    body = await run_sync(_html, backend, variant, found, limiter=threads)
    headers = {"Content-Type": variant.format.content_type, "Content-Language": variant.lang}
    return responses.whole(client, body, found.status, {**_headers(found), **headers})


def details(client: Client, backend: Backend, error: KgtoolError) -> Response:
    """Tell a program."""
    found = problem.of(error, client.lang)
    headers = {**_headers(found), "Content-Type": media.PROBLEM.content_type}
    return responses.whole(client, problem.details(found, backend.url), found.status, headers)


def not_acceptable(client: Client, backend: Backend, media: Sequence[str]) -> Response:
    """406 with the media types that there are (RFC 9110, 15.5.7)."""
    return details(client, backend, RequestError("not-acceptable", known=", ".join(dict.fromkeys(media))))


def _headers(found: Problem) -> dict[str, str]:
    """Headers whatever the format. A request that was not read to its end closes the connection."""
    headers = {**HEADERS, "Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
    if found.status == 503:
        headers["Retry-After"] = AGAIN_IN
    if found.status in (408, 413):
        headers["Connection"] = "close"
    return headers


def _html(backend: Backend, variant: Variant, found: Problem) -> bytes:
    page = Page("error", (variant,), lambda variant, parameters: b"")
    values = {"parameters": {}, "problem": found}
    return render.html(backend, "error.html", backend.view(variant.lang), page, variant, values)
