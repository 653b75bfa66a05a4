"""The rules for web servers do what they say: asked of a real nginx on loopback, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.web import formats
from kgtool.web.files import config
from kgtool.web.files.config import ServerRules
from kgtool.web.files.writer import Publication, SiteWriter
from kgtool.web.page import HTML, Page
from tests.web.web_servers import Response, program, serving

GOAL = "id/13221-kiyose-5/draft-2025-08-12/goal/12"
PATHS = ("data", "404", "robots.txt", ".well-known/void", "dumps/dataset.nq.gz", "dumps/gaps.csv", "dumps/gaps.ja.csv")
DOCUMENTS = (f"doc/{GOAL}", "doc/id/13221-kiyose-5", "doc/ns", "doc/graph/reference")
Ask = Callable[..., Response]


@pytest.fixture(scope="module", params=["/", "/open/"])
def release(
    request: pytest.FixtureRequest, repo: Repo, built: Build, tmp_path_factory: pytest.TempPathFactory
) -> Publication:
    """A release of a few pages, at the root of a host and below a path; one resource is retired."""
    folder = tmp_path_factory.mktemp("release")
    job = Publication(repo, built, f"https://plans.example.org{request.param}", iris.BASE, folder)
    writer = SiteWriter(job)
    assets = [path for path in writer.site.paths() if path.startswith("static/")]
    writer.write([*PATHS, *DOCUMENTS, *assets])
    gone = Page("doc/id/old", (*HTML, *formats.VARIANTS), lambda variant, _: b"retired", successors=())
    writer.rules.note(gone)
    for variant in gone.variants:
        writer.put(f"{writer.root}/{gone.file(variant)}", b"retired")
    for name, text in config.files(writer.rules).items():
        writer.put(f"{folder}/{name}", text.encode())
    return job


@pytest.fixture(scope="module")
def root(release: Publication) -> str:
    return ServerRules(release.base, release.url).root


@pytest.fixture(scope="module")
def ask(release: Publication, root: str) -> Iterator[Ask]:
    """Ask nginx for a path below the site's root."""
    if program("nginx") is None:
        pytest.skip("nginx is not installed")
    with serving("nginx", release.folder) as asked:
        yield lambda path, method="GET", **headers: asked(root + path, method, **headers)


# From things to documents


@pytest.mark.parametrize("thing", [GOAL, "id/13221-kiyose-5", "graph/reference", "ns"])
def test_a_thing_leads_to_its_document(ask: Ask, root: str, thing: str) -> None:
    answer = ask(f"{thing}?lang=en")
    assert answer.status == 303
    assert answer.headers["location"] == f"{root}doc/{thing}?lang=en"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["id/nothing", "doc/id/nothing", "nothing", "nothing.ttl", "id/", "text/x"])
def test_what_nobody_knows_is_not_found(ask: Ask, path: str) -> None:
    answer = ask(path, Accept_Language="en")
    assert answer.status in (404, 308)
    if answer.status == 404:
        assert b"there is no such page" in answer.body


def test_a_retired_resource_is_gone_and_says_so(ask: Ask) -> None:
    for path in ("id/old", "doc/id/old", "doc/id/old.ttl"):
        answer = ask(path, Accept="text/turtle")
        assert (answer.status, answer.body) == (410, b"retired"), path
    assert ask("doc/id/old.ttl").kind == "text/turtle; charset=utf-8"


def test_a_slash_at_the_end_is_taken_away(ask: Ask, root: str) -> None:
    answer = ask("doc/id/13221-kiyose-5/")
    assert (answer.status, answer.headers["location"]) == (308, f"{root}doc/id/13221-kiyose-5")


# Negotiation

TURTLE, JSON_LD = "text/turtle; charset=utf-8", "application/ld+json"
N_TRIPLES, RDF_XML, HTML_TYPE = "application/n-triples", "application/rdf+xml", "text/html; charset=utf-8"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", HTML_TYPE),
        ("*/*", HTML_TYPE),
        (CHROME, HTML_TYPE),
        ("text/turtle", TURTLE),
        ("text/turtle;charset=utf-8", TURTLE),
        ("application/ld+json", JSON_LD),
        ("application/n-triples", N_TRIPLES),
        ("application/rdf+xml", RDF_XML),
        (JENA, TURTLE),
        (RDFLIB, RDF_XML),
        ("text/turtle, text/html;q=0.5", TURTLE),
        ("text/html;q=0.5, text/turtle", TURTLE),
        ("text/turtle;q=0.5, text/html", HTML_TYPE),
        ("text/html;q=0, text/turtle;q=0.4", TURTLE),
        ("application/*", JSON_LD),
        ("text/*;q=0.3", HTML_TYPE),
    ],
)
def test_a_document_comes_in_the_format_that_is_asked_for(ask: Ask, accept: str, kind: str) -> None:
    answer = ask(f"doc/{GOAL}", **({"Accept": accept} if accept else {}))
    assert (answer.status, answer.kind) == (200, kind)
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("", "ja"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("ja,en;q=0.8", "ja"),
        ("en;q=0.8,ja", "ja"),
        ("ja;q=0.5,en", "en"),
        ("de,en;q=0.5", "en"),
        ("de", "ja"),
        ("ja-JP", "ja"),
    ],
)
def test_a_page_comes_in_the_language_that_is_asked_for(ask: Ask, root: str, accept: str, lang: str) -> None:
    answer = ask("data", **({"Accept_Language": accept} if accept else {}))
    assert (answer.status, answer.headers["content-language"]) == (200, lang)
    assert answer.headers["content-location"] == f"{root}data.{lang}.html"
    assert f'<html lang="{lang}">'.encode() in answer.body


def test_the_parameter_format_wins(ask: Ask) -> None:
    for given in ("ttl", "text/turtle"):
        assert ask(f"doc/{GOAL}?format={given}", Accept="text/html").kind == TURTLE
    assert ask(f"doc/{GOAL}?format=html", Accept="text/turtle").kind == HTML_TYPE
    assert ask(f"doc/{GOAL}?format=png").status == 406


def test_what_cannot_be_had_is_said_with_what_can(ask: Ask) -> None:
    answer = ask(f"doc/{GOAL}", Accept="image/png")
    assert answer.status == 406
    assert b"text/turtle" in answer.body
    assert ask("nothing", Accept="image/png").status == 404


def test_a_file_is_what_its_ending_says_whatever_is_asked_for(ask: Ask, root: str) -> None:
    answer = ask(f"doc/{GOAL}.ttl", Accept="text/html")
    assert (answer.status, answer.kind) == (200, TURTLE)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-location" not in answer.headers
    assert f'<{root}doc/{GOAL}.jsonld>; rel="alternate"' in answer.headers["link"]
    assert f'<{iris.BASE}{GOAL}>; rel="describes"' in answer.headers["link"]
    assert f'<https://plans.example.org{root}doc/{GOAL}.ttl>; rel="canonical"' in answer.headers["link"]


def test_void_is_found_at_its_fixed_address(ask: Ask) -> None:
    assert ask(".well-known/void").kind == TURTLE
    assert ask(".well-known/void", Accept="application/ld+json").kind == JSON_LD


# Headers


def test_types_of_files(ask: Ask) -> None:
    assert ask("dumps/dataset.nq.gz").kind == "application/gzip"
    assert "content-encoding" not in ask("dumps/dataset.nq.gz", Accept_Encoding="gzip").headers
    assert ask("dumps/gaps.csv").kind == "text/csv; charset=utf-8"
    assert ask("dumps/gaps.ja.csv").headers["content-language"] == "ja"
    assert ask("robots.txt").kind == "text/plain; charset=utf-8"


def test_assets_are_kept_for_good_and_pages_are_not(ask: Ask, release: Publication) -> None:
    style = next(path for path in (release.www).rglob("style.*.css"))
    assert "immutable" in ask(f"static/{style.name}").headers["cache-control"]
    assert ask("data").headers["cache-control"] == "public, max-age=60"


def test_every_answer_is_guarded_and_may_be_read_from_other_sites(ask: Ask) -> None:
    for answer in (ask("data"), ask("nothing"), ask(f"doc/{GOAL}", Accept="image/png"), ask("doc/id/old")):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "nginx/" not in answer.headers["server"]


def test_large_pages_are_compressed_beforehand(ask: Ask, release: Publication) -> None:
    path = "doc/id/13221-kiyose-5.ja.html"
    plain, zipped = ask(path), ask(path, Accept_Encoding="gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert len(zipped.body) < len(plain.body) / 3
    assert next(release.www.rglob(f"{path}.gz")).read_bytes() == zipped.body


def test_small_pages_are_compressed_as_they_are_sent(ask: Ask, release: Publication) -> None:
    plain, zipped = ask("data.ja.html"), ask("data.ja.html", Accept_Encoding="gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert len(zipped.body) < len(plain.body) / 3
    assert not list(release.www.rglob("data.ja.html.gz"))


def test_what_has_not_changed_is_not_sent_again(ask: Ask) -> None:
    tag = ask("data.ja.html").headers["etag"]
    answer = ask("data.ja.html", If_None_Match=tag)
    assert (answer.status, answer.body) == (304, b"")


def test_head_and_options_are_answered_and_post_is_not(ask: Ask) -> None:
    head = ask("data", "HEAD")
    assert (head.status, head.body) == (200, b"")
    options = ask("data", "OPTIONS", Origin="https://example.org")
    assert options.status == 204
    assert options.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert ask("data", "POST").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "%0d%0aX-Evil:%201",
        "id/%0d%0aX-Evil:%201",
        "id/x%0d%0aX-Evil:1/",
        "data%0d%0aX-Evil:1",
        ".htaccess",
        "../nginx/kgtool-maps.conf",
    ],
)
def test_tricks_in_the_path_find_nothing(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status in (400, 404)
    assert "x-evil" not in answer.headers


# Other servers


def test_w3id_sends_things_to_documents_and_the_rest_to_the_site(release: Publication) -> None:
    text = (release.folder / "w3id" / ".htaccess").read_text("utf-8")
    assert f"{release.url}doc/$1 [R=303,L]" in text
    assert f"{release.url}$1 [R=302,L]" in text


def test_the_rules_for_apache_lie_at_the_root_of_the_pages(release: Publication, root: str) -> None:
    text = (release.www / root.strip("/") / ".htaccess").read_text("utf-8")
    assert f"RewriteBase {root}" in text
    assert "text/turtle .ttl" in text


def test_rules_are_the_same_for_the_same_release() -> None:
    rules = [
        ServerRules(iris.BASE, "https://example.org/", {"ttl": "text/turtle"}, {"ttl": "text/turtle"}) for _ in range(2)
    ]
    assert config.files(rules[0]) == config.files(rules[1])
