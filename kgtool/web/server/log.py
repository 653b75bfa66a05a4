"""An access log of JSON lines, and metrics for Prometheus. Neither holds the address of a client.

Each request has an id, which its answer and its line carry: the one that a proxy gave it in ``X-Request-Id``, else a new one.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
import uuid
from datetime import UTC, datetime
from typing import TextIO

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgtool.web.headers import HEADERS
from kgtool.web.server.live import Live

_BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)
_LONGEST = 2_000
_HEADER = b"x-request-id"
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class Log:
    """Counts requests, and writes a line for each to ``out`` if there is one."""

    def __init__(self, live: Live, out: TextIO | None = None) -> None:
        self.out = out
        self.registry = CollectorRegistry()
        self.requests = Counter("kgtool_requests", "Requests", ["kind", "status"], registry=self.registry)
        self.seconds = Histogram(
            "kgtool_request_seconds",
            "Seconds until the answer was sent",
            ["kind"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        cached = Gauge("kgtool_cache_bytes", "Bytes of documents kept", registry=self.registry)
        cached.set_function(lambda: live.current.cache.size)
        queries = Gauge("kgtool_queries_inside", "Queries that run or wait", registry=self.registry)
        queries.set_function(lambda: live.current.pool.admitted)
        refused = Gauge("kgtool_build_refused", "1 while a newer build cannot be served", registry=self.registry)
        refused.set_function(lambda: live.refused is not None)

    async def metrics(self, request: Request) -> Response:
        """Respond with all metrics in the text format of Prometheus."""
        headers = {**HEADERS, "Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return Response(generate_latest(self.registry), headers=headers)

    def middleware(self, app: ASGIApp) -> ASGIApp:
        """Wrap an application so that its requests are counted and logged."""

        async def logged(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            started = time.perf_counter()
            status, size = 500, 0
            name = _id(scope)

            async def sent(message: Message) -> None:
                nonlocal status, size
                if message["type"] == "http.response.start":
                    status = message["status"]
                    message = {**message, "headers": [*message.get("headers", ()), (_HEADER, name.encode())]}
                else:
                    size += len(message.get("body", b""))
                await send(message)

            try:
                await app(scope, receive, sent)
            finally:
                self._note(scope, name, status, size, time.perf_counter() - started)

        return logged

    def _note(self, scope: Scope, name: str, status: int, size: int, seconds: float) -> None:
        path = scope["path"]
        kind = "sparql" if path == "/sparql" else "operation" if path in ("/healthz", "/readyz", "/metrics") else "page"
        self.requests.labels(kind, str(status)).inc()
        self.seconds.labels(kind).observe(seconds)
        if self.out is None or kind == "operation":
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": name,
            "method": scope["method"],
            "path": path[:_LONGEST],
            "query": scope["query_string"].decode("ascii", "replace")[:_LONGEST],
            "status": status,
            "bytes": size,
            "ms": round(seconds * 1_000, 2),
        }
        with contextlib.suppress(OSError, ValueError):  # nobody reads the log any more: pages go on
            self.out.write(json.dumps(line) + "\n")
            self.out.flush()


def _id(scope: Scope) -> str:
    """The id that a request brings, where it is short and plain; else one of its own."""
    given = next((value for name, value in scope["headers"] if name == _HEADER), b"")
    return given.decode() if _ID.fullmatch(given) else uuid.uuid4().hex
