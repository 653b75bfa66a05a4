"""Indicators: drawn on one line with their table beside it; what is missing has its reason and never reads as zero."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from lxml import html

from kgtool.web.html import charts, indicator_pictures
from kgtool.web.html.indicators import PICTURES
from kgtool.web.site import Site
from tests.web.numbered_site import AOBA, MEASURE, MIDORI, SORA, body, page, words
from tests.web.numbered_site import numbered as numbered

KIYOSE = "13221-kiyose-5"
RATE = "健康診査の受診率"


def rows(site: Site, path: str, **parameters: tuple[str, ...]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(site, path, **parameters))))


def item(found: html.HtmlElement, name: str) -> html.HtmlElement:
    return next(li for li in found.xpath("//ul[@class='numbers']/li") if name in li.text_content())


def test_a_measure_shows_its_indicators_on_one_line_and_as_a_table(numbered: Site) -> None:
    shown = item(page(numbered, f"{MEASURE}.ja.html"), RATE)
    chart = shown.xpath(".//svg[@role='img']")[0]
    assert chart.get("aria-label") == (
        "健康診査の受診率: 基準値 50％ (2024)、実績値 55％ (2027)、実績値 61％ (2028)、目標値 60％以上 (2035)"
    )
    places = {
        kind: [float(x) for x in chart.xpath(f".//circle[@class='{kind}']/@cx")] for kind in ("baseline", "actual")
    }
    target = float(chart.xpath(".//path[@class='target']/@d")[0].removeprefix("M").split()[0])
    assert places["baseline"][0] < places["actual"][0] < target < places["actual"][1]
    band = chart.xpath(".//rect[@class='reached']")[0]
    assert float(band.get("x")) == target
    table = [[words(cell) for cell in row] for row in shown.xpath(".//tbody/tr")]
    assert table == [
        ["基準値", "50％", "令和6(2024)年度"],
        ["実績値", "55％", "令和9(2027)年度"],
        ["実績値", "61％", "令和10(2028)年度"],
        ["目標値", "60％以上 印字: ６０％以上", "令和17(2035)年度"],
    ]


def test_a_target_below_leaves_the_good_side_to_the_left(numbered: Site) -> None:
    chart = item(page(numbered, f"{MEASURE}.en.html"), "待機児童数").xpath(".//svg")[0]
    band = chart.xpath(".//rect[@class='reached']")[0]
    assert float(band.get("x")) + float(band.get("width")) == float(
        chart.xpath(".//path[@class='target']/@d")[0].removeprefix("M").split()[0]
    )
    assert "target 0 people (2030)" in chart.get("aria-label")


def test_a_value_that_is_missing_has_its_reason_and_no_chart(numbered: Site) -> None:
    found = page(numbered, f"{MEASURE}.en.html")
    undecided, unread = item(found, "相談の満足度"), item(found, "出産の届出")
    assert not undecided.xpath(".//svg")
    assert not unread.xpath(".//svg")
    assert words(undecided.xpath(".//tbody/tr[1]/td[1]")[0]) == "To be decided printed: 調整中"
    assert words(undecided.xpath(".//tbody/tr[2]/td[1]")[0]) == "Increase printed: 増加"
    assert "No value is given: Could not be read" in words(unread)


def test_the_page_of_an_indicator_shows_its_values_and_what_it_measures(numbered: Site) -> None:
    found = page(numbered, f"{MEASURE}/indicator/1.ja.html")
    assert len(found.xpath("//ul[@class='numbers']/li//svg")) == 1
    assert "子育てを支える" in words(found.xpath("//dt[.='何を測るか']/following-sibling::dd")[0])


def test_a_measure_without_an_indicator_says_whether_the_plan_has_any(numbered: Site) -> None:
    bare = page(numbered, f"doc/id/{AOBA}/draft/measure/1-121.ja.html")
    assert "この施策の指標は示されていません。 計画全体の指標(6件)" in words(bare)
    none = page(numbered, f"doc/id/{KIYOSE}/draft-2025-08-12/measure/2-214.ja.html")
    assert "清瀬市の計画は、指標を述べていません (計画が述べていない)。 さがした原文: " in words(none)


@pytest.mark.parametrize(("lang", "searched", "open_"), [
    ("ja", "指標を述べていません (計画が述べていない)。 さがした原文: ", "の計画に指標があるかは、まだ調べていません。"),
    ("en", "states no indicators (Not stated). Looked for in: ", "Nobody has looked yet whether the plan of "),
])  # fmt: skip
def test_a_plan_that_states_none_says_where_it_was_looked_for(
    numbered: Site, lang: str, searched: str, open_: str
) -> None:
    for plan, said in ((MIDORI, searched), (KIYOSE, searched), (SORA, open_)):
        assert said in words(page(numbered, f"indicators/{plan}.{lang}.html").xpath("//p[@class='gap']")[0])
        assert said in words(page(numbered, f"indicators.{lang}.html", plan=(plan,)).xpath("//p[@class='gap']")[0])


def test_the_page_of_a_plan_lists_every_indicator_under_what_it_measures(numbered: Site) -> None:
    found = page(numbered, f"indicators/{AOBA}.ja.html")
    assert len(found.xpath("//ul[@class='numbers']/li")) == 6
    assert [words(head) for head in found.xpath("//h2")] == ["青葉計画", "1-111 子育てを支える", "12 基本目標"]
    assert not found.xpath("//form")


def test_the_page_of_a_theme_has_the_indicators_of_each_plan_on_it(numbered: Site) -> None:
    listed = [path for path in numbered.paths() if path.startswith("indicators/") and path[11:12].isalpha()]
    assert listed
    for path in listed:
        found = page(numbered, f"{path}.ja.html", plan=(AOBA, KIYOSE))
        assert RATE in found.text_content()
        assert "清瀬市の計画は、指標を述べていません" in words(found)
        assert f"{path}.ja.html" in body(numbered, f"doc/id/theme/{path.removeprefix('indicators/')}.ja.html")


def test_a_theme_without_indicators_says_that_the_plan_has_others(numbered: Site) -> None:
    found = page(numbered, "indicators/disaster-resilience.en.html", plan=(AOBA,))
    assert "has no indicator on this theme, and 6 in all." in words(found)


def test_the_csv_has_names_in_its_language_and_a_row_for_what_is_missing(numbered: Site) -> None:
    found = rows(numbered, f"indicators/{AOBA}.ja.csv")
    assert len(found) == 15
    assert found[5] | {"指標のIRI": ""} == {
        "市区町村": "青葉市", "計画": "青葉計画", "目標・施策など": "1-111 子育てを支える", "指標": RATE, "値の種類": "目標値",
        "値": "60", "値の上限": "", "単位": "％", "値の比べ方": "以上", "おおよそ": "", "年度・年": "2035",
        "時点": "令和17(2035)年度", "印刷された値": "６０％以上", "印刷された時点": "", "値がない理由": "", "担当": "子育て課",
        "指標のIRI": "",
    }  # fmt: skip
    both = rows(numbered, "indicators.en.csv", plan=(MIDORI, SORA))
    assert [(row["municipality"], row["value"], row["why there is no value"]) for row in both] == [
        ("Midori City", "", "Not stated"),
        ("Sora City", "", "Nobody has looked"),
    ]


def test_budgets_are_added_up_by_goal_and_year(numbered: Site) -> None:
    found = page(numbered, f"budgets/{AOBA}.en.html")
    heads = [words(cell) for cell in found.xpath("//thead//th")]
    total, measure = ([words(cell) for cell in row] for row in found.xpath("//tbody/tr"))
    assert heads == [
        "Goals and measures", "fiscal 2026 (Reiwa 8)", "fiscal 2027 (Reiwa 9)", "fiscal 2028 (Reiwa 10)", "2026–2027 in all",
    ]  # fmt: skip
    assert total == ["11 Children thrive", "1,700,000", "800,000", "1 without amount", "2,000,000"]
    assert measure[1:] == total[1:]
    assert len(found.xpath("//ul[@class='parts']/li")) == 2
    named = rows(numbered, f"budgets/{AOBA}.ja.csv")
    assert [row["金額(円)"] for row in named] == ["1700000", "800000", "", "2000000", "", ""]


def test_a_plan_without_budgets_says_so(numbered: Site) -> None:
    assert "述べていません (計画が述べていない)。 さがした原文: " in words(page(numbered, f"budgets/{KIYOSE}.ja.html"))
    assert [row["記載がない理由"] for row in rows(numbered, f"budgets/{SORA}.ja.csv")] == ["まだ調べていない"]


def test_labels_on_a_line_stand_below_each_other_where_they_would_touch() -> None:
    line = charts.number_line(
        [("baseline", 1.0, "10,000 people"), ("target", 1.1, "11,000 people"), ("actual", 9.0, "9")]
    )
    first, second, far = (mark.label for mark in line.marks)
    assert first.y == far.y < second.y < line.height
    assert all(label.x >= 0 and label.x + charts.width_of(label.text) <= line.width for label in (first, second, far))


@pytest.mark.parametrize(
    ("lang", "words"), [("ja", ("出典: ", "白い丸: 基準値")), ("en", ("Source: ", "Open circle: baseline"))]
)
def test_the_line_of_an_indicator_can_be_taken_away(numbered: Site, lang: str, words: tuple[str, ...]) -> None:
    name = next(indicator_pictures.names(numbered))
    path = f"picture/{name}.{lang}.svg"
    drawn = ElementTree.fromstring(body(numbered, path))
    text = " ".join(drawn.itertext())
    assert all(word in text for word in (*words, "CC BY 4.0"))
    own = f"doc/id/{name.removeprefix(PICTURES)}.{lang}.html"
    assert own in text.replace(" ", "").replace("\n", "")
    taken = page(numbered, own).xpath("//*[@id='take']")[0]
    assert f"/{path}" in taken.xpath("./a/@href")
    assert f"{numbered.url}{path}" in taken.xpath(".//input/@value")[0]
    assert path in set(numbered.paths())
    assert numbered.find(f"picture/indicator/no/such.{lang}.svg") is None
