"""The SPARQL endpoint: visitors' queries by the SPARQL 1.1 Protocol, run in the workers of a pool."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kgtool.base.errors import KgtoolError
from kgtool.base.languages import LANGUAGES
from kgtool.engines.pool import Cancellation, CancelledError, Reply
from kgtool.rdf import media
from kgtool.sparql import tokens
from kgtool.sparql.tokens import Query
from kgtool.web import endpoint
from kgtool.web.headers import HEADERS
from kgtool.web.page import Document, Parameters, Variant, tag
from kgtool.web.server import problems, protocol, requests, responses
from kgtool.web.server.cache import CachedDocument
from kgtool.web.server.client import Client
from kgtool.web.server.live import Live, ServedBuild
from kgtool.web.server.protocol import Operation
from kgtool.web.server.resources import Resources
from kgtool.web.server.threads import Threads

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_LOOK = 0.2
"""Seconds between two looks whether a client still waits."""


@dataclass(frozen=True)
class Queries:
    """Handles requests to ``/sparql``; a browser gets the answer on the page with the form, from ``resources``."""

    live: Live
    threads: Threads
    resources: Resources

    async def ready(self, request: Request) -> Response:
        """Respond whether queries are answered, and whether a newer build cannot be served."""
        try:
            await run_sync(self.live.current.pool.reply, Query("ASK {}"), "json", limiter=self.threads.queries)
        except KgtoolError as error:
            return responses.said(type(error).__name__, 503)
        refused = self.live.refused
        return responses.said("\n".join(["ready", *(refused.render(lang) for lang in LANGUAGES if refused)]))

    async def answer(self, request: Request) -> Response:
        """Respond to a query; without one, with the description of the service or the form."""
        if request.method == "OPTIONS":
            return responses.options(METHODS)
        current, client = self.live.current, Client(request)
        try:
            body = await requests.body(request)
            kind = request.headers.get("content-type", "")
            operation = protocol.read(request.method, request.url.query, kind, body)
        except KgtoolError as error:
            return await problems.failed(client, current.site, error, self.threads.pages)
        except ClientDisconnect:
            return Response(status_code=400)
        if operation is None:
            return await self._form(client, current, requests.parameters(request))
        form = await run_sync(tokens.form, operation.query, limiter=self.threads.pages)
        format = endpoint.choose(form, operation.format, client.media_ranges)
        if format is None:
            return problems.not_acceptable(client, current.site, [known.media_type for known in endpoint.offered(form)])
        if format == media.HTML:
            return await self._form(client, current, _form_parameters(operation))
        return await self._result(request, client, current, operation, Variant(format))

    async def _form(self, client: Client, current: ServedBuild, parameters: Parameters) -> Response:
        """The page with the form; it shows the answer to a query that it is given as a table."""
        page = await run_sync(current.site.find, "sparql", limiter=self.threads.pages)
        assert page is not None
        return await self.resources.negotiated(client, current, page, parameters)

    async def _result(
        self, request: Request, client: Client, current: ServedBuild, operation: Operation, variant: Variant
    ) -> Response:
        try:
            reply = await self._reply(request, current, operation, variant.ending)
        except KgtoolError as error:
            return await problems.failed(client, current.site, error, self.threads.pages)
        except CancelledError:
            return Response(status_code=499)
        headers = {**HEADERS, "Content-Type": variant.format.content_type, "Vary": "Accept, Accept-Encoding"}
        headers["Cache-Control"] = "no-cache"
        if reply.cut:
            headers["X-Row-Limit"] = f"{current.pool.limits.rows}; cut"
        etag = await run_sync(tag, reply.body, limiter=self.threads.pages)
        cached = CachedDocument(Document(reply.body, variant, etag))
        return await responses.document(client, cached, headers, self.threads.pages)

    async def _reply(self, request: Request, current: ServedBuild, operation: Operation, format: str) -> Reply:
        """Run a query, and end it when its client goes away."""
        cancellation = Cancellation()

        async def watch() -> None:
            while not await request.is_disconnected():
                await asyncio.sleep(_LOOK)
            cancellation.cancel()

        watcher = asyncio.create_task(watch()) if request.method != "HEAD" else None
        try:
            return await run_sync(
                current.pool.reply,
                Query(operation.query),
                format,
                operation.default,
                operation.named,
                cancellation,
                limiter=self.threads.queries,
            )
        finally:
            if watcher:
                watcher.cancel()


def _form_parameters(operation: Operation) -> Parameters:
    """The parameters of the form's page that show an operation."""
    graphs = {"default-graph-uri": operation.default, "named-graph-uri": operation.named}
    return {"query": (operation.query,), **{name: found for name, found in graphs.items() if found}}
