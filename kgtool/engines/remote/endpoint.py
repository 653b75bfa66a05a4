"""Ask a SPARQL 1.1 endpoint, through SPARQLWrapper, with the transport of ours below it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit
from urllib.request import Request

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple
from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

from kgtool.base.errors import EndpointError
from kgtool.build.store import syntax_error
from kgtool.engines.remote.connection import Response, shown
from kgtool.engines.remote.credentials import Login, origin
from kgtool.engines.remote.transport import AGENT, Transport, failure
from kgtool.rdf import media, reader
from kgtool.results import Answer, Stream, Term
from kgtool.sparql import guard, tokens
from kgtool.sparql.tokens import Query

LONGEST_URL = 2_000
_GRAPHS = f"{media.N_TRIPLES.media_type}, {media.TURTLE.media_type};q=0.9, {media.RDF_XML.media_type};q=0.5"


class _Wrapper(SPARQLWrapper):  # type: ignore[misc]
    """SPARQLWrapper that sends by a transport, by POST where a URL would be too long."""

    def __init__(self, url: str, transport: Transport) -> None:
        self.own = urlsplit(url).query
        super().__init__(urlsplit(url)._replace(query="", fragment="").geturl(), returnFormat=JSON, agent=AGENT)
        self.setOnlyConneg(True)
        self.transport = transport

    def _createRequest(self) -> Request:  # noqa: N802
        request: Request = super()._createRequest()
        if self.own:
            request.full_url += f"{'&' if '?' in request.full_url else '?'}{self.own}"
        return request

    def _query(self) -> tuple[Response, str]:
        self.setMethod(GET)
        request = self._createRequest()
        if len(request.full_url) > LONGEST_URL:
            self.setMethod(POST)
            request = self._createRequest()
        return self.transport.send(request), self.returnFormat


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL endpoint as an engine. A query string in its URL goes with every query."""

    url: str
    transport: Transport

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer, ``limit`` rows or triples of it at most; with ``lang``, labels of the IRIs in it.

        Raises ``QueryRefusedError``, ``QuerySyntaxError``, ``EndpointError`` (endpoint-answer), and those of ``Transport.send`` and
        ``failure``. SERVICE is left to the endpoint.
        """
        guard.check(query, None)
        started = time.perf_counter()
        answer = self._stream(query, limit).collect(limit)
        answer = replace(answer, seconds=time.perf_counter() - started)
        return replace(answer, labels=reader.labels(self._select, answer.iris(), lang)) if lang else answer

    def _select(self, text: str) -> Iterable[tuple[Term, ...]]:
        return self._stream(Query(text, "labels")).rows

    def _stream(self, query: Query, limit: int | None = None) -> Stream:
        most = None if limit is None else limit + 1  # one more tells that it was cut
        form = tokens.form(query.text) or "SELECT"
        wrapper = _Wrapper(self.url, self.transport)
        wrapper.queryString, wrapper.queryType = query.text, form
        if form in ("CONSTRUCT", "DESCRIBE"):
            wrapper.setReturnFormat(TURTLE)
            wrapper.addCustomHttpHeader("Accept", _GRAPHS)
        if not wrapper.own and not tokens.names_dataset(query.text):
            # our graphs are named ones; Oxigraph takes this wish for their union, others do not mind
            wrapper.addParameter("union-default-graph", "true")
        response: Response = wrapper.query().response
        if response.status == 400:
            raise syntax_error(response.said, query)
        if not 200 <= response.status < 300:
            raise failure(response)
        return _triples(response, most) if form in ("CONSTRUCT", "DESCRIBE") else _rows(response, query.text, most)


def connect(url: str, login: Login | None, timeout: float) -> Endpoint:
    """Return the endpoint at a URL. Raises ``EndpointRefusedError`` (endpoint-url)."""
    origin(url)
    return Endpoint(url, Transport(timeout, login))


def _rows(response: Response, text: str, most: int | None) -> Stream:
    known = (media.RESULTS_JSON, media.RESULTS_XML)
    format = next((format for format in known if response.type in (format.media_type, *format.also)), None)
    if format is None or response.page:
        raise _unfit(response)
    try:
        return _read(response.body, format.results, text, most)
    except SyntaxError as error:
        damaged = _damaged(response, error)
    raise damaged  # only here: the error of the parser holds an object that may not leave this thread


def _read(body: bytes, format: QueryResultsFormat, text: str, most: int | None) -> Stream:
    """Read an answer up to its ``most``-th row: a row as objects takes far more than as text."""
    found = pyoxigraph.parse_query_results(body, format)
    if isinstance(found, QueryBoolean):
        return Stream("ASK", truth=bool(found))
    names = tokens.columns(text, (variable.value for variable in found.variables))
    return Stream("SELECT", tuple(names), rows=[tuple(row[name] for name in names) for row in islice(found, most)])


def _triples(response: Response, most: int | None) -> Stream:
    format = RdfFormat.from_media_type(response.type) if response.type and not response.page else None
    if format is None:
        raise _unfit(response)
    try:
        quads = pyoxigraph.parse(response.body, format, base_iri=response.url)
        found = [Triple(quad.subject, quad.predicate, quad.object) for quad in islice(quads, most)]
        return Stream("CONSTRUCT", triples=found)
    except SyntaxError as error:
        damaged = _damaged(response, error)
    raise damaged


def _unfit(response: Response) -> EndpointError:
    if response.page:
        ja, en = f"ウェブページでした(「{response.said}」)", f"it is a web page (“{response.said}”)"
    else:
        kind = response.type or "-"
        ja, en = f"種類が {kind} です({response.said})", f"its type is {kind} ({response.said})"
    return EndpointError("endpoint-answer", shown(response.url), reason={"ja": ja, "en": en})


def _damaged(response: Response, error: SyntaxError) -> EndpointError:
    if response.type.endswith("json") and not response.body.rstrip().endswith(b"}"):
        ja, en = "途中で切れています", "it ends in the middle"
    else:
        ja = en = str(error.msg)
    return EndpointError("endpoint-answer", shown(response.url), reason={"ja": ja, "en": en})
