"""Responses for pages and their files, and redirects from resources to the documents that describe them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from kgtool.base.errors import KgtoolError, RequestError
from kgtool.base.version import __version__
from kgtool.engines.pool import CancelledError
from kgtool.rdf import iris
from kgtool.web import addresses, routes
from kgtool.web.headers import FRESH, HEADERS, KEPT, for_page
from kgtool.web.html import render
from kgtool.web.page import Page, Parameters, Variant, tag
from kgtool.web.server import problems, requests, responses
from kgtool.web.server.cache import CachedDocument
from kgtool.web.server.client import Client
from kgtool.web.server.fairness import Fairness, attended
from kgtool.web.server.live import Live, ServedBuild
from kgtool.web.server.threads import Threads
from kgtool.web.site import Site

METHODS = ("GET", "HEAD", "OPTIONS")
_PATH = re.compile(r"[\x21-\x7e]*")


@dataclass(frozen=True)
class Resources:
    """Handles requests to every other path. Pages are rendered in ``threads``, each from look-ups of bounded cost."""

    live: Live
    threads: Threads
    fairness: Fairness

    async def answer(self, request: Request) -> Response:
        """Respond with a page or one of its files; redirect from a resource to its document."""
        if request.method == "OPTIONS":
            return responses.options(METHODS)
        path = request.path_params["path"]
        current, client = self.live.current, Client(request, self.live.lang)
        steps = path.split("/")
        if not _PATH.fullmatch(path) or "" in steps[:-1] or "." in steps or ".." in steps:
            return await problems.failed(client, current.site, RequestError("no-page"), self.threads.pages)
        found = await run_sync(_find, current.site, path, limiter=self.threads.to_find(path))
        if found is None:
            return await self._resource(request, client, current, path)
        page, variant = found
        parameters = requests.parameters(request)
        if variant is None:
            return await self.negotiated(request, client, current, page, parameters)
        return await self._file(request, client, current, page, variant, parameters)

    async def negotiated(
        self, request: Request, client: Client, current: ServedBuild, page: Page, parameters: Parameters
    ) -> Response:
        """Respond with the file of a page that the client prefers."""
        variant = client.variant(page, parameters)
        if variant is None:
            return problems.not_acceptable(client, current.site, [v.media_type for v in page.variants])
        return await self._file(request, client, current, page, variant, parameters)

    async def _file(
        self,
        request: Request,
        client: Client,
        current: ServedBuild,
        page: Page,
        variant: Variant,
        parameters: Parameters,
    ) -> Response:
        headers = for_page(current.site, page, variant, client.path)
        headers["Cache-Control"] = KEPT if page.immutable else FRESH
        if page.on_disk is not None:
            etag = tag(f"{current.site.manifest['contentHash']} {__version__} {page.path}".encode())
            return responses.from_disk(client, page.on_disk, etag, headers)
        try:
            cached = await self._document(request, current, page, variant, parameters)
        except KgtoolError as error:
            return await problems.failed(client, current.site, error, self.threads.pages)
        except CancelledError:
            return responses.gone()
        return await responses.document(client, cached, headers, self.threads.pages)

    async def _document(
        self, request: Request, current: ServedBuild, page: Page, variant: Variant, parameters: Parameters
    ) -> CachedDocument:
        taken = tuple(sorted((name, values) for name, values in parameters.items() if name in page.takes))
        key = (page.path, variant.ending, taken)
        cached = current.cache.get(key)
        if cached is None:
            limiter = self.threads.to_make(page)
            make = partial(current.render_pool.document, page) if limiter is self.threads.pages else page.document
            call = partial(make, variant, dict(taken))
            if limiter is self.threads.queries:
                made = await self.fairness.run(request, call, limiter)
            elif page.asks:  # by a worker that visitors' queries do not reach
                made = await attended(request, call, limiter)
            else:
                made = await run_sync(call, limiter=limiter)
            kept = made.status < 500 and not page.provisional
            cached = current.cache.put(key, made) if kept else CachedDocument(made)
        return cached

    async def _resource(self, request: Request, client: Client, current: ServedBuild, path: str) -> Response:
        """303 from a resource to its document, 410 for a retired one, 404 for what nobody knows (RFC 9110, 15.4.4)."""
        site, limiter = current.site, self.threads.pages
        document = addresses.document(iris.BASE + path) if routes.is_thing(path) else None
        page = await run_sync(site.find, document, limiter=limiter) if document else None
        query = f"?{request.url.query}" if request.url.query else ""
        root = render.Links(site, site.view("ja")).root
        if page is None:
            if path.endswith("/") and await run_sync(_find, site, path[:-1], limiter=limiter) is not None:
                return Response(status_code=308, headers={**HEADERS, "Location": f"{root}{path[:-1]}{query}"})
            return await problems.failed(client, site, RequestError("no-page"), limiter)
        if page.successors is not None:
            return await self.negotiated(request, client, current, page, requests.parameters(request))
        location = f"{root}{page.path}{query}"
        return Response(status_code=303, headers={**HEADERS, "Location": location, "Cache-Control": FRESH})


def _find(site: Site, path: str) -> tuple[Page, Variant | None] | None:
    """The page at a path, or with one of its files."""
    page = site.find(path)
    if page is not None and page.path == path and len(page.variants) > 1:
        return page, None
    return site.file(path)
