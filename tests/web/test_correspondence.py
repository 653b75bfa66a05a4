"""Correspondences between measures: every line has its reason, what stands alone says why, each judgement has a page."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import html

from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.web import addresses
from kgtool.web.pages import correspondence
from kgtool.web.site import Site
from tests.tiny_plan import TinyPlan

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
SET = "alignment/13221-kiyose-5--13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def body(site: Site, path: str, *plans: str, **more: list[str]) -> str:
    found = site.file(path)
    assert found is not None, path
    page, variant = found
    return page.document(variant, {"plan": plans, **more} if plans else more).body.decode("utf-8-sig")


def tree(site: Site, path: str, *plans: str, **more: list[str]) -> html.HtmlElement:
    return html.document_fromstring(body(site, path, *plans, **more))


def thing(site: Site, path: str, lang: str = "ja") -> html.HtmlElement:
    return tree(site, f"{addresses.document(iris.ID + path)}.{lang}.html")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(page: html.HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row.xpath("./th | ./td")] for row in page.xpath("//table/tbody/tr")]


def test_every_line_of_the_chart_is_a_row_of_the_table(site: Site) -> None:
    page = tree(site, "correspondence.ja.html")
    curves = page.xpath("//svg[@role='img']/path[contains(@class, 'curve')]")
    assert len(curves) == len(rows(page)) > 20
    assert all(all(row) for row in rows(page))


def test_the_relation_is_told_from_both_cities(site: Site) -> None:
    for plans, order in (((), slice(None)), ((KIYOSE, KODAIRA), slice(None, None, -1))):
        row = next(row for row in rows(tree(site, "correspondence.ja.html", *plans)) if "1-121 学校教育の充実" in row)
        assert row[:2][order] == ["1 全ての子どもの育ちと自立を支援する", "1-121 学校教育の充実"]
        assert row[2] == "小平市の方が広い確からしさ 0.77(中ほど)"


def test_a_correspondence_with_a_part_names_the_part(site: Site) -> None:
    row = next(
        row
        for row in rows(tree(site, "correspondence.ja.html"))
        if row[1] == "1-122 地域による子どもの育ちと学びの支援" and "地域拠点" in row[0]
    )
    assert row[3].startswith("部分との対応: 2 › つながりのひとづくり")


def test_every_unit_has_a_line_or_a_reason_why_not(site: Site) -> None:
    view = site.view("ja")
    page = tree(site, "correspondence.ja.html")
    alone = [words(item) for item in page.xpath("//ul[@class='matches']/li[p/a]")]
    linked = {cell for row in rows(page) for cell in row[:2]}
    plans = [correspondence.units(view, plan) for plan in correspondence.choice.choose(site, view, {}).plans]
    assert [len(found) for found in plans] == [12, 27]
    assert len(linked) + len(alone) == 39
    assert any("公的医療保険制度の適切な運営 小平市に近いもの・広いもの・狭いものなし: " in item for item in alone)
    assert any("暮らしの相談体制の充実 小平市に対応するものなし: " in item for item in alone)


def test_units_of_like_grain_are_joined_at_the_level_that_is_chosen(site: Site) -> None:
    page = tree(site, "correspondence.en.html", level=["field"])
    assert len(page.xpath("//svg[@role='img']/rect[contains(@class, 'box')]")) == 25 + 27
    joined = [tuple(row[:2]) for row in rows(page)]
    assert ("School education", "1-121 Enhancing school education") in joined
    goals = tree(site, "correspondence.en.html", level=["goal"])
    assert len(goals.xpath("//svg[@role='img']/rect[contains(@class, 'box')]")) == 4 + 11


def test_boxes_in_the_chart_hold_every_unit(site: Site) -> None:
    page = tree(site, "correspondence.en.html")
    assert len(page.xpath("//svg[@role='img']/rect[contains(@class, 'box')]")) == 39
    assert len(page.xpath("//svg[@role='img']/rect[contains(@class, 'alone')]")) == 2
    assert not page.xpath("//@style | //style")


def test_the_csv_holds_every_judgement_with_reasons_in_both_languages(site: Site) -> None:
    found = list(csv.DictReader(io.StringIO(body(site, "correspondence.csv"))))
    number = sum(1 for _ in site.store.quads_for_pattern(None, RDF.type, JPP.Correspondence, None))
    assert len(found) == number
    assert all(line["reason_ja"] and line["reason_en"] and line["relation"] for line in found)
    assert sum(not line["first"] or not line["second"] for line in found) == sum(
        line["relation"] in ("none", "none-close") for line in found
    )


def test_a_single_plan_has_nothing_to_compare_with_and_says_so(tiny: TinyPlan) -> None:
    site = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    assert "比べる相手がありません" in words(tree(site, "correspondence.ja.html"))
    assert len(body(site, "correspondence.csv").splitlines()) == 1


def test_the_page_of_a_judgement_shows_both_elements_the_reason_and_the_evidence(site: Site) -> None:
    page = thing(site, f"{SET}/measure/1-111--measure/1")
    kodaira, kiyose = page.xpath("//div[@class='pair']/section")
    assert words(page.xpath("//h1")[0]).startswith("小平市「1 全ての子どもの育ちと自立を支援する」と清瀬市「1-111")
    assert words(page.xpath("//p[@class='lead']/strong")[0]) == "小平市の方が広い"
    assert len(kodaira.xpath("./ul")[0].xpath("./li")) == 6
    assert "I ひとづくり のもの" in words(kodaira)
    assert "子育ての制度・サービスが行き届いて" in words(kiyose)
    assert [words(x) for x in kiyose.xpath("./h3")] == ["めざす姿", "取組の方向性"]
    facts = words(page.xpath("//dl")[0])
    assert "確からしさ0.78(中ほど)" in facts
    assert "自治体の職員による確認は受けていない" in facts
    assert "根拠の場所: 清瀬市" in facts


def test_a_judgement_that_nothing_corresponds_shows_a_gap(site: Site) -> None:
    for element, claim, said in (
        ("measure/unnumbered-4", ", without a counterpart in Kodaira City", "no counterpart"),
        ("measure/1-111/direction/2", ", with nothing close, broader or narrower in Kodaira City", "nothing close"),
    ):
        page = thing(site, f"{SET}/{element}--none", "en")
        assert words(page.xpath("//h1")[0]).endswith(f"”{claim}")
        kodaira, kiyose = page.xpath("//div[@class='pair']/section")
        assert words(kodaira.xpath("./div[@class='gap']")[0]).startswith(said)
        assert kiyose.xpath("./p[@class='lead']")


def test_the_page_of_a_set_counts_by_relation_and_leads_on(site: Site) -> None:
    page = thing(site, SET)
    assert sum(int(row[1]) for row in rows(page)[:6]) == 343
    assert f"/correspondence.ja.html?plan={KODAIRA}&plan={KIYOSE}" in page.xpath("//a/@href")
    assert "ここには25件だけ示しています。" in words(page)


def test_what_is_nearest_by_computation_is_shown_when_asked_for_apart_from_what_is_judged(site: Site) -> None:
    plain = tree(site, "correspondence.ja.html", KIYOSE, KODAIRA, level=["goal"])
    assert not plain.xpath("//table[contains(@class, 'computed')]")
    assert plain.xpath("//form//input[@name='computed']/@value") == ["yes"]
    asked = tree(site, "correspondence.ja.html", KIYOSE, KODAIRA, level=["goal"], computed=["yes"])
    (table,) = asked.xpath("//table[contains(@class, 'computed')]")
    computed = {words(cell) for cell in table.xpath(".//tbody/tr/th")}
    judged = {words(cell) for cell in asked.xpath("//table[not(contains(@class, 'computed'))]/tbody/tr/th")}
    assert computed
    assert not computed & judged
    assert "判断ではない" in words(asked.xpath("//h2[@id='computed']")[0])
    assert all(1 <= len(row.xpath(".//li")) <= 3 for row in table.xpath(".//tbody/tr"))


def test_where_all_is_judged_nothing_is_computed(site: Site) -> None:
    page = tree(site, "correspondence.en.html", KIYOSE, KODAIRA, computed=["yes"])
    units = {words(cell) for cell in page.xpath("//table[contains(@class, 'computed')]//tbody/tr/th")}
    lines = {words(cell) for cell in page.xpath("//table[not(contains(@class, 'computed'))]/tbody/tr/th")}
    assert not units & lines
