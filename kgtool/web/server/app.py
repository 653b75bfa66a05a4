"""The live site as an ASGI application: paths to pages, negotiation, caching, the SPARQL endpoint, health.

Pages are made in threads of this process from look-ups that are known to be small; queries of others run in the pool's
processes. So a slow query never holds up a page.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar, TypeVarTuple
from urllib.parse import parse_qsl

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kgtool import __version__, iris, sparql
from kgtool.errors import InputError
from kgtool.sparql import Query
from kgtool.web import addresses, endpoint, negotiate
from kgtool.web.headers import FRESH, HEADERS, KEPT, charset, for_page
from kgtool.web.html import render
from kgtool.web.server import protocol, responses
from kgtool.web.server.cache import Kept
from kgtool.web.server.live import Current, Live
from kgtool.web.server.log import Log
from kgtool.web.server.responses import accepted
from kgtool.web.site import HTML, LANGUAGES, Document, Page, Site, Variant
from kgtool.worker.pool import BusyError, CancelledError, Job, Reply

_METHODS = "GET, HEAD, OPTIONS"
BODY_SECONDS = 20.0
_MOST_READ = 16 * protocol.MOST
_MAKE = ("dumps", "data", "void", ".well-known")
"""Where pages begin that need the dumps, which take their time to be made: they have threads of their own."""
_PATH = re.compile(r"[\x21-\x7e]*")
Parameters = Mapping[str, tuple[str, ...]]
Made = TypeVar("Made")
Given = TypeVarTuple("Given")


def make(live: Live, log: Log | None = None) -> Starlette:
    """Return the application. Starting it starts the workers; ending it ends them."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(live.start)
        yield
        live.close()

    server = Server(live)
    log = log or Log(live)
    routes = [
        Route("/healthz", lambda request: responses.said("ok"), methods=["GET"]),
        Route("/readyz", server.ready, methods=["GET"]),
        Route("/metrics", log.metrics, methods=["GET"]),
        Route("/sparql", server.sparql, methods=["GET", "HEAD", "POST", "OPTIONS"]),
        Route("/{path:path}", server.page, methods=["GET", "HEAD", "OPTIONS"]),
    ]
    app = Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={500: _bug, 405: _method, InputError: _unready}
    )
    app.add_middleware(log.middleware)
    return app


class Server:
    """Answers requests from what is live."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.threads = CapacityLimiter(4)
        self.makers = CapacityLimiter(4)
        self.askers = CapacityLimiter(4)
        self.queries = CapacityLimiter(live.limits.workers + live.limits.waiting + 8)

    async def ready(self, request: Request) -> Response:
        """Say whether a query is answered."""
        try:
            current = self.live.current
            await anyio.to_thread.run_sync(current.pool.reply, Query("ASK {}"), "json", limiter=self.queries)
        except (InputError, BusyError) as error:
            return responses.said(type(error).__name__, 503)
        return responses.said("ready")

    async def page(self, request: Request) -> Response:
        """Answer for a page, one of its files, or a thing that has a page."""
        if request.method == "OPTIONS":
            return responses.options(_METHODS)
        path = request.path_params["path"]
        current = self.live.current
        steps = path.split("/")
        if not _PATH.fullmatch(path) or "" in steps[:-1] or "." in steps or ".." in steps:
            return await self._error(request, current, 404, "no-page")
        parameters = _parameters(request)
        limiter = self.makers if steps[0] in _MAKE else self.threads
        found = await anyio.to_thread.run_sync(_find, current.site, path, limiter=limiter)
        if found is None:
            return await self._thing(request, current, path)
        page, variant = found
        if variant is None:
            return await self._negotiated(request, current, page, parameters)
        return await self._file(request, current, page, variant, parameters)

    async def _negotiated(self, request: Request, current: Current, page: Page, parameters: Parameters) -> Response:
        variant = _choose(request, page, parameters)
        if variant is None:
            return responses.not_acceptable([v.media_type for v in page.variants])
        return await self._file(request, current, page, variant, parameters)

    async def _file(
        self, request: Request, current: Current, page: Page, variant: Variant, parameters: Parameters
    ) -> Response:
        headers = for_page(current.site, page, variant, request.url.path)
        cache = KEPT if page.immutable else FRESH
        if page.on_disk is not None:
            tag = render.tag(f"{current.site.manifest['contentHash']} {__version__} {page.path}".encode())
            return responses.from_disk(request, page.on_disk, tag, headers, cache)
        try:
            kept = await self._kept(current, page, variant, parameters)
        except InputError as error:
            return await self._said(request, current, error)
        except BusyError:
            return await self._busy(request, current)
        return await self._sent(request, kept, headers, kept.document.status, cache)

    async def _sent(self, request: Request, kept: Kept, headers: dict[str, str], status: int, cache: str) -> Response:
        if responses.compresses(request, kept):
            await self._in_thread(lambda: kept.compressed)
        return responses.with_body(request, kept, headers, status, cache)

    async def _kept(self, current: Current, page: Page, variant: Variant, parameters: Parameters) -> Kept:
        taken = tuple(sorted((name, values) for name, values in parameters.items() if name in page.takes))
        key = (page.path, variant.ending, taken)
        kept = current.cache.get(key)
        if kept is None:
            slow = self.makers if page.path in _MAKE else self.threads
            asking = self.queries if page.path == "sparql" else self.askers
            limiter = asking if page.asks else slow
            document = await anyio.to_thread.run_sync(page.document, variant, dict(taken), limiter=limiter)
            kept = current.cache.put(key, document)
        return kept

    async def _thing(self, request: Request, current: Current, path: str) -> Response:
        """303 from a thing to its document, 410 for a retired one, 404 for what nobody knows (RFC 9110, 15.4.4)."""
        iri = iris.BASE + path
        page = await self._in_thread(current.site.find, addresses.document(iri) or "")
        query = f"?{request.url.query}" if request.url.query else ""
        root = render.Links(current.site, current.site.view("ja")).root
        if page is None or not path:
            if path.endswith("/") and await self._in_thread(_find, current.site, path[:-1]) is not None:
                return Response(status_code=308, headers={**HEADERS, "Location": f"{root}{path[:-1]}{query}"})
            return await self._error(request, current, 404, "no-page")
        if page.successors is not None:
            return await self._negotiated(request, current, page, _parameters(request))
        location = f"{root}{page.path}{query}"
        return Response(status_code=303, headers={**HEADERS, "Location": location, "Cache-Control": FRESH})

    async def sparql(self, request: Request) -> Response:
        """Answer by the SPARQL 1.1 Protocol; without a query, describe the service or show the form."""
        if request.method == "OPTIONS":
            return responses.options("GET, HEAD, POST, OPTIONS")
        current = self.live.current
        try:
            body = await _body(request)
            kind = request.headers.get("content-type", "")
            operation = protocol.read(request.method, request.url.query, kind, body)
        except protocol.RefusedError as refused:
            lang = _language(request)
            return responses.problem(refused.status, "request", refused.said[lang])
        except TimeoutError:
            return responses.problem(408, "request", "the request came too slowly")
        except ClientDisconnect:
            return Response(status_code=400)
        if operation is None:
            found = await self._in_thread(current.site.find, "sparql")
            assert found is not None
            return await self._negotiated(request, current, found, _parameters(request))
        return await self._query(request, current, operation)

    async def _query(self, request: Request, current: Current, operation: protocol.Operation) -> Response:
        form = sparql.form(operation.query)
        name = endpoint.choose(form, operation.format, accepted(request, "accept"))
        if name is None:
            return responses.not_acceptable(endpoint.offered(form))
        job = Job()
        query = Query(operation.query)
        if name == "html":
            return await self._shown(request, current, operation)
        try:
            reply = await self._unless_gone(request, job, current, query, name, operation)
        except InputError as error:
            return await self._said(request, current, error)
        except BusyError:
            return await self._busy(request, current)
        except CancelledError:
            return Response(status_code=499)
        media = (endpoint.GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else endpoint.RESULTS)[name]
        variant = Variant(name, media)
        headers = {**HEADERS, "Content-Type": charset(media), "Vary": "Accept, Accept-Encoding"}
        if reply.cut:
            headers["X-Row-Limit"] = f"{current.pool.limits.rows}; cut"
        kept = Kept(Document(reply.body, variant, await self._in_thread(render.tag, reply.body)))
        return await self._sent(request, kept, headers, 200, "no-cache")

    async def _unless_gone(
        self,
        request: Request,
        job: Job,
        current: Current,
        query: Query,
        name: str,
        operation: protocol.Operation,
    ) -> Reply:
        """Run a query, and end it when its client goes away."""

        async def watch() -> None:
            while not await request.is_disconnected():
                await asyncio.sleep(0.2)
            job.cancel()

        watcher = asyncio.create_task(watch()) if request.method != "HEAD" else None
        try:
            return await anyio.to_thread.run_sync(
                current.pool.reply, query, name, operation.default, operation.named, job, limiter=self.queries
            )
        finally:
            if watcher:
                watcher.cancel()

    async def _shown(self, request: Request, current: Current, operation: protocol.Operation) -> Response:
        """Answer a browser: the form again, with the answer as a table."""
        found = await self._in_thread(current.site.find, "sparql")
        assert found is not None
        parameters: dict[str, tuple[str, ...]] = {"query": (operation.query,)}
        if operation.default:
            parameters["default-graph-uri"] = operation.default
        return await self._negotiated(request, current, found, parameters)

    async def _said(self, request: Request, current: Current, error: InputError) -> Response:
        status = endpoint.status(error)
        lang = _language(request)
        what, remedy = error.said(lang)
        line = (error.place.line or 0) if error.place else 0
        column = (error.place.column or 0) if error.place else 0
        if _wants_html(request):
            return await self._error(request, current, status, error.code, what, remedy, line, column)
        response = responses.problem(status, error.code, what, remedy, line, column)
        if status == 503:
            response.headers["Retry-After"] = "5"
        return response

    async def _busy(self, request: Request, current: Current) -> Response:
        lang = _language(request)
        said = {
            "ja": "今は問い合わせが多すぎます。少し待ってください。",
            "en": "too many queries right now; wait a little.",
        }
        if _wants_html(request):
            response = await self._error(request, current, 503, "busy", said[lang])
        else:
            response = responses.problem(503, "busy", said[lang])
        response.headers["Retry-After"] = "5"
        return response

    async def _error(
        self,
        request: Request,
        current: Current,
        status: int,
        code: str,
        what: str = "",
        remedy: str = "",
        line: int = 0,
        column: int = 0,
    ) -> Response:
        """An error as a page for people, or as problem details for programs."""
        lang = _language(request)
        if code == "no-page":
            what = {"ja": "このページはありません。", "en": "There is no such page."}[lang]
        if not _wants_html(request):
            return responses.problem(status, code, what, remedy, line, column)
        variant = HTML[LANGUAGES.index(lang)]
        values = {"status": status, "code": code, "what": what, "remedy": remedy, "line": line, "column": column}
        body = await self._in_thread(_error_page, current.site, variant, values)
        headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8", "Content-Language": lang}
        headers |= {"Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
        return responses.whole(request, body, status, headers)

    async def _in_thread(self, function: Callable[[*Given], Made], *arguments: *Given) -> Made:
        return await anyio.to_thread.run_sync(function, *arguments, limiter=self.threads)


def _find(site: Site, path: str) -> tuple[Page, Variant | None] | None:
    """The page at a path, or with one of its files."""
    page = site.find(path)
    if page is not None and page.path == path and len(page.variants) > 1:
        return page, None
    return site.file(path)


def _choose(request: Request, page: Page, parameters: Parameters) -> Variant | None:
    """The file of a page for a request: by ``?format=``, else by what the client accepts."""
    languages = [variant.lang for variant in page.variants if variant.lang]
    lang = _language(request, languages) if languages else ""
    offered = [variant for variant in page.variants if variant.lang in ("", lang)]
    wanted = parameters.get("format", ("",))[-1]
    if wanted:
        named = (v for v in offered if wanted in (v.ending, v.ending.removeprefix(f"{lang}."), v.media_type))
        return next(named, page.variant(wanted))
    media = negotiate.media(accepted(request, "accept"), [variant.media_type for variant in offered])
    return next((variant for variant in offered if variant.media_type == media), None)


def _language(request: Request, offered: list[str] | tuple[str, ...] = LANGUAGES) -> str:
    return negotiate.language(accepted(request, "accept-language"), offered)


def _wants_html(request: Request) -> bool:
    offered = (endpoint.PROBLEM, "text/html")
    accept = accepted(request, "accept") or ""
    return "text/html" in accept and negotiate.media(accept, offered) == "text/html"


def _parameters(request: Request) -> Parameters:
    """The query string, names to values; what cannot be read counts as not given."""
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=200, errors="strict"):
            found.setdefault(name, []).append(value)
    except ValueError:
        return {}
    return {name: tuple(values) for name, values in found.items()}


async def _body(request: Request) -> bytes:
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


def _error_page(site: Site, variant: Variant, values: dict[str, object]) -> bytes:
    page = Page("error", HTML, lambda variant, parameters: b"")
    return render.html(site, "error.html", site.view(variant.lang), page, variant, {"parameters": {}, **values})


async def _method(request: Request, error: Exception) -> Response:
    response = responses.problem(405, "method", f"{request.method} is not answered here")
    given = (error.headers or {}) if isinstance(error, HTTPException) else {}
    response.headers["Allow"] = given.get("Allow", _METHODS)
    return response


async def _unready(request: Request, error: Exception) -> Response:
    """Say what keeps any page from being made, as an endpoint that does not answer does."""
    assert isinstance(error, InputError)
    what, remedy = error.said(_language(request))
    return responses.problem(endpoint.status(error), error.code, what, remedy)


async def _bug(request: Request, error: Exception) -> Response:
    return responses.problem(500, "bug", "this is a bug of kgtool; the log says more")
