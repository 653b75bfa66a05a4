"""Any Turtle is held to any shapes, outside a plan repository, and what is found is told in the shapes' own words."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, BNode, Graph, Namespace
from rdflib.term import Node

from kgtool.check import report
from kgtool.check.terms import ntriples
from tests import ROOT
from tests.command_line import Outcome

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::UserWarning:rdflib")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/ns#> .

ex:TownShape a sh:NodeShape ;
    sh:targetClass ex:Town ;
    sh:property ex:TownShape-name ,
        [ sh:path ex:founded ; sh:datatype xsd:gYear ; sh:maxCount 1 ; sh:severity sh:Warning ] ,
        [ sh:path ( ex:mayor ex:name ) ; sh:nodeKind sh:Literal ; sh:name "町長の名前"@ja , "Name of the mayor"@en ] ,
        [ sh:path ex:founded ; sh:pattern "^1" ] ;
    sh:sparql [ sh:message "twin of itself: {?value}"@en , "自分と姉妹都市です"@ja ;
        sh:prefixes ex:TownShape ;
        sh:select "SELECT $this ?value WHERE { $this <https://example.org/ns#twin> ?value . FILTER (?value = $this) }" ] .

ex:TownShape-name sh:path ex:name ; sh:minCount 1 ;
    sh:name "町の名"@ja , "Name of the town"@en ;
    sh:description "Names are how people find a town."@en ;
    sh:message "町に名前がありません。"@ja , "The town has no name."@en .
"""
DATA = """\
@prefix ex: <https://example.org/ns#> .

<a> a ex:Town ; ex:name "A" ;
    ex:founded "soon" ;
    ex:mayor [ ex:name <b> ] .
<b> a ex:Town ; ex:twin <b> .
[] a ex:Town ; ex:founded 1 , 2 .
"""
ONE, TWO = (f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer>' for n in (1, 2))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


Kgtool = Callable[..., Outcome]
ENGINES = pytest.mark.parametrize("engine", ["fast", "pyshacl"])


def found(kgtool: Kgtool, engine: str, *more: str) -> dict[tuple[str, int, int], tuple[str, str]]:
    """The message and the severity of each finding, by code, line and column."""
    done = kgtool(
        "--lang", "en", "check", "--shapes", "shapes.ttl", "data.ttl", "--engine", engine, "-f", "json", *more
    )
    assert done.code == 1, done.err
    made = json.loads(done.out)["findings"]
    places = [(f["code"], f["location"]["line"], f["location"]["column"]) for f in made]
    assert {f["location"]["file"] for f in made} == {"data.ttl"}
    return {at: (f["message"]["en"], f["severity"]) for at, f in zip(places, made, strict=True)}


@ENGINES
def test_a_finding_has_the_message_name_severity_path_and_line_of_its_shape(
    here: Path, kgtool: Kgtool, engine: str
) -> None:
    base = here.as_uri()
    assert found(kgtool, engine) == {
        ("TownShape-founded", 4, 16): (
            f'ex:founded: is no value of the datatype xsd:gYear. ({base}/a "soon")', "warning"),
        ("TownShape-founded-2", 4, 16): (f'ex:founded: does not match the pattern ^1. ({base}/a "soon")', "error"),
        ("TownShape-mayor-name", 3, 1): (f"ex:mayor/ex:name: is not of the kind sh:Literal. ({base}/a <{base}/b>)", "error"),
        ("TownShape-name", 6, 1): (f"The town has no name. ({base}/b)", "error"),
        ("TownShape", 6, 1): (f"twin of itself: {base}/b ({base}/b <{base}/b>)", "error"),
        ("TownShape-name", 7, 1): ("The town has no name. ([])", "error"),
        ("TownShape-founded", 7, 16): (
            "ex:founded: has too many values: at most 1. ([])", "warning"),
        ("TownShape-founded", 7, 27): (f"ex:founded: is no value of the datatype xsd:gYear. ([] {ONE})", "warning"),
        ("TownShape-founded", 7, 31): (f"ex:founded: is no value of the datatype xsd:gYear. ([] {TWO})", "warning"),
        ("TownShape-founded-2", 7, 31): (f"ex:founded: does not match the pattern ^1. ([] {TWO})", "error"),
    }  # fmt: skip


@ENGINES
def test_texts_are_in_both_languages_and_the_shapes_line_is_told(here: Path, kgtool: Kgtool, engine: str) -> None:
    done = kgtool("--lang", "ja", "check", "--shapes", "shapes.ttl", "data.ttl", "--engine", engine)
    lines = done.out.splitlines()
    (twin,) = (n for n, line in enumerate(lines) if "TownShape 自分と姉妹都市です" in line)
    assert lines[twin].startswith("data.ttl:6:1: error")
    assert lines[twin + 1].endswith("shapes.ttl:5")
    (name,) = (n for n, line in enumerate(lines) if line.startswith("data.ttl:6:1: error TownShape-name"))
    assert lines[name + 1].endswith("shapes.ttl:15")
    (mayor,) = (n for n, line in enumerate(lines) if "TownShape-mayor-name" in line and line.startswith("data"))
    assert lines[mayor + 1].endswith("shapes.ttl:9")
    assert any("町長の名前" in line for line in lines)


@pytest.mark.parametrize("format_", sorted(report.FORMATS))
def test_every_format_of_reports_is_written_and_ends_with_one(here: Path, kgtool: Kgtool, format_: str) -> None:
    done = kgtool("check", "--shapes", "shapes.ttl", "data.ttl", "--format", format_)
    assert done.code == 1
    assert "TownShape-name" in done.out


def test_clean_data_ends_with_zero_and_counts_the_rules(here: Path, kgtool: Kgtool) -> None:
    (here / "data.ttl").write_text('<a> a <https://example.org/ns#Town> ; <https://example.org/ns#name> "A" .', "utf-8")
    done = kgtool("--lang", "en", "check", "--shapes", "shapes.ttl", "data.ttl")
    assert (done.code, done.out) == (0, "All clear: nothing to mend (1 file, 5 rules).\n")


def test_a_folder_stands_for_its_turtle_files_and_files_are_looked_at_together(here: Path, kgtool: Kgtool) -> None:
    (here / "towns").mkdir()
    (here / "towns" / "a.ttl").write_text("<urn:a> a <https://example.org/ns#Town> .", "utf-8")
    (here / "towns" / "b.nt").write_text('<urn:a> <https://example.org/ns#name> "A" .\n', "utf-8")
    assert kgtool("check", "--shapes", "shapes.ttl", "towns/a.ttl").code == 1
    assert kgtool("check", "--shapes", "shapes.ttl", "towns").code == 0


def test_what_is_known_is_left_out_by_a_baseline(here: Path, kgtool: Kgtool) -> None:
    known = ("check", "--shapes", "shapes.ttl", "data.ttl")
    assert kgtool(*known, "--write-baseline", "known.json").code == 0
    assert kgtool(*known, "--baseline", "known.json").code == 0
    (here / "data.ttl").write_text(DATA + "\n<c> a ex:Town .\n", "utf-8")
    done = kgtool(*known, "--baseline", "known.json", "--format", "json")
    assert [finding["location"]["line"] for finding in json.loads(done.out)["findings"]] == [9]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--shapes", "shapes.ttl"), "option", "name the Turtle files"),
        (("--shapes", "shapes.ttl", "data.ttl", "--since", "HEAD"), "option", "--since"),
        (("--shapes", "shapes.ttl", "data.ttl", "--rules"), "option", "--rules"),
        (("--shapes", "nowhere.ttl", "data.ttl"), "file-missing", "nowhere.ttl"),
        (("--shapes", "shapes.ttl", "empty"), "nothing-to-check", "empty"),
        (("--shapes", "broken.ttl", "data.ttl"), "turtle-syntax", "broken.ttl:1"),
        (("--shapes", "wrong.ttl", "data.ttl", "--engine", "pyshacl"), "shapes-broken", "pyshacl"),
    ],
)
def test_what_cannot_be_looked_at_ends_with_two(
    here: Path, kgtool: Kgtool, arguments: tuple[str, ...], code: str, says: str
) -> None:
    (here / "empty").mkdir()
    (here / "broken.ttl").write_text("<a> <b> .\n", "utf-8")
    (here / "wrong.ttl").write_text(
        SHAPES.replace("sh:nodeKind sh:Literal", "sh:nodeKind sh:IRI , sh:Literal"), "utf-8"
    )
    done = kgtool("--lang", "en", "check", *arguments)
    assert done.code == 2
    assert f"[{code}]" in done.err
    assert says in done.err


def test_what_no_engine_evaluates_is_named(here: Path, kgtool: Kgtool) -> None:
    with (here / "shapes.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "ex:TownShape sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object 1 ] .\n"
        )
    done = kgtool("--lang", "en", "check", "--shapes", "shapes.ttl", "data.ttl")
    assert (done.out + done.err).count("sh:rule is left out (SHACL Advanced Features)") == 1


def test_engines_that_differ_are_an_error_of_their_own(here: Path, kgtool: Kgtool) -> None:
    xsd = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n" + xsd
    (here / "shapes.ttl").write_text(
        f"{shapes}<s> sh:targetSubjectsOf <p> ; sh:path <p> ; sh:datatype xsd:date ; sh:severity sh:Info .\n", "utf-8"
    )
    (here / "data.ttl").write_text(
        f'{xsd}<a> <p> "0000-01-01"^^xsd:date .\n', "utf-8"
    )  # the Python of pySHACL has no year 0
    assert kgtool("check", "--shapes", "shapes.ttl", "data.ttl", "--engine", "fast").code == 0
    assert kgtool("check", "--shapes", "shapes.ttl", "data.ttl", "--engine", "pyshacl").code == 0
    done = kgtool("--lang", "en", "check", "--shapes", "shapes.ttl", "data.ttl", "--engine", "both", "-f", "json")
    assert done.code == 1
    found = {(f["code"], f["severity"], f["location"]["line"]) for f in json.loads(done.out)["findings"]}
    assert found == {("s", "info", 2), ("engines-differ", "error", 2)}


PUBLIC = Path(os.environ.get("KGTOOL_SOURCES", "")).resolve().parent / "shapes-public"
THERE = bool(os.environ.get("KGTOOL_SOURCES")) and PUBLIC.is_dir()
MADE = ROOT / "tests" / "fixtures" / "shapes"
"""Shapes that LinkML made from a schema."""
COLLECTIONS = [
    ("person.shacl.ttl", "person.ttl"),
    ("dcatap201.ttl", "ex-ms_catalogue.ttl"),
    ("dcatap201.ttl", "ex-bees_wasps_dataset.ttl"),
    ("dcatap201.ttl", "ex-ms_dataset.ttl"),
    ("dcatap3.ttl", "ex-ms_catalogue.ttl"),
    ("dcatap3.ttl", "ex-bees_wasps_dataset.ttl"),
    ("dcatap3.ttl", "ex-ms_dataset.ttl"),
    ("shacl-shacl.ttl", "dcatap201.ttl"),
    ("shacl-shacl.ttl", "dcatap3.ttl"),
    ("shacl-shacl.ttl", "shacl-shacl.ttl"),
]
COMPARED = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)


def results(graph: Graph) -> Counter[frozenset[tuple[Node, str]]]:
    """The results of a validation report; blank nodes by being some."""
    return Counter(
        frozenset((p, "" if isinstance(o, BNode) else ntriples(o)) for p in COMPARED for o in graph.objects(result, p))
        for result in graph.subjects(RDF.type, SH.ValidationResult)
    )


@ENGINES
@pytest.mark.parametrize(("shapes", "data"), COLLECTIONS)
def test_public_shapes_find_what_plain_pyshacl_finds_each_with_a_line_and_a_message(
    shapes: str, data: str, engine: str, kgtool: Kgtool
) -> None:
    folder = MADE if (MADE / data).exists() else PUBLIC
    if folder == PUBLIC and not THERE:
        pytest.skip("the public shapes are not beside KGTOOL_SOURCES")
    graphs = [Graph().parse(folder / name, publicID=(folder / name).as_uri()) for name in (data, shapes)]
    _, plain, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1])
    done = kgtool("check", "--shapes", folder / shapes, folder / data, "--engine", engine, "--format", "turtle")
    assert isinstance(plain, Graph)
    assert results(Graph().parse(data=done.out)) == results(plain)
    assert done.code == int(bool(results(plain)))
    made = kgtool("check", "--shapes", folder / shapes, folder / data, "--engine", engine, "--format", "json")
    for finding in json.loads(made.out)["findings"]:
        assert finding["location"]["file"].endswith(data)
        assert finding["location"]["line"] > 0
        assert finding["message"]["ja"]
        assert finding["code"] != finding["message"]["en"]
    assert all(rule["location"]["file"] for rule in json.loads(made.out)["rules"])


@ENGINES
def test_what_is_only_pointed_to_is_found_where_it_is(here: Path, kgtool: Kgtool, engine: str) -> None:
    (here / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix ex: <https://example.org/ns#> .\n"
        "ex:MayorShape a sh:NodeShape ; sh:targetObjectsOf ex:mayor ; sh:class ex:Person .\n",
        "utf-8",
    )
    (here / "data.ttl").write_text(
        "@prefix ex: <https://example.org/ns#> .\n\nex:a ex:twin ex:b ;\n  ex:mayor ex:c .\n", "utf-8"
    )
    assert [at[1:] for at in found(kgtool, engine)] == [(4, 12)]


@ENGINES
def test_a_class_of_owl_that_is_a_shape_is_that_of_its_instances(here: Path, kgtool: Kgtool, engine: str) -> None:
    (here / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix ex: <https://example.org/ns#> .\n"
        "ex:Meter a owl:Class, sh:NodeShape ; sh:property ex:Meter-unit .\nex:Meter-unit sh:path ex:unit ; sh:minCount 1 .\n",
        "utf-8",
    )
    (here / "data.ttl").write_text("@prefix ex: <https://example.org/ns#> .\n\nex:a a ex:Meter .\n", "utf-8")
    assert [at[:2] for at in found(kgtool, engine)] == [("Meter-unit", 3)]
