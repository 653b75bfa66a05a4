"""A reader's way through the site in a real browser: with and without scripts, in both languages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from kgtool.web import assets
from tests.browser.conftest import Visiting

_PLAN = "13221-kiyose-5"
_QUERY = "SELECT ?plan { ?plan a jpp:ComprehensivePlan } ORDER BY ?plan"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
LANGUAGES = pytest.mark.parametrize("lang", ["ja", "en"])


@SCRIPTS
@LANGUAGES
def test_from_the_first_page_to_a_spreadsheet(visiting: Visiting, lang: str, scripts: bool) -> None:
    visitor = visiting(java_script_enabled=scripts)
    page = visitor.open("", lang)
    for link, arrived in (
        (f"main a[href$='/{_PLAN}.{lang}.html']", f"doc/id/{_PLAN}"),
        ("main .outline a[href*='/measure/']", f"doc/id/{_PLAN}/"),
        ("header a[href*='/compare.']", "compare"),
        ("main table a[href*='/compare/disaster-resilience.']", "compare/disaster-resilience"),
        ("header a[href*='/queries.']", "queries"),
        ("main a[href*='/queries/directions-on-theme.']", "queries/directions-on-theme"),
    ):
        page.locator(link).first.click()
        assert visitor.path().startswith(arrived)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
    with page.expect_download() as waiting:
        page.locator("main a[href*='.csv']").first.click()
    rows = list(csv.reader(Path(waiting.value.path()).read_text("utf-8-sig").splitlines()))
    assert len(rows) > 2
    assert len(set(map(len, rows))) == 1


@SCRIPTS
def test_two_plans_stand_side_by_side(visiting: Visiting, scripts: bool) -> None:
    page = visiting(java_script_enabled=scripts).open("compare/child-rearing", "ja")
    page.locator("main details:has(#both) > summary").click()
    first, second = (page.locator(f"[id='{id}']").bounding_box() for id in ("13211-kodaira-4", _PLAN))
    assert abs(first["y"] - second["y"]) < 2
    assert first["x"] != second["x"]


@LANGUAGES
@pytest.mark.parametrize(("width", "screens"), [(1280, 1), (390, 2)])
def test_a_theme_answers_within_the_first_screens(visiting: Visiting, lang: str, width: int, screens: int) -> None:
    """What differs, the shares of each plan, and the headings of all bands, before anything is unfolded."""
    page = visiting(width=width).open("compare/disaster-resilience", lang)
    answer = [".lead-list", ".bands"] + ["details:has(#unjudged) > summary"] * (width < 500)
    ends = [page.locator(what).bounding_box() for what in answer]
    assert all(box["y"] + box["height"] <= screens * 900 for box in ends)
    assert not page.locator("#both").is_visible()
    page.locator(".bands a").first.click()
    assert page.locator("#both").is_visible(), "a link to a band unfolds it"


@SCRIPTS
@LANGUAGES
def test_a_question_is_asked_with_another_value(visiting: Visiting, lang: str, scripts: bool) -> None:
    page = visiting(java_script_enabled=scripts).open("queries/directions-on-theme", lang)
    before = page.url
    page.locator("main form [name=theme]").select_option("theme:child-rearing")
    page.locator("main form button").click()
    assert "child-rearing" in page.url != before
    assert page.locator("main table tbody tr").count() > 0


@SCRIPTS
@LANGUAGES
def test_the_search_on_the_first_page_finds_what_plans_say(visiting: Visiting, lang: str, scripts: bool) -> None:
    visitor = visiting(java_script_enabled=scripts)
    page = visitor.open("", lang)
    page.locator("#q").fill("防災" if lang == "ja" else "disaster")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search*")
    results = page.locator("main .entries a")
    assert results.count() > 0
    assert page.locator("main mark").count() > 0
    results.first.click()
    assert page.locator("h1").count() == 1
    assert visitor.path() != "search"


@LANGUAGES
def test_a_query_is_written_into_the_plain_field(visiting: Visiting, lang: str) -> None:
    page = visiting(java_script_enabled=False).open("sparql", lang)
    page.locator("textarea").fill(_with_prefix(_QUERY))
    page.locator("main form button").first.click()
    _answers_both_plans(page)


def test_a_query_is_written_into_the_editor_and_tab_leaves_it(visiting: Visiting) -> None:
    if "editor.js" not in assets.names():
        pytest.skip("the editor is not built: npm --prefix kgtool/web/editor ci && npm … run build")
    page = visiting().open("sparql", "en")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(_with_prefix("SELECT ?plan "))
    page.keyboard.insert_text("{ ?plan a jpp:ComprehensivePlan } ORDER BY ?plan")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    page.wait_for_url("**/sparql*query=*")
    _answers_both_plans(page)


@LANGUAGES
def test_everything_can_be_reached_by_keyboard(visiting: Visiting, lang: str) -> None:
    page = visiting().open("compare", lang)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    assert skip.bounding_box()["x"] >= 0, "the link that skips the navigation shows itself when it is reached"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    for _ in range(12):
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")


@LANGUAGES
def test_all_measures_with_their_themes_are_one_table_one_step_from_home(visiting: Visiting, lang: str) -> None:
    page = visiting(java_script_enabled=False).open("", lang)
    with page.expect_download(timeout=120_000) as waiting:
        page.locator("main a[href*='/dumps/themes.']").click(no_wait_after=True)
    raw = Path(waiting.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel opens it"
    text = raw.decode("utf-8-sig")
    assert {"清瀬市", "小平市", "施策"} <= {field for row in csv.reader(text.splitlines()) for field in row}


@LANGUAGES
def test_a_passage_is_cited_three_steps_from_home(visiting: Visiting, lang: str) -> None:
    visitor = visiting(java_script_enabled=False)
    page = visitor.open("", lang)
    page.locator(".cards a[href*='/text/13221-kiyose-5/']").first.click()
    page.locator(".passage a[href$='#cite']").first.click()
    assert visitor.path().startswith(f"doc/id/{_PLAN}/")
    assert page.locator("#cite").is_visible()


@LANGUAGES
def test_a_chart_is_embedded_two_steps_from_home(visiting: Visiting, lang: str) -> None:
    page = visiting(java_script_enabled=False).open("", lang)
    page.locator("main a[href*='/timeline.'][href$='#take']").click()
    page.locator("#take summary").click()
    line = page.locator("#take input").input_value()
    assert line.startswith("<img src=")
    picture = line.split('"')[1]
    assert page.request.get(picture).headers["content-type"] == "image/svg+xml"
    assert page.locator(f"#take a[href$='/picture/timeline.{lang}.svg']").is_visible()


@LANGUAGES
def test_what_kodaira_has_on_disasters_that_kiyose_lacks_is_three_steps_from_home(
    visiting: Visiting, lang: str
) -> None:
    page = visiting(java_script_enabled=False).open("", lang)
    page.locator("main a[href$='#lacking']").click()
    page.locator("section:has(#lacking-13211-kodaira-4) a[href*='/disaster-resilience.']").click()
    assert page.locator("#only-13211-kodaira-4 li").count() > 0
    assert page.locator("#only-13211-kodaira-4").is_visible(), "the link unfolds the band that it leads to"


def test_the_other_language_opens_at_the_same_place(visiting: Visiting) -> None:
    page = visiting().open("compare", "ja")
    page.evaluate("location.hash = 'lacking'")
    page.locator("a.language[href$='#lacking']").click()
    assert page.url.endswith("compare.en.html#lacking")


def _with_prefix(query: str) -> str:
    return f"PREFIX jpp: <https://w3id.org/jp-plan/ns#> {query}"


def _answers_both_plans(page: Any) -> None:
    assert page.locator("#answer").is_visible()
    table = page.locator("#answer ~ div table, #answer ~ table").first
    assert table.locator("tbody tr").count() == 2
