"""The difference by subject: matched groups, what only one plan has, what nobody judged; shares instead of raw counts."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.web.models import bands, choice, comparison, plans, themes
from kgtool.web.models.bands import PlanShare
from kgtool.web.models.correspondences import Judgement
from kgtool.web.models.themes import ThemedElement
from kgtool.web.site import Site

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def page(site: Site, path: str, *chosen: str) -> html.HtmlElement:
    found = site.file(path)
    assert found is not None
    return html.document_fromstring(found[0].document(found[1], {"plan": chosen} if chosen else {}).body.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def element(iri: str, at: int, kind: str = "Direction") -> ThemedElement:
    return ThemedElement(iri, kind, 0.9, "m", "", at, None)


def sorted_by(site: Site, *judgements: tuple[str, str, str, float]) -> bands.Bands:
    """The bands of three elements of each plan, a1…a3 and b1…b3, and of a listed plan, a4."""
    both = [plans.read(site.view("ja"), iris.element(plan)) for plan in (KODAIRA, KIYOSE)]
    names = [[f"{plan.version}/direction/{n}" for n in (1, 2, 3)] for plan in both]
    columns = [[element(iri, n) for n, iri in enumerate(column)] for column in names]
    columns[0].append(element(f"{both[0].version}/listing/4", 9, "PlanListing"))
    known = {f"{letter}{n}": iri for letter, column in zip("ab", names, strict=True) for n, iri in enumerate(column, 1)}
    found = [
        Judgement(f"j{n}", known.get(a, ""), known.get(b, ""), how, sure)
        for n, (a, b, how, sure) in enumerate(judgements)
    ]
    made = bands.sort(both, columns, found)
    back = {iri: name for name, iri in known.items()}
    return bands.Bands(
        [
            group._replace(members=tuple(tuple(back[iri] for iri in column) for column in group.members))
            for group in made.both
        ],
        [[lone._replace(iri=back[lone.iri]) for lone in column] for column in made.only],
        [[back[iri] for iri in column] for column in made.unjudged],
        made.shares,
    )


def test_what_is_close_or_broader_makes_one_subject(site: Site) -> None:
    found = sorted_by(
        site, ("a1", "b1", "close", 0.9), ("a1", "b2", "first-broader", 0.8), ("a2", "b3", "related", 0.7)
    )
    assert [group.members for group in found.both] == [(("a1",), ("b1", "b2")), (("a2",), ("b3",))]
    assert [judgement.iri for judgement in found.both[0].judgements] == ["j0", "j1"]
    assert found.unjudged == [["a3"], []]


def test_what_has_nothing_close_is_in_one_plan_only_even_if_something_is_related(site: Site) -> None:
    found = sorted_by(site, ("a1", "", "none-close", 0.9), ("a1", "b1", "related", 0.6), ("", "b2", "none", 0.8))
    assert [[lone.iri for lone in column] for column in found.only] == [["a1"], ["b2"]]
    assert [group.members for group in found.both] == [(("a1",), ("b1",))]
    assert found.shares == [PlanShare(0, 1, 2), PlanShare(1, 1, 1)]


def test_what_is_related_joins_the_surest_of_its_counterparts_only(site: Site) -> None:
    found = sorted_by(site, ("a1", "b1", "related", 0.9), ("a1", "b2", "close", 0.5), ("a2", "b1", "related", 0.6))
    assert [group.members for group in found.both] == [(("a1", "a2"), ("b1", "b2"))]


def test_every_element_is_in_one_band_and_titles_of_listed_plans_in_none(site: Site) -> None:
    found = sorted_by(site, ("a1", "b1", "close", 0.9), ("a2", "", "none", 0.9))
    assert found.shares == [PlanShare(1, 1, 1), PlanShare(1, 0, 2)]
    assert [share.share(share.both) for share in found.shares] == [33, 33]


def test_the_bands_of_every_theme_hold_each_element_once(site: Site) -> None:
    view = site.view("ja")
    for group in themes.groups(site.store, "ja"):
        for theme in group.below:
            values = comparison.context(site, view, {}, theme.id)
            found, columns = values["bands"], values["columns"]
            for n, column in enumerate(columns):
                ours = {
                    e.element.iri
                    for kind, by in column.entries.items()
                    if kind != "PlanListing"
                    for es in by.values()
                    for e in es
                }
                both = [iri for matched in found.both for iri in matched.members[n] if iri in ours]
                only = [lone.iri for lone in found.only[n]]
                assert sorted(ours) == sorted({*both, *only, *found.unjudged[n]}), theme.id
                assert found.shares[n].total == len(ours)
                assert not {*found.unjudged[n]} & {*both, *only}


def test_the_page_says_first_what_differs_with_its_reasons(site: Site) -> None:
    found = page(site, "compare/child-rearing.ja.html")
    assert words(found.xpath("//main//h2")[0]) == "どこが違うか"
    links = found.xpath("//ul[@class='lead-list']/li/a/@href")
    assert 1 <= len(links) <= 3
    assert all("/doc/id/" in link for link in links)
    rows = [[words(cell) for cell in row] for row in found.xpath("//table[contains(@class, 'bands')]/tbody/tr")]
    assert rows == [["小平市", "100% 7 / 7", "–", "–"], ["清瀬市", "79% 11 / 14", "21% 3 / 14", "–"]]
    assert len(found.xpath(f"//ul[@id='only-{KIYOSE}']/li")) == 3


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_one_has_that_the_other_lacks_is_one_click_from_the_first_page(site: Site, lang: str) -> None:
    target = page(site, f"index.{lang}.html").xpath("//main//a[contains(@href, '#lacking')]/@href")[0]
    assert target == f"/compare.{lang}.html#lacking"
    found = page(site, f"compare.{lang}.html")
    for plan in (KODAIRA, KIYOSE):
        lists = found.xpath(f"//h3[@id='lacking-{plan}']/following-sibling::ul/li")
        assert lists
        for item in lists[::7]:
            path, _, fragment = item.xpath("./a/@href")[0].removeprefix("/").partition("#")
            assert fragment == f"only-{plan}"
            shown = page(site, path).xpath(f"//ul[@id='{fragment}']/li[not(@class='note')]")
            assert len(shown) == int(words(item.xpath("./span")[0]))


def test_one_plan_alone_has_no_bands_and_nothing_folded(site: Site) -> None:
    found = page(site, "compare/child-rearing.ja.html", KIYOSE)
    assert not found.xpath("//*[@id='both']")
    assert found.xpath("//details[@open]//h2[@id='Direction']")
    assert choice.default(site.build, site.store) == (KODAIRA, KIYOSE)
