"""The published files answer as the live site does: asked of every web server that is there, with the rules of the release."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kgtool.build import assemble, store
from kgtool.engines.limits import Limits
from kgtool.export.releases import keep
from kgtool.export.releases.release import known
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, SD, VOID
from kgtool.web import routes
from kgtool.web.files import config
from kgtool.web.files.config import ServerRules
from kgtool.web.files.static_site import PublishedSite
from kgtool.web.headers import ENGINE_POLICY, POLICY
from kgtool.web.site import Site
from tests import ROOT
from tests.tiny_plan import PLAN, VERSION, TinyPlan
from tests.web.served import Served, TestClient, asking
from tests.web.test_static_site import prepared, publish
from tests.web.web_servers import PROGRAMS, Response, program, serving

URL = "http://plans.example.org/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CLIENTS = {
    "browser": BROWSER,
    "curl": "*/*",
    "rdflib": "text/turtle;q=1, application/rdf+xml;q=0.9, application/xhtml+xml;q=0.5, text/n3, */*;q=0.1",
    "Jena": "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3",
    "Protégé": "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09",
    "rapper": "application/rdf+xml, text/turtle;q=0.8, application/n-triples;q=0.7, */*;q=0.1",
    "Comunica": "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2,*/*;q=0.1",
    "rdf-dereference": "application/n-quads;q=1.0,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,application/xhtml+xml;q=0.18,text/html;q=0.18",
    "tabulator": "text/n3, text/turtle;q=1.0, text/html;q=0.9",
    "jsonld.js": "application/ld+json, application/json",
    "PyLD": "application/ld+json;q=1.0, application/json;q=0.5",
    "Titanium": "application/ld+json, application/json;q=0.9, */*;q=0.1",
    "OWL API": "application/rdf+xml, application/xml; q=0.5, text/xml; q=0.3, */*; q=0.2",
    "html with q": "text/html;q=0.9, text/turtle;q=0.5",
    "turtle with charset": "text/turtle; charset=utf-8",
    "no html": "text/html;q=0, text/turtle;q=0.4",
    "any application": "application/*",
    "any text": "text/*;q=0.3",
    "upper case": "TEXT/TURTLE",
    "n-triples": "application/n-triples",
    "feed reader": "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.1",
}
Ask = Callable[..., Response]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> TinyPlan:
    """Two small plans with the whole ontology."""
    made = prepared(tmp_path_factory.mktemp("servers"))
    shutil.rmtree(made.root / "ontology")
    shutil.copytree(ROOT / "ontology", made.root / "ontology")
    for date in ("2026-10-01", "2026-11-30"):
        keep.keep(assemble.build(made.repo, made.out).build, made.root / "releases", date)
        made.append(made.turtle, f"<goal/1> jpp:note '{date}' .")
    return made


@pytest.fixture(scope="module")
def release(plan: TinyPlan, tmp_path_factory: pytest.TempPathFactory) -> PublishedSite:
    return publish(plan, tmp_path_factory.mktemp("release") / "site", URL, archive=plan.root / "releases")


@pytest.fixture(scope="module")
def live(plan: TinyPlan, release: PublishedSite) -> Iterator[TestClient]:
    with asking(
        Site(plan.repo, store.newest(plan.out), URL, archive=plan.root / "releases"), Limits(workers=1)
    ) as client:
        yield client


@pytest.fixture(scope="module", params=list(PROGRAMS))
def server(request: pytest.FixtureRequest, release: PublishedSite) -> Iterator[Ask]:
    if program(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    with serving(request.param, release.folder) as ask:
        yield ask


@pytest.fixture(scope="module")
def things(plan: TinyPlan, release: PublishedSite) -> list[str]:
    """The paths of everything in the data that has an IRI of ours."""
    found: set[str] = set()
    for quad in store.newest(plan.out).open():
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            iri = getattr(term, "value", "") if type(term).__name__ == "NamedNode" else ""
            if iri.startswith(iris.BASE):
                found.add(iri[len(iris.BASE) :].partition("#")[0])
    found |= {f"id/release/{name}" for kept in known(plan.root / "releases") for name in (kept.date, kept.hash[:16])}
    return sorted(found)


def said(response: Response) -> tuple[int, str, str]:
    """Status, place and type; an error is a page on one, problem details on the other."""
    kind = response.headers.get("content-type", "") if response.status < 400 else ""
    return response.status, urlsplit(response.headers.get("location", "")).path, kind


def of_live(client: TestClient, path: str, **headers: str) -> Response:
    answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return Response(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
def test_every_thing_is_answered_as_the_live_site_answers(
    server: Ask, live: TestClient, things: list[str], accept: str
) -> None:
    assert {"ns", "ns/evidence", "ns/foreign"} < set(things)
    assert all(map(routes.is_thing, things))
    different = []
    for path in things:
        here, there = server(f"/{path}", Accept=accept), of_live(live, f"/{path}", Accept=accept)
        if said(here)[:2] != said(there)[:2]:
            different.append((path, here.status, there.status))
        elif here.status == 303:
            document = said(here)[1]
            if said(server(document, Accept=accept)) != said(of_live(live, document, Accept=accept)):
                different.append(
                    (document, said(server(document, Accept=accept)), said(of_live(live, document, Accept=accept)))
                )
    assert not different, (len(different), different[:8])


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "path", [f"doc/id/{PLAN}", f"doc/id/{PLAN}/{VERSION}/goal/1", "doc/ns/evidence", "about", "data", "changes"]
)
def test_every_client_gets_what_the_live_site_gives(server: Ask, live: TestClient, client: str, path: str) -> None:
    here, there = (server(f"/{path}", Accept=CLIENTS[client]), of_live(live, f"/{path}", Accept=CLIENTS[client]))
    assert said(here) == said(there)
    if there.status == 200 and path != "data":
        assert here.body == there.body
        assert here.headers.get("content-language") == there.headers.get("content-language")


@pytest.mark.parametrize("lang", ["ja", "en", "en-GB,en;q=0.9", "ja,en;q=0.8", "de,en;q=0.5", "de", ""])
def test_a_page_comes_in_the_language_of_the_live_site(server: Ask, live: TestClient, lang: str) -> None:
    headers = {"Accept_Language": lang} if lang else {}
    for path, accept in (("/plans", BROWSER), (f"/changes/{PLAN}", "application/atom+xml")):
        here, there = server(path, **headers, Accept=accept), of_live(live, path, **headers, Accept=accept)
        assert said(here) == said(there)
        assert here.headers["content-language"] == there.headers["content-language"]


@pytest.mark.parametrize(
    "path",
    ["", "about.ja.html", "about.en.html", f"doc/id/{PLAN}.ttl", f"doc/id/{PLAN}?format=ttl", "robots.txt"],
)
def test_pages_and_files_are_those_of_the_live_site(server: Ask, live: TestClient, path: str) -> None:
    here, there = server(f"/{path}", Accept=BROWSER), of_live(live, f"/{path}", Accept=BROWSER)
    assert said(here) == said(there)
    if path:  # the first page leads to what only a live site answers
        assert here.body == there.body
    for name in ("access-control-allow-origin", "content-security-policy", "x-content-type-options"):
        assert here.headers.get(name) == there.headers.get(name)


def test_files_answer_no_query_and_announce_no_endpoint(server: Ask, release: PublishedSite) -> None:
    for accept in ("application/sparql-results+json", "application/sparql-results+json,*/*;q=0.9", BROWSER):
        assert server("/sparql?query=ASK%20%7B%7D", Accept=accept).status == 404
        assert server("/sparql?default-graph-uri=&query=ASK%20%7B%7D", Accept=accept).status == 404
    assert server("/sparql", "POST", Content_Type="application/sparql-query").status in (404, 405)
    assert server("/sparql", Accept=BROWSER).status == 200
    promised = (SD.endpoint.value, DCAT.endpointURL.value, VOID.sparqlEndpoint.value)
    texts = [
        path.read_text("utf-8")
        for path in (release.folder / "www").rglob("*")
        if path.suffix in (".nt", ".rdf", ".ttl", ".txt")
    ]
    assert len(texts) > 100
    assert not [iri for text in texts for iri in promised if iri in text or f"{URL}sparql>" in text]


@pytest.mark.parametrize("path", ["nothing", "id/nothing", "ns/nothing", "doc/id/nothing", ".htaccess", "plans.xlsx"])
def test_what_nobody_knows_is_not_found(server: Ask, live: TestClient, path: str) -> None:
    assert server(f"/{path}", Accept=BROWSER).status == of_live(live, f"/{path}", Accept=BROWSER).status == 404


def test_what_needs_a_server_goes_to_the_live_site_and_nothing_else_does(
    plan: TinyPlan, release: PublishedSite, live: TestClient
) -> None:
    """The snippet of docs/publish.md: files from disk, queries and parameters from the live site."""
    if program("nginx") is None:
        pytest.skip("nginx is not installed")
    with Served(plan.root, plan.out) as served:
        upstream = f"upstream kgtool_live {{ server 127.0.0.1:{served.port}; }}"
        include = f"include {release.folder / 'nginx' / 'kgtool-live.conf'};"
        with serving("nginx", release.folder, f"{upstream}|{include}") as ask:
            for path in (
                "queries",
                "compare",
                "sdgs",
                "search",
                "timeline",
                "correspondence",
                "plans",
                f"doc/id/{PLAN}",
            ):
                assert ask(f"/{path}", Accept=BROWSER).status == 200, path
            answer = ask("/sparql?query=ASK%20%7B%7D", Accept="application/sparql-results+json")
            assert (answer.status, b"true" in answer.body) == (200, True)
            found = ask("/search?q=zzzz", Accept=BROWSER)
            assert (found.status, b"zzzz" in found.body) == (200, True)
            assert ask("/plans?format=html").status == 200
            assert "/plans" not in {line["path"] for line in served.lines()}, "a format is negotiated by nginx"


def test_nginx_takes_the_shipped_example(release: PublishedSite, tmp_path: Path) -> None:
    if program("nginx") is None:
        pytest.skip("nginx is not installed")
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text("utf-8")
    moved = {
        "/srv/plans/current": str(release.folder),
        "/run/nginx.pid": str(tmp_path / "pid"),
        "//live:": "//127.0.0.1:",
    }
    for old, new in moved.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "nginx.conf").write_text(text, "utf-8")
    command = [program("nginx") or "", "-t", "-p", str(tmp_path), "-c", "nginx.conf", "-e", "stderr"]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", list(PROGRAMS))
def test_webassembly_may_be_compiled_for_the_pages_that_ask_and_nowhere_else(name: str, tmp_path: Path) -> None:
    if program(name) is None:
        pytest.skip(f"{name} is not installed")
    asks = ("sparql.ja.html", "queries/goals.en.html", "static/engine.0a1b2c3d.js")
    others = ("data.ja.html", "queries.ja.html", "static/ask.0a1b2c3d.js")
    rules = ServerRules("https://w3id.org/jp-plan/", URL, types={"html": "text/html", "js": "text/javascript"})
    for file, text in [*config.files(rules).items(), *((f"www/{path}", "") for path in (*asks, *others))]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    with serving(name, tmp_path) as ask:
        for path in (*asks, *others):
            wanted = ENGINE_POLICY if path in asks else POLICY
            assert ask(f"/{path}").headers["content-security-policy"] == wanted, path
