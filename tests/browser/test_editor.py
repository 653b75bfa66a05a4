"""The editor in a real browser, under the site's own policy."""

from __future__ import annotations

from typing import Any

import pytest

from kgtool.web import assets
from tests.browser.conftest import Visiting

pytestmark = pytest.mark.skipif(
    "editor.js" not in assets.names(), reason="the editor was not built (make setup, with npm)"
)
_GAPS = "PREFIX jpp: <https://w3id.org/jp-plan/ns#>\nSELECT * {\n ?g a jpp:Gap ;\n  jpp:gapReason ?n\n ?g ?p ?o }"


def written(page: Any, text: str) -> None:
    """Replace what stands in the editor."""
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


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


def test_a_forgotten_dot_is_marked_where_it_belongs(visiting: Visiting) -> None:
    page = visiting().open("sparql", "en")
    written(page, _GAPS)
    mark = page.locator(".cm-lintRange-error")
    mark.first.wait_for()
    assert mark.all_inner_texts() == ["n"], "the end of the line before"
    mark.first.hover()
    assert "seems to be missing here" in page.locator(".cm-tooltip-lint").inner_text()
    written(page, _GAPS.replace("?n\n", "?n .\n"))
    mark.first.wait_for(state="detached")


def test_what_is_completed_fits_its_place(visiting: Visiting) -> None:
    page = visiting().open("sparql", "en")
    options = page.locator(".cm-tooltip-autocomplete li")

    def offered(text: str) -> list[str]:
        written(page, text)
        page.keyboard.press("Control+Space")
        options.first.wait_for()
        found = [str(option) for option in options.all_inner_texts()]
        page.keyboard.press("Escape")
        return found

    prefix = "PREFIX jpp: <https://w3id.org/jp-plan/ns#>\n"
    assert all(option.startswith("jpp:") for option in offered(f"{prefix}SELECT ?m {{ ?m a ")[:5])
    assert "jpp:Measure" not in "".join(offered(f"{prefix}SELECT ?m {{ ?m a jpp:Measure ; ")[:5])
    assert any("theme:child-rearing" in option for option in offered(f"{prefix}SELECT ?m {{ ?m jpp:theme 子育て"))


def test_answers_have_charts_and_queries_are_kept_in_the_browser(visiting: Visiting) -> None:
    page = visiting().open("sparql", "en")
    query = "SELECT ?town ?n { VALUES (?town ?n) { ('A' 3) ('B' 5) } }"
    written(page, query)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**query=**")
    page.get_by_text("As a chart").click()
    assert page.locator("svg.chart rect.bar").count() == 2
    page.locator("details.past summary").click()
    assert query in page.locator("details.past li").first.inner_text()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sparql_for_all_gaps_is_three_steps_from_the_first_page(visiting: Visiting, lang: str) -> None:
    page = visiting().open("", lang)
    page.locator("header a[href*='/queries.']").first.click()
    page.locator("main a[href*='/queries/missing-information.']").first.click()
    page.locator("main a[href*='/sparql.']").last.click()
    assert page.locator("#answer").is_visible()
    assert "(UNDEF)" in page.locator("textarea[name=query]").input_value()
    assert page.locator("#answer ~ div table.answer tbody tr").count() > 20
