"""What an outline looks like as triples, on the third plan."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS, XSD, Namespace
from tests.third_plan import ThirdPlan

HERE = iris.ID + "99999-hinata-2/adopted"
TEXT = iris.TEXT + "99999-hinata-2/adopted"
Term = NamedNode | Literal
Graph = dict[str, dict[NamedNode, set[Term]]]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> ThirdPlan:
    return ThirdPlan(tmp_path_factory.mktemp("triples") / "repo")


@pytest.fixture(scope="module")
def graph(plan: ThirdPlan) -> Graph:
    """The plan's graph: subject → predicate → objects."""
    found: Graph = {}
    for quad in parse(plan.extract().turtle, RdfFormat.TURTLE):
        found.setdefault(quad.subject.value, {}).setdefault(quad.predicate, set()).add(quad.object)
    return found


def here(path: str) -> NamedNode:
    return NamedNode(f"{HERE}/{path}")


def span(start: int, end: int) -> NamedNode:
    return NamedNode(f"{TEXT}#char={start},{end}")


def number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def local_type(name: str) -> NamedNode:
    return NamedNode(f"{iris.ID}99999-hinata-2/local-type/{name}")


def test_an_element_says_what_where_and_under_what_it_is(graph: Graph) -> None:
    assert graph[f"{HERE}/goal/1/desired-state"] == {
        RDF.type: {JPP.DesiredState},
        JPP.inVersion: {NamedNode(HERE)},
        JPP.order: {number(1)},
        JPP.partOf: {here("goal/1")},
        JPP.desiredStateOf: {here("goal/1")},
        JPP.localType: {local_type("image")},
        JPP.statedAt: {span(165, 187)},
        JPP.targetYear: {number(2036)},
        RDFS.label: {Literal("目標像", language="ja")},
    }


def test_an_element_carries_its_code_its_cells_and_its_mentions(graph: Graph) -> None:
    measure = graph[f"{HERE}/measure/B-1"]
    assert measure[SKOS.notation] == {Literal("B-1")}
    assert measure[JPP.contributesTo] == {Namespace(iris.SDG)["15"]}
    assert measure[JPP.mentions] == {NamedNode(iris.THING + "hinata-forest-care")}


def test_heading_and_body_have_their_own_spans_where_both_are_stated(graph: Graph, plan: ThirdPlan) -> None:
    text = plan.text.read_text(encoding="utf-8")
    stance = graph[f"{HERE}/principle/2"]
    (stated,), (body,) = stance[JPP.statedAt], stance[JPP.bodyAt]
    assert text[slice(*iris.read_span(stated.value)[1:])].startswith("◆長く使う\n建てる前に")
    assert text[slice(*iris.read_span(body.value)[1:])].startswith("建てる前に")


def test_a_heading_printed_again_is_stated_again(graph: Graph) -> None:
    assert graph[f"{HERE}/goal/1"][JPP.restatedAt] == {span(525, 529)}


def test_a_listed_plan_is_part_of_nothing(graph: Graph) -> None:
    listed = graph[f"{HERE}/sectoral-plan/1"]
    assert JPP.partOf not in listed
    assert listed[JPP.listedUnder] == {here("goal/1")}
    assert (listed[JPP.decidedInFiscalYear], listed[JPP.startFiscalYear]) == ({number(2025)}, {number(2026)})


def test_a_gap_says_what_is_missing_why_and_where(graph: Graph) -> None:
    assert graph[f"{HERE}/sectoral-plan/2/gap/startFiscalYear"] == {
        RDF.type: {JPP.InformationGap},
        JPP.gapIn: {here("sectoral-plan/2")},
        JPP.gapProperty: {JPP.startFiscalYear},
        JPP.gapReason: {NamedNode(iris.ID + "gap-reason/dash-in-table")},
        JPP.statedAt: {span(590, 591)},
    }
    assert graph[f"{HERE}/goal/2/measure/2/gap/notation"][JPP.gapProperty] == {SKOS.notation}
    assert graph[f"{HERE}/gap/targetPopulation"][JPP.gapIn] == {NamedNode(HERE)}


def test_a_value_and_its_gap_never_stand_together(graph: Graph) -> None:
    for node in graph.values():
        for missing in node.get(JPP.gapIn, ()):
            (lost,) = node[JPP.gapProperty]
            assert lost not in graph.get(missing.value, {})


def test_a_repair_says_what_was_printed_and_how_it_is_read(graph: Graph) -> None:
    assert graph[f"{HERE}/repair/4"] == {
        RDF.type: {JPP.Repair},
        JPP.repairKind: {NamedNode(iris.ID + "repair-kind/misread-character")},
        JPP.inVersion: {NamedNode(HERE)},
        JPP.repairOf: {here("goal/2")},
        JPP.statedAt: {span(365, 366)},
        JPP.printed: {Literal("氷")},
        JPP.readAs: {Literal("水")},
        RDFS.comment: {
            Literal("一画多く読まれている。40行目は「湧き水」と印字している。", language="ja"),
            Literal("One stroke too many: line 40 prints the character as it should be.", language="en"),
        },
    }


def test_a_marked_cell_is_a_contribution_with_the_cell_as_evidence(graph: Graph) -> None:
    assert graph[f"{HERE}/measure/A-1/contribution/4"] == {
        RDF.type: {JPP.Contribution},
        OA.hasTarget: {here("measure/A-1")},
        OA.hasBody: {Namespace(iris.SDG)["4"]},
        JPP.statedAt: {span(622, 623)},
    }


def test_a_mention_points_at_every_place_inside_its_element(graph: Graph) -> None:
    assert graph[f"{HERE}/measure/A-2/direction/1/mention/library"] == {
        RDF.type: {JPP.Mention},
        OA.hasBody: {NamedNode(iris.THING + "library")},
        OA.hasTarget: {span(326, 330)},
    }


def test_facts_are_said_of_the_version_that_states_them(graph: Graph) -> None:
    assert iris.ID + "99999-hinata-2" not in graph
    assert (graph[HERE][JPP.startFiscalYear], graph[HERE][JPP.endFiscalYear]) == ({number(2027)}, {number(2036)})
    assert span(19, 34) in graph[HERE][JPP.statedAt]
    assert graph[HERE][JPP.asOf] == {Literal("2027-03-05", datatype=XSD.date)}


def test_a_local_type_has_the_citys_word_and_ours(graph: Graph) -> None:
    assert graph[local_type("policy").value] == {
        RDF.type: {JPP.LocalType},
        SKOS.prefLabel: {Literal("政策", language="ja"), Literal("Policy", language="en")},
        JPP.depth: {number(2)},
    }


def test_a_span_knows_its_lines_and_the_hash_of_its_text(graph: Graph) -> None:
    assert graph[span(80, 117).value] == {
        RDF.type: {JPP.SourceSpan},
        OA.hasSource: {NamedNode(TEXT)},
        OA.hasSelector: {NamedNode(f"{TEXT}#position=80,117")},
        JPP.firstLine: {number(8)},
        JPP.lastLine: {number(11)},
        JPP.spanSha256: {
            Literal(
                hashlib.sha256(
                    "◆長く使う\n建てる前に直し方を決め、\n― 2 ―\n百年先の人へ手渡します。".encode()
                ).hexdigest()
            )
        },
    }
    assert graph[f"{TEXT}#position=80,117"] == {
        RDF.type: {OA.TextPositionSelector},
        OA.start: {number(80)},
        OA.end: {number(117)},
    }


def test_what_curation_cites_is_a_span_too(graph: Graph) -> None:
    assert graph[span(165, 171).value][JPP.firstLine] == {number(17)}


def test_everything_stated_is_a_span_of_the_graph(graph: Graph) -> None:
    for node in graph.values():
        for predicate in (JPP.statedAt, JPP.bodyAt, JPP.restatedAt):
            for place in node.get(predicate, ()):
                assert JPP.spanSha256 in graph[place.value]


def test_the_plans_sentences_stay_out(graph: Graph, plan: ThirdPlan) -> None:
    sentences = ["決める前に、住む人へたずねます", "百年先の人へ手渡します", "蛍がもどっている"]
    said = [term.value for node in graph.values() for terms in node.values() for term in terms]
    assert not [text for text in said for sentence in sentences if sentence in text]
    assert not [node for node in graph.values() if DCTERMS.abstract in node or JPP.text in node]


def test_a_value_read_as_text_stays_text(tmp_path: Path) -> None:
    third = ThirdPlan(tmp_path / "repo")
    third.edit(third.profile, 'group = "target", read_as = "fiscal-year"', 'group = "span", read_as = "text"')
    third.edit(third.text, "どの小川にも蛍がもどっている。", "0012")
    assert 'jpp:targetYear "0012"' in third.extract().turtle.decode()


def test_a_gap_of_the_plan_is_not_the_gap_of_its_version(tmp_path: Path) -> None:
    third = ThirdPlan(tmp_path / "repo")
    declared = '[[gap]]\nof = "version"\nproperty = "targetPopulation"\nreason = "not-stated"\n'
    third.edit(third.profile, declared, declared + declared.replace("version", "plan"))
    content = third.extract().turtle.decode()
    assert content.count("a jpp:InformationGap") == 6
    assert "<gap/targetPopulation> a jpp:InformationGap ;\n    jpp:gapIn id:99999-hinata-2\\/adopted" in content
    assert "<plan/gap/targetPopulation> a jpp:InformationGap ;\n    jpp:gapIn id:99999-hinata-2 ;" in content


def test_a_date_is_a_date_whatever_property_it_is_the_value_of(tmp_path: Path) -> None:
    third = ThirdPlan(tmp_path / "repo")
    third.edit(third.profile, "values.asOf", "values.decidedOn")
    assert 'jpp:decidedOn "2027-03-05"^^xsd:date' in third.extract().turtle.decode()
