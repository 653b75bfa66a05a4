"""The goals: what a plan names and what was inferred apart, a plan that names none shown as such."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf.vocab import JPP
from kgtool.web.site import Site

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def page(site: Site, path: str, *plans: str) -> html.HtmlElement:
    found = site.file(path)
    assert found is not None, path
    return html.document_fromstring(found[0].document(found[1], {"plan": plans} if plans else {}).body.decode())


def cells(found: html.HtmlElement) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found.xpath("//tbody/tr")]


def test_each_goal_has_a_row_with_named_and_inferred_in_columns_of_their_own(site: Site) -> None:
    rows = cells(page(site, "sdgs.ja.html"))
    assert len(rows) == 17
    assert rows[3] == ["4 質の高い教育をみんなに", "4件 44%", "推論しない", "述べていない", "5件 19%"]


def test_a_cell_says_on_a_phone_whose_it_is_and_what(site: Site) -> None:
    row = page(site, "sdgs.ja.html").xpath("//table[contains(@class, 'stack')]/tbody/tr")[0]
    assert [(cell.get("class"), cell.get("data-head")) for cell in row.xpath("td")] == [
        (f"town-{number}", f"{town}: {what}")
        for number, town in enumerate(("小平市", "清瀬市"), 1)
        for what in ("計画が挙げる", "推論")
    ]


def test_a_plan_that_names_no_goals_shows_a_gap_and_never_a_zero(site: Site) -> None:
    found = page(site, "sdgs.en.html", KIYOSE)
    assert "The plan of Kiyose City names no goals" in found.text_content()
    assert {row[1] for row in cells(found)} == {"not stated"}
    assert "Not stated by the plan" in found.xpath("//div[@class='gap']")[0].text_content()


def test_the_cells_count_what_the_page_of_the_goal_lists(site: Site) -> None:
    counted = {"stated": 0, "inferred": 0}
    for number, row in enumerate(cells(page(site, "sdgs.en.html")), 1):
        found = page(site, f"sdgs/{number}.en.html")
        lists = [len(found.xpath(f"//h2[@id='{plan}']/following-sibling::ul[1]/li")) for plan in (KODAIRA, KIYOSE)]
        for column, kind, listed, measures in ((1, "stated", lists[0], 9), (4, "inferred", lists[1], 27)):
            shown = f"{listed} {round(100 * listed / measures)} %"
            assert row[column] == (shown if row[column] != "none" else "none")
            counted[kind] += listed if row[column] == shown else 0
    assert counted["stated"] == len(list(site.store.quads_for_pattern(None, JPP.contributesTo, None, None)))
    assert counted["inferred"] == len(list(site.store.quads_for_pattern(None, JPP.inferredContributesTo, None, None)))


def test_a_cell_leads_to_the_list_behind_it(site: Site) -> None:
    link = page(site, "sdgs.ja.html").xpath("//tbody/tr[3]/td[1]/a/@href")[0]
    path, _, fragment = link.removeprefix("/").partition("#")
    assert path == "sdgs/3.ja.html"
    assert page(site, path).xpath(f"//*[@id='{fragment}']")


def test_the_choice_of_plans_goes_with_every_link(site: Site) -> None:
    found = page(site, "sdgs.ja.html", KIYOSE)
    assert all(f"?plan={KIYOSE}" in link for link in found.xpath("//tbody//a/@href"))


def test_there_are_seventeen_goals_and_no_more(site: Site) -> None:
    assert site.find("sdgs/17") is not None
    assert [site.find(path) for path in ("sdgs/0", "sdgs/18", "sdgs/01", "sdgs/x")] == [None] * 4
