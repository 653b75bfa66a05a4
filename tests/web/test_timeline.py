"""The timeline: periods as the plans print them, guesses and gaps told apart, the same in the chart and the table."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import html

from kgtool.base.errors import UsageError
from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.pages import timeline
from kgtool.web.site import Site
from tests.tiny_plan import TinyPlan

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def body(site: Site, path: str, *plans: str) -> str:
    found = site.file(path)
    assert found is not None, path
    page, variant = found
    return page.document(variant, {"plan": plans} if plans else {}).body.decode("utf-8-sig")


def tree(site: Site, path: str, *plans: str) -> html.HtmlElement:
    return html.document_fromstring(body(site, path, *plans))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(page: html.HtmlElement) -> dict[str, list[str]]:
    found = page.xpath("//table/tbody/tr")
    return {words(row.xpath("./th")[0]): [words(cell) for cell in row.xpath("./td")] for row in found}


def test_every_listed_plan_is_in_the_table_and_in_the_chart(site: Site) -> None:
    page = tree(site, "timeline.ja.html")
    assert len(rows(page)) == 2 + 33 + 1
    drawn = " ".join(page.xpath("//svg[@role='img']/text/text()"))
    assert all(name in drawn for name in rows(page) if name not in ("第四次長期総合計画", "第5次清瀬市長期総合計画"))


def test_the_chart_is_an_image_with_a_name(site: Site) -> None:
    for lang in ("ja", "en"):
        page = tree(site, f"timeline.{lang}.html")
        assert len(page.xpath("//svg[@role='img' and string-length(@aria-label) > 10]")) == 1
        assert not page.xpath("//@style | //style")
        assert all(int(x) >= 0 for x in page.xpath("//svg[@role='img']//@x"))


def test_a_period_is_given_in_eras_and_compared_with_the_plan_that_lists_it(site: Site) -> None:
    found = rows(tree(site, "timeline.ja.html"))
    assert found["産業振興基本計画"] == [
        "III まちづくり",
        "平成29(2017)年度",
        "平成30(2018)年度〜令和9(2027)年度",
        "5年早く終わる",
    ]
    assert found["公共施設マネジメント基本方針"][-1] == "30年あとまで続く"


def test_a_dash_in_the_table_is_a_gap_with_its_reason(site: Site) -> None:
    found = rows(tree(site, "timeline.ja.html"))["用水路活用計画"]
    assert found[1:] == ["平成6(1994)年度", "表に「—」とある", "比べられない"]


def test_a_guess_is_marked_as_ours_and_drawn_as_one(site: Site) -> None:
    page = tree(site, "timeline.en.html")
    assert (
        "start: Not stated by the plan our guess fiscal 2021"
        in rows(page)["Kodaira's fourth long-term comprehensive plan"][2]
    )
    assert page.xpath("//svg[@role='img']/rect[contains(@class, 'guess own')]")


def test_what_ends_before_the_plan_that_lists_it_is_counted_and_told(site: Site) -> None:
    page = tree(site, "timeline.ja.html")
    early = [cells for cells in rows(page).values() if cells[-1].endswith("早く終わる")]
    assert f"載せている計画は34件、うち{len(early)}件がこの計画より先に終わります。" in words(page)
    assert len(page.xpath("//svg[@role='img']/rect[contains(@class, 'early')]")) == len(early)


def test_a_plan_that_lists_none_is_told_so_without_blaming_the_city(site: Site) -> None:
    page = tree(site, "timeline.ja.html", KIYOSE)
    assert "市に個別計画がないという意味ではありません。" in words(page)
    assert list(rows(page)) == ["第5次清瀬市長期総合計画"]


def test_the_csv_keeps_guesses_apart_from_what_is_stated(site: Site) -> None:
    found = list(csv.DictReader(io.StringIO(body(site, "timeline.csv"))))
    assert len(found) == 36
    own = found[0]
    assert (own["start"], own["end"], own["guessed_start"], own["gap_en"]) == (
        "",
        "2032",
        "2021",
        "Not stated by the plan",
    )
    with pytest.raises(UsageError):
        body(site, "timeline.csv", "unknown")


def test_the_language_link_keeps_the_chosen_plans(site: Site) -> None:
    link = tree(site, "timeline.ja.html", KIYOSE).xpath("//a[@class='language']/@href")[0]
    assert link == f"/timeline.en.html?plan={KIYOSE}"


def test_without_any_year_there_is_a_sentence_instead_of_a_chart(tiny: TinyPlan) -> None:
    site = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    page = tree(site, "timeline.ja.html")
    assert not page.xpath("//svg[@role='img']")
    assert "年度がわかる計画がないため、図はありません。" in words(page)


def test_there_is_one_timeline(site: Site) -> None:
    assert list(timeline.paths(site)) == ["timeline"]
    assert timeline.find(site, "timelines") is None


def test_names_are_text_whatever_they_hold(tiny: TinyPlan) -> None:
    name = '<script>alert("x")</script>\u202e' + "w" * 300
    tiny.edit(tiny.description, "'元計画'@ja", f"'{name}'@ja")
    tiny.edit(
        tiny.description, "a jpp:PlanVersion", "a jpp:PlanVersion ; jpp:startFiscalYear 2020 ; jpp:endFiscalYear 2100"
    )
    site = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    for lang in ("ja", "en"):
        page = tree(site, f"timeline.{lang}.html")
        assert not page.xpath("//main//script")
        drawn = page.xpath("//svg[@role='img']")[0]
        assert "".join("".join(drawn.xpath("./text[@class='heading']/text()")).split()).count("w") == 300
        assert name in page.xpath("//th[@scope='row']/a/span/text() | //th[@scope='row']/a/text()")[0]
