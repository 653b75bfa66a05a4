"""The live site as an ASGI application: pages, the SPARQL endpoint, health, metrics.

Pages are rendered in threads of this process or in a process pool, visitors' queries run in the workers of a pool. So
a slow query never delays a page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kgtool.base.errors import InternalError, KgtoolError, RequestError
from kgtool.web.server import problems, queries, resources, responses
from kgtool.web.server.client import Client
from kgtool.web.server.fairness import Fairness
from kgtool.web.server.live import Live
from kgtool.web.server.log import Log
from kgtool.web.server.threads import Threads


def make(live: Live, log: Log | None = None, proxy_header: str = "", with_metrics: bool = True) -> Starlette:
    """Return the application. Its start-up starts the workers, its shutdown ends them.

    ``proxy_header`` is the header in which a proxy names its clients (``Fairness``). Without ``with_metrics`` they are not
    among its pages. A request may have the path of the site's address before its own, or not: proxies do either.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await run_sync(live.start)
        yield
        live.close()

    threads = Threads(live.limits, live.render_processes)
    pages = resources.Resources(live, threads, Fairness(live.limits, proxy_header))
    endpoint = queries.Queries(live, threads, pages)
    log = log or Log(live)
    routes = [
        Route("/healthz", lambda request: responses.said("ok"), methods=["GET"]),
        Route("/readyz", endpoint.ready, methods=["GET"]),
        *([Route("/metrics", log.metrics, methods=["GET"])] if with_metrics else ()),
        Route("/sparql", endpoint.answer, methods=queries.METHODS),
        Route("/{path:path}", pages.answer, methods=resources.METHODS),
    ]

    def one_host(inner: ASGIApp) -> ASGIApp:
        """Refuse an HTTP/1.1 request that has not exactly one Host (RFC 9112, section 3.2)."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            hosts = sum(name == b"host" for name, _ in scope.get("headers", ()))
            if scope["type"] == "http" and (hosts > 1 or (hosts == 0 and scope["http_version"] == "1.1")):
                await respond(Request(scope), RequestError("host", count=str(hosts)))(scope, receive, send)
            else:
                await inner(scope, receive, send)

        return answer

    def below_root(inner: ASGIApp) -> ASGIApp:
        """Take the path of the site's address off that of a request."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            root = urlsplit(live.current.site.url).path
            path = scope.get("path", "")
            if scope["type"] == "http" and root != "/" and path.startswith(root):
                scope = {**scope, "path": path[len(root) - 1 :]}
            await inner(scope, receive, send)

        return answer

    def respond(request: Request, error: KgtoolError) -> Response:
        return problems.details(Client(request, live.lang), live.current.site, error)

    async def method(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = respond(request, RequestError("method", method=request.method))
        response.headers.update(error.headers or {})
        return response

    async def unready(request: Request, error: Exception) -> Response:
        """Say what keeps any page from being made, as an endpoint that does not answer does."""
        assert isinstance(error, KgtoolError)
        return respond(request, error)

    async def bug(request: Request, error: Exception) -> Response:
        return respond(request, InternalError("bug"))

    handlers = {500: bug, 405: method, KgtoolError: unready}
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    app.add_middleware(below_root)
    app.add_middleware(one_host)
    app.add_middleware(log.middleware)
    return app
