"""`kgtool serve` as a process: how it starts, how it ends, and real clients that ask it."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from rdflib import URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TURTLE, SPARQLWrapper

from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from tests.command_line import Outcome
from tests.tiny_plan import TinyPlan
from tests.web.served import RUNAWAY, Served, running, until

KIYOSE = f"{iris.ID}13221-kiyose-5"
LABEL = f"SELECT ?l {{ <{KIYOSE}> <{RDFS.label}> ?l FILTER (LANG(?l) = 'ja') }}"


def test_it_listens_on_this_machine_only(served: Served) -> None:
    assert served.url.startswith("http://127.0.0.1:")
    assert served.ask("/healthz").status == 200
    listening = Path("/proc/net/tcp").read_text() if Path("/proc/net/tcp").exists() else ""
    assert f"00000000:{served.port:04X}" not in listening


def test_an_address_that_is_taken_is_an_error_at_once(kgtool: Callable[..., Outcome], built: Build) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = kgtool("serve", "--port", taken.getsockname()[1], "--build", built.folder.parent)
    assert outcome.code == 2
    assert "error[address-taken]" in outcome.err


def test_without_a_build_there_is_nothing_to_serve(kgtool: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = kgtool("serve", "--port", 0, "--build", tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "error[store-missing]" in outcome.err
    assert "serving" not in outcome.err


def test_an_address_on_the_web_has_a_scheme(kgtool: Callable[..., Outcome], built: Build) -> None:
    outcome = kgtool("serve", "--port", 0, "--url", "plans.example.org", "--build", built.folder.parent)
    assert outcome.code == 2
    assert "error[url-form]" in outcome.err


def test_a_server_that_other_machines_reach_says_so(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    with Served(tiny.root, tiny.out, "--host", "0.0.0.0") as server:
        said = Path(server.said.name).read_text()
        assert f"ATTENTION: other machines reach port {server.port}" in said
        assert server.url == f"http://127.0.0.1:{server.port}/"
        assert b"0.0.0.0" not in server.ask("/data").body


def test_one_that_they_do_not_reach_says_nothing(served: Served) -> None:
    assert "ATTENTION" not in Path(served.said.name).read_text()


def test_metrics_may_have_an_address_of_their_own(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    with Served(tiny.root, tiny.out, "--metrics", "127.0.0.1:0") as server:
        found = until(lambda: re.search(r"metrics: (http://127.0.0.1:\d+/metrics)", Path(server.said.name).read_text()))
        assert found
        assert server.ask("/healthz").status == 200
        assert b"kgtool_requests_total" in urlopen(found[1], timeout=60).read()
        assert server.ask("/metrics").status == 404


@pytest.mark.parametrize("address", ["9464", ":9464", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"])
def test_an_address_of_metrics_is_a_host_and_a_port(kgtool: Callable[..., Outcome], built: Build, address: str) -> None:
    outcome = kgtool("serve", "--port", 0, "--metrics", address, "--build", built.folder.parent)
    assert outcome.code == 2
    assert "error[address-form]" in outcome.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_leaves_nothing(repo: Repo, built: Build, number: signal.Signals) -> None:
    with Served(repo.root, built.folder.parent, "--timeout", "300") as server:
        workers = server.workers()
        assert len(workers) == 4
        idle = server.raw()
        busy = server.raw(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert server.inside(1)
        assert server.end(number) == 0
        assert until(lambda: not any(map(running, workers)))
        assert "Traceback" not in Path(server.said.name).read_text()
        idle.close()
        busy.close()


def test_who_hangs_up_has_the_query_ended(repo: Repo, built: Build) -> None:
    with Served(repo.root, built.folder.parent, "--workers", "1", "--timeout", "300") as server:
        workers = server.workers()
        gone = server.raw(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert server.inside(1)
        gone.close()
        assert until(lambda: not all(map(running, workers)))
        assert server.ask("/sparql?query=ASK%7B%7D").status == 200


def test_who_comes_too_late_is_told_when_to_come_again(repo: Repo, built: Build) -> None:
    with Served(repo.root, built.folder.parent, "--workers", "1", "--waiting", "0", "--timeout", "300") as server:
        greedy = server.raw(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert server.inside(1)
        answer = server.ask("/sparql?query=ASK%7B%7D")
        assert (answer.status, answer.headers["retry-after"], answer.json["title"]) == (503, "5", "busy")
        greedy.close()


def test_a_browser_shows_what_curl_gets(served: Served) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")

    def ask(*arguments: str) -> str:
        return subprocess.run(
            [curl, "-sS", "--noproxy", "*", *arguments], capture_output=True, check=True, text=True, timeout=30
        ).stdout

    path = KIYOSE[len(iris.BASE) :]
    followed = ask("-L", "-H", "Accept: text/turtle", f"{served.url}{path}")
    assert followed.startswith("@prefix")
    assert followed == ask("--compressed", f"{served.url}doc/{path}.ttl")
    assert "第5次清瀬市長期総合計画" in ask(
        f"{served.url}sparql", "--data-urlencode", f"query={LABEL}", "-H", "Accept: text/csv"
    )
    assert ask("-I", f"{served.url}plans").startswith("HTTP/1.1 200 OK")


def test_sparqlwrapper_understands_every_answer(served: Served) -> None:
    wrapper = SPARQLWrapper(f"{served.url}sparql")
    for method in ("GET", POST):
        wrapper.setMethod(method)
        wrapper.setQuery(LABEL)
        wrapper.setReturnFormat(JSON)
        (row,) = wrapper.queryAndConvert()["results"]["bindings"]
        assert row["l"] == {"type": "literal", "value": "第5次清瀬市長期総合計画", "xml:lang": "ja"}
        wrapper.setReturnFormat(CSV)
        assert wrapper.queryAndConvert().decode().splitlines()[1] == "第5次清瀬市長期総合計画"
    wrapper.setQuery(f"DESCRIBE <{KIYOSE}>")
    for format in (TURTLE, N3):
        wrapper.setReturnFormat(format)
        assert "第5次清瀬市長期総合計画".encode() in wrapper.queryAndConvert()
    for format in (RDFXML, JSONLD):
        wrapper.setReturnFormat(format)
        assert len(wrapper.queryAndConvert()) > 3


def test_rdflib_reads_the_endpoint_as_a_store(served: Served) -> None:
    store = SPARQLStore(f"{served.url}sparql", returnFormat="json")
    labels = [str(o) for _, _, o in (triple for triple, _ in store.triples((URIRef(KIYOSE), RDFS.label, None)))]
    assert "第5次清瀬市長期総合計画" in labels
    assert len(store) > 1_000


def test_two_languages_and_a_thing_over_one_connection(served: Served) -> None:
    with served.raw() as connection:
        for n in range(50):
            lang = ("ja", "en")[n % 2]
            connection.sendall(f"HEAD /plans HTTP/1.1\r\nHost: x\r\nAccept-Language: {lang}\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(4_096)
            assert f"content-language: {lang}".encode() in head.lower()
