"""The first page: what this is, where to begin."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.site import Site
from tests.tiny_plan import TinyPlan


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def home(site: Site, lang: str) -> html.HtmlElement:
    found = site.file(f"index.{lang}.html")
    assert found is not None
    return html.document_fromstring(found[0].document(found[1]).body.decode())


def test_each_plan_has_a_card_with_city_period_and_status(site: Site) -> None:
    cards = [
        " ".join(card.text_content().split()) for card in home(site, "ja").xpath("//ul[contains(@class, 'cards')]/li")
    ]
    assert cards == [
        "小平市第四次長期総合計画 〜令和14(2032)年度(12年間) 始まりは不明 未確認 順に読み、引用する",
        "清瀬市第5次清瀬市長期総合計画 令和8(2026)年度〜令和17(2035)年度 素案 順に読み、引用する",
    ]


def test_four_questions_lead_to_pages_that_exist_in_the_same_language(site: Site) -> None:
    for lang in ("ja", "en"):
        links = home(site, lang).xpath("//main//ol//a/@href")
        assert len(links) == 4
        for link in links:
            path, _, place = link.removeprefix("/").partition("#")
            assert path.endswith(f".{lang}.html")
            found = site.file(path)
            assert found is not None
            shown = html.document_fromstring(found[0].document(found[1]).body.decode())
            assert not place or shown.get_element_by_id(place) is not None


def test_the_questions_are_about_the_themes_on_which_the_plans_have_most(site: Site, tiny: TinyPlan) -> None:
    links = home(site, "ja").xpath("//main//ol//a/@href")
    assert links[:2] == ["/compare/disaster-resilience.ja.html", "/compare/child-rearing.ja.html#Direction"]
    for themed in (False, True):
        if themed:
            tiny.append(tiny.themes, "theme:sky skos:notation '1' . theme:night skos:notation '1-1' .")
        own = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
        links = home(own, "ja").xpath("//main//ol//a/@href")
        assert links == ["/compare/night.ja.html"] * themed + ["/sdgs.ja.html"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_leads_to_the_reference(site: Site, lang: str) -> None:
    assert home(site, lang).xpath(f"//footer//a[@href='/reference.{lang}.html']")


def test_every_page_says_whether_the_wording_of_the_plans_is_there(tiny: TinyPlan) -> None:
    for sources, said in ((None, "計画の本文は含みません。"), (tiny.sources, "計画の本文を含みます。")):
        made = assemble.build(tiny.repo, tiny.out, sources).build
        assert said in home(Site(tiny.repo, made, "http://127.0.0.1:8000/"), "ja").xpath("string(//footer)")


def test_the_search_form_asks_the_search_page_by_get(site: Site) -> None:
    form = home(site, "en").xpath("//main//form")[0]
    assert (form.get("action"), form.get("method")) == ("/search.en.html", "get")
    field = form.xpath(".//input[@name='q']")[0]
    assert form.xpath(f".//label[@for='{field.get('id')}']")


def test_the_first_page_is_small(site: Site) -> None:
    for lang in ("ja", "en"):
        assert len(html.tostring(home(site, lang))) < 11_000
