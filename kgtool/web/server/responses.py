"""Responses: a document with its validators, an error as problem details, what a path may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kgtool.web import endpoint, negotiate
from kgtool.web.headers import HEADERS
from kgtool.web.server.cache import Kept


def with_body(request: Request, kept: Kept, headers: dict[str, str], status: int, cache: str) -> Response:
    """A document as a response: compressed where asked for, 304 where the client has it (RFC 9110, section 13)."""
    compress = compresses(request, kept)
    tag = kept.document.etag
    shown = f'{tag[:-1]}-gzip"' if compress else tag
    headers = {**headers, "ETag": shown, "Cache-Control": cache}
    if status == 200 and _matches(accepted(request, "if-none-match"), tag):
        headers.pop("Content-Type", None)
        return Response(status_code=304, headers=headers)
    body = kept.compressed if compress else kept.document.body
    if compress:
        headers["Content-Encoding"] = "gzip"
    return whole(request, body, status, headers)


def whole(request: Request, body: bytes, status: int, headers: dict[str, str]) -> Response:
    """A body with its length; the same without it for HEAD."""
    return Response(b"" if request.method == "HEAD" else body, status, {**headers, "Content-Length": str(len(body))})


def from_disk(request: Request, file: Path, tag: str, headers: dict[str, str], cache: str) -> Response:
    """A file that may be too large for memory, in pieces or in part (RFC 9110, section 14); 304 as for any other."""
    headers = {**headers, "ETag": tag, "Cache-Control": cache}
    if _matches(accepted(request, "if-none-match"), tag):
        headers.pop("Content-Type", None)
        return Response(status_code=304, headers=headers)
    return FileResponse(file, headers=headers)


def compresses(request: Request, kept: Kept) -> bool:
    """Whether the client gets a document compressed."""
    return kept.compressible and negotiate.encoding(accepted(request, "accept-encoding"))


def accepted(request: Request, name: str) -> str | None:
    """A header that lists what a client accepts; its lines are one list (RFC 9110, section 5.3)."""
    return ", ".join(request.headers.getlist(name)) or None


def _matches(header: str | None, tag: str) -> bool:
    """Weak comparison of If-None-Match; both codings of a document count as one."""
    if not header:
        return False
    given = {item.strip().removeprefix("W/") for item in header.split(",")}
    return "*" in given or tag in given or f'{tag[:-1]}-gzip"' in given


def said(text: str, status: int = 200) -> Response:
    """A line for whoever looks after the server."""
    return Response(
        f"{text}\n", status, {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    )


def problem(status: int, code: str, said: str, remedy: str = "", line: int = 0, column: int = 0) -> Response:
    """An error for programs (RFC 9457). A request that was not read to its end closes the connection."""
    body = endpoint.problem(status, code, said, remedy, line, column)
    headers = {
        **HEADERS,
        "Content-Type": endpoint.PROBLEM,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
    }
    if status in (408, 413):
        headers["Connection"] = "close"
    return Response(body, status, headers)


def not_acceptable(media: Sequence[str]) -> Response:
    """406 with the media types that there are (RFC 9110, 15.5.7)."""
    known = ", ".join(dict.fromkeys(media))
    return problem(406, "not-acceptable", f"this can be had as: {known}", "name one of these in Accept")


def options(methods: str) -> Response:
    """What may be asked of a path, also from other sites."""
    return Response(
        status_code=204,
        headers={
            **HEADERS,
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
