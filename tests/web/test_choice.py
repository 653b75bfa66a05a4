"""Which plans a page compares: named by id, code or city; by default two that were compared; never more than fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kgtool.base.errors import UsageError
from kgtool.build.store import Build, newest
from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF, SSSOM
from kgtool.web.models import choice
from kgtool.web.models.choice import Choice
from kgtool.web.site import Site
from tests import ROOT
from tests.small_build import SmallBuild

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
TYPED = ("きよせ", "キヨセ市", "ｷﾖｾｼ", "きよ", "KIYOSE-SHI", "Ｋｉｙｏｓｅ", "13221-")
"""Names in kana and romaji, begun or with a blunder, as people type them."""


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def chosen(site: Site, *values: str, least: int = 1) -> Choice:
    return choice.choose(site, site.view("ja"), {"plan": values}, least)


def ids(found: Choice) -> list[str]:
    return [plan.id for plan in found.plans]


def test_without_parameters_two_plans_that_were_compared_are_shown(site: Site) -> None:
    found = chosen(site)
    assert ids(found) == [KODAIRA, KIYOSE]
    assert found.parameters == {}
    assert [plan.name.text for plan in found.plans] == ["小平市", "清瀬市"]
    assert found.plans[1].version.endswith("/draft-2025-08-12")


@pytest.mark.parametrize(
    "value", [KIYOSE, " 13221-kiyose-5 ", "13221", "132217", "清瀬市", "清瀬", "Kiyose City", "Kiyose", *TYPED]
)
def test_a_plan_is_found_by_id_code_or_city(site: Site, value: str) -> None:
    assert ids(chosen(site, value)) == [KIYOSE]


@pytest.mark.parametrize("value", ["1322", "東京都", "<script>", 'x"y', "../13221-kiyose-9", "\x00", "9" * 5_000])
def test_what_names_no_plan_is_told_and_the_page_stays_whole(site: Site, value: str) -> None:
    found = chosen(site, value)
    assert found.unknown == (value,)
    assert ids(found) == [KODAIRA, KIYOSE]
    with pytest.raises(UsageError):
        found.refuse_unknown()


def test_empty_values_of_a_form_are_no_mistake(site: Site) -> None:
    assert chosen(site, "", KIYOSE).unknown == ()


def test_the_order_of_the_parameters_is_kept_and_repetition_ignored(site: Site) -> None:
    found = chosen(site, KIYOSE, KODAIRA, "清瀬市")
    assert ids(found) == [KIYOSE, KODAIRA]
    assert found.parameters == {"plan": [KIYOSE, KODAIRA]}


def test_a_page_that_needs_two_plans_gets_two(site: Site) -> None:
    assert ids(chosen(site, KIYOSE, least=2)) == [KIYOSE, KODAIRA]


def test_the_form_offers_every_plan_where_there_are_few(site: Site) -> None:
    found = chosen(site, KIYOSE)
    assert [plan.id for plan in found.offered] == [KODAIRA, KIYOSE]
    assert found.more == 0


def sixty_quads(*aligned: tuple[int, int]) -> list[Quad]:
    """The quads of sixty plans without elements: every third one is sectoral, and those from the thirtieth on are judged."""
    ids = [f"{n:05}-plan-1" for n in range(1, 61)]
    quads = []
    for n, plan in enumerate(ids, 1):
        graph, work, version = (
            NamedNode(f"{iris.GRAPH}plan/{plan}"),
            NamedNode(iris.ID + plan),
            NamedNode(f"{iris.ID}{plan}/draft"),
        )
        level = "judged" if n >= 30 else "structure"
        quads += [
            Quad(work, RDF.type, JPP.SectoralPlan if n % 3 == 1 else JPP.ComprehensivePlan, graph),
            Quad(version, JPP.versionOf, work, graph),
            Quad(version, JPP.versionInForceOf, work, NamedNode(iris.graph("derived"))),
            Quad(version, JPP.curationLevel, NamedNode(f"{iris.ID}curation-level/{level}"), graph),
        ]
    for first, second in aligned:
        name = f"{ids[first - 1]}--{ids[second - 1]}"
        quads.append(
            Quad(
                NamedNode(f"{iris.ID}alignment/{name}"),
                RDF.type,
                SSSOM.MappingSet,
                NamedNode(f"{iris.GRAPH}align/{name}"),
            )
        )
    return quads


def sixty(folder: Path, *aligned: tuple[int, int]) -> Site:
    """A build of sixty plans."""
    made = SmallBuild(folder / "build", sixty_quads(*aligned))
    return Site(repos.find(ROOT), newest(made.out), "http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    ("aligned", "expected"),
    [
        ([], ("00030", "00032")),
        ([(3, 5)], ("00003", "00005")),
        ([(3, 5), (31, 34), (45, 32), (31, 32)], ("00032", "00045")),
        ([(31, 33)], ("00031", "00033")),
    ],
    ids=["nothing was compared", "one pair", "judged and comprehensive before others", "of two kinds"],
)
def test_among_sixty_plans_two_of_one_kind_that_were_compared_come_first(
    tmp_path: Path, aligned: list[tuple[int, int]], expected: tuple[str, str]
) -> None:
    many = sixty(tmp_path, *aligned)
    assert tuple(plan[:5] for plan in ids(chosen(many))) == expected
    assert chosen(many).parameters == {}


def test_a_plan_stands_beside_one_that_it_was_compared_with(tmp_path: Path) -> None:
    many = sixty(tmp_path, (45, 32), (32, 50))
    assert [plan[:5] for plan in ids(chosen(many, "00050-plan-1", least=2))] == ["00050", "00032"]
    assert [plan[:5] for plan in ids(chosen(many, "00001-plan-1", least=2))] == ["00001", "00032"]
