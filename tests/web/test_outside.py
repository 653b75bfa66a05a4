"""What sources outside a plan say: beside the gap, marked, and nowhere as the plan's word."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.models import gaps, outside
from kgtool.web.models.view import View
from kgtool.web.site import Site

KODAIRA = f"{iris.ID}13211-kodaira-4"


@pytest.fixture(scope="module")
def view(built: Build) -> View:
    return View(built.open(), "en")


def test_the_gap_of_a_first_year_has_the_outside_fact_beside_it_and_stays_a_gap(view: View) -> None:
    gap = next(
        gap
        for found in gaps.of_plan(view, KODAIRA).values()
        for gap in found
        if gap.local == "startFiscalYear" and gap.outside
    )
    (fact,) = gap.outside
    assert (fact.about, fact.value, fact.what) == (KODAIRA, "2021", JPP.startFiscalYear.value)
    assert [(page.issued, page.seen) for page in fact.pages] == [("2020-08-07", "2026-11-29"), ("", "2026-11-29")]
    assert view.number(KODAIRA, JPP.startFiscalYear) is None


def test_a_gap_of_another_property_or_thing_has_none(view: View) -> None:
    others = [
        gap
        for found in gaps.of_plan(view, KODAIRA).values()
        for gap in found
        if gap.about.startswith(f"{KODAIRA}/as-received/")
    ]
    assert others
    assert not any(gap.outside for gap in others)


def test_the_page_of_a_plan_lists_every_outside_fact_and_says_whose_it_is(repo: Repo, built: Build, view: View) -> None:
    site = Site(repo, built, "http://127.0.0.1:8000/")
    found = site.file("doc/id/13211-kodaira-4.en.html")
    assert found is not None
    page = html.document_fromstring(found[0].document(found[1]).body.decode())
    said = page.xpath("//h2[@id='outside']/following-sibling::ul[1]/li")
    facts = outside.of_plan(view, KODAIRA)
    assert len(said) == len(facts) >= 6
    for item in said:
        assert "not the plan" in item.text_content()
    assert any("2000020132110" in item.text_content() for item in said)
