"""Responses: a document with its validators, an error as problem details, what a path may be asked."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from kgtool.web import endpoint, negotiate
from kgtool.web.cache import Kept
from kgtool.web.headers import HEADERS


def with_body(request: Request, kept: Kept, headers: dict[str, str], status: int, cache: str) -> Response:
    """A document as a response: compressed where asked for, 304 where the client has it (RFC 9110, section 13)."""
    compress = kept.compressible and negotiate.encoding(request.headers.get("accept-encoding"))
    tag = kept.document.etag
    shown = f'{tag[:-1]}-gzip"' if compress else tag
    headers = {**headers, "ETag": shown, "Cache-Control": cache}
    if status == 200 and _matches(request.headers.get("if-none-match"), tag):
        headers.pop("Content-Type", None)
        return Response(status_code=304, headers=headers)
    body = kept.compressed if compress else kept.document.body
    if compress:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, status, headers)


def _matches(header: str | None, tag: str) -> bool:
    """Weak comparison of If-None-Match; both codings of a document count as one."""
    if not header:
        return False
    given = {item.strip().removeprefix("W/") for item in header.split(",")}
    return "*" in given or tag in given or f'{tag[:-1]}-gzip"' in given


def problem(status: int, code: str, said: str, remedy: str = "", line: int = 0, column: int = 0) -> Response:
    """An error for programs (RFC 9457)."""
    body = endpoint.problem(status, code, said, remedy, line, column)
    headers = {
        **HEADERS,
        "Content-Type": endpoint.PROBLEM,
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
    }
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
