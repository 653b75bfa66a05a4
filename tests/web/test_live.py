"""What is live: a newer build takes its place while everybody is answered; metrics and the log say what happened."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kgtool.base.errors import BuildError
from kgtool.build import assemble, store
from kgtool.build.store import Build
from kgtool.build.versions import CURRENT
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.rdf import media
from kgtool.web.page import Document, Variant
from kgtool.web.server.cache import DocumentCache
from kgtool.web.server.live import Live
from kgtool.web.site import Site
from tests.build.test_integrity import flip
from tests.tiny_plan import VERSION, TinyPlan
from tests.web.served import Served, TestClient, asking, descendants, until

COUNT = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
FEW = Limits(seconds=2, workers=1)


def test_a_newer_build_is_taken_up_and_nobody_waits_for_it(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    live = Live(Site(tiny.repo, store.newest(tiny.out), "http://127.0.0.1:8000/"), FEW, lambda: store.newest(tiny.out))
    page = f"/doc/id/{tiny.id}/{VERSION}/goal/1.ja.html"
    before = descendants(os.getpid())
    with asking(live.current.site, FEW, live) as client:
        old, answered = client.get(page), client.get("/sparql", params=COUNT).text
        assert "静かなまち" in old.text
        tiny.edit(tiny.turtle, "rdfs:label '静かなまち'@ja", "rdfs:label 'しずかなまち'@ja")
        tiny.append(tiny.turtle, "<goal/1> jpp:note 'new' .")
        assemble.build(tiny.repo, tiny.out)

        def renewed() -> bool:
            answer = client.get(page)
            assert answer.status_code == 200
            assert client.get("/sparql", params=COUNT).status_code == 200
            return "しずかなまち" in answer.text

        assert until(renewed)
        new = client.get(page)
        assert new.headers["etag"] != old.headers["etag"]
        assert client.get("/sparql", params=COUNT).text != answered
        assert until(lambda: len(descendants(os.getpid()) - before) == 3), "the workers of the old build are left"
    assert until(lambda: not (descendants(os.getpid()) - before))


def test_a_newer_build_whose_workers_do_not_start_leaves_none(tiny: TinyPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    tries: list[int] = []

    def newer() -> Build:
        tries.append(1)
        return Build(tiny.out / "newer")

    live = Live(Site(tiny.repo, made, "http://127.0.0.1:8000/"), FEW, newer)
    shutil.copytree(made.folder, tiny.out / "newer")
    before = descendants(os.getpid())
    with asking(live.current.site, FEW, live) as client:
        started = descendants(os.getpid()) - before

        monkeypatch.setattr("kgtool.engines.process._TO_START", 0.0)
        assert until(lambda: client.get("/plans").status_code == 200 and len(tries) >= 3)
        assert until(lambda: descendants(os.getpid()) - before <= started)
        assert live.current.site.build == made
    assert until(lambda: not (descendants(os.getpid()) - before))


def _cut(path: Path) -> None:
    """Leave the first half of a file."""
    os.truncate(path, path.stat().st_size // 2)


BROKEN: dict[str, Callable[[Path], None]] = {
    "a table of the store is cut off": lambda build: _cut(max((build / "store").glob("*.sst"), key=os.path.getsize)),
    "the list of tables is cut off, so that the store seems empty": lambda build: _cut(
        next((build / "store").glob("MANIFEST-*"))
    ),
    "there is no store": lambda build: shutil.rmtree(build / "store"),
    "the store cannot be opened": lambda build: (build / "store").rename(build / "away"),
    "the manifest is cut off": lambda build: _cut(build / "manifest.json"),
    "there is no manifest": lambda build: (build / "manifest.json").unlink(),
}


def refused(client: TestClient) -> float:
    """What the metric says of a newer build that cannot be served."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return next(family.samples[0].value for family in families if family.name == "kgtool_build_refused")


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_build_that_cannot_be_served_is_told_of_once_and_taken_up_when_it_is_mended(
    tiny: TinyPlan, broken: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgtool.web.server.live._EVERY", 0.1)
    made = assemble.build(tiny.repo, tiny.out).build
    tiny.edit(tiny.turtle, "rdfs:label '静かなまち'@ja", "rdfs:label 'しずかなまち'@ja")
    newer = assemble.build(tiny.repo, tmp_path / "newer").build
    whole = shutil.copytree(newer.folder, tmp_path / "whole")
    broken(newer.folder)
    looks: list[int] = []
    told: list[tuple[str, str]] = []
    may_look = threading.Event()
    may_look.set()

    def newest() -> Build:
        looks.append(1)
        may_look.wait()
        return store.newest(tmp_path / "newer")

    live = Live(Site(tiny.repo, made, "http://127.0.0.1:8000/"), FEW, newest, notify=lambda *said: told.append(said))
    page = f"/doc/id/{tiny.id}/{VERSION}/goal/1.ja.html"
    before = descendants(os.getpid())
    with asking(live.current.site, FEW, live) as client:
        started = descendants(os.getpid()) - before
        assert until(lambda: refused(client) == 1 and len(looks) >= 4)
        assert "静かなまち" in client.get(page).text, "the build before is served on"
        assert descendants(os.getpid()) - before == started
        ready = client.get("/readyz")
        assert ready.status_code == 200, "the server answers"
        assert ready.text.startswith("ready\n")
        assert ready.text.count("build-refused") == 2, "in both languages"
        assert made.folder.name in ready.text
        ((ja, en),) = told
        assert "公開" in ja
        assert "cannot be served" in en

        may_look.clear()  # the next look waits for the copy, and begins only after the one before has ended
        begun = len(looks)
        assert until(lambda: client.get("/readyz").status_code == 200 and len(looks) > begun)
        shutil.rmtree(newer.folder)
        shutil.copytree(whole, newer.folder)
        may_look.set()
        assert until(lambda: "しずかなまち" in client.get(page).text)
        assert refused(client) == 0
        assert client.get("/readyz").text == "ready\n"
        assert [en for _, en in told[1:]] == [f"the newer build {newer.folder.name} is served now."]
    assert until(lambda: not (descendants(os.getpid()) - before))


def test_a_server_says_on_stderr_that_it_cannot_take_up_a_build(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    with Served(tiny.root, tiny.out) as server:
        (tiny.out / CURRENT / "manifest.json").unlink()
        assert until(lambda: b"kgtool_build_refused 1.0" in server.ask("/metrics").body)
        assert until(lambda: "store-missing" in Path(server.said.name).read_text("utf-8"))
        lines = [line for line in Path(server.said.name).read_text("utf-8").splitlines() if "store-missing" in line]
    assert len(lines) == 1
    assert re.fullmatch(r"kgtool: 新しいビルド .* / the newer build current cannot be served, .*", lines[0])


def test_a_build_that_is_damaged_while_it_is_served_is_not_ready(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    with asking(Site(tiny.repo, made, "http://127.0.0.1:8000/"), FEW) as client:
        assert client.get("/readyz").text == "ready\n"
        os.truncate(made.folder / "dataset.nq", 0)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.text.count("build-damaged") == 2, "in both languages"
        assert "dataset.nq (changed)" in answer.text


def test_a_damaged_build_is_not_served_at_all(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    flip(made.folder / "dataset.nq")
    live = Live(Site(tiny.repo, made, "http://127.0.0.1:8000/"), FEW)
    with pytest.raises(BuildError) as caught:
        live.start()
    live.close()
    assert caught.value.code == "build-damaged"


def test_metrics_count_what_was_asked(client: TestClient) -> None:
    def counted() -> dict[tuple[str, str], float]:
        families = text_string_to_metric_families(client.get("/metrics").text)
        return {
            (sample.labels["kind"], sample.labels["status"]): sample.value
            for family in families
            if family.name == "kgtool_requests"
            for sample in family.samples
            if sample.name.endswith("_total")
        }

    before = counted()
    for address in ("/plans", "/nothing", "/sparql?query=ASK%7B%7D", "/sparql?query=x"):
        client.get(address)
    after = counted()
    for kind, status in (("page", "200"), ("page", "404"), ("sparql", "200"), ("sparql", "400")):
        assert after[kind, status] == before.get((kind, status), 0) + 1
    names = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}
    assert {"kgtool_request_seconds", "kgtool_cache_bytes", "kgtool_queries_inside"} <= names


def test_health_is_told_apart_from_readiness(client: TestClient) -> None:
    assert (client.get("/healthz").text, client.get("/readyz").text) == ("ok\n", "ready\n")
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_the_log_has_a_line_a_request_and_no_address_of_anybody(repo: Repo, built: Build) -> None:
    log = io.StringIO()
    with asking(Site(repo, built, "http://127.0.0.1:8000/"), Limits(workers=1), log=log) as client:
        client.get("/plans?日本=%0A%22&x=\u2028", headers={"X-Forwarded-For": "203.0.113.9", "User-Agent": "someone"})
        client.get("/healthz")
        client.post("/sparql", data={"query": "ASK {}"})
    lines = log.getvalue().split("\n")
    page, query = (json.loads(line) for line in lines[:-1])
    assert (page["method"], page["path"], page["status"]) == ("GET", "/plans", 200)
    assert (query["method"], query["path"], query["status"]) == ("POST", "/sparql", 200)
    assert page["bytes"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", page["time"])
    assert set(page) == {"time", "id", "method", "path", "query", "status", "bytes", "ms"}
    assert not re.search(r"203\.0\.113\.9|testclient|someone", log.getvalue())


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-DEF_1.2", True), ("a" * 64, True), ("a" * 65, False), ("", False), ("a b", False), ('a"b', False)],
)
def test_a_request_has_an_id_in_its_answer_and_its_line(repo: Repo, built: Build, given: str, kept: bool) -> None:
    log = io.StringIO()
    with asking(Site(repo, built, "http://127.0.0.1:8000/"), Limits(workers=1), log=log) as client:
        answer = client.get("/plans", headers={"X-Request-Id": given})
        other = client.get("/plans")
    ids = [json.loads(line)["id"] for line in log.getvalue().splitlines()]
    assert ids == [answer.headers["x-request-id"], other.headers["x-request-id"]]
    assert (ids[0] == given) is kept
    assert re.fullmatch(r"[0-9a-f]{32}", ids[1])


def test_a_log_that_nobody_reads_stops_no_page(repo: Repo, built: Build) -> None:
    log = io.StringIO()
    with asking(Site(repo, built, "http://127.0.0.1:8000/"), Limits(workers=1), log=log) as client:
        log.close()
        assert client.get("/plans").status_code == 200


def test_the_least_used_document_goes_first() -> None:
    def document(n: int) -> Document:
        return Document(bytes([n]) * 1_000, Variant(media.TEXT), f'"{n}"')

    cache = DocumentCache(most=8_000)
    for n in range(3):
        cache.put(n, document(n))
    cache.get(0)
    for n in range(3, 6):
        cache.put(n, document(n))
    assert cache.size <= cache.most
    assert cache.get(0) is not None
    assert cache.get(1) is None
    assert cache.put("large", Document(b"x" * 4_000, Variant(media.TEXT), '""')).document.body
    assert cache.get("large") is None
