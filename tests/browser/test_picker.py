"""The field for towns: it suggests as one types, with keys alone, live and in a copy that is only files."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Browser, Visiting, visit
from tests.browser.static_copy import serving
from tests.browser.test_accessibility import wrong_here
from tests.tiny_plan import PLAN
from tests.web.test_static_site import prepared, publish

_KIYOSE = "doc/id/13221-kiyose-5"


@pytest.mark.parametrize("words", ["清", "きよ", "kiyoseshi", "ＫＩＹＯ", "13221"])
def test_a_town_is_suggested_in_any_script_and_opened_with_keys_alone(visiting: Visiting, words: str) -> None:
    visitor = visiting()
    page = visitor.open("", "ja")
    field = page.locator("#town")
    field.fill(words)
    option = page.get_by_role("option", name="清瀬市")
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.press_sequentially("")
    field.fill(words)
    option.wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{_KIYOSE}.ja.html")


def test_nothing_is_wrong_with_the_open_list(visiting: Visiting) -> None:
    page = visiting().open("plans", "en")
    page.locator("#q").fill("k")
    page.get_by_role("option").first.wait_for()
    assert wrong_here(page) == []


def test_a_copy_on_files_opens_the_plan(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    plan = prepared(tmp_path_factory.mktemp("plan"))
    release = publish(plan, tmp_path_factory.mktemp("out") / "site", "http://127.0.0.1/")
    with serving(release.folder / "www") as address, visit(address, browser) as visitor:
        page = visitor.open("", "ja")
        page.locator("#town").fill(PLAN[:5])
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/doc/id/{PLAN}.ja.html")
