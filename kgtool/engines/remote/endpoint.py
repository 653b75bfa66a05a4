"""Ask a SPARQL 1.1 endpoint by SPARQLWrapper, on the transport that holds deadlines and keeps logins to their origin."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import OpenerDirector, Request, build_opener, install_opener

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from kgtool.base.errors import EndpointError
from kgtool.engines.remote.connection import Response, without_query
from kgtool.engines.remote.credentials import Login, origin
from kgtool.engines.remote.transport import AGENT, Transport, failure
from kgtool.rdf import media, reader
from kgtool.results import Answer, Stream, Term
from kgtool.sparql import guard, tokens
from kgtool.sparql.diagnosis import syntax_error
from kgtool.sparql.tokens import Query

LONGEST_URL = 2_000
_UNION = ("union-default-graph", "true")
_GRAPHS = f"{media.N_TRIPLES.media_type}, {media.TURTLE.media_type};q=0.9, {media.RDF_XML.media_type};q=0.5"


class _Opener(OpenerDirector):
    """What urllib opens addresses by: for a query of ours what ``_send`` holds, else its usual way.

    SPARQLWrapper sends by ``urllib.request.urlopen``, whose opener is what urllib lets others set.
    """

    def open(self, fullurl: Any, data: Any = None, timeout: Any = None) -> Any:
        """Return the response to a request."""
        send = _send.get()
        return send(fullurl) if send else self._usual.open(fullurl, data, timeout)

    @cached_property
    def _usual(self) -> OpenerDirector:
        return build_opener()


_OPENER = _Opener()
_send: ContextVar[Callable[[Request], Response] | None] = ContextVar("send", default=None)


@dataclass(frozen=True)
class Endpoint:
    """Answer queries at a SPARQL endpoint. A query string in its URL goes with every query."""

    url: str
    transport: Transport

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer, ``limit`` rows or triples of it at most; with ``lang``, labels of the IRIs in it.

        Raises ``QueryRefusedError``, ``QuerySyntaxError``, ``EndpointError`` (endpoint-answer), and what
        ``Transport.send`` and ``failure`` do. SERVICE is left to the endpoint.
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
        parts = urlsplit(self.url)
        wrapper = SPARQLWrapper(parts._replace(query="", fragment="").geturl(), returnFormat=JSON, agent=AGENT)
        wrapper.setOnlyConneg(True)
        wrapper.queryString, wrapper.queryType = query.text, form
        if form in ("CONSTRUCT", "DESCRIBE"):
            wrapper.setReturnFormat(TURTLE)
            wrapper.addCustomHttpHeader("Accept", _GRAPHS)
        if not parts.query and not tokens.names_dataset(query.text):
            # our graphs are named ones; Oxigraph takes this wish for their union, others do not mind
            wrapper.addParameter(*_UNION)
        if len(f"{self.url}?{urlencode({'query': query.text, **dict([_UNION])})}") > LONGEST_URL:
            wrapper.setMethod(POST)
        response = self._sent(wrapper, parts.query)
        if response.status == 400:
            raise syntax_error(response.said, query)
        if not 200 <= response.status < 300:
            raise failure(response)
        return _triples(response, most) if form in ("CONSTRUCT", "DESCRIBE") else _rows(response, query.text, most)

    def _sent(self, wrapper: Any, own: str) -> Response:
        """Let SPARQLWrapper send its query by the transport, with the URL's ``own`` query string."""

        def send(request: Request) -> Response:
            if own:
                request.full_url += f"{'&' if '?' in request.full_url else '?'}{own}"
            return self.transport.send(request)

        install_opener(_OPENER)
        token = _send.set(send)
        try:
            response: Response = wrapper.query().response
            return response
        finally:
            _send.reset(token)


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
    return EndpointError("endpoint-answer", without_query(response.url), reason={"ja": ja, "en": en})


def _damaged(response: Response, error: SyntaxError) -> EndpointError:
    if response.type.endswith("json") and not response.body.rstrip().endswith(b"}"):
        ja, en = "途中で切れています", "it ends in the middle"
    else:
        ja = en = str(error.msg)
    return EndpointError("endpoint-answer", without_query(response.url), reason={"ja": ja, "en": en})
