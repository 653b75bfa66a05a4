"""A SPARQL endpoint in the place of the workers: it evaluates what visitors ask, within the same bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit

from pyoxigraph import parse_query_results

from kgtool import results
from kgtool.engines.admission import Turns
from kgtool.engines.pool import CancelledError, Job, Limits, Reply
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.rdf import media
from kgtool.results import Answer, View, graph
from kgtool.sparql import guard
from kgtool.sparql.tokens import Query


@dataclass
class RemotePool:
    """Answers queries at an endpoint as ``Pool`` does on a build; the memory a query takes is the endpoint's affair.

    A query that is late or whose client has gone is no longer waited for, but HTTP cannot end it there.
    """

    endpoint: Endpoint
    limits: Limits
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._turns = Turns(self.limits.workers, self.limits.waiting, self.limits.seconds)

    @property
    def inside(self) -> int:
        """How many queries run or wait."""
        return self._turns.inside

    def start(self) -> None:
        """Do nothing: the endpoint is there."""

    def close(self) -> None:
        """Do nothing: the endpoint stays."""

    def reply(
        self,
        query: Query,
        format: str,
        default: tuple[str, ...] | None = None,
        named: tuple[str, ...] | None = None,
        job: Job | None = None,
        limit: int | None = None,
        lang: str | None = None,
    ) -> Reply:
        """Return the answer as bytes, as ``Pool.reply`` does. Raises as it does, and as ``Endpoint.answer`` does."""
        guard.check(query, self.limits.services)
        with self._turns.turn():
            found = self._at(default, named).answer(query, self.limits.rows if limit is None else limit, lang)
        if job is not None and job.cancelled:
            raise CancelledError
        return Reply(self._written(found, format), found.cut)

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer as values, with labels in ``lang``. Raises as ``reply`` does."""
        guard.check(query, self.limits.services)
        with self._turns.turn():
            return self.endpoint.answer(query, self.limits.rows if limit is None else limit, lang)

    def _at(self, default: tuple[str, ...] | None, named: tuple[str, ...] | None) -> Endpoint:
        """The endpoint, asked about the graphs that the protocol names (SPARQL 1.1 Protocol, section 2.1.4)."""
        graphs = [("default-graph-uri", iri) for iri in default or ()] + [
            ("named-graph-uri", iri) for iri in named or ()
        ]
        if not graphs:
            return self.endpoint
        joint = "&" if urlsplit(self.endpoint.url).query else "?"
        return replace(self.endpoint, url=f"{self.endpoint.url}{joint}{urlencode(graphs)}")

    def _written(self, found: Answer, format: str) -> bytes:
        """The answer in one of W3C's formats, written as a worker writes it."""
        if found.form in ("CONSTRUCT", "DESCRIBE"):
            return graph.write(found, View(prefixes=self.prefixes), media.GRAPHS[format].rdf).encode()
        if found.truth is not None and format in ("csv", "tsv"):
            return b"true\n" if found.truth else b"false\n"
        if found.cut:
            return results.render(format, found, View()).encode()
        plain = parse_query_results(results.render("json", found, View()), media.RESULTS_JSON.results)
        return plain.serialize(format=media.ROWS[format].results) or b""
