"""What a request says: its parameters and body, and which language, file and kind of answer its client likes best."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.web import negotiate
from kgtool.web.page import Page, Parameters, Variant
from kgtool.web.server import protocol

BODY_SECONDS = 20.0
"""A client must have sent a body after so many seconds."""
_MOST_READ = 16 * protocol.MOST


def accepted(request: Request, name: str) -> str | None:
    """A header that lists what a client accepts; its lines are one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist(name)) or None


def language(request: Request, offered: Sequence[str] = LANGUAGES) -> str:
    """The language of the file that is asked for, else the one that the client likes best."""
    named = next((lang for lang in offered if request.url.path.endswith(f".{lang}.html")), None)
    return named or negotiate.language(accepted(request, "accept-language"), offered)


def wants_html(request: Request) -> bool:
    """Whether the client shows an error to a person: it names HTML, and likes it better than problem details."""
    accept, html = accepted(request, "accept") or "", media.HTML.media_type
    return html in accept and negotiate.media(accept, (media.PROBLEM.media_type, html)) == html


def variant(request: Request, page: Page, parameters: Parameters) -> Variant | None:
    """The file of a page for the client: by ``?format=``, else by what it accepts; None where none fits."""
    languages = [variant.lang for variant in page.variants if variant.lang]
    lang = language(request, languages) if languages else ""
    offered = [variant for variant in page.variants if variant.lang in ("", lang)]
    wanted = parameters.get("format", ("",))[-1]
    if wanted:
        named = (v for v in offered if wanted in (v.ending, v.ending.removeprefix(f"{lang}."), v.media_type))
        return next(named, page.variant(wanted))
    best = negotiate.media(accepted(request, "accept"), [variant.media_type for variant in offered])
    return next((variant for variant in offered if variant.media_type == best), None)


def parameters(request: Request) -> Parameters:
    """The query string, names to values; what cannot be read counts as not given."""
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=200, errors="strict"):
            found.setdefault(name, []).append(value)
    except ValueError:
        return {}
    return {name: tuple(values) for name, values in found.items()}


async def body(request: Request) -> bytes:
    """The body of a request, no more than the protocol takes. Raises ``TimeoutError``, ``RefusedError``.

    A body that is not much too large is read to its end, since a client that still sends hears no answer.
    """
    parts: list[bytes] = []
    size = 0
    async with asyncio.timeout(BODY_SECONDS):
        async for part in request.stream():
            size += len(part)
            if size <= protocol.MOST:
                parts.append(part)
            elif size > _MOST_READ:
                break
    if size > protocol.MOST:
        raise protocol.RefusedError(413, "要求が大きすぎます。", "the request is too large.")
    return b"".join(parts)
