"""What a name stands for: one resource, several, or none and then the nearest."""

from __future__ import annotations

import pytest

from kgtool.build import store
from kgtool.build.store import Build
from kgtool.rdf import iris
from kgtool.search import names
from kgtool.search.names import ELEMENT, PLAN, SDG_GOAL, TERM, THEME, THING, Resolver, ResourceKind

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
MEASURE = f"{iris.ID}{KIYOSE}/draft-2025-08-12/measure/3-331"


@pytest.fixture(scope="module")
def resolver(built: Build) -> Resolver:
    return store.resolver(built)


@pytest.mark.parametrize(
    ("kind", "text", "end"),
    [
        *(
            (PLAN, text, KIYOSE)
            for text in ("清瀬", "清瀬市", "きよせ", "キヨセシ", "KIYOSE", "Kiyose City", "13221", "132217")
        ),
        (PLAN, KODAIRA, KODAIRA),
        (PLAN, "第5次清瀬市長期総合計画", KIYOSE),
        (PLAN, "第５次 清瀬市長期総合計画", KIYOSE),
        *((THEME, text, "theme/child-rearing") for text in ("子育て", "子育て支援", "母子保健", "A1", "child rearing")),
        (THEME, "parenting support", "theme/child-rearing"),
        (SDG_GOAL, "1", "sdg/1"),
        (SDG_GOAL, "climate action", "sdg/13"),
        *(
            (ELEMENT, text, "measure/1-111")
            for text in ("1-111", "１－１１１", "施策1-111", "measure 1-111", "清瀬 1-111")
        ),
        *((ELEMENT, text, "as-received/measure/1") for text in ("方針1", "方針１", "小平の方針1", "Kodaira 方針1")),
        *((ELEMENT, text, "as-received/goal/2") for text in ("基本目標Ⅱ", "基本目標II", "基本目標2", "基本目標２")),
        (THING, "高齢者", "thing/older-people"),
        (TERM, "施策", "ns#Measure"),
    ],
)
def test_a_name_stands_for_one_resource(resolver: Resolver, kind: ResourceKind, text: str, end: str) -> None:
    one = resolver.resolve(text, kind).one
    assert one is not None
    assert one.iri.endswith(end)


def test_a_name_that_stands_for_several_lists_them_all(resolver: Resolver) -> None:
    found = resolver.resolve("子ども", THEME)
    assert found.one is None
    assert {"child-rearing", "child-protection"} <= {one.iri.rpartition("/")[2] for one in found.matches}
    assert all(any("子ども" in text for _, text in (*one.labels, *one.others)) for one in found.matches)


@pytest.mark.parametrize(
    ("text", "near"), [("theme:child-rering", "child-rearing"), ("公共交通機関", "public-transport")]
)
def test_a_name_of_nothing_gives_the_nearest(resolver: Resolver, text: str, near: str) -> None:
    found = resolver.resolve(text, THEME)
    assert found.matches == ()
    assert found.near[0].iri == iris.THEME + near


def test_of_few_resources_all_are_near(resolver: Resolver) -> None:
    found = resolver.resolve("多摩", PLAN)
    assert (found.matches, {one.plan for one in found.near}) == ((), {KIYOSE, KODAIRA})


def test_the_kind_of_the_example_is_taken_before_others_of_that_name(resolver: Resolver) -> None:
    """Many elements have the code 1; one goal has."""
    goals = names.kind_of(f"{iris.ID}{KODAIRA}/as-received/goal/2")
    assert goals
    one = resolver.resolve("1", goals).one
    assert one is not None
    assert one.iri.endswith("as-received/goal/1")
    assert len(resolver.resolve("1", ELEMENT).matches) > 1


def test_the_form_of_an_example_tells_its_kind() -> None:
    assert names.kind_of(iris.ID + KIYOSE) == PLAN
    assert names.kind_of(MEASURE) == ELEMENT._replace(preferred="Measure")
    assert names.kind_of(f"{MEASURE}/desired-state") == ELEMENT._replace(preferred="DesiredState")
    assert names.kind_of(iris.THEME + "safety") == THEME
    assert names.kind_of(iris.SDG + "13") == SDG_GOAL
    assert names.kind_of(iris.THING + "ict") == THING
    assert names.kind_of(iris.NS + "theme") == TERM
    assert names.kind_of("http://www.w3.org/2002/07/owl#Class") is None


def test_blanks_and_marks_alone_stand_for_nothing(resolver: Resolver) -> None:
    for text in ("", " ", "・", "-", "\u3000"):
        for kind in (PLAN, THEME, ELEMENT):
            assert resolver.resolve(text, kind).matches == ()


def test_an_iri_occurs_as_subject_predicate_object_or_graph(resolver: Resolver) -> None:
    for iri in (MEASURE, iris.NS + "partOf", iris.SDG + "13", f"{iris.graph('plan')}/{KIYOSE}"):
        assert resolver.occurs(iri)
    assert not resolver.occurs(f"{iris.ID}13221-kiyose-6")


def test_every_resource_is_found_by_each_of_its_labels(resolver: Resolver) -> None:
    for kind in (PLAN, THEME, SDG_GOAL, THING):
        for one in resolver.resources(kind):
            for _, label in one.labels:
                assert one in resolver.resolve(label, kind).matches, label
