"""The SPARQL endpoint: visitors' queries by the SPARQL 1.1 Protocol, run in the workers of a pool."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kgtool.base.errors import KgtoolError
from kgtool.base.languages import LANGUAGES
from kgtool.build import integrity
from kgtool.engines.pool import CancelledError
from kgtool.rdf import media
from kgtool.sparql import tokens
from kgtool.sparql.tokens import Query
from kgtool.web import endpoint
from kgtool.web.headers import HEADERS
from kgtool.web.page import Parameters, Variant
from kgtool.web.server import problems, protocol, requests, responses
from kgtool.web.server.client import Client
from kgtool.web.server.live import Live, ServedBuild
from kgtool.web.server.protocol import Operation
from kgtool.web.server.resources import Resources
from kgtool.web.server.threads import Threads

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


@dataclass(frozen=True)
class Queries:
    """Handles requests to ``/sparql``; a browser gets the answer on the page with the form, from ``resources``."""

    live: Live
    threads: Threads
    resources: Resources

    async def ready(self, request: Request) -> Response:
        """Respond whether queries are answered and the build is whole, and whether a newer build cannot be served."""
        current = self.live.current
        try:
            await run_sync(current.pool.reply, Query("ASK {}"), "json", limiter=self.threads.queries)
            found = await run_sync(current.damage, limiter=self.threads.pages)
            if found:
                damaged = integrity.error(current.site.build.folder, found)
                return responses.said("\n".join(damaged.render(lang) for lang in LANGUAGES), 503)
        except KgtoolError as error:
            return responses.said(type(error).__name__, 503)
        refused = self.live.refused
        return responses.said("\n".join(["ready", *(refused.render(lang) for lang in LANGUAGES if refused)]))

    async def answer(self, request: Request) -> Response:
        """Respond to a query; without one, with the description of the service or the form."""
        if request.method == "OPTIONS":
            return responses.options(METHODS)
        current, client = self.live.current, Client(request, self.live.lang)
        try:
            body = await requests.body(request)
            kind = request.headers.get("content-type", "")
            operation = protocol.read(request.method, request.url.query, kind, body)
        except KgtoolError as error:
            return await problems.failed(client, current.site, error, self.threads.pages)
        except ClientDisconnect:
            return Response(status_code=400)
        if operation is None:
            return await self._form(request, client, current, requests.parameters(request))
        form = await self._form_of(operation.query)
        format = endpoint.choose(form, operation.format, client.media_ranges)
        if format is None:
            return problems.not_acceptable(client, current.site, [known.media_type for known in endpoint.offered(form)])
        if format == media.HTML:
            return await self._form(request, client, current, _form_parameters(operation))
        return await self._result(request, client, current, operation, Variant(format))

    async def _form_of(self, query: str) -> str:
        """The form of a query; only one of unusual length is worth a thread."""
        return (
            tokens.form(query)
            if len(query) <= tokens.USUAL
            else await run_sync(tokens.form, query, limiter=self.threads.pages)
        )

    async def _form(self, request: Request, client: Client, current: ServedBuild, parameters: Parameters) -> Response:
        """The page with the form; it shows the answer to a query that it is given as a table."""
        page = await run_sync(current.site.find, "sparql", limiter=self.threads.pages)
        assert page is not None
        return await self.resources.negotiated(request, client, current, page, parameters)

    async def _result(
        self, request: Request, client: Client, current: ServedBuild, operation: Operation, variant: Variant
    ) -> Response:
        try:
            ask = partial(
                current.pool.reply,
                Query(operation.query),
                variant.ending,
                operation.default,
                operation.named,
                base=f"{current.site.url}sparql",
            )
            reply = await self.resources.fairness.run(request, ask, self.threads.queries)
        except KgtoolError as error:
            return await problems.failed(client, current.site, error, self.threads.pages)
        except CancelledError:
            return responses.gone()
        headers = {**HEADERS, "Content-Type": variant.format.content_type, "Vary": "Accept, Accept-Encoding"}
        headers["Cache-Control"] = "no-cache"
        return await responses.spooled(client, reply, headers, self.threads.pages)


def _form_parameters(operation: Operation) -> Parameters:
    """The parameters of the form's page that show an operation."""
    graphs = {"default-graph-uri": operation.default, "named-graph-uri": operation.named}
    return {"query": (operation.query,), **{name: found for name, found in graphs.items() if found}}
