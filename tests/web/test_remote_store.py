"""Pages read from a SPARQL endpoint are the pages read from the build, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import quote

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from starlette.testclient import TestClient

from kgtool.base.errors import EndpointError, QueryBusyError
from kgtool.build.store import Build, stream
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Cancellation, CancelledError
from kgtool.engines.remote.endpoint import Endpoint, connect
from kgtool.engines.remote.pool import RemotePool
from kgtool.engines.remote.transport import Transport
from kgtool.export import load
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OWL, RDF, RDFS
from kgtool.results import Answer
from kgtool.sparql.tokens import Query
from kgtool.web import addresses, remote_store
from kgtool.web.remote_store import RemoteStore
from kgtool.web.server import app
from kgtool.web.server.live import Live
from kgtool.web.site import Site
from tests import ROOT
from tests.endpoints import HURRIED, Server
from tests.endpoints import no_proxy as no_proxy
from tests.ports import free_port

URL = "http://127.0.0.1:8000/"
MEASURE = "13221-kiyose-5/draft-2025-08-12/measure/2-214"
PAGES = (
    *("", "plans", "compare", "timeline", "correspondence", "sdgs", "themes", "mentioned", "data", "sparql"),
    *("queries/counts-by-function", "queries/measures-on-same-theme", "sitemaps/13221-kiyose-5.xml"),
    *(f"doc/id/{name}" for name in ("13221-kiyose-5", "13211-kodaira-4", MEASURE, "theme/disaster-resilience")),
    "doc/ns",
)
QUERIES = (
    "ASK { ?s a <https://w3id.org/jp-plan/ns#Measure> }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/jp-plan/ns#Measure> }",
    "SELECT ?s ?label WHERE { ?s a <https://w3id.org/jp-plan/ns#Theme> ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?s ?label LIMIT 50",
    "SELECT * WHERE { ?s a <https://w3id.org/jp-plan/ns#ComprehensivePlan> } ORDER BY ?s",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
)
GRAPH = "CONSTRUCT WHERE { <https://w3id.org/jp-plan/id/13221-kiyose-5> ?p ?o }"


@pytest.fixture(scope="session")
def loaded(built: Build, serve: Callable[..., Server]) -> Server:
    """An Oxigraph server into which the build was loaded as ``kgtool load`` does."""
    os.environ["NO_PROXY"] = "127.0.0.1"
    server = serve()
    target = load.target(server.store, None, Transport(timeout=60))
    load.load(built, target, load.changes(built, target), lambda text: None)
    return server


@pytest.fixture(scope="session")
def endpoint(loaded: Server) -> Endpoint:
    return connect(loaded.query, None, 30)


@pytest.fixture(scope="session")
def local(repo: Repo, built: Build) -> Site:
    return Site(repo, built, URL)


@pytest.fixture(scope="session")
def remote(repo: Repo, built: Build, endpoint: Endpoint) -> Site:
    return Site(repo, built, URL, remote=endpoint)


class Counting:
    """A store in this process as an engine that counts its queries and names blank nodes anew each time."""

    def __init__(self, *quads: Quad) -> None:
        self.store = Store()
        self.store.extend(quads)
        self.asked: list[str] = []

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        self.asked.append(query.text)
        found = stream(self.store, query.text).collect(limit)
        n = len(self.asked)
        rows = tuple(
            tuple(BlankNode(f"n{n}{t.value}") if isinstance(t, BlankNode) else t for t in row) for row in found.rows
        )
        return Answer(found.columns, rows, found.triples, found.truth, found.form)


def node(name: str) -> NamedNode:
    return NamedNode(f"http://x.example/{name}")


def quads(count: int) -> list[Quad]:
    return [Quad(node(f"s{n}"), node("p"), Literal(f"{n}"), node("g")) for n in range(count)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_from_an_endpoint_has_the_same_bytes(local: Site, remote: Site, path: str) -> None:
    here, there = local.find(path), remote.find(path)
    assert here is not None
    assert there is not None
    for variant in here.variants:
        assert there.document(variant) == here.document(variant), variant


def test_what_nobody_knows_has_no_page(remote: Site) -> None:
    assert remote.find("doc/id/13221-kiyose-5/draft-2025-08-12/measure/9-999") is None


@pytest.fixture(scope="module")
def served(repo: Repo, built: Build, endpoint: Endpoint) -> Iterator[tuple[TestClient, TestClient]]:
    """The application on the store and on the endpoint."""
    limits = Limits(seconds=20, rows=50)
    with (
        TestClient(app.make(Live(Site(repo, built, URL), limits)), URL) as here,
        TestClient(app.make(Live(Site(repo, built, URL, remote=endpoint), limits)), URL) as there,
    ):
        yield here, there


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_the_sparql_endpoint_answers_with_the_same_bytes(
    served: tuple[TestClient, TestClient], query: str, format: str
) -> None:
    here, there = (client.get(f"/sparql?query={quote(query)}&format={format}") for client in served)
    assert here.status_code == there.status_code == 200
    assert there.content == here.content
    assert there.headers["content-type"] == here.headers["content-type"]


@pytest.mark.parametrize("format", ["ttl", "nt", "jsonld", "rdf"])
def test_a_graph_is_answered_with_the_same_bytes(served: tuple[TestClient, TestClient], format: str) -> None:
    here, there = (client.get(f"/sparql?query={quote(GRAPH)}&format={format}").content for client in served)
    assert there == here


def test_graphs_that_the_protocol_names_are_asked_there(served: tuple[TestClient, TestClient]) -> None:
    graph = quote(iris.graph("plan", "13221-kiyose-5"), safe="")
    query = quote("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    for given in (f"default-graph-uri={graph}", f"named-graph-uri={graph}"):
        here, there = (client.get(f"/sparql?query={query}&{given}&format=csv").text for client in served)
        assert there == here


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * WHERE {", 400),
        ("DELETE WHERE { ?s ?p ?o }", 403),
        ("SELECT * WHERE { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }", 403),
    ],
)
def test_what_is_refused_here_is_refused_there(served: tuple[TestClient, TestClient], query: str, status: int) -> None:
    here, there = (client.get(f"/sparql?query={quote(query)}") for client in served)
    assert here.status_code == there.status_code == status
    assert there.json()["title"] == here.json()["title"]


def test_an_answer_beyond_the_row_limit_is_refused_here_and_there(served: tuple[TestClient, TestClient]) -> None:
    query = quote("SELECT ?s WHERE { ?s a <https://w3id.org/jp-plan/ns#Direction> } ORDER BY ?s")
    here, there = (client.get(f"/sparql?query={query}&format=csv") for client in served)
    assert here.status_code == there.status_code == 400
    assert here.json()["title"] == there.json()["title"] == "rows-many"


def test_a_site_says_whether_its_endpoint_answers(repo: Repo, built: Build, serve: Callable[..., Server]) -> None:
    server = serve()
    target = load.target(server.store, None, HURRIED)
    load.load(built, target, load.changes(built, target), lambda text: None)
    site = Site(repo, built, URL, remote=Endpoint(server.query, Transport(timeout=60, delays=())))
    with TestClient(app.make(Live(site, Limits(seconds=60))), URL) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get(f"/{addresses.document(iris.ID + MEASURE)}").status_code == 200
        server.process.kill()
        server.process.wait()
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        answer = client.get("/doc/id/13211-kodaira-4", headers={"Accept": "text/turtle"})
        assert (answer.status_code, answer.json()["title"]) == (503, "endpoint-unreachable")


def test_an_endpoint_without_plans_in_its_default_graph_is_refused(serve: Callable[..., Server]) -> None:
    with pytest.raises(EndpointError) as caught:
        remote_store.opened(connect(serve().query, None, 10))
    assert caught.value.code == "endpoint-graphs"


def test_serve_takes_its_statements_from_the_endpoint(loaded: Server, built: Build) -> None:
    port = free_port()
    command = [sys.executable, "-m", "kgtool", "--root", str(ROOT), "serve", "--port", str(port)]
    command += ["--build", str(built.folder.parent), "--endpoint", loaded.query, "--no-log"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stderr is not None
        try:
            assert "127.0.0.1" in process.stderr.readline()
            query = quote("ASK { ?s a <https://w3id.org/jp-plan/ns#Measure> }")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query={query}&format=json") as answer:
                assert json.load(answer)["boolean"] is True
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/compare.en.html") as answer:
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def test_serve_ends_with_2_where_no_endpoint_is(built: Build) -> None:
    command = [sys.executable, "-m", "kgtool", "--root", str(ROOT), "serve", "--port", "0"]
    command += ["--build", str(built.folder.parent), "--endpoint", "http://127.0.0.1:1/query"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert ended.returncode == 2
    assert "error[endpoint-unreachable]" in ended.stderr


def test_a_subject_is_asked_about_once_and_its_neighbours_with_it() -> None:
    engine = Counting(*quads(50))
    store = RemoteStore(engine)
    listed = list(store.quads_for_pattern(None, node("p"), None, None))
    assert set(listed) == set(quads(50))
    for n in range(50):
        assert list(store.quads_for_pattern(node(f"s{n}"), node("p"), None, None)) == [quads(50)[n]]
        assert list(store.quads_for_pattern(node(f"s{n}"), node("q"), None, None)) == []
        assert list(store.quads_for_pattern(node(f"s{n}"), None, None, node("other"))) == []
    assert len(engine.asked) == 2
    assert list(store.quads_for_pattern(None, node("p"), None, None)) == listed
    assert len(engine.asked) == 2


def test_what_a_query_lists_is_asked_about_at_once() -> None:
    engine = Counting(*quads(50))
    store = RemoteStore(engine)
    rows = store.query(f"SELECT ?s {{ GRAPH ?g {{ ?s {node('p')} ?o }} }}")
    for row in rows:  # type: ignore[union-attr]
        assert list(store.quads_for_pattern(row["s"], None, None, None))  # type: ignore[index]
    assert len(engine.asked) == 2


def test_of_very_many_statements_only_what_is_looked_at_is_asked_for() -> None:
    engine = Counting(*quads(5_000))
    store = RemoteStore(engine)
    assert len(list(islice(store.quads_for_pattern(None, node("p"), None, None), 600))) == 600
    assert len(engine.asked) == 1
    assert set(store.quads_for_pattern(None, node("p"), None, None)) == set(quads(5_000))


def test_a_subject_of_very_many_statements_is_read_whole() -> None:
    many = [Quad(node("s"), node("p"), Literal(f"{n}"), node("g")) for n in range(5_000)]
    store = RemoteStore(Counting(*many, *quads(3)))
    assert set(store.quads_for_pattern(node("s"), None, None, None)) == set(many)
    assert list(store.quads_for_pattern(node("s"), None, Literal("7"), None)) == [many[7]]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_store, "_MOST_KEPT", 100)
    store = RemoteStore(Counting(*quads(1_000)))
    for n in range(1_000):
        list(store.quads_for_pattern(node(f"s{n}"), None, None, None))
    assert 0 < sum(len(kept) + 1 for kept in store._kept.values()) <= 100


def test_blank_nodes_can_be_followed(built: Build) -> None:
    here = built.open()
    engine = Counting(*here)
    there = RemoteStore(engine)
    for quad in there.quads_for_pattern(None, RDF.type, OWL.AllDisjointClasses, None):
        assert isinstance(quad.subject, BlankNode)
        members = list(there.quads_for_pattern(quad.subject, OWL.members, None, None))
        assert len(members) == 1
        assert list(there.quads_for_pattern(members[0].object, RDF.first, None, None))
    wanted = len(list(here.quads_for_pattern(None, RDF.type, OWL.AllDisjointClasses, None)))
    assert len(list(there.quads_for_pattern(None, RDF.type, OWL.AllDisjointClasses, None))) == wanted > 0


def test_an_answer_is_of_the_engines_own_kinds(built: Build) -> None:
    here, there = built.open(), RemoteStore(Counting(*built.open()))
    select = f"SELECT ?s ?label WHERE {{ ?s a {JPP.Theme} . ?s {RDFS.label} ?label }} ORDER BY ?s ?label"
    ask, construct = f"ASK {{ ?s a {JPP.Theme} }}", f"CONSTRUCT WHERE {{ ?s a {JPP.Theme} }}"
    for query in (select, ask, construct):
        found, wanted = (made.query(query, use_default_graph_as_union=True) for made in (there, here))
        assert type(found) is type(wanted)
    assert bool(there.query(ask)) is True


def test_beyond_the_bounds_nobody_waits(endpoint: Endpoint) -> None:
    pool = RemotePool(endpoint, Limits(seconds=5, workers=1, waiting=0))
    with pool._admission.admit(), pytest.raises(QueryBusyError):
        pool.reply(Query("ASK {}"), "json")
    assert pool.admitted == 0
    cancellation = Cancellation()
    cancellation.cancel()
    with cancellation.covers(), pytest.raises(CancelledError):
        pool.reply(Query("ASK {}"), "json")
