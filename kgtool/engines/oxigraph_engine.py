"""Oxigraph as the engine of a worker, on the store of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from kgtool.build.store import Build, stream_of
from kgtool.engines.wire import Request
from kgtool.rdf.vocab import XSD
from kgtool.results import Stream, Term
from kgtool.sparql import graph_scopes
from kgtool.sparql.tokens import Query, called, names_dataset


class Oxigraph:
    """Open the store of a build, read-only. Raises ``BuildError`` (store-locked)."""

    def __init__(self, folder: Path) -> None:
        self._store = Build(folder).open()

    def check(self, query: Query) -> None:
        """Refuse what Oxigraph answers wrongly. Raises ``QueryRefusedError`` (graph-variable)."""
        graph_scopes.check(query)

    def evaluate(self, request: Request) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Evaluate over the graphs that the protocol names, else those of the query, else all as one.

        Raises ``SyntaxError`` and whatever Oxigraph does.
        """
        query = partial(
            self._store.query, request.text, base_iri=request.base, custom_functions=_unknown_functions(request.text)
        )
        if request.default is None and request.named is None:
            return query(use_default_graph_as_union=not names_dataset(request.text))
        return query(
            default_graph=[NamedNode(iri) for iri in request.default or ()],
            named_graphs=[NamedNode(iri) for iri in request.named or ()],
        )

    def stream(self, request: Request) -> Stream:
        """Return the answer while it is evaluated. Raises as ``evaluate`` does."""
        return stream_of(self.evaluate(request), request.text)

    def select(self, text: str) -> Iterable[tuple[Term, ...]]:
        """Return the rows of a query of our own, over all graphs as one."""
        return stream_of(self._store.query(text, use_default_graph_as_union=True), text).rows


def _unknown_functions(text: str) -> dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]:
    """Define the functions that Oxigraph does not know: a call is an error of its expression (SPARQL 1.1, section 17.3).

    Without that, a query that calls one fails as a whole. Casts, such as ``xsd:integer``, are known.
    """
    return {NamedNode(iri): lambda *arguments: None for iri in called(text) if not iri.startswith(XSD.base)}
