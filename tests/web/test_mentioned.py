"""What plans name: counted by kind, listed from A to Z, for the plans one chooses."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf.vocab import JPP
from kgtool.search.entries import THINGS
from kgtool.web.site import Site

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def page(site: Site, path: str, *plans: str) -> html.HtmlElement:
    found = site.file(path)
    assert found is not None, path
    return html.document_fromstring(found[0].document(found[1], {"plan": plans} if plans else {}).body.decode())


def things(found: html.HtmlElement) -> list[str]:
    return [link.text_content() for link in found.xpath("//ul[@class='columns']/li/a")]


def test_every_named_thing_is_in_the_list_of_its_kind(site: Site) -> None:
    named = {quad.object.value for quad in site.store.quads_for_pattern(None, JPP.mentions, None, None)}
    listed = [thing for kind in THINGS for thing in things(page(site, f"mentioned/{kind.lower()}.en.html"))]
    assert len(listed) == len(named)


def test_the_overview_counts_each_kind_and_shows_what_is_named_most(site: Site) -> None:
    found = page(site, "mentioned.ja.html")
    headings = [" ".join(heading.text_content().split()) for heading in found.xpath("//h2")]
    assert headings[0] == "主体 98"
    assert len(headings) == 7
    assert "市民（清瀬）(45)" in found.text_content()


def test_names_stand_under_their_letter_kana_before_latin_before_kanji(site: Site) -> None:
    found = page(site, "mentioned/term.ja.html")
    letters = [heading.text_content() for heading in found.xpath("//h2")]
    assert letters[0] == "あ"
    assert letters[-1] == "漢字"
    assert letters.index("わ") < letters.index("D")
    english = [heading.text_content() for heading in page(site, "mentioned/term.en.html").xpath("//h2")]
    assert english == sorted(english, key=lambda letter: (not letter.isalpha(), letter))


def test_a_list_of_one_plan_holds_just_what_that_plan_names(site: Site) -> None:
    both, one = page(site, "mentioned/law.ja.html"), page(site, "mentioned/law.ja.html", KIYOSE)
    assert set(things(one)) < set(things(both))
    assert "小平市自治基本条例" not in things(one)


def test_the_choice_of_plans_is_kept_from_the_overview_to_a_list(site: Site) -> None:
    links = page(site, "mentioned.ja.html", KIYOSE).xpath("//main//a/@href")
    assert f"/mentioned/law.ja.html?plan={KIYOSE}" in links
