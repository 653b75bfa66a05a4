"""The data page and what machines look for at fixed addresses: true, whole, and small enough for a phone."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree, html
from pyoxigraph import NamedNode, RdfFormat, parse

from kgtool.base.files import link_tree
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.export import dumps
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, DCTERMS, RDF, VOID
from kgtool.web.site import Site

URL = "http://127.0.0.1:8000/"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
Body = Callable[[str, str], bytes]


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, URL)


@pytest.fixture(scope="module")
def body(site: Site) -> Body:
    """The body of a file of a page."""

    def of(path: str, ending: str) -> bytes:
        page = site.find(path)
        assert page is not None
        variant = page.variant(ending)
        assert variant is not None
        return page.document(variant).body

    return of


# The data page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_dump_is_linked_from_the_data_page(body: Body, lang: str) -> None:
    links = set(html.fromstring(body("data", f"{lang}.html")).xpath("//a/@href"))
    assert {f"/dumps/{name}" for name in dumps.names()} <= links


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_data_page_says_licence_release_and_sources(body: Body, site: Site, lang: str) -> None:
    page = html.fromstring(body("data", f"{lang}.html"))
    text = page.text_content()
    assert site.manifest["contentHash"] in text
    assert "CC BY 4.0" in text
    assert len(page.xpath("//table[.//th[text()='SHA-256']]/tbody/tr")) == len(site.repo.plans)


def test_no_page_waits_for_the_dumps_and_it_says_their_sizes_once_they_are_made(
    repo: Repo, built: Build, tmp_path: Path
) -> None:
    link_tree(built.folder, tmp_path / "build")
    shutil.rmtree(tmp_path / "build" / dumps.FOLDER, ignore_errors=True)
    site = Site(repo, Build(tmp_path / "build"), URL)

    def data() -> tuple[bool, bool]:
        page = site.find("data")
        assert page is not None
        text = page.document(page.variants[0]).body.decode()
        return page.provisional, " kB</span>" in text

    assert data() == (True, False)
    assert site.file(".well-known/void.ttl") is not None
    assert not (tmp_path / "build" / dumps.FOLDER).exists()
    dumps.folder(repo, site.build)
    assert data() == (False, True)


@pytest.mark.parametrize("path", ["data", "changes", "404"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_is_small_and_keeps_the_rules(body: Body, path: str, lang: str) -> None:
    written = body(path, f"{lang}.html")
    page = html.fromstring(written)
    assert len(gzip.compress(written)) < 10_000
    assert not page.xpath("//*[@style] | //style | //script[not(@type='application/ld+json') and not(@src)]")
    assert [int(heading.tag[1]) for heading in page.xpath("//h1")] == [1]
    assert all(table.xpath("./caption") and table.xpath(".//th[@scope]") for table in page.xpath("//table"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_search_engines_find_a_dataset(body: Body, site: Site, lang: str) -> None:
    scripts = html.fromstring(body("data", f"{lang}.html")).xpath("//script[@type='application/ld+json']/text()")
    (found,) = (said for said in map(json.loads, scripts) if said["@type"] == "Dataset")
    assert found["@context"] == "https://schema.org/"
    assert found["version"] == site.manifest["contentHash"]
    assert found["license"].startswith("https://creativecommons.org/")
    assert {item["contentUrl"] for item in found["distribution"]} == {
        f"{URL}dumps/{name}" for name in dumps.names() if not name.endswith(".json")
    }
    assert all(found[key] for key in ("name", "description", "url", "creator", "keywords", "inLanguage"))


@pytest.mark.parametrize("path", ["data", "void", ".well-known/void"])
def test_the_description_is_the_same_graph_in_every_format(body: Body, path: str) -> None:
    kinds = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
    graphs = {ending: {quad.triple for quad in parse(body(path, ending), kind)} for ending, kind in kinds.items()}
    assert len({frozenset(graph) for graph in graphs.values()}) == 1
    assert any(t.predicate == RDF.type and t.object == VOID.Dataset for t in graphs["ttl"])


def test_the_description_names_the_address_of_this_site(body: Body) -> None:
    quads = list(parse(body("data", "ttl"), RdfFormat.TURTLE))
    assert {q.object for q in quads if q.predicate == DCAT.endpointURL} == {NamedNode(f"{URL}sparql")}
    assert {q.object for q in quads if q.predicate == DCTERMS.publisher} == {NamedNode(f"{iris.ID}project")}


# Dumps


@pytest.mark.parametrize("name", dumps.names())
def test_a_dump_is_a_file_with_a_tag_of_its_own(site: Site, name: str) -> None:
    found = site.file(f"dumps/{name}")
    assert found is not None
    page, variant = found
    document = page.document(variant)
    assert page.on_disk is not None
    assert document.body == page.on_disk.read_bytes()
    assert page.file(variant) == f"dumps/{name}"


def test_what_is_no_dump_is_not_found(site: Site) -> None:
    for path in ("dumps/", "dumps/nothing.ttl", "dumps/../manifest.json", "dumps/dataset.nq"):
        assert site.find(path) is None


# Fixed addresses


def test_robots_are_shown_the_sitemap_and_kept_from_questions(body: Body) -> None:
    lines = body("robots.txt", "txt").decode().splitlines()
    assert f"Sitemap: {URL}sitemap.xml" in lines
    assert "Disallow: /sparql?" in lines


def test_language_models_are_told_what_is_here_and_every_address_answers(body: Body, site: Site) -> None:
    text = body("llms.txt", "txt").decode()
    assert text.startswith("# ")
    assert "Draft" in text
    addresses = re.findall(r"\]\(" + re.escape(URL) + r"([^)]+)\)", text)
    assert len(addresses) >= len(site.repo.plans) + 5
    for address in addresses:
        stem, _, ending = address.partition(".")
        page = site.find(address) or site.find(stem)
        assert page is not None, address
        assert not ending or page.variant(ending) or address == page.path, address


def test_the_data_dictionary_has_every_column_of_every_table(body: Body) -> None:
    package = json.loads(body("dumps/datapackage.json", "json"))
    assert {resource["path"] for resource in package["resources"]} == {
        name for name in dumps.names() if name.count(".") == 1 and name.endswith((".csv", ".parquet"))
    }
    for resource in package["resources"]:
        head = body(f"dumps/{resource['path'].partition('.')[0]}.csv", "csv").decode("utf-8-sig").splitlines()[0]
        fields = resource["schema"]["fields"]
        assert head.split(",") == [field["name"] for field in fields]
        assert {field["type"] for field in fields} <= {"string", "integer", "number", "boolean", "date"}
        assert all(field["title"] and field["description"] for field in fields)


def test_the_sitemap_lists_a_part_for_each_plan(site: Site, body: Body) -> None:
    index = etree.fromstring(body("sitemap.xml", "xml"))
    parts = index.xpath("//s:loc/text()", namespaces=SITEMAP)
    assert parts == [f"{URL}sitemaps/{name}.xml" for name in ("pages", "shared", *site.repo.plans)]


def test_every_page_in_the_sitemap_is_there_in_both_languages(site: Site, body: Body) -> None:
    listed = []
    for name in ("pages", "shared", *site.repo.plans):
        part = etree.fromstring(body(f"sitemaps/{name}.xml", "xml"))
        for entry in part.xpath("//s:url", namespaces=SITEMAP):
            listed += entry.xpath("./s:loc/text()", namespaces=SITEMAP)
            assert entry.xpath("./x:link/@hreflang", namespaces=SITEMAP) == ["ja", "en"]
    assert len(set(listed)) > 1_000
    for url in sorted(set(listed))[::25]:
        assert site.file(url.removeprefix(URL)) is not None, url


def test_a_sitemap_of_no_plan_is_not_found(site: Site) -> None:
    for name in ("nothing", "../x", "13221-kiyose-5/draft-2025-08-12", ""):
        assert site.find(f"sitemaps/{name}.xml") is None


def test_no_page_shows_a_path_of_this_machine(body: Body, site: Site) -> None:
    for path in ("data", "changes"):
        for lang in ("ja", "en"):
            assert not re.search(rf"{re.escape(str(site.repo.root))}|/tmp/", body(path, f"{lang}.html").decode())
