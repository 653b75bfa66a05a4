"""Comparing other plans in a copy that is only files: what the script shows is what the live site shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kgtool.web import assets
from kgtool.web.page import HTML
from kgtool.web.site import Site
from tests.browser.conftest import Browser, visit
from tests.browser.static_copy import serving
from tests.web.numbered_site import AOBA, MIDORI, SORA, numbered

__all__ = ["numbered"]
KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
THEMES = ("disaster-resilience", "older-people", "child-rearing")
SETS = ((KODAIRA, KIYOSE), (AOBA, MIDORI), (MIDORI, AOBA, SORA), (KIYOSE, AOBA), (SORA, KODAIRA, KIYOSE))
PARTS = (
    "//h1",
    "//ul[@class='beside']",
    "//p[@class='gap']",
    "//section/*[not(self::h2)]",
    "//table",
    "//details[starts-with(@class, 'band')]/summary",
    "//*[@id='both']",
    "//*[starts-with(@id, 'only-')]",
    "//*[@id='unjudged']",
)


@pytest.fixture(scope="module")
def copy(numbered: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of the pages of some themes, and these themes."""
    site = replace(numbered, files_only=True)
    www: Path = tmp_path_factory.mktemp("copy")
    known = [theme for theme in THEMES if site.find(f"compare/{theme}")]
    data = [path for path in _data(site) if path.partition("/")[2].partition(".")[0] in ("plans", *known)]
    for path in (*map(assets.path, assets.names()), *data, *(f"compare/{theme}" for theme in known)):
        page = site.find(path)
        assert page is not None, path
        for variant in page.variants:
            target = www / page.file(variant)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(page.document(variant).body)
    with serving(www) as address:
        yield address, known


def _data(site: Site) -> Iterator[str]:
    return (path for path in site.paths() if path.startswith("comparisons/"))


def _live(site: Site, theme: str, chosen: tuple[str, ...], lang: str) -> str:
    page = site.find(f"compare/{theme}")
    assert page is not None
    return page.document(next(v for v in HTML if v.lang == lang), {"plan": chosen}).body.decode()


def _said(markup: str) -> dict[str, Any]:
    """The words of each part of what is compared, its colours, and where its links lead; what is only live is left out."""
    found: dict[str, Any] = {}
    (box,) = html.fromstring(markup).xpath("//*[@id='compared']")
    for part in PARTS:
        found[part] = ["".join(one.text_content().split()) for one in box.xpath(f".{part}")]
    told = "ancestor::section or ancestor::details or ancestor::ul[@class='beside']"
    found["links"] = box.xpath(f".//a[{told}]/@href[not(contains(., '#matches'))]")
    found["colours"] = box.xpath(".//*[starts-with(@class, 'town ')]/@class")
    return found


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_other_plans_are_compared_as_on_the_live_site(
    numbered: Site, copy: tuple[str, list[str]], browser: Browser, lang: str
) -> None:
    address, known = copy
    assert len(known) > 1
    bands = 0
    with visit(address, browser) as visitor:
        page = visitor.page
        for theme in known:
            for chosen in SETS:
                query = "&".join(f"plan={plan}" for plan in chosen)
                page.goto(f"{address}compare/{theme}.{lang}.html?{query}")
                page.locator("#choose form").wait_for()
                shown = _said(page.content())
                assert shown == _said(_live(numbered, theme, chosen, lang)), (theme, chosen)
                assert page.locator("#everything").count() == 0
                bands += len(shown["links"])
    assert bands > 100


def test_what_is_chosen_in_the_form_is_compared_and_what_is_unknown_is_said(
    copy: tuple[str, list[str]], browser: Browser
) -> None:
    address, known = copy
    with visit(address, browser) as visitor:
        page = visitor.page
        page.goto(f"{address}compare/{known[0]}.ja.html")
        page.locator("#choose form").wait_for()
        assert page.locator("#everything").count() == 1
        for plan in (KIYOSE, KODAIRA):
            page.locator(f"#choose input[value='{plan}']").uncheck()
        page.locator(f"#choose input[value='{AOBA}']").check()
        page.locator(f"#choose input[value='{KIYOSE}']").check()
        page.locator("#choose button").click()
        page.locator(f"#compared h3[id='{AOBA}']").wait_for(state="attached")
        assert page.locator("#compared ul.beside li").count() == 2
        page.goto(f"{address}compare/{known[0]}.ja.html?plan=nowhere&plan={AOBA}")
        page.locator("#choose form").wait_for()
        notices = page.locator("#choose .notice").all_inner_texts()
        assert len(notices) == 2
        assert "nowhere" in notices[0]


def test_without_scripts_the_pages_that_there_are_are_linked(copy: tuple[str, list[str]], browser: Browser) -> None:
    address, known = copy
    with visit(address, browser, java_script_enabled=False) as visitor:
        page = visitor.page
        page.goto(f"{address}compare/{known[0]}.ja.html")
        assert page.locator("#choose a[href='/plans.ja.html']").is_visible()
        assert page.locator("main form").count() == 0


def test_a_copy_of_two_plans_has_nothing_to_choose(numbered: Site, repo: Any, built: Any) -> None:
    site = Site(repo, built, "http://127.0.0.1:8000/", files_only=True)
    assert not list(_data(site))
    assert not list(_data(numbered))
    page = site.find("compare/older-people")
    assert page is not None
    assert assets.path("compare.js").encode() not in page.document(HTML[0]).body
