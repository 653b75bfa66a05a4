"""Oxigraph as the engine of a worker, on the store of a build."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from kgtool.build.store import Build, stream_of
from kgtool.engines.wire import Request
from kgtool.results import Stream, Term
from kgtool.sparql.tokens import names_dataset


class Oxigraph:
    """Open the store of a build, read-only. Raises ``BuildError`` (store-locked)."""

    def __init__(self, folder: Path) -> None:
        self._store = Build(folder).open()

    def evaluate(self, request: Request) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Evaluate over the graphs that the protocol names, else those of the query, else all as one.

        Raises ``SyntaxError`` and whatever Oxigraph does.
        """
        if request.default is None and request.named is None:
            return self._store.query(request.text, use_default_graph_as_union=not names_dataset(request.text))
        return self._store.query(
            request.text,
            default_graph=[NamedNode(iri) for iri in request.default or ()],
            named_graphs=[NamedNode(iri) for iri in request.named or ()],
        )

    def stream(self, request: Request) -> Stream:
        """Return the answer while it is evaluated. Raises as ``evaluate`` does."""
        return stream_of(self.evaluate(request), request.text)

    def select(self, text: str) -> Iterable[tuple[Term, ...]]:
        """Return the rows of a query of our own, over all graphs as one."""
        return stream_of(self._store.query(text, use_default_graph_as_union=True), text).rows
