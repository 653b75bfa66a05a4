"""Charts at addresses of their own: drawn by themselves, with what they are from, live and as files."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from lxml import html

from kgtool.web.html import chart_style, png
from kgtool.web.page import Page
from kgtool.web.site import Site

_SVG = f"{{{chart_style.SVG}}}"
_NAMES = ("timeline", "correspondence", "compare/disaster-resilience")


def _page(site: Site, path: str) -> Page:
    page = site.find(path)
    assert page is not None, path
    return page


def _svg(site: Site, name: str, lang: str) -> ElementTree.Element:
    page = _page(site, f"picture/{name}.{lang}.svg")
    return ElementTree.fromstring(page.made(page.variants[0]).body)


def _tree(site: Site, path: str) -> html.HtmlElement:
    found = site.file(path)
    assert found is not None
    page, variant = found
    return html.document_fromstring(page.made(variant).body)


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(("lang", "source"), [("ja", "出典: 小平市"), ("en", "Source: Kodaira")])
def test_a_picture_needs_no_style_sheet_and_says_what_it_is_from(site: Site, name: str, lang: str, source: str) -> None:
    root = _svg(site, name, lang)
    text = " ".join(found.text or "" for found in root.iter(f"{_SVG}text"))
    assert source in text
    assert "2025-08-12" in text
    assert "CC BY 4.0" in text
    assert f"{site.url}{name}.{lang}.html" in text.replace(" ", "")
    assert root.findtext(f"{_SVG}title")
    assert root.find(f".//{_SVG}style") is None
    drawn = [shape for shape in root.iter(f"{_SVG}rect") if "bar" in shape.get("class", "").split()]
    assert all(shape.get("fill") and "var(" not in shape.get("fill", "") for shape in drawn)
    assert all(found.get("font-size") for found in root.iter(f"{_SVG}text"))


def test_towns_keep_their_colours_in_pictures(site: Site) -> None:
    values = chart_style.values()
    fills = {shape.get("fill") for shape in _svg(site, "compare/disaster-resilience", "ja").iter(f"{_SVG}rect")}
    assert {values["--hue-2"], values["--hue-5"]} <= fills


def test_a_picture_follows_the_plans_that_are_asked_for(site: Site) -> None:
    page = _page(site, "picture/timeline.ja.svg")
    body = page.made(page.variants[0], {"plan": ("13221-kiyose-5",)}).body.decode()
    assert "清瀬市の計画の年表" in body
    assert "小平市" not in body


def test_png_is_drawn_the_same_each_time(site: Site) -> None:
    if png.font() is None:
        pytest.skip("the extra pictures is not installed")
    page = _page(site, "picture/compare/disaster-resilience.en.png")
    first, second = (page.made(page.variants[0]).body for _ in range(2))
    assert first == second
    assert first.startswith(b"\x89PNG")


def test_without_the_font_there_is_svg_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "font", lambda: None)
    assert site.find("picture/timeline.ja.png") is None
    assert _page(site, "picture/timeline.ja.svg")
    assert not _tree(site, "timeline.ja.html").xpath("//a[contains(@href, '.png')]")


def test_what_is_no_chart_has_no_picture(site: Site) -> None:
    for path in ("picture/nothing.ja.svg", "picture/compare/nothing.ja.svg", "picture/timeline.svg", "timeline.ja.svg"):
        assert site.find(path) is None


def test_a_page_gives_its_charts_addresses_and_a_line_to_embed(site: Site) -> None:
    page = _tree(site, "compare/disaster-resilience.ja.html")
    line = page.xpath("string(//*[@id='take']//input/@value)")
    assert line.startswith(f'<img src="{site.url}picture/compare/disaster-resilience.ja.svg" alt="防災・減災')
    for address in page.xpath("//*[@id='take']//a/@href"):
        assert site.file(address.removeprefix("/"))
