"""The page that takes a question in a person's own words."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.site import Site

URL = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, URL)


def shown(site: Site, lang: str, text: str = "") -> html.HtmlElement:
    page = site.find("ask")
    assert page is not None
    variant = page.variant(f"{lang}.html")
    assert variant is not None
    return html.document_fromstring(page.document(variant, {"q": (text,)} if text else {}).body.decode())


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_example_on_the_page_leads_to_a_question_that_can_be_answered(site: Site, lang: str) -> None:
    examples = shown(site, lang).xpath("//main//a[contains(@href, 'q=')]")
    assert len(examples) >= 4
    for link in examples:
        text = parse_qs(urlsplit(link.get("href")).query)["q"][0]
        page = shown(site, lang, text)
        (first,) = page.xpath("(//*[@class='taken']//a)[1]")
        target = urlsplit(first.get("href"))
        answered = site.find(target.path.lstrip("./").removesuffix(f".{lang}.html"))
        assert answered is not None
        (data,) = [variant for variant in answered.variants if variant.ending == "csv"]
        given = {name: tuple(values) for name, values in parse_qs(target.query).items()}
        assert len(answered.document(data, given).body.splitlines()) > 1, text


def test_what_is_refused_says_why_and_names_near_questions(site: Site) -> None:
    page = shown(site, "en", "Which SDGs does Yokohama state?")
    (notice,) = page.xpath("//*[@role='status']")
    assert "Yokohama" in notice.text_content()
    assert page.xpath("//*[@id='others']/following-sibling::ul[1]/li")


def test_a_text_is_never_markup(site: Site) -> None:
    page = shown(site, "ja", "<script>alert(1)</script>清瀬の目標")
    assert not page.xpath("//main//script")
