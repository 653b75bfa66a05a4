"""Searching in a copy of the site that is only files: search.js in a real browser, behind a server that knows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.request import ProxyHandler, build_opener

import pytest

from kgtool.rdf import iris
from tests.browser.conftest import Browser, visit
from tests.browser.static_copy import serving
from tests.tiny_plan import PLAN
from tests.web.test_static_site import prepared, publish

_WORD = iris.element(PLAN, "local-type", "goal")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a copy of a small site, with a goal whose Japanese title was lost."""
    plan = prepared(tmp_path_factory.mktemp("plan"))
    plan.edit(plan.turtle, "rdfs:label '静かなまち'@ja", f"skos:notation '1' ; jpp:localType <{_WORD}>")
    plan.append(plan.turtle, f"<{_WORD}> a jpp:LocalType ; skos:prefLabel '目標'@ja , 'Goal'@en .")
    release = publish(plan, tmp_path_factory.mktemp("out") / "site", "http://127.0.0.1/")
    with serving(release.folder / "www") as address:
        yield address


@pytest.mark.parametrize(
    ("lang", "words", "title"),
    [
        ("ja", "灯り", "灯りを減らす"),
        ("en", "fewer", "Fewer lights"),
        ("ja", "quiet", "1 目標"),
        ("en", "quiet", "1 A quiet town"),
    ],
)
def test_what_is_searched_for_is_found_and_its_links_work(
    files: str, browser: Browser, lang: str, words: str, title: str
) -> None:
    with visit(files, browser) as visitor:
        page = visitor.open("", lang)
        page.locator("#q").fill(words)
        page.keyboard.press("Enter")
        page.locator("main ol.entries").wait_for()
        assert visitor.path() == "search"
        assert page.locator("#q").input_value() == words
        assert title in [" ".join(link.split()) for link in page.locator("ol.entries li > p > a").all_inner_texts()]
        assert words in [mark.lower() for mark in page.locator("mark").all_inner_texts()]
        for link in page.locator("main a").all():
            assert _status(link.evaluate("link => link.href")) == 200
        page.locator("ol.entries a", has_text=title).first.click()
        assert " ".join(page.locator("h1").inner_text().split()) == title
        assert page.locator("html").get_attribute("lang") == lang


def test_a_search_is_narrowed_down_and_goes_on_in_the_other_language(files: str, browser: Browser) -> None:
    with visit(files, browser) as visitor:
        page = visitor.open("search?q=灯り", "ja")
        both = page.locator("ol.entries li")
        both.first.wait_for()
        number = both.count()
        page.locator("dl.facts a[href*='plan=']").first.click()
        page.locator("dl.facts a[aria-label]").wait_for()
        assert 0 < both.count() < number
        page.locator("a.language").click()
        page.locator("ol.entries").wait_for()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("#q").input_value() == "灯り"


def test_nothing_found_is_said(files: str, browser: Browser) -> None:
    with visit(files, browser) as visitor:
        page = visitor.open("search?q=ドーナツ", "ja")
        page.locator("p.notice").wait_for()
        assert "見つかりませんでした" in page.locator("p.notice").inner_text()


def _status(address: str) -> int:
    with build_opener(ProxyHandler({})).open(address) as answer:
        return int(answer.status)
