"""The report as a SHACL validation report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report.formats import turtle
from kgtool.rdf import iris
from tests.check.report import examples

REPORTS = (examples.nasty(), examples.clear(), examples.nothing(), examples.one(), examples.many(60))
ONE = (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)


def read(report: Report, lang: str = "ja") -> Graph:
    return Graph().parse(data=turtle.render(report, lang), format="turtle")


def results(graph: Graph) -> list[Node]:
    return list(graph.objects(graph.value(predicate=RDF.type, object=SH.ValidationReport), SH.result))


def result_of(finding: Finding) -> tuple[Graph, Node]:
    graph = read(Report(findings=(finding,), rules=()))
    return graph, results(graph)[0]


@pytest.mark.parametrize("report", REPORTS)
def test_one_report_with_a_result_for_each_finding(report: Report) -> None:
    graph = read(report)
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal(not report.findings)
    assert len(results(graph)) == len(report.findings)
    assert set(graph.subjects(RDF.type, SH.ValidationResult)) == set(results(graph))


@pytest.mark.parametrize("report", REPORTS)
def test_every_result_has_what_shacl_demands(report: Report) -> None:
    graph = read(report)
    for result in results(graph):
        for predicate in ONE:
            assert len(list(graph.objects(result, predicate))) == 1
        for predicate in (SH.value, SH.resultPath):
            assert len(list(graph.objects(result, predicate))) <= 1
        assert {message.language for message in graph.objects(result, SH.resultMessage)} == {"ja", "en"}


def test_terms_come_back_as_they_were() -> None:
    graph, result = result_of(examples.SCRIPT)
    assert graph.value(result, SH.focusNode) == URIRef(examples.SCRIPT.focus.strip("<>"))
    assert graph.value(result, SH.resultPath) == URIRef(examples.LABEL.strip("<>"))
    value = graph.value(result, SH.value)
    assert isinstance(value, Literal)
    assert value.language == "ja"
    assert value.startswith('<script>alert("1 & 2")</script> | `x`')
    assert "\n\0\x1b[31m" in value
    assert graph.value(result, SH.sourceShape) == URIRef(iris.SHAPES + "duplicate-label")
    assert graph.value(result, SH.sourceConstraintComponent) == URIRef(iris.SHAPES + "query-rule")
    assert graph.value(result, SH.resultSeverity) == SH.Warning


def test_a_path_that_is_no_iri_is_left_out() -> None:
    graph, result = result_of(examples.TURNED)
    assert graph.value(result, SH.resultPath) is None


def test_a_finding_about_a_file_has_the_file_as_focus() -> None:
    graph, result = result_of(examples.FILE)
    assert graph.value(result, SH.focusNode) == Literal("ontology/core.ttl")


def test_what_is_no_term_is_kept_as_a_string() -> None:
    graph, result = result_of(examples.NOWHERE)
    assert graph.value(result, SH.focusNode) == Literal("not a term")
    assert graph.value(result, SH.value) == Literal("also <not>")


def test_the_language_changes_nothing() -> None:
    assert turtle.render(examples.nasty(), "ja") == turtle.render(examples.nasty(), "en")
    assert isomorphic(read(examples.nasty()), read(examples.nasty(), "en"))


@given(st.text(), st.text())
def test_any_text_gives_turtle(label: str, value: str) -> None:
    finding = Finding(examples.LABELS, "info", Location("a.ttl"), value, label, value, label=Text(label, value))
    graph, result = result_of(finding)
    messages = {message.language: str(message) for message in graph.objects(result, SH.resultMessage)}
    assert messages == {lang: finding.message(lang) for lang in ("ja", "en")}
