"""Judgements between two plans: the same from either side, with the direction of the relation turned."""

from __future__ import annotations

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import SKOS
from kgtool.web.models import correspondences
from kgtool.web.models.plans import Plan, read
from kgtool.web.models.view import View
from kgtool.web.site import Site

TURNED = {"first-broader": "second-broader", "second-broader": "first-broader"}
MEASURE = iris.element("13221-kiyose-5", "draft-2025-08-12", "measure/1-111")


@pytest.fixture(scope="module")
def view(repo: Repo, built: Build) -> View:
    return Site(repo, built, "http://127.0.0.1:8000/").view("ja")


@pytest.fixture(scope="module")
def plans(view: View) -> tuple[Plan, Plan]:
    return read(view, iris.element("13221-kiyose-5")), read(view, iris.element("13211-kodaira-4"))


def test_both_sides_tell_the_same_judgements_with_the_relation_turned(view: View, plans: tuple[Plan, Plan]) -> None:
    forth = correspondences.between(view, *plans)
    back = {judgement.iri: judgement for judgement in correspondences.between(view, *reversed(plans))}
    assert len(forth) == len(back) > 100
    for judgement in forth:
        other = back[judgement.iri]
        assert (other.first, other.second) == (judgement.second, judgement.first)
        assert other.relation == TURNED.get(judgement.relation, judgement.relation)
        assert other.confidence == judgement.confidence


def test_a_broad_match_says_that_the_object_is_broader() -> None:
    assert correspondences.relation(SKOS.broadMatch.value, "a", "b") == "second-broader"
    assert correspondences.relation(SKOS.broadMatch.value, "a", "b", turned=True) == "first-broader"
    assert correspondences.relation(SKOS.relatedMatch.value, "a", correspondences.NONE) == "none"
    assert correspondences.relation(SKOS.closeMatch.value, correspondences.NONE, "a") == "none-close"


def test_those_about_some_elements_are_those_that_name_one_of_them(view: View, plans: tuple[Plan, Plan]) -> None:
    every = correspondences.between(view, *plans)
    about = correspondences.between(view, *plans, [MEASURE])
    assert about == [judgement for judgement in every if MEASURE in (judgement.first, judgement.second)]
    assert about


def test_a_missing_counterpart_is_an_empty_end(view: View, plans: tuple[Plan, Plan]) -> None:
    missing = [
        judgement
        for judgement in correspondences.between(view, *plans)
        if judgement.relation in correspondences.ABSENCES
    ]
    assert missing
    assert all((not judgement.first) != (not judgement.second) for judgement in missing)


def test_judgements_about_another_version_do_not_count(view: View, plans: tuple[Plan, Plan]) -> None:
    adopted = plans[0]._replace(version=f"{plans[0].iri}/adopted")
    found = correspondences.between(view, adopted, plans[1])
    assert all(not judgement.first for judgement in found)


def test_an_element_without_a_code_is_found_by_that_of_its_measure(view: View) -> None:
    assert correspondences.code_above(view, f"{MEASURE}/desired-state") == "1-111"
    assert correspondences.code_above(view, MEASURE) == ""
