"""The editor in a real browser, under the site's own policy."""

from __future__ import annotations

import pytest

from kgtool.web import assets
from tests.browser.conftest import Visiting


@pytest.mark.skipif("editor.js" not in assets.names(), reason="the editor was not built (make setup, with npm)")
def test_the_editor_completes_our_terms_and_lets_the_keyboard_go(visiting: Visiting) -> None:
    page = visiting().open("sparql", "en")
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK { ?s a jpp:Meas")
    page.get_by_role("option", name="jpp:Measure").wait_for()
    page.wait_for_timeout(500)  # for a moment Enter is still a new line, lest a list that has just opened takes it
    page.keyboard.press("Enter")
    page.keyboard.type(" }")
    field = page.locator("textarea[name=query]")
    assert field.input_value() == "PREFIX jpp: <https://w3id.org/jp-plan/ns#>\nASK { ?s a jpp:Measure }"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    page.wait_for_url("**query=**")
    assert "jpp:Measure" in page.locator("textarea[name=query]").input_value()
