"""The live site over HTTP: from thing to document, negotiation, validators, errors."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator

import pytest
from lxml import html
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.rdf import iris
from kgtool.rdf.vocab import RDF
from kgtool.web import formats
from kgtool.web.site import Site
from tests.tiny_plan import VERSION, TinyPlan
from tests.web.served import TestClient, asking

KIYOSE = "id/13221-kiyose-5"
GOAL = f"{KIYOSE}/draft-2025-08-12/goal/12"
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
PAGES = ("", "plans", "compare", f"doc/{GOAL}", "doc/ns", "sparql", "queries/counts-by-function")
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


def canonical(body: bytes, format: RdfFormat) -> list[str]:
    dataset = Dataset(Quad(q.subject, q.predicate, q.object) for q in parse(body, format))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


@pytest.mark.parametrize(
    "path",
    [
        KIYOSE,
        GOAL,
        "ns",
        "shapes",
        "graph/reference",
        "graph/plan/13221-kiyose-5",
        "text/13221-kiyose-5/draft-2025-08-12",
    ],
)
def test_a_thing_leads_to_its_document(client: TestClient, path: str) -> None:
    answer = client.get(f"/{path}?format=ttl")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/doc/{path}?format=ttl"
    assert client.get(answer.headers["location"]).headers["content-type"] == "text/turtle; charset=utf-8"


def test_every_kind_of_resource_in_the_data_leads_somewhere(client: TestClient, built: Build) -> None:
    by_class: dict[str, str] = {}
    for quad in built.open().quads_for_pattern(None, RDF.type, None, None):
        if str(quad.subject).startswith(f"<{iris.BASE}"):
            by_class.setdefault(str(quad.object), str(quad.subject)[1:-1])
    for iri in by_class.values():
        path = iri[len(iris.BASE) :].partition("#")[0]
        answer = client.get(f"/{path}")
        assert answer.status_code == 303, iri
        assert client.get(answer.headers["location"]).status_code == 200, iri


@pytest.mark.parametrize(
    ("headers", "query", "kind", "lang"),
    [
        ({}, "", "text/html; charset=utf-8", "ja"),
        ({"Accept-Language": "en-US,en;q=0.5"}, "", "text/html; charset=utf-8", "en"),
        ({"Accept": "text/turtle"}, "", "text/turtle; charset=utf-8", None),
        ({"Accept": "application/ld+json, */*;q=0.1"}, "", "application/ld+json", None),
        ({"Accept": "text/turtle"}, "?format=html", "text/html; charset=utf-8", "ja"),
        ({"Accept": "text/html"}, "?format=nt", "application/n-triples", None),
        ({"Accept": "text/html"}, "?format=application/rdf%2Bxml", "application/rdf+xml", None),
        ({"Accept-Language": "en"}, "?format=ja.html", "text/html; charset=utf-8", "ja"),
        ({"Accept": "image/png", "Accept-Language": "en"}, ".ja.html", "text/html; charset=utf-8", "ja"),
        ({"Accept": "image/png"}, ".ttl", "text/turtle; charset=utf-8", None),
    ],
)
def test_a_document_comes_as_it_is_asked_for(
    client: TestClient, headers: dict[str, str], query: str, kind: str, lang: str | None
) -> None:
    answer = client.get(f"/doc/{GOAL}{query}", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.headers.get("content-language") == lang


def test_lines_of_a_header_are_one_list(client: TestClient) -> None:
    answer = client.get(f"/doc/{GOAL}", headers=[("Accept", "image/png"), ("Accept", "text/turtle")])
    assert answer.headers["content-type"].startswith("text/turtle")


def test_a_negotiated_answer_says_what_else_there_is(client: TestClient) -> None:
    answer = client.get(f"/doc/{GOAL}", headers=ENGLISH)
    links = answer.headers["link"]
    assert answer.headers["content-location"] == f"/doc/{GOAL}.en.html"
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert f'<http://127.0.0.1:8000/doc/{GOAL}.en.html>; rel="canonical"' in links
    assert f'</doc/{GOAL}.ja.html>; rel="alternate"; type="text/html"; hreflang="ja"' in links
    for variant in formats.VARIANTS:
        assert f'</doc/{GOAL}.{variant.ending}>; rel="alternate"; type="{variant.media_type}"' in links
    assert f'</doc/{GOAL}.ttl>; rel="describedby"; type="text/turtle"' in links
    assert f'<{iris.BASE}{GOAL}>; rel="describes"' in links
    assert 'rel="license"' in links


def test_one_file_does_not_vary(client: TestClient) -> None:
    answer = client.get(f"/doc/{GOAL}.ttl")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-location" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png"])
def test_head_is_get_without_its_body(client: TestClient, path: str, accept: str) -> None:
    for address in (path, "id/nothing"):
        whole, head = (client.request(how, f"/{address}", headers={"Accept": accept}) for how in ("GET", "HEAD"))
        assert head.status_code == whole.status_code
        own = {"x-request-id"}
        assert dict(head.headers).keys() == dict(whole.headers).keys() >= own
        assert all(head.headers[name] == whole.headers[name] for name in whole.headers if name not in own)


def test_other_sites_may_ask(client: TestClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    for path, methods in (("/plans", "GET, HEAD, OPTIONS"), ("/sparql", "GET, HEAD, POST, OPTIONS")):
        answer = client.options(path, headers=asked)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == methods
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    assert client.get("/plans", headers=asked).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(client: TestClient, method: str) -> None:
    answer = client.request(method, "/plans")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "POST" in client.request("DELETE", "/sparql").headers["allow"]
    for lang, said in (("ja", f"{method} には答えません"), ("en", f"{method} is not answered here")):
        assert said in client.request(method, "/plans", headers={"Accept-Language": lang}).json()["detail"]


def test_what_there_is_not_is_said_in_the_clients_language(client: TestClient) -> None:
    people = client.get("/id/nothing", headers=ENGLISH)
    assert (people.status_code, people.headers["content-language"]) == (404, "en")
    assert "there is no such page" in people.text
    programs = client.get("/id/nothing")
    assert programs.headers["content-type"] == "application/problem+json"
    assert programs.json()["status"] == 404
    assert "このページはありません" in programs.json()["detail"]


def test_what_cannot_be_had_is_refused_with_what_can(client: TestClient) -> None:
    for answer in (client.get(f"/doc/{GOAL}", headers={"Accept": "image/png"}), client.get(f"/doc/{GOAL}?format=png")):
        assert answer.status_code == 406
        for media in FORMATS:
            assert media in answer.json()["detail"]


def test_a_slash_too_many_is_taken_away(client: TestClient) -> None:
    answer = client.get("/plans/?a=b")
    assert (answer.status_code, answer.headers["location"]) == (308, "/plans?a=b")
    assert client.get("/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["plans", f"doc/{GOAL}.ttl", f"doc/{GOAL}", "robots.txt"])
def test_who_has_it_is_told_so(client: TestClient, path: str) -> None:
    for coding in ("identity", "gzip"):
        first = client.get(f"/{path}", headers={"Accept-Encoding": coding})
        tag = first.headers["etag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = client.get(f"/{path}", headers={"Accept-Encoding": coding, "If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
            assert again.headers["vary"] == first.headers["vary"]
            assert again.headers["cache-control"] == first.headers["cache-control"]
        assert client.get(f"/{path}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_both_codings_are_the_same_document_with_a_tag_each(client: TestClient) -> None:
    plain = client.get("/plans", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/plans", headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(raw) < len(plain.content)
    assert gzip.decompress(raw) == plain.content
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize("path", [GOAL, "ns", "shapes", "id/dataset", "text/13221-kiyose-5/draft-2025-08-12"])
def test_every_format_says_the_same(client: TestClient, path: str) -> None:
    bodies = {media: client.get(f"/doc/{path}", headers={"Accept": media}).content for media in FORMATS}
    graphs = {media: canonical(body, FORMATS[media]) for media, body in bodies.items()}
    assert graphs["text/turtle"]
    assert all(graph == graphs["text/turtle"] for graph in graphs.values())


def test_another_reader_of_json_ld_reads_the_same(client: TestClient) -> None:
    body = client.get(f"/doc/{GOAL}.jsonld").json()
    read = jsonld.to_rdf(body, {"format": "application/n-quads"}).encode()
    turtle = client.get(f"/doc/{GOAL}.ttl").content
    assert canonical(read, RdfFormat.N_QUADS) == canonical(turtle, RdfFormat.TURTLE)


def test_the_tag_of_data_is_the_hash_of_its_canonical_form(client: TestClient) -> None:
    answer = client.get(f"/doc/{GOAL}.nt", headers={"Accept-Encoding": "identity"})
    lines = "".join(f"{line} .\n" for line in canonical(answer.content, RdfFormat.N_TRIPLES))
    whole = hashlib.sha256(lines.encode()).hexdigest()
    assert answer.headers["etag"] == f'"{hashlib.sha256(whole.encode()).hexdigest()[:32]}-nt"'


def test_a_file_on_disk_is_sent_in_pieces_and_in_part(client: TestClient, repo: Repo, built: Build) -> None:
    address = "/dumps/dataset.trig"
    whole = client.get(address, headers={"Accept-Encoding": "identity"})
    assert (whole.status_code, whole.headers["content-type"]) == (200, "application/trig")
    assert int(whole.headers["content-length"]) == len(whole.content)
    page, variant = Site(repo, built, "http://127.0.0.1:8000/").file(address[1:]) or (None, None)
    assert page is not None
    assert variant is not None
    assert whole.content == page.document(variant).body
    assert client.get(address, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    head = client.head(address)
    assert (head.headers["content-length"], head.content) == (whole.headers["content-length"], b"")


def test_a_file_on_disk_is_compressed_on_the_way_where_the_client_takes_it(client: TestClient) -> None:
    address = "/dumps/dataset.trig"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (zipped.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert zipped.content == plain.content
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in zipped.headers["vary"]
    for etag in (zipped.headers["etag"], plain.headers["etag"]):
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    already = client.get("/dumps/dataset.nq.gz", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in already.headers


def test_the_endpoint_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    said = canonical(answer.content, RdfFormat.TURTLE)
    assert any(
        "sparql-service-description#endpoint" in line and "<http://127.0.0.1:8000/sparql>" in line for line in said
    )


def test_a_page_answers_whatever_parameters_it_does_not_know(client: TestClient) -> None:
    plain = client.get("/plans")
    for query in ("x=1", "format", "%ff=%fe", "&&&=", "&".join(f"p{n}=1" for n in range(500))):
        assert client.get(f"/plans?{query}").content == plain.content


@pytest.fixture
def retired(tiny: TinyPlan) -> Iterator[TestClient]:
    """A plan of which one element is retired and another has no successor."""
    base = f"{iris.ID}{tiny.id}/{VERSION}/"
    tiny.append(
        tiny.turtle,
        f"<{base}measure/0> owl:deprecated true ; rdfs:label '古い施策'@ja ; "
        f"<http://purl.org/dc/terms/isReplacedBy> <{base}measure/1> .\n<{base}measure/00> owl:deprecated true .",
    )
    made = assemble.build(tiny.repo, tiny.out).build
    with asking(Site(tiny.repo, made, "http://127.0.0.1:8000/"), Limits(workers=1)) as client:
        yield client


def test_a_retired_thing_is_gone_and_names_its_successor(retired: TestClient) -> None:
    path = f"id/{TinyPlan.id}/{VERSION}/measure"
    for address in (f"{path}/0", f"doc/{path}/0", f"doc/{path}/0.nt"):
        answer = retired.get(f"/{address}", headers={"Accept": "application/n-triples"})
        assert answer.status_code == 410
        assert f'<{iris.BASE}{path}/1>; rel="successor-version"' in answer.headers["link"]
        assert f"<{iris.BASE}{path}/1>" in answer.text
    page = retired.get(f"/{path}/0", headers=ENGLISH)
    assert (page.status_code, page.headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert f'href="/doc/{path}/1.en.html"' in page.text
    assert retired.get(f"/{path}/0?format=nt").headers["content-type"] == "application/n-triples"
    assert retired.get(f"/{path}/00").status_code == 410
    assert retired.get(f"/{path}/1").status_code == 303


def test_below_a_path_links_and_redirects_keep_it(repo: Repo, built: Build) -> None:
    with asking(Site(repo, built, "https://plans.example.org/open/"), Limits(workers=1)) as client:
        assert client.get(f"/{GOAL}").headers["location"] == f"/open/doc/{GOAL}"
        assert client.get("/plans/").headers["location"] == "/open/plans"
        answer = client.get(f"/doc/{GOAL}", headers={"Accept": "text/turtle"})
        assert f'<https://plans.example.org/open/doc/{GOAL}.ttl>; rel="canonical"' in answer.headers["link"]


@pytest.mark.parametrize(
    "path", [f"/{GOAL}", "/plans/", "/plans", "/sparql?query=ASK%7B%7D", "/healthz", "/no-such", "/"]
)
def test_a_proxy_may_leave_the_path_on_or_take_it_off(repo: Repo, built: Build, path: str) -> None:
    with asking(Site(repo, built, "https://plans.example.org/open/"), Limits(workers=1)) as client:
        off, on = client.get(path), client.get(f"/open{path}")
        assert (on.status_code, on.headers.get("location")) == (off.status_code, off.headers.get("location"))
        if path != "/no-such":  # whose answer names the request
            assert on.content == off.content


def test_an_error_is_told_in_the_language_of_the_file_that_was_asked_for(client: TestClient) -> None:
    for lang, other in (("ja", "en"), ("en", "ja")):
        headers = {"Accept": "text/html", "Accept-Language": other}
        answer = client.get(f"/no-such.{lang}.html", headers=headers)
        assert (answer.status_code, answer.headers["content-language"]) == (404, lang)
        page = html.fromstring(answer.text)
        assert page.get("lang") == lang
        assert not page.xpath("//a[@class='language'] | //link[@rel='alternate'][@hreflang]")
        assert {client.get(link).status_code for link in page.xpath("//main//a/@href")} == {200}
