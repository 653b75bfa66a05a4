"""What can be found: which resources have an entry, what is in it, and in which order a unit's entries come."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import NamedNode

from kgtool.build import search_index
from kgtool.build.store import Build
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.search import entries, index
from kgtool.search.entries import SearchEntry

KIYOSE = "13221-kiyose-5"


@pytest.fixture(scope="module")
def every(built: Build) -> list[SearchEntry]:
    return [SearchEntry.read(document) for document in index.documents(search_index.folder(built))]


def named(every: list[SearchEntry], label: str, kind: str) -> SearchEntry:
    return next(entry for entry in every if ("ja", label) in entry.names and entry.kind == kind)


def test_every_element_plan_theme_thing_question_and_term_has_one_entry(built: Build, every: list[SearchEntry]) -> None:
    kinds = Counter(entry.kind for entry in every)
    store = built.open()
    for kind in ("Measure", "Direction", "DesiredState", "PlanListing", "ComprehensivePlan", "Theme", "Actor", "Term"):
        typed = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, JPP[kind], None)}
        if kind in ("Actor", "Term"):  # a general concept is found by the things of cities that it gathers
            typed &= {quad.subject for quad in store.quads_for_pattern(None, JPP.surface, None, None)}
        assert kinds[kind] == len(typed), kind
    assert kinds["Municipality"] == 2
    assert kinds["Question"] > 50
    assert kinds["OntologyTerm"] > 50
    assert len({entry.iri for entry in every}) == len(every)
    assert all(entry.names for entry in every)


def test_an_element_says_what_it_is_called_and_about_what_it_names_and_where_it_stands(
    every: list[SearchEntry],
) -> None:
    element = named(every, "障害者(児)の支援", "Measure")
    assert (element.code, element.plan) == ("2-214", KIYOSE)
    assert element.above == iris.element(KIYOSE, "draft-2025-08-12", "goal/21")
    assert ("en", "Support for adults and children with disabilities") in element.names
    direction = named(every, "浸水対策を強化します", "Direction")
    assert [text[0] for text in direction.texts] == ["ja", "en"]
    assert "下水道・浸水対策" in [text for _, names in direction.themes for _, text in names]


def test_things_are_called_by_their_forms_in_the_text_too(every: list[SearchEntry]) -> None:
    assert ("", "本市") in named(every, "清瀬市", "Actor").names
    mentioning = [entry for entry in every if any(iri == iris.THING + "kiyose-city" for iri, _ in entry.mentions)]
    assert mentioning
    assert all(("", "本市") in dict(entry.mentions)[iris.THING + "kiyose-city"] for entry in mentioning)


def test_a_plan_is_found_by_its_municipality(every: list[SearchEntry]) -> None:
    plan = named(every, "第四次長期総合計画", "ComprehensivePlan")
    assert ("ja", "小平市") in [text for _, names in plan.mentions for text in names]


def test_elements_stand_as_in_the_text(every: list[SearchEntry], built: Build) -> None:
    store = built.open()
    from_text = []
    for entry in every:
        if entry.plan == KIYOSE and entry.rank == 3:
            node = NamedNode(entry.iri)
            spans = [
                iris.read_span(quad.object.value)
                for place in (JPP.statedAt, JPP.bodyAt)
                for quad in store.quads_for_pattern(node, place, None, None)
            ]
            from_text.append(min(span.start for span in spans if span))
    assert from_text == sorted(from_text)
    assert len(from_text) > 100


def test_an_entry_survives_being_written(every: list[SearchEntry]) -> None:
    for entry in every[::50]:
        assert SearchEntry.read(entry.document()) == entry


def test_a_unit_alone_gives_the_entries_that_the_build_holds(repo: Repo, every: list[SearchEntry]) -> None:
    shared = list(entries.entries(units.read_unit(repo, units.shared(repo))))
    assert {entry.kind for entry in shared} >= {"Theme", "Municipality", "OntologyTerm", "Actor"}
    assert set(shared) <= set(every)
    assert not list(entries.entries(units.read_unit(repo, units.units(repo)[-1])))
