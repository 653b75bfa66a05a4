"""The plan as it reads: every place a target, each passage with what was found of it, and citable."""

from __future__ import annotations

import json
import re

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.web.html import citation
from kgtool.web.models import contents, passages
from kgtool.web.site import Site
from tests.web.numbered_site import AOBA, MEASURE, page, words
from tests.web.numbered_site import numbered as numbered

DRAFT, RECEIVED = "13221-kiyose-5/draft-2025-08-12", "13211-kodaira-4/as-received"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "https://example.org/plans/")


@pytest.mark.parametrize("version", [DRAFT, RECEIVED])
def test_every_element_is_read_once_in_the_order_of_the_text(site: Site, version: str) -> None:
    found = passages.read(site.view("ja"), iris.TEXT + version, iris.ID + version)
    read = [passage.element.iri for passage in found if passage.element]
    elements = contents.read(site.view("ja"), iris.ID + version).elements
    assert len(read) == len(set(read))
    assert set(read) == elements.keys() & {*site.view("ja").subjects(JPP.statedAt)}
    assert len(read) > 150
    lines = [passage.lines[0] for passage in found if passage.lines]
    assert lines == sorted(lines)


def test_a_goal_stands_before_the_measure_whose_code_is_on_its_line(site: Site) -> None:
    found = passages.read(site.view("ja"), iris.TEXT + DRAFT, iris.ID + DRAFT)
    read = [passage.element.iri.removeprefix(f"{iris.ID}{DRAFT}/") for passage in found if passage.element]
    assert read.index("goal/11") < read.index("measure/1-111") < read.index("measure/1-111/desired-state")


def test_what_was_found_of_a_passage_stands_beside_it(site: Site) -> None:
    shown = page(site, f"doc/text/{DRAFT}.ja.html").xpath("//div[@id='measure/1-111']")[0]
    beside = words(shown.xpath("./ul[@class='margin']")[0])
    assert beside.startswith("主題 子育て支援 判断")
    assert "相手のほうが広い 1 全ての子どもの育ちと自立を支援する 判断 " in beside
    assert "名前が挙がるもの 子ども" in beside
    assert shown.xpath(".//i[@id='char=1331,1361']")
    gaps = page(site, f"doc/text/{DRAFT}.ja.html").xpath("//div[@id='goal/11']/ul")[0]
    assert "題名: 読み取りで失われた" in words(gaps)


def test_no_id_stands_twice_and_the_title_says_that_it_is_a_draft(site: Site) -> None:
    for version, status in ((DRAFT, "素案 2025-08-12"), (RECEIVED, "未確認")):
        found = page(site, f"doc/text/{version}.ja.html")
        ids = found.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert status in words(found.xpath("//h1")[0])


def test_an_indicator_stands_beside_the_passage_that_it_measures(numbered: Site) -> None:
    shown = page(numbered, f"doc/text/{AOBA}/draft.ja.html").xpath("//div[@id='measure/1-111']")[0]
    assert "健康診査の受診率" in words(shown)


def test_an_element_leads_to_its_passage_and_says_how_to_cite_it(site: Site) -> None:
    found = page(site, f"doc/id/{DRAFT}/measure/2-214.ja.html")
    target = f"/plans/doc/text/{DRAFT}.ja.html#measure/2-214"
    assert found.xpath(f"//ul[@class='actions']//a[@href='{target}']")
    said = words(found.xpath("//h2[@id='cite']/following-sibling::p[@class='cited']")[0])
    for part in (
        "清瀬市『",
        "素案、2025-08-12",
        "「2-214 障害者(児)の支援」",
        "314行目",
        f"<{iris.ID}{DRAFT}/measure/2-214>",
    ):
        assert part in said
    assert re.search(r"SHA-256 [0-9a-f]{64}", said)
    assert f"https://example.org{target}" in said


def test_a_citation_as_csl_and_bibtex_names_city_plan_status_and_date(site: Site) -> None:
    found = citation.of(site.view("en"), f"{iris.ID}{DRAFT}/measure/2-214/desired-state", site.url)
    item = json.loads(found.csl)[0]
    assert item["author"] == [{"literal": "Kiyose City"}]
    assert item["issued"] == {"date-parts": [[2025, 8, 12]]}
    assert (item["status"], item["type"], item["URL"]) == (
        "Draft",
        "chapter",
        f"{iris.ID}{DRAFT}/measure/2-214/desired-state",
    )
    assert item["abstract"] in found.text
    assert "not the plan's words" in found.text
    assert found.bibtex.startswith("@misc{13221-kiyose-5:draft-2025-08-12:measure:2-214:desired-state,\n")
    assert "  author = {{Kiyose City}},\n" in found.bibtex
    assert found.bibtex.count("{") == found.bibtex.count("}")


def test_a_citation_escapes_what_means_something_to_tex() -> None:
    assert citation.tex("50% & a_b {x} \\ ~") == r"50\% \& a\_b \{x\} \textbackslash{} \textasciitilde{}"


def test_a_date_that_is_not_known_is_left_out(site: Site) -> None:
    measure = next(
        iri for iri in site.view("ja").subjects(RDF.type, JPP.Measure) if iri.startswith(f"{iris.ID}{RECEIVED}/")
    )
    found = citation.of(site.view("ja"), measure, site.url)
    assert "issued" not in json.loads(found.csl)[0]
    assert "year" not in found.bibtex
    assert "未確認" in found.text


def test_a_hit_of_the_search_can_be_read_in_the_plan(numbered: Site) -> None:
    assert passages.address(numbered.view("ja"), f"{iris.BASE}{MEASURE.removeprefix('doc/')}") == (
        f"doc/text/{AOBA}/draft#measure/1-111"
    )
    assert passages.address(numbered.view("ja"), f"{iris.ID}{AOBA}") == ""
