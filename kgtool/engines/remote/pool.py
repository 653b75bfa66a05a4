"""A SPARQL endpoint in the place of worker processes: it evaluates what visitors ask, within the same limits."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import IO
from urllib.parse import urlencode, urlsplit

from pyoxigraph import parse_query_results

from kgtool.engines import wire
from kgtool.engines.admission import Admission
from kgtool.engines.document import write
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Cancellation, CancelledError
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.rdf import media
from kgtool.results import Answer
from kgtool.sparql import guard
from kgtool.sparql.tokens import Query


@dataclass
class RemotePool:
    """Answer queries at an endpoint as ``Pool`` does on a build; ``limits.memory`` is for the endpoint to keep.

    A query that is late or whose client has gone is no longer waited for, but HTTP cannot end it there.
    """

    endpoint: Endpoint
    limits: Limits
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._admission = Admission(self.limits.workers, self.limits.waiting, self.limits.seconds)

    @property
    def admitted(self) -> int:
        """How many queries run or wait."""
        return self._admission.admitted

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
        limit: int | None = None,
        lang: str | None = None,
        base: str | None = None,
    ) -> IO[bytes]:
        """Return the answer as a file, as ``Pool.reply`` does. Raises as it does, and as ``Endpoint.answer`` does."""
        guard.check(query, self.limits.services)
        with self._admission.admit():
            found = self._at(default, named).answer(query, self.limits.rows if limit is None else limit, lang)
        if Cancellation.current().cancelled:
            raise CancelledError
        if found.cut:
            raise wire.too_many(query.name, self.limits.rows if limit is None else limit)
        body = write(found, format, self.prefixes)
        if format in ("json", "xml"):  # as Oxigraph writes it in a worker
            plain = media.ROWS[format].results
            body = parse_query_results(body, plain).serialize(format=plain) or b""
        return io.BytesIO(body)

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer as values, with labels in ``lang``. Raises as ``reply`` does."""
        guard.check(query, self.limits.services)
        with self._admission.admit():
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
