"""Build responses: a document with its validators, a file on disk, a line of text, the methods of a path."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.responses import FileResponse, Response, StreamingResponse

from kgtool.rdf import media
from kgtool.web.headers import HEADERS
from kgtool.web.server.cache import CachedDocument
from kgtool.web.server.client import Client

_GZIP = 31
"""What zlib calls the gzip format with the largest window."""
_PIECE = 1 << 18


async def document(
    client: Client, cached: CachedDocument, headers: dict[str, str], threads: CapacityLimiter
) -> Response:
    """Respond with a document: 304 if the client has it (RFC 9110, section 13), compressed in ``threads`` if it
    accepts that.
    """
    compress = cached.compressible and client.takes_gzip
    tag, status = cached.document.etag, cached.document.status
    headers = {**headers, "ETag": f'{tag[:-1]}-gzip"' if compress else tag}
    if status == 200 and _matches(client, tag):
        return _not_modified(headers)
    if not compress:
        return whole(client, cached.document.body, status, headers)
    body = await run_sync(lambda: cached.compressed, limiter=threads)
    return whole(client, body, status, {**headers, "Content-Encoding": "gzip"})


def whole(client: Client, body: bytes, status: int, headers: dict[str, str]) -> Response:
    """Respond with a body and its length; for HEAD without the body."""
    return Response(b"" if client.method == "HEAD" else body, status, {**headers, "Content-Length": str(len(body))})


def from_disk(client: Client, file: Path, tag: str, headers: dict[str, str]) -> Response:
    """Respond with a file that may be too large for memory, in pieces; 304 if the client has it.

    A range is sent uncompressed (RFC 9110, section 14); the whole is compressed while it is sent, if the client
    accepts that.
    """
    headers = {**headers, "ETag": tag}
    if _matches(client, tag):
        return _not_modified(headers)
    as_it_is = file.suffix == ".gz" or client.asks_for_a_part or client.method == "HEAD"
    if as_it_is or not client.takes_gzip:
        return FileResponse(file, headers=headers)
    return StreamingResponse(
        _zipped(file), headers={**headers, "ETag": f'{tag[:-1]}-gzip"', "Content-Encoding": "gzip"}
    )


def _zipped(file: Path) -> Iterator[bytes]:
    """A file in pieces, compressed."""
    coder = zlib.compressobj(wbits=_GZIP)
    with file.open("rb") as read:
        while piece := read.read(_PIECE):
            yield coder.compress(piece)
    yield coder.flush()


def _not_modified(headers: dict[str, str]) -> Response:
    return Response(status_code=304, headers={name: value for name, value in headers.items() if name != "Content-Type"})


def _matches(client: Client, tag: str) -> bool:
    """Weak comparison of If-None-Match; both codings of a document count as one."""
    return not client.known_tags.isdisjoint(("*", tag, f'{tag[:-1]}-gzip"'))


def said(text: str, status: int = 200) -> Response:
    """Respond with a line for operators."""
    return Response(
        f"{text}\n", status, {**HEADERS, "Content-Type": media.TEXT.content_type, "Cache-Control": "no-store"}
    )


def options(methods: Sequence[str]) -> Response:
    """Respond with the methods of a path, for browsers on other sites too (CORS)."""
    allowed = ", ".join(methods)
    return Response(
        status_code=204,
        headers={
            **HEADERS,
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
