"""What readers come to find out, each by at most four steps from the first page, on a phone, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Visiting

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
PHONE = 390


def search(page: Any, words: str) -> None:
    page.locator("#q").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search*")


def passage(page: Any, city: str) -> str:
    """Open the first part of a plan of a city that was found; return the passage that is marked, which must be in view."""
    page.locator("ol.entries li", has_text=city).locator("a[href*='/text/']").first.click()
    page.wait_for_url("**/doc/text/**")
    marked = page.locator(":target")
    assert marked.bounding_box()["y"] < page.viewport_size["height"]
    return str(marked.inner_text())


@SCRIPTS
def test_what_kiyose_promises_on_waiting_children(visiting: Visiting, scripts: bool) -> None:
    page = visiting(width=PHONE, java_script_enabled=scripts).open("", "ja")
    search(page, "待機児童")
    assert "待機児童" in passage(page, "清瀬市")


@SCRIPTS
@pytest.mark.parametrize(
    ("lang", "words", "city", "told"), [("ja", "ケアラー", "清瀬市", "介護"), ("en", "carer", "Kiyose", "carers")]
)
def test_which_city_says_more_about_caring_for_carers_and_where(
    visiting: Visiting, lang: str, words: str, city: str, told: str, scripts: bool
) -> None:
    page = visiting(width=PHONE, java_script_enabled=scripts).open("", lang)
    search(page, words)
    counted = page.locator("dl.facts dd").last
    assert city in counted.inner_text()
    assert counted.locator("a").count() == 1, "only Kiyose says anything of it"
    assert told in passage(page, city)


@SCRIPTS
def test_which_sectoral_plans_end_first(visiting: Visiting, scripts: bool) -> None:
    page = visiting(width=PHONE, java_script_enabled=scripts).open("", "ja")
    page.locator("header a[href*='/timeline.']").first.click()
    page.locator("main a[href*='/timeline/listed.']").first.click()
    ends = [year.rpartition("–")[2] for year in page.locator("tbody td.year").all_inner_texts()]
    assert ends[0] == min(end for end in ends if end.isdecimal())
    page.locator("tbody th a").first.click()
    assert page.locator("h1").count() == 1


@SCRIPTS
def test_which_plan_is_most_about_a_theme(visiting: Visiting, scripts: bool) -> None:
    page = visiting(width=PHONE, java_script_enabled=scripts).open("", "ja")
    page.locator("main a[href*='/towns.']").first.click()
    page.locator("main a[href*='/towns/theme/child-rearing.']").first.click()
    assert page.locator("tbody th").first.inner_text() == "清瀬市"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
