"""What changed from release to release: pages, feeds, JSON and RDF, and old releases by date and by hash."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree, html
from pyoxigraph import RdfFormat, parse

from kgtool.build import assemble, store
from kgtool.engines.limits import Limits
from kgtool.export.releases import keep, release
from kgtool.export.releases.release import DUMP
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, PROV
from kgtool.web.server.live import Live
from kgtool.web.site import Site
from tests.tiny_plan import PLAN, VERSION, TinyPlan
from tests.web.served import TestClient, asking, until
from tests.web.test_static_site import OTHER, prepared

URL = "https://plans.example.org/open/"
ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}
GOAL = iris.element(PLAN, VERSION, "goal/1")
LIMITS = Limits(seconds=2, workers=1)
FEEDS = [f"{path}.{lang}.atom" for path in ("changes", f"changes/{PLAN}") for lang in ("ja", "en")]


class Kept(NamedTuple):
    """A folder with two plans, of which one changed between two releases."""

    plan: TinyPlan
    folder: Path

    def site(self) -> Site:
        return Site(self.plan.repo, store.newest(self.plan.out), URL, archive=self.folder)


def change(kept: Kept, date: str, word: str) -> None:
    kept.plan.append(kept.plan.turtle, f"<measure/{word}> a jpp:Measure ; jpp:inVersion <{VERSION}> ; jpp:order 2 .")
    keep.keep(assemble.build(kept.plan.repo, kept.plan.out).build, kept.folder, date)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    plan = prepared(tmp_path_factory.mktemp("kept"))
    made = Kept(plan, plan.root / "releases")
    keep.keep(assemble.build(plan.repo, plan.out).build, made.folder, "2026-10-01")
    plan.edit(plan.turtle, "rdfs:label '静かなまち'@ja", "rdfs:label 'しずか<な>まち & 星'@ja")
    change(made, "2026-11-30", "8")
    return made


@pytest.fixture(scope="module")
def client(kept: Kept) -> Iterator[TestClient]:
    with asking(kept.site(), LIMITS) as client:
        yield client


def texts(feed: etree._Element, path: str) -> list[str]:
    return [str(found) for found in feed.xpath(path, namespaces=ATOM)]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_keeps_the_rules_of_rfc_4287(client: TestClient, path: str) -> None:
    answer = client.get(f"/{path}")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = etree.fromstring(answer.content)
    for node in (feed, *feed.xpath("a:entry", namespaces=ATOM)):  # sections 4.1.1 and 4.1.2
        for name in ("id", "title", "updated"):
            assert len(node.xpath(f"a:{name}", namespaces=ATOM)) == 1
    assert texts(feed, "a:author/a:name/text()")
    assert texts(feed, "a:link[@rel='self']/@href") == [f"{URL}{path}"]
    ids = texts(feed, "//a:id/text()")
    assert len(set(ids)) == len(ids)
    assert all(found.startswith(iris.BASE) for found in ids)
    dates = texts(feed, "a:entry/a:updated/text()")
    assert dates == sorted(dates, reverse=True)
    assert texts(feed, "a:updated/text()") == dates[:1] == ["2026-11-30T00:00:00+09:00"]
    assert len(texts(feed, "a:entry/a:link[@rel='alternate']/@href")) == len(dates)
    assert len(feed.xpath("a:entry/a:content[@type='xhtml']/h:div", namespaces=ATOM)) == len(dates)  # section 3.1.1.3


def test_a_feed_says_what_changed_by_plan(client: TestClient) -> None:
    feed = etree.fromstring(client.get("/changes.ja.atom").content)
    newest, first = feed.xpath("a:entry", namespaces=ATOM)
    said = "".join(newest.itertext())
    assert "見出しが変わった要素" in said
    assert "「静かなまち」 → 「しずか<な>まち & 星」" in said
    assert "ここから記録が始まります" in "".join(first.itertext())
    assert texts(newest, "a:link[@rel='enclosure']/@href") == [
        client.get("/changes.json").json()["releases"][0]["dump"]
    ]


def test_of_a_plan_that_did_not_change_nothing_is_said(client: TestClient) -> None:
    feed = etree.fromstring(client.get(f"/changes/{OTHER}.en.atom").content)
    assert texts(feed, "a:updated/text()") == ["2026-10-01T00:00:00+09:00"]
    assert feed.xpath("a:entry", namespaces=ATOM) == []
    assert "did not change" in client.get(f"/changes/{OTHER}.en.html").text


@pytest.mark.parametrize("path", ["", "plans", f"doc/id/{PLAN}"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_names_the_feed_in_its_language(client: TestClient, path: str, lang: str) -> None:
    page = html.fromstring(client.get(f"/{path}", headers={"Accept-Language": lang}).text)
    feeds = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    of_plan = [f"/open/changes/{PLAN}.{lang}.atom"] if path.startswith("doc") else []
    assert feeds == [f"/open/changes.{lang}.atom", *of_plan]


def test_a_feed_reader_gets_the_feed_in_its_language(client: TestClient) -> None:
    for lang in ("ja", "en"):
        asked = {"Accept": "application/atom+xml", "Accept-Language": lang}
        answer = client.get("/changes", headers=asked)
        assert answer.headers["content-language"] == lang
        assert etree.fromstring(answer.content).get("{http://www.w3.org/XML/1998/namespace}lang") == lang


def test_json_and_rdf_name_the_elements(client: TestClient, kept: Kept) -> None:
    (changed,) = client.get(f"/changes/{PLAN}.json").json()["releases"]
    added = iris.element(PLAN, VERSION, "measure/8")
    assert [element["iri"] for element in changed["changes"]["added"]] == [added]
    assert changed["changes"]["changed"][0]["new"] == GOAL
    for path in (f"changes/{PLAN}.nt", "doc/id/release/2026-11-30.nt"):
        triples = {quad.triple for quad in parse(client.get(f"/{path}").content, RdfFormat.N_TRIPLES)}
        of_elements = {(t.subject.value, t.predicate) for t in triples if t.subject.value in (added, GOAL)}
        assert of_elements == {(added, PROV.wasGeneratedBy), (GOAL, PROV.wasInfluencedBy)}
    whole = client.get("/changes.json").json()["releases"]
    assert [entry["date"] for entry in whole] == ["2026-11-30", "2026-10-01"]
    assert whole[0]["plans"][PLAN]["added"] == 1
    document = client.get("/" + whole[0]["document"].removeprefix(URL)).json()
    assert document["changes"]["plans"] == [changed["changes"]]


def test_a_release_is_addressed_by_date_and_by_hash(client: TestClient, kept: Kept) -> None:
    for old in release.known(kept.folder):
        for name in (old.date, old.hash[:16]):
            answer = client.get(f"/id/release/{name}", headers={"Accept": "text/turtle"})
            assert (answer.status_code, answer.headers["location"]) == (303, f"/open/doc/id/release/{name}")
            graph = client.get(f"/doc/id/release/{name}", headers={"Accept": "text/turtle"})
            assert old.hash in graph.text
        assert client.get(f"/releases/{old.file}").content == (old.folder / DUMP).read_bytes()
    for name in ("2026-10-02", "0" * 16, old.hash, "2026-10-01/x", ""):
        assert client.get(f"/id/release/{name}").status_code == 404, name
    assert client.get("/releases/0123456789abcdef.nq.gz").status_code == 404
    assert client.get("/changes/99997-nowhere-1").status_code == 404


def test_the_dataset_names_its_versions(client: TestClient) -> None:
    triples = [quad.triple for quad in parse(client.get("/data.nt").content, RdfFormat.N_TRIPLES)]
    of = {
        term: [t.object.value for t in triples if t.predicate == term]
        for term in (DCAT.hasVersion, DCAT.previousVersion)
    }
    dates = [f"{iris.ID}release/2026-10-01", f"{iris.ID}release/2026-11-30"]
    assert (sorted(of[DCAT.hasVersion]), of[DCAT.previousVersion]) == (dates, dates[:1])
    assert [t.object.value for t in triples if t.predicate == DCAT.hasCurrentVersion] == dates[1:]


def test_without_releases_nothing_is_promised(kept: Kept) -> None:
    site = Site(kept.plan.repo, store.newest(kept.plan.out), URL)
    with asking(site, LIMITS) as client:
        assert "No release has been kept yet" in client.get("/changes.en.html").text
        assert client.get("/changes.json").json() == {"releases": []}
        assert client.get("/changes.ja.atom").status_code == 404
        assert "atom" not in client.get("/plans.ja.html").text


def test_a_release_that_is_kept_while_the_site_is_live_is_shown(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(kept.folder / "2026-10-01", folder / "2026-10-01")
    (folder / ".kgtool-release").touch()
    build = store.newest(kept.plan.out)
    live = Live(Site(kept.plan.repo, build, URL, archive=folder), LIMITS, lambda: build)
    with asking(live.current.site, LIMITS, live) as client:
        assert [entry["date"] for entry in client.get("/changes.json").json()["releases"]] == ["2026-10-01"]
        keep.keep(build, folder, "2026-12-01")
        assert until(lambda: len(json.loads(client.get("/changes.json").content)["releases"]) == 2)


def test_the_site_is_not_ready_on_a_damaged_release(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(kept.folder, folder)
    site = Site(kept.plan.repo, store.newest(kept.plan.out), URL, archive=folder)
    with asking(site, LIMITS) as client:
        assert client.get("/readyz").status_code == 200
        (folder / "2026-10-01" / DUMP).write_bytes(b"")
        answer = client.get("/readyz")
        assert (answer.status_code, "2026-10-01/dataset.nq.gz" in answer.text) == (503, True)
