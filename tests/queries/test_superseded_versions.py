"""A version that was superseded is there, and no question counts it beside the one in force."""

from __future__ import annotations

from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kgtool.build import store as stores
from kgtool.corpus import layout
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, PROV
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from tests import ROOT
from tests.queries import three_plans

REPO = layout.find(ROOT)
QUESTIONS = catalogue.catalogue(REPO)
PLAN, IN_FORCE, BEFORE = "99991-aoba-1", "draft", "draft-of-spring"
ABOUT_VERSIONS = {
    "controlled-concepts": "counts in how many statements a concept is used, whatever they are about",
    "source-documents": "lists the documents of every version",
    "statements-in-a-graph": "lists statements",
    "versions-and-sources": "lists every version",
    "what-became-of-elements": "asks what became of the elements of earlier versions",
}
"""Questions whose answer a superseded version belongs to, with the reason."""


def _earlier(term: NamedNode | Literal) -> NamedNode | Literal:
    """A node of the version in force as the version before has it."""
    if not isinstance(term, NamedNode):
        return term
    for base in (iris.ID, iris.TEXT):
        start = f"{base}{PLAN}/{IN_FORCE}"
        if term.value == start or term.value.startswith((f"{start}/", f"{start}#")):
            return NamedNode(f"{base}{PLAN}/{BEFORE}{term.value.removeprefix(start)}")
    return term


@cache
def both() -> Store:
    """The three plans, one of them with a version before that says the same of elements of its own."""
    made = Store()
    made.bulk_extend(three_plans.quads())
    for quad in three_plans.quads():
        subject = _earlier(quad.subject)
        if subject != quad.subject and quad.predicate != JPP.versionInForceOf:
            made.add(Quad(subject, quad.predicate, _earlier(quad.object), quad.graph_name))
    version = NamedNode(iris.element(PLAN, IN_FORCE))
    made.add(Quad(version, PROV.wasRevisionOf, _earlier(version), NamedNode(iris.graph("plan", PLAN))))
    return made


def test_the_version_before_is_there_whole() -> None:
    counts = [
        len(list(both().quads_for_pattern(None, JPP.inVersion, NamedNode(iris.element(PLAN, name)), None)))
        for name in (IN_FORCE, BEFORE)
    ]
    assert counts[0] == counts[1] > 20


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_no_question_counts_a_superseded_version(question: Question) -> None:
    for given in three_plans.ways(question):
        text = three_plans.query(REPO, question, given).text
        alone, beside = (stores.stream(store, text).collect() for store in (three_plans.store(), both()))
        assert question.id in ABOUT_VERSIONS or beside == alone


def test_what_is_about_versions_is_a_question() -> None:
    assert set(ABOUT_VERSIONS) <= {question.id for question in QUESTIONS}
