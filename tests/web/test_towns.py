"""All plans at once: shares and never counts, what is not known never as nothing, every choice as a page of its own."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from kgtool.build.store import Build, newest
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.web.html import strips
from kgtool.web.models import coverage, themes, towns
from kgtool.web.models.towns import Town
from kgtool.web.pages import endings
from kgtool.web.pages import towns as pages
from kgtool.web.site import Site
from tests import ROOT
from tests.small_build import SmallBuild
from tests.web.test_choice import sixty_quads

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
URL = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, URL)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = SmallBuild(tmp_path_factory.mktemp("sixty") / "build", sixty_quads())
    return Site(layout.find(ROOT), newest(made.out), URL)


def shown(site: Site, path: str, lang: str = "ja", **given: str) -> html.HtmlElement:
    page = site.find(path)
    assert page is not None, path
    variant = page.variant(f"{lang}.html")
    assert variant is not None
    return html.document_fromstring(page.document(variant, {name: (value,) for name, value in given.items()}).body)


def names(page: html.HtmlElement) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in page.xpath("//tbody/tr/th")]


def test_a_strip_has_a_cell_for_every_theme_and_says_most_in_words(site: Site) -> None:
    page = shown(site, "towns")
    assert names(page) == ["小平市", "清瀬市"]
    number = sum(len(group.below) for group in themes.groups(site.store, "ja"))
    for strip in page.xpath("//tbody//*[local-name()='svg']"):
        assert sum(path.get("d").count("M") for path in strip) == number
        assert strip.get("aria-label").count("%") == 3


def test_shares_are_those_of_the_comparison(site: Site) -> None:
    matrix = shown(site, "compare/children-and-learning")
    for town in towns.read(site.store, site.repo.municipalities):
        share = town.cells[iris.THEME + "child-rearing"].share
        assert f"計画の{share}%" in matrix.xpath("string(//tr[th/a='子育て支援'])")


def test_what_nobody_looked_at_is_neither_nothing_nor_elsewhere() -> None:
    unknown, nothing, elsewhere, some = (
        coverage.cell(Counter(counts), "measure", 50, judged)
        for counts, judged in (({}, False), ({}, True), ({"Statement": 1}, True), ({"Measure": 4}, False))
    )
    assert [strips.kind(cell) for cell in (unknown, nothing, elsewhere, some)] == [
        "unknown",
        "nothing",
        "elsewhere",
        "s4",
    ]
    cells = (unknown, nothing, elsewhere, some)
    ranked = sorted(
        (Town(str(n), "", None, None, None, {}, {"t": cell}) for n, cell in enumerate(cells)),
        key=lambda t: t.share("t"),
    )
    assert [town.id for town in ranked] == ["3", "2", "1", "0"], "what nobody looked at comes last"


def test_a_theme_sorts_by_its_share(site: Site) -> None:
    page = shown(site, "towns/theme/child-rearing")
    assert names(page) == ["清瀬市", "小平市"]
    assert page.xpath("//tbody//strong/text()") == ["9 %", "6 %"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_is_there_and_every_choice_leads_to_one(site: Site, lang: str) -> None:
    for path in (*pages.paths(site), *endings.paths(site)):
        assert shown(site, path, lang).xpath("//h1")
    for link in shown(site, "towns", lang).xpath("//main//dl//a/@href"):
        assert site.file(link.removeprefix("/")) is not None, link


@pytest.mark.parametrize(
    "path",
    [
        "towns/1",
        "towns/0",
        "towns/x",
        "towns/99",
        "towns/theme",
        "towns/theme/zz",
        "towns/prefecture/99",
        "towns/a/b/2/c",
        "townsx",
        "timeline/all/1",
        "timeline/listed/99",
        "timeline/none",
    ],
)
def test_there_is_no_other_page(site: Site, path: str) -> None:
    assert site.find(path) is None


@pytest.mark.parametrize("words", ["清瀬", "きよせ", "ｷﾖｾ", "kiyose", "13221"])
def test_a_town_is_found_by_its_name_as_one_types_it(site: Site, words: str) -> None:
    assert names(shown(site, "towns", q=words)) == ["清瀬市"]


def test_a_name_that_nothing_has_gets_near_ones_and_odd_values_are_text(site: Site) -> None:
    page = shown(site, "towns", q="<b>きよさ", prefecture="x", theme="<i>")
    assert not names(page)
    assert page.xpath("//p[@role='status']//a")
    assert not page.xpath("//main//b|//main//i")


def test_the_table_has_unknown_shares_as_blanks_in_both_languages(site: Site, sixty: Site) -> None:
    for lang, first in (("ja", "市区町村"), ("en", "municipality")):
        page = site.find("towns")
        assert page is not None
        variant = page.variant(f"{lang}.csv")
        assert variant is not None
        rows = list(csv.reader(io.StringIO(page.document(variant).body.decode("utf-8-sig"))))
        assert rows[0][0] == first
        assert len({len(row) for row in rows}) == 1
    cells = next(iter(towns.read(sixty.store, sixty.repo.municipalities))).cells
    assert all(cell.treats is None for cell in cells.values())


def test_sixty_plans_stand_on_two_pages_of_less_than_sixty_kilobytes(sixty: Site) -> None:
    first, second = (shown(sixty, path) for path in ("towns", "towns/2"))
    assert len(names(first)) == pages.AT_ONCE
    assert len(names(first)) + len(names(second)) == 60
    assert len(html.tostring(first)) < 60_000
    assert shown(sixty, "towns/level/judged").xpath("string(//main)").count("31計画") == 1
    assert sixty.find("towns/3") is None


def test_plans_that_end_first_come_first_and_unknown_ends_last(site: Site) -> None:
    page = shown(site, "timeline/listed")
    ends = [cell.text_content().rpartition("–")[2] for cell in page.xpath("//td[@class='year']")]
    known = [end for end in ends if end.isdecimal()]
    assert known == sorted(known)
    assert ends[: len(known)] == known
    assert names(shown(site, "timeline/all", "en"))


def test_municipalities_without_a_table_are_shown_without_their_kind(site: Site) -> None:
    assert {town.facets["kind"] for town in towns.read(site.store, Path("nowhere.csv"))} == {""}
