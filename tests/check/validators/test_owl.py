"""Contradictions that the OWL reasoner finds (HermiT, on Java)."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from kgtool.check.validators import owl
from kgtool.corpus.input_file import InputFile
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import OWL
from tests import ROOT
from tests.check.small import PLAN, Small

pytestmark = pytest.mark.java
THING = "http://www.w3.org/2002/07/owl#Thing"
EX = "https://example.org/"
PETS = f"""
@prefix : <{EX}> .
@prefix jpp: <https://w3id.org/jp-plan/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Animal a owl:Class .
:Cat a owl:Class ; rdfs:subClassOf :Animal ; skos:closeMatch <https://example.com/Felis> .
:Dog a owl:Class ; rdfs:subClassOf :Animal .
:Fox a owl:Class ; rdfs:subClassOf :Animal .
[] a owl:AllDisjointClasses ; owl:members ( :Cat :Dog :Fox ) .
:age a owl:DatatypeProperty ; rdfs:range xsd:integer .
:born a owl:DatatypeProperty .
:tama a :Cat ; :age 3 .
"""


@pytest.fixture(autouse=True)
def needs_java() -> None:
    if owl.java() is None:
        pytest.skip("no Java runtime on this machine: HermiT cannot run")


def contradictions(more: str) -> list[str]:
    quads = parse(PETS + more, RdfFormat.TURTLE)
    return owl.contradictions([Statement(quad.subject, quad.predicate, quad.object) for quad in quads])


def test_what_the_reasoner_does_not_understand_is_left_out() -> None:
    refused = ':tama :born "2026-04-01"^^xsd:date, "2026"^^xsd:gYear, "三月"^^<https://example.org/month> .'
    for_the_shapes = ':tama :age "three"^^xsd:integer .'
    links_of_classes = ":tama skos:broader :Dog . :Dog skos:related :Cat ."
    assert contradictions(refused + for_the_shapes + links_of_classes) == []


def test_a_thing_of_two_disjoint_classes_is_a_contradiction() -> None:
    assert contradictions(":tama a :Dog .") == [THING]


def test_a_text_where_a_number_belongs_is_a_contradiction() -> None:
    assert contradictions(':tama :age "three" .') == [THING]


def test_a_class_below_two_disjoint_classes_can_have_no_member_whatever_it_is_linked_to() -> None:
    more = ":Chimera a owl:Class ; rdfs:subClassOf :Dog, :Fox ; skos:closeMatch <https://example.com/Chimaera> ."
    assert contradictions(more) == [f"{EX}Chimera"]


def test_ontology_and_data_do_not_contradict_each_other(small: Small) -> None:
    assert small.check(owl="required").findings == ()


def test_a_contradiction_becomes_a_finding_and_is_remembered(few: Small) -> None:
    few.edit(PLAN, "<measure/2-1> a jpp:Measure ;", "<measure/2-1> a jpp:Measure, jpp:Goal ;")
    first = few.check(owl="required", use_cache=True)
    (finding,) = (finding for finding in first.findings if finding.rule.kind == "owl")
    assert (finding.code, finding.severity, finding.focus) == ("OWL-inconsistent", "error", f"<{THING}>")
    assert few.check(owl="required", use_cache=True) == first


def test_words_wake_no_reasoner_and_kinds_do(few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    few.check(owl="required", use_cache=True)
    asked: list[int] = []
    monkeypatch.setattr(owl, "contradictions", lambda statements: asked.append(len(list(statements))) or [])
    few.edit(PLAN, "<measure/2-1> a jpp:Measure ;", '<measure/2-1> skos:altLabel "別の呼び名"@ja ; a jpp:Measure ;')
    few.check(owl="required", use_cache=True)
    few.edit(PLAN, "別の呼び名", "また別の呼び名")
    few.check(owl="required", use_cache=True)
    assert len(asked) == 1  # that it has another name at all may mean something, which name does not
    few.edit(PLAN, '呼び名"@ja ; a jpp:Measure ;', '呼び名"@ja ; a jpp:Measure, jpp:Goal ;')
    few.check(owl="required", use_cache=True)
    assert len(asked) == 2


def test_no_axiom_limits_free_texts() -> None:
    axioms = [line for path in (ROOT / "ontology").glob("*.ttl") for line in InputFile(path, path.name).statements]
    limiting = {OWL.FunctionalProperty, OWL.hasValue, OWL.hasKey, OWL.oneOf, OWL.onProperty}
    limited = {s.subject for s in axioms if s.object in limiting} | {
        s.object for s in axioms if s.predicate in limiting
    }
    assert owl.FREE_TEXT.isdisjoint(limited)


def test_an_empty_class_becomes_a_finding_at_its_declaration(few: Small) -> None:
    declared = "jpp:Pilot a owl:Class ; rdfs:subClassOf jpp:Goal, jpp:Measure .\n"
    core = few.root / "ontology" / "core.ttl"
    line = core.read_text("utf-8").count("\n") + 1
    core.write_text(core.read_text("utf-8") + declared, "utf-8")
    (finding,) = (finding for finding in few.check(owl="required").findings if finding.rule.kind == "owl")
    assert (finding.code, finding.severity) == ("OWL-unsatisfiable", "error")
    assert str(finding.location.place) == f"ontology/core.ttl:{line}:1"
