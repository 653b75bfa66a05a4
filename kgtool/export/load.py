"""Load the graphs of a build into a remote store, by the SPARQL 1.1 Graph Store HTTP Protocol.

Each graph is replaced as a whole, in the order of the names; then graphs of ours that the build no longer has are
deleted. Graphs of others are never touched. The protocol knows no transaction across graphs: a load that stops says
which graphs were replaced, and the same load again ends in the same state.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import Request

from pyoxigraph import Literal, NamedNode, RdfFormat

from kgtool.base.errors import EndpointError, EndpointRefusedError, EndpointUnreachableError, KgtoolError
from kgtool.base.languages import Text
from kgtool.build.store import Build
from kgtool.engines.remote.connection import without_query
from kgtool.engines.remote.credentials import origin
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.engines.remote.transport import Transport, failure
from kgtool.rdf import iris, media
from kgtool.sparql.tokens import Query

_PAIRS = (("/store", "/query"), ("/data", "/query"))
_COUNTS = f"""
SELECT ?g (COUNT(*) AS ?n)
WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{iris.GRAPH}")) }}
GROUP BY ?g ORDER BY ?g"""
_MANY = 40
Notify = Callable[[Text], None]


@dataclass(frozen=True)
class Target:
    """A remote store: the URL of its Graph Store Protocol, and of its query endpoint (empty where unknown)."""

    url: str
    query_url: str
    transport: Transport

    def counts(self) -> dict[str, int] | None:
        """Count the statements of each graph of this project there; None without a query endpoint."""
        if not self.query_url:
            return None
        rows = Endpoint(self.query_url, self.transport).answer(Query(_COUNTS, "counts")).rows
        return {g.value: int(n.value) for g, n in rows if isinstance(g, NamedNode) and isinstance(n, Literal)}

    def put(self, graph: str, file: Path) -> None:
        """Replace a graph by the N-Triples in a file."""
        with file.open("rb") as body:
            headers = {"Content-Type": media.N_TRIPLES.media_type, "Content-Length": str(file.stat().st_size)}
            self._send(Request(self._address(graph), body, headers, method="PUT"))

    def delete(self, graph: str) -> None:
        """Delete a graph; one that is not there is deleted already."""
        self._send(Request(self._address(graph), method="DELETE"), gone=404)

    def _address(self, graph: str) -> str:
        return f"{self.url}{'&' if urlsplit(self.url).query else '?'}graph={quote(graph, safe='')}"

    def _send(self, request: Request, gone: int = 0) -> None:
        response = self.transport.send(request)
        if not 200 <= response.status < 300 and response.status != gone:
            raise failure(response)


@dataclass(frozen=True)
class Changes:
    """The plan of a load: graphs to replace, with the number of their statements, and graphs to delete.

    ``asked`` is False without a query endpoint: then no graph is deleted and nothing is verified.
    """

    put: dict[str, int]
    delete: tuple[str, ...]
    asked: bool


def target(url: str, query_url: str | None, transport: Transport) -> Target:
    """Return the store at a URL; the URL of its queries is guessed from it, as Oxigraph and Fuseki name theirs.

    An empty ``query_url`` says that there is none. Raises ``EndpointRefusedError`` (endpoint-url).
    """
    origin(url)
    parts = urlsplit(url)
    if query_url is None and parts.path.endswith("/query"):
        query_url, url = url, parts._replace(path=parts.path.removesuffix("/query") + "/store").geturl()
    if query_url is None:
        guess = next((parts.path.removesuffix(data) + ask for data, ask in _PAIRS if parts.path.endswith(data)), "")
        query_url = parts._replace(path=guess, query="").geturl() if guess else ""
    if query_url:
        origin(query_url)
    return Target(url, query_url, transport)


def changes(build: Build, store: Target) -> Changes:
    """Return what a load of the build into the store does. Raises ``EndpointError`` when the store cannot be asked."""
    here: dict[str, int] = build.manifest["graphs"]
    there = store.counts()
    return Changes(here, tuple(sorted(set(there or ()) - set(here))), there is not None)


def load(build: Build, store: Target, planned: Changes, notify: Notify) -> None:
    """Carry out the changes, then verify the number of statements in each graph.

    ``notify`` is called for each graph. Raises ``EndpointError``: load-stopped with what was done and what was not,
    load-differs when the counts are not those of the build.
    """
    source = build.open()
    done: list[str] = []
    order = [*sorted(planned.put), *planned.delete]
    with tempfile.TemporaryDirectory() as folder:
        for n, graph in enumerate(order):
            try:
                if graph in planned.put:
                    file = Path(folder) / "graph.nt"
                    source.dump(str(file), RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
                    store.put(graph, file)
                    count = planned.put[graph]
                    notify(
                        Text(
                            f"{short(graph)}: {count:,}文に置き換えました",
                            f"{short(graph)}: replaced, {count:,} statements",
                        )
                    )
                else:
                    store.delete(graph)
                    notify(Text(f"{short(graph)}: 消しました", f"{short(graph)}: deleted"))
            except KgtoolError as error:
                raise _stopped(store, error, done, graph, order[n + 1 :]) from None
            done.append(graph)
    _verify(store, planned)


def short(graph: str) -> str:
    """Return the IRI of a graph of this project without its beginning: ``plan/13221-kiyose-5``."""
    return graph.removeprefix(iris.GRAPH)


def _verify(store: Target, planned: Changes) -> None:
    if not planned.asked:
        return
    there = store.counts() or {}
    wrong = [
        f"{short(graph)} ({there.get(graph, 0):,} / {planned.put.get(graph, 0):,})"
        for graph in sorted({*there, *planned.put})
        if there.get(graph, 0) != planned.put.get(graph, 0)
    ]
    if wrong:
        raise EndpointError("load-differs", without_query(store.url), graphs=_names(wrong))


def _stopped(store: Target, error: KgtoolError, done: Sequence[str], graph: str, left: Sequence[str]) -> EndpointError:
    """Say of every graph what became of it: the one that failed may be replaced if no answer came."""
    untouched = isinstance(error, EndpointRefusedError | EndpointUnreachableError)
    return EndpointError(
        "load-stopped",
        without_query(store.url),
        graph=short(graph),
        reason={lang: error.render(lang).split("\n")[0] for lang in ("ja", "en")},
        done=_names([short(name) for name in done]),
        unknown="-" if untouched else short(graph),
        left=_names([short(name) for name in ([graph] if untouched else []) + list(left)]),
    )


def _names(names: Sequence[str]) -> str:
    """List names; of very many, which stand in order, the first, the last and how many."""
    if len(names) > _MANY:
        return f"{names[0]} … {names[-1]} ({len(names)})"
    return ", ".join(names) or "-"
