"""Every question, with the types that follow from subclasses and without: the answers are the same."""

from __future__ import annotations

from functools import cache

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import RDF, RDFS

from kgtool.build import store as stores
from kgtool.corpus import layout as repos
from kgtool.rdf import iris
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from tests import ROOT
from tests.queries import three_plans

REPO = repos.find(ROOT)
CATALOGUE = catalogue.catalogue(REPO)
TYPE, BELOW = NamedNode(RDF.type), NamedNode(RDFS.subClassOf)
ONTOLOGY = NamedNode("https://w3id.org/jp-plan/graph/ontology")

# What is asked of statements, not of plans: an inferred statement is one more.
ABOUT_STATEMENTS = {"statements-about", "statements-in-a-graph"}


@cache
def above() -> dict[NamedNode, frozenset[NamedNode]]:
    """Each class of the ontology, with the classes above it at any height."""
    direct: dict[NamedNode, set[NamedNode]] = {}
    for path in REPO.ontology:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if quad.predicate == BELOW:
                direct.setdefault(quad.subject, set()).add(quad.object)

    def closure(lower: NamedNode) -> set[NamedNode]:
        return set().union(*({higher, *closure(higher)} for higher in direct.get(lower, ())))

    return {lower: frozenset(closure(lower)) for lower in direct}


@cache
def store(inferring: bool) -> Store:
    """The three plans with the whole hierarchy of classes; where asked for, with what a reasoner adds to it."""
    made = Store()
    made.bulk_extend(three_plans.quads())
    made.extend(Quad(lower, BELOW, higher, ONTOLOGY) for lower, all_ in above().items() for higher in all_)
    if inferring:
        typed = list(made.quads_for_pattern(None, TYPE, None))
        made.extend(Quad(q.subject, TYPE, higher, q.graph_name) for q in typed for higher in above().get(q.object, ()))
        made.extend(Quad(each, BELOW, each, ONTOLOGY) for lower, all_ in above().items() for each in {lower, *all_})
    return made


def test_a_management_policy_is_inferred_to_be_a_goal_and_an_element() -> None:
    policies = {quad.subject for quad in three_plans.quads() if quad.object == NamedNode(f"{iris.NS}ManagementPolicy")}
    assert policies
    for policy in policies:
        types = {quad.object.value.split("#")[1] for quad in store(True).quads_for_pattern(policy, TYPE, None)}
        assert {"ManagementPolicy", "Goal", "PlanElement", "Entity"} <= types


@pytest.mark.parametrize("question", CATALOGUE, ids=lambda question: question.id)
def test_a_question_has_the_same_answer_where_an_endpoint_infers_types(question: Question) -> None:
    for given in three_plans.ways(question):
        text = three_plans.query(REPO, question, given).text
        stated, inferred = (stores.stream(store(inferring), text).collect().rows for inferring in (False, True))
        if question.id in ABOUT_STATEMENTS:
            assert stated != inferred, f"{question.id} no longer counts statements: take it out of ABOUT_STATEMENTS"
        else:
            assert stated == inferred, (
                f"{question.name} with {given}: a management policy is also a goal, a plan element and an entity where "
                "types are inferred; ask for the narrowest class, as docs/questions.md says"
            )
