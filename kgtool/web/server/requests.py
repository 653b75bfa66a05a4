"""Read the parameters and the body of a request."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request

from kgtool.base.errors import RequestError
from kgtool.web.page import Parameters
from kgtool.web.server import protocol

BODY_SECONDS = 20.0
"""A client must have sent a body after so many seconds."""
_MOST_READ = 16 * protocol.MOST


def parameters(request: Request) -> Parameters:
    """Return the query string, names to values; empty if it cannot be parsed."""
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=200, errors="strict"):
            found.setdefault(name, []).append(value)
    except ValueError:
        return {}
    return {name: tuple(values) for name, values in found.items()}


async def body(request: Request) -> bytes:
    """Return the body of a request, at most ``protocol.MOST`` bytes.

    Raises ``RequestError`` (request-slow, request-large).

    A body that is not much too large is read to its end, since a client that is still sending does not read the
    response.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size <= protocol.MOST:
                    parts.append(part)
                elif size > _MOST_READ:
                    break
    except TimeoutError:
        raise RequestError("request-slow") from None
    if size > protocol.MOST:
        raise protocol.too_large()
    return b"".join(parts)
