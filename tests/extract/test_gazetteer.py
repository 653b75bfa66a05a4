"""Which names a plan's text is searched for: what any city has, unless the plan's folder has its own; its governments."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.corpus.layout import Repo
from kgtool.extract import gazetteer
from kgtool.rdf import iris

TOWN, OTHER = "22208-ito-5", "99001-minami-1"
THINGS = f"""\
@prefix id: <{iris.ID}> .
@prefix jpp: <{iris.NS}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix thing: <{iris.THING}> .
"""


@pytest.fixture
def towns(repo: Repo, tmp_path: Path) -> Repo:
    """Two plan folders beside the reference data that kgtool carries; the first has things of its own."""
    for plan in (TOWN, OTHER):
        (tmp_path / "data" / plan).mkdir(parents=True)
    (tmp_path / "data" / TOWN / "things.ttl").write_text(
        THINGS
        + f"""
thing:ito-police a jpp:Actor ; skos:broader thing:police ; jpp:surface "警察", "伊東警察署" ; jpp:usedIn id:{TOWN} .
thing:ito-hall a jpp:Facility ; jpp:surface "わかば会館" ; jpp:guard "わかば会館前" .
thing:ito-nursery a jpp:Facility ; jpp:surface "保育園" .
""",
        "utf-8",
    )
    return Repo(tmp_path, repo.share)


def found(repo: Repo, plan: str, text: str) -> list[tuple[str, str]]:
    return [(text[a:b], thing.removeprefix(iris.THING)) for a, b, thing in gazetteer.read(repo, plan).find(text)]


def test_what_any_city_has_is_found_in_every_plan_unless_the_folder_has_its_own(towns: Repo) -> None:
    text = "警察とわかば会館、わかば会館前、保育園、保育所"
    assert found(towns, TOWN, text) == [
        ("警察", "ito-police"),
        ("わかば会館", "ito-hall"),
        ("保育園", "ito-nursery"),
        ("保育所", "nurseries"),
    ]
    assert found(towns, OTHER, text) == [("警察", "police"), ("保育園", "nurseries"), ("保育所", "nurseries")]


def test_the_municipality_and_its_prefecture_are_found_by_their_names(towns: Repo) -> None:
    assert found(towns, TOWN, "伊東市と静岡県") == [
        ("伊東市", "municipal-government"),
        ("静岡県", "prefectural-government"),
    ]
    assert ("伊東市", "municipal-government") not in found(towns, OTHER, "伊東市")


@pytest.mark.parametrize(
    "said", ['thing:ito-x jpp:surface "　" .', '<https://example.org/x> jpp:surface "港" .'], ids=["blank", "foreign"]
)
def test_a_name_that_nothing_can_be_found_by_is_refused_with_its_file(towns: Repo, said: str) -> None:
    path = towns.root / "data" / TOWN / "things.ttl"
    path.write_text(THINGS + said, "utf-8")
    with pytest.raises(InputError) as error:
        gazetteer.read(towns, TOWN)
    assert error.value.code == "surface"
    assert str(error.value.place).startswith(f"data/{TOWN}/things.ttl")
