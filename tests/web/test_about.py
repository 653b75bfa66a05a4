"""About the data: limits, who says what, licence, how to cite."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.site import Site


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def page(site: Site, lang: str) -> html.HtmlElement:
    found = site.file(f"about.{lang}.html")
    assert found is not None
    return html.document_fromstring(found[0].document(found[1]).body.decode())


def test_every_statement_is_counted_under_somebody_who_says_it(site: Site) -> None:
    numbers = page(site, "en").xpath("//tbody/tr/td[2]/text()")
    assert sum(int(number.replace(",", "")) for number in numbers) == site.manifest["quads"]


def test_every_division_has_a_name_for_people(site: Site) -> None:
    for lang in ("ja", "en"):
        names = page(site, lang).xpath("//tbody/tr/th")
        assert names
        assert all(name.text_content() not in site.manifest["graphs"] for name in names)
        assert not {"plan", "theme", "align", "derived", "catalog"} & {name.text_content() for name in names}


def test_the_limits_name_drafts_machine_reading_and_unreviewed_judgements(site: Site) -> None:
    text = page(site, "en").text_content()
    for said in ("not an official publication", "drafts", "read by machine", "City staff have not reviewed"):
        assert said in text
    assert "市の職員による確認は受けていません" in page(site, "ja").text_content()


def test_the_citation_names_release_address_and_licence(site: Site) -> None:
    cited = page(site, "ja").xpath("//h2[.='引用のしかた']/following-sibling::p[1]")[0].text_content()
    assert site.manifest["contentHash"][:16] in cited
    assert site.url in cited
    assert "CC BY 4.0" in cited
