"""Build responses: a document with its validators, a file on disk, a line of text, the methods of a path."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.responses import FileResponse, Response, StreamingResponse

from kgtool.rdf import media
from kgtool.web.headers import AGAIN_IN, HEADERS, REQUEST_HEADERS
from kgtool.web.page import Document, Variant, tag
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
    etag, status = cached.document.etag, cached.document.status
    if status == 200 and _matches(client, etag):
        return _not_modified({**headers, "ETag": _zipped_tag(etag) if compress else etag})
    if not compress:
        return whole(client, cached.document.body, status, {**headers, "ETag": etag})
    body = await run_sync(lambda: cached.compressed, limiter=threads)
    return whole(client, body, status, {**headers, **_zipped_headers(etag)})


def whole(client: Client, body: bytes, status: int, headers: dict[str, str]) -> Response:
    """Respond with a body and its length; for HEAD without the body."""
    if client.method == "HEAD":
        return _head(len(body), status, headers)
    if len(body) <= _PIECE:
        return Response(body, status, headers)
    pieces = (body[at : at + _PIECE] for at in range(0, len(body), _PIECE))
    return StreamingResponse(pieces, status, {**headers, "Content-Length": str(len(body))})


def _head(size: int, status: int, headers: dict[str, str]) -> Response:
    """Respond with the head of what has so many bytes."""
    return Response(b"", status, {**headers, "Content-Length": str(size)})


async def spooled(client: Client, file: IO[bytes], headers: dict[str, str], threads: CapacityLimiter) -> Response:
    """Respond with an open file, which is closed in the end: in pieces, so that it is never whole in memory.

    Its entity tag is that of its bytes; 304 if the client has them.
    """
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size <= _PIECE:
        with file:
            body = file.read()
        return await document(client, CachedDocument(Document(body, Variant(media.TEXT), tag(body))), headers, threads)
    digest = await run_sync(lambda: hashlib.file_digest(cast(Any, file), "sha256").hexdigest(), limiter=threads)
    file.seek(0)
    plain = {**headers, "ETag": f'"{digest[:32]}"'}
    if _matches(client, plain["ETag"]):
        file.close()
        return _not_modified(plain)
    if client.method == "HEAD":
        file.close()
        return _head(size, 200, plain)
    if client.takes_gzip:
        return StreamingResponse(_zipped(file), headers={**headers, **_zipped_headers(plain["ETag"])})
    return StreamingResponse(_pieces(file), headers={**plain, "Content-Length": str(size)})


def from_disk(client: Client, file: Path, tag: str, headers: dict[str, str]) -> Response:
    """Respond with a file that may be too large for memory, in pieces; 304 if the client has it.

    A range is sent uncompressed (RFC 9110, section 14); the whole is compressed while it is sent, if the client
    accepts that.
    """
    plain = {**headers, "ETag": tag}
    if _matches(client, tag):
        return _not_modified(plain)
    as_it_is = file.suffix == ".gz" or client.asks_for_a_part or client.method == "HEAD"
    if as_it_is or not client.takes_gzip:
        return FileResponse(file, headers=plain)
    return StreamingResponse(_zipped(file.open("rb")), headers={**headers, **_zipped_headers(tag)})


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces; it is closed when the last is taken, or when nobody takes more."""
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _zipped(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces, compressed."""
    coder = zlib.compressobj(wbits=_GZIP)
    for piece in _pieces(file):
        yield coder.compress(piece)
    yield coder.flush()


def _zipped_headers(tag: str) -> dict[str, str]:
    """Headers of what is sent compressed: a coding of its own has a tag of its own (RFC 9110, section 8.8.3.3)."""
    return {"ETag": _zipped_tag(tag), "Content-Encoding": "gzip"}


def _zipped_tag(tag: str) -> str:
    return f'{tag[:-1]}-gzip"'


def _not_modified(headers: dict[str, str]) -> Response:
    return Response(status_code=304, headers={name: value for name, value in headers.items() if name != "Content-Type"})


def _matches(client: Client, tag: str) -> bool:
    """Weak comparison of If-None-Match; both codings of a document count as one."""
    return not client.known_tags.isdisjoint(("*", tag, _zipped_tag(tag)))


def gone() -> Response:
    """Respond to a client that has gone: nobody reads it, the log has its status."""
    return Response(status_code=499)


def said(text: str, status: int = 200) -> Response:
    """Respond with a line for operators."""
    headers = {**HEADERS, "Content-Type": media.TEXT.content_type, "Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = AGAIN_IN
    return Response(f"{text}\n", status, headers)


def options(methods: Sequence[str]) -> Response:
    """Respond with the methods of a path, for browsers on other sites too (CORS)."""
    allowed = ", ".join(methods)
    return Response(
        status_code=204,
        headers={
            **HEADERS,
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": "86400",
        },
    )
