"""The first page: what this is, where to begin."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.repo import Repo
from kgtool.store import Build
from kgtool.web.site import Site


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def home(site: Site, lang: str) -> html.HtmlElement:
    found = site.file(f"index.{lang}.html")
    assert found is not None
    return html.document_fromstring(found[0].document(found[1]).body.decode())


def test_each_plan_has_a_card_with_city_period_and_status(site: Site) -> None:
    cards = [" ".join(card.text_content().split()) for card in home(site, "ja").xpath("//ul[@class='cards']/li")]
    assert cards == [
        "小平市第四次長期総合計画 〜令和14(2032)年度(12年間) 始まりは不明 未確認",
        "清瀬市第5次清瀬市長期総合計画 令和8(2026)年度〜令和17(2035)年度 素案",
    ]


def test_three_questions_lead_to_pages_that_exist_in_the_same_language(site: Site) -> None:
    for lang in ("ja", "en"):
        links = home(site, lang).xpath("//main//ol//a/@href")
        assert len(links) == 3
        for link in links:
            path = link.partition("?")[0].removeprefix("/")
            assert path.endswith(f".{lang}.html")
            assert site.file(path) is not None


def test_the_search_form_asks_the_search_page_by_get(site: Site) -> None:
    form = home(site, "en").xpath("//main//form")[0]
    assert (form.get("action"), form.get("method")) == ("/search.en.html", "get")
    field = form.xpath(".//input[@name='q']")[0]
    assert form.xpath(f".//label[@for='{field.get('id')}']")


def test_the_first_page_is_small(site: Site) -> None:
    for lang in ("ja", "en"):
        assert len(html.tostring(home(site, lang))) < 10_000
