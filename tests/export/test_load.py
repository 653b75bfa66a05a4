"""A load makes a store hold exactly the build's graphs of ours, whatever was there and however often it was stopped."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kgtool.base.errors import EndpointError
from kgtool.base.languages import Text
from kgtool.build import store
from kgtool.build.store import Build
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.export import load
from kgtool.rdf import iris
from kgtool.sparql.tokens import Query
from tests.endpoints import HURRIED, Server
from tests.queries.faulty import FaultyServer, Handler
from tests.small_build import SmallBuild

FOREIGN = "https://example.org/not-ours"
STALE = iris.graph("plan", "00000-gone-1")


@pytest.fixture(scope="module")
def own(serve: Callable[..., Server]) -> Server:
    return serve()


@pytest.fixture
def empty(own: Server) -> Server:
    """The server with nothing in it."""
    request = urllib.request.Request(own.store + "?default", method="DELETE")
    for graph in held(own):
        urllib.request.urlopen(urllib.request.Request(f"{own.store}?graph={graph}", method="DELETE")).close()
    urllib.request.urlopen(request).close()
    return own


def held(server: Server) -> dict[str, int]:
    """The named graphs of a server, with the numbers of their statements."""
    rows = (
        Endpoint(server.query, HURRIED)
        .answer(Query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"))
        .rows
    )
    return {graph.value: int(number.value) for graph, number in rows if isinstance(graph, NamedNode)}


def put(server: Server, graph: str, turtle: str = "<urn:a> <urn:b> <urn:c> .") -> None:
    request = urllib.request.Request(
        f"{server.store}?graph={graph}", turtle.encode(), {"Content-Type": "text/turtle"}, method="PUT"
    )
    urllib.request.urlopen(request).close()


def run(build: Build, url: str, query_url: str | None = None) -> list[Text]:
    """Load a build and return what was said meanwhile."""
    said: list[Text] = []
    target = load.target(url, query_url, HURRIED)
    load.load(build, target, load.changes(build, target), said.append)
    return said


def test_a_load_puts_every_graph_as_it_is(small_build: Build, empty: Server) -> None:
    said = run(small_build, empty.store)
    assert held(empty) == small_build.manifest["graphs"]
    assert [text.en.split(":")[0] for text in said] == [load.short(graph) for graph in sorted(held(empty))]
    for graph in held(empty):
        with urllib.request.urlopen(f"{empty.store}?graph={graph}") as answer:
            there = [
                quad.triple for quad in parse(answer.read(), RdfFormat.from_media_type(answer.headers["Content-Type"]))
            ]
        here = [quad.triple for quad in small_build.open().quads_for_pattern(None, None, None, NamedNode(graph))]
        blank = sum("_:" in str(triple) for triple in here)
        assert len(there) == len(here)
        assert len(set(there) & set(here)) == len(here) - blank


def test_a_load_may_be_repeated(small_build: Build, empty: Server) -> None:
    run(small_build, empty.store)
    before = held(empty)
    run(small_build, empty.store)
    assert held(empty) == before


def test_graphs_of_ours_that_are_no_longer_built_go_and_those_of_others_stay(small_build: Build, empty: Server) -> None:
    for graph in (STALE, FOREIGN, iris.graph("hard"), "https://w3id.org/jp-plan/other/x"):
        put(empty, graph)
    said = run(small_build, empty.store)
    assert held(empty) == {**small_build.manifest["graphs"], FOREIGN: 1, "https://w3id.org/jp-plan/other/x": 1}
    assert said[-1].en == "plan/00000-gone-1: deleted"


def test_the_query_url_of_oxigraph_will_do(small_build: Build, empty: Server) -> None:
    run(small_build, empty.query)
    assert held(empty) == small_build.manifest["graphs"]


@pytest.mark.parametrize(
    ("url", "given", "store_url", "query_url"),
    [
        ("http://h/store", None, "http://h/store", "http://h/query"),
        ("http://h/store", "http://h/ask", "http://h/store", "http://h/ask"),
        ("http://h/a/store?key=1", None, "http://h/a/store?key=1", "http://h/a/query"),
        ("http://h/query", None, "http://h/store", "http://h/query"),
        ("http://h/ds/data", None, "http://h/ds/data", "http://h/ds/query"),
        ("http://h/rdf-graphs/service", None, "http://h/rdf-graphs/service", ""),
    ],
)
def test_the_url_for_queries_is_guessed_where_servers_have_a_habit(
    url: str, given: str | None, store_url: str, query_url: str
) -> None:
    target = load.target(url, given, HURRIED)
    assert (target.url, target.query_url) == (store_url, query_url)


def test_a_dry_run_changes_nothing(small_build: Build, small_out: Path, empty: Server, kgtool: Callable) -> None:
    put(empty, STALE)
    ended = kgtool("--lang", "ja", "load", "--endpoint", empty.store, "--store", small_out, "--dry-run")
    assert ended.code == 0
    assert "消す: plan/00000-gone-1" in ended.out
    assert "置き換える: hard(24文)" in ended.out
    assert held(empty) == {STALE: 1}


def test_the_command_says_what_it_did_and_that_it_counted(
    small_build: Build, small_out: Path, empty: Server, kgtool: Callable
) -> None:
    ended = kgtool("--lang", "en", "load", "--endpoint", empty.store, "--store", small_out)
    assert (ended.code, ended.out) == (0, "")
    graphs = small_build.manifest["graphs"]
    assert ended.err.endswith(f"{len(graphs)} graphs, {sum(graphs.values())} statements; the counts were verified\n")


def test_a_read_only_server_refuses_and_nothing_is_done(
    serve: Callable[..., Server], small_build: Build, small_out: Path, tmp_path: Path, kgtool: Callable
) -> None:
    server = serve("serve-read-only", "--location", str(small_build.folder / "store"))
    ended = kgtool("--lang", "en", "load", "--endpoint", server.store, "--store", small_out)
    assert ended.code == 2
    assert "error[load-stopped] stopped at graph hard:" in ended.err
    assert "/ done: - / not known: - / not touched: hard, " in ended.err


def test_a_server_that_holds_something_else_afterwards_is_an_error(small_build: Build, empty: Server) -> None:
    """Somebody writes while we load."""
    target = load.target(empty.store, None, HURRIED)

    def disturb(said: Text) -> None:
        put(empty, STALE)

    with pytest.raises(EndpointError) as caught:
        load.load(small_build, target, load.changes(small_build, target), disturb)
    assert caught.value.code == "load-differs"
    assert "plan/00000-gone-1 (1 / 0)" in caught.value.render("ja")


# Servers that fail on the way


class Store(Handler):
    """Keeps what is put to ``/store``; fails at the graph that the test names."""

    def answer_store(self) -> None:
        _, _, _, query, body = self.server.seen[-1]
        graph = parse_qs(query)["graph"][0]
        if graph == self.server.away:
            self.fail()
            return
        if self.command == "PUT":
            self.server.graphs[graph] = body
        else:
            self.server.graphs.pop(graph, None)
        self.send(204)

    def fail(self) -> None:
        getattr(self, f"answer_{self.server.fault}", self.answer_fault)()

    def answer_fault(self) -> None:
        self.send(int(self.server.fault), b"no", "text/plain")


@pytest.fixture
def failing() -> Iterator[FaultyServer]:
    server = FaultyServer(Store)
    server.graphs, server.fault = {}, "507"
    yield server
    server.stop()


def names(text: str, label: str) -> list[str]:
    """The graphs that an error lists behind a label."""
    listed = text.split(f"/ {label}: ")[1].split(" / ")[0].split("\n")[0]
    return [] if listed == "-" else listed.split(", ")


@pytest.mark.parametrize(
    ("fault", "why", "known"),
    [
        ("401", "endpoint-credentials", True),
        ("403", "endpoint-credentials", True),
        ("405", "endpoint-status", True),
        ("413", "endpoint-status", True),
        ("507", "endpoint-status", True),
        ("503", "endpoint-busy", False),
        ("reset", "endpoint-broken", False),
        ("no_http", "endpoint-broken", False),
    ],
)
def test_a_load_that_stops_says_what_became_of_every_graph(
    small_build: Build, failing: FaultyServer, fault: str, why: str, known: bool
) -> None:
    order = sorted(small_build.manifest["graphs"])
    failing.fault, failing.away = fault, order[2]
    with pytest.raises(EndpointError) as caught:
        run(small_build, failing.url + "/store", query_url="")
    error = caught.value
    assert error.code == "load-stopped"
    for lang in ("ja", "en"):
        assert f"error[{why}]" in error.render(lang)
    text = error.render("en")
    short = [load.short(graph) for graph in order]
    assert names(text, "done") == short[:2]
    assert names(text, "not known") == ([] if known else [short[2]])
    assert names(text, "not touched") == short[2 if known else 3 :]
    assert set(failing.graphs) == set(order[:2])


@pytest.mark.parametrize("fault", ["507", "reset"])
def test_a_load_that_was_stopped_ends_in_the_same_state_when_run_again(
    small_build: Build, failing: FaultyServer, fault: str
) -> None:
    once = FaultyServer(Store)
    once.graphs = {}
    run(small_build, once.url + "/store", query_url="")
    once.stop()
    for graph in sorted(small_build.manifest["graphs"]):
        failing.fault, failing.away = fault, graph
        with pytest.raises(EndpointError):
            run(small_build, failing.url + "/store", query_url="")
    failing.away = ""
    run(small_build, failing.url + "/store", query_url="")
    assert failing.graphs == once.graphs


def test_what_is_sent_is_n_triples_in_one_order_with_its_length(small_build: Build, failing: FaultyServer) -> None:
    run(small_build, failing.url + "/store", query_url="")
    first = list(failing.seen)
    run(small_build, failing.url + "/store", query_url="")
    again = failing.seen[len(first) :]
    assert [(query, body) for *_, query, body in again] == [(query, body) for *_, query, body in first]
    for method, _, headers, query, body in first:
        assert (method, headers["Content-Type"]) == ("PUT", "application/n-triples")
        assert int(headers["Content-Length"]) == len(body)
        graph = parse_qs(query)["graph"][0]
        assert len(list(parse(body, RdfFormat.N_TRIPLES))) == small_build.manifest["graphs"][graph]


def test_a_put_that_is_tried_again_is_sent_whole(
    small_build: Build, failing: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sorted(small_build.manifest["graphs"])[0]
    failing.away = whole
    bodies: list[bytes] = []

    def fail_twice(self: Store) -> None:
        bodies.append(self.server.seen[-1][4])
        self.send(503 if len(bodies) < 3 else 204)

    monkeypatch.setattr(Store, "fail", fail_twice)
    run(small_build, failing.url + "/store", query_url="")
    assert len(bodies) == 3
    assert len(set(bodies)) == 1
    assert bodies[0]


def test_a_server_that_hangs_up_before_it_has_read_everything_is_still_heard(
    tmp_path: Path, failing: FaultyServer
) -> None:
    """It says that it is full and closes; what is still being sent must not hide that."""
    graph = NamedNode(iris.graph("large"))
    quads = [Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal("x" * 1_000), graph) for n in range(8_000)]
    build = store.newest(SmallBuild(tmp_path / "build", quads).out)
    with pytest.raises(EndpointError) as caught:
        run(build, failing.url + "/deaf", query_url="")
    assert "413" in caught.value.render("en")


def test_without_a_url_for_queries_people_are_told_what_is_left_out(
    small_out: Path, failing: FaultyServer, kgtool: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "answer_service", Store.answer_store, raising=False)
    ended = kgtool("--lang", "en", "load", "--endpoint", failing.url + "/service", "--store", small_out)
    assert ended.code == 0
    assert "stale graphs stay and nothing is counted" in ended.err
    assert ended.err.endswith("statements were sent\n")


def test_wrong_credentials_are_told_before_anything_is_changed(small_out: Path, kgtool: Callable, monkeypatch) -> None:
    server = FaultyServer()
    monkeypatch.setenv("KGTOOL_PASSWORD", "wrong")
    ended = kgtool("--lang", "en", "load", "--endpoint", server.url + "/401", "--user", "me", "--store", small_out)
    server.stop()
    assert ended.code == 2
    assert "error[endpoint-credentials]" in ended.err
    assert "wrong" not in ended.err
    assert "/ done: - / not known: - / not touched: hard, " in ended.err


def test_very_many_graphs_are_named_by_first_last_and_number() -> None:
    assert load._names([f"plan/{n:05}" for n in range(1_741)]) == "plan/00000 … plan/01740 (1741)"
    assert load._names([]) == "-"


def test_a_server_that_dies_on_the_way_leaves_the_rest_untouched(
    serve: Callable[..., Server], small_build: Build
) -> None:
    server = serve()
    target = load.target(server.store, None, HURRIED)
    with pytest.raises(EndpointError) as caught:
        load.load(small_build, target, load.changes(small_build, target), lambda said: server.stop())
    text = caught.value.render("en")
    first, second, *rest = (load.short(graph) for graph in sorted(small_build.manifest["graphs"]))
    assert caught.value.code == "load-stopped"
    assert names(text, "done") == [first]
    assert [*names(text, "not known"), *names(text, "not touched")] == [second, *rest]
