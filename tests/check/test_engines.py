"""Both SHACL engines see the data as it is written and find the same in it, whatever the shapes use of SHACL."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kgtool.check import shacl
from kgtool.check.finding import ValidationResult
from kgtool.check.shacl import said_by
from kgtool.check.targets import Targets, with_markers
from kgtool.check.terms import is_well_typed
from kgtool.check.validators import Notes
from kgtool.check.validators.shapes import compared
from kgtool.rdf import nquads
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import XSD
from tests.check.small import PLAN, Small

pytest.importorskip("shacl")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::UserWarning:rdflib")
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:> .\n"
TOWN = "a sh:NodeShape ; sh:targetClass :Town ; sh:property"
NAMED = f":Town {TOWN} :Name . :Name sh:path :name ; sh:minCount 1 ."
CASES = {
    "a closed shape allows its own properties": (
        f":Town {TOWN} :Name ; sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ."
        " :Name sh:path :name . ",
        ':a a :Town ; :name "A" . :b a :Town ; :mayor "B" .',
        [":b"],
    ),
    "a shape that is closed by false is open": (
        f":Town {TOWN} :Name ; sh:closed false . :Name sh:path :name ; sh:minCount 1 .",
        ':a a :Town ; :mayor "A" ; :name "A" . :b a :Town .',
        [":b"],
    ),
    "a deactivated node shape is not applied": (NAMED + " :Town sh:deactivated true .", ":a a :Town .", []),
    "a deactivated property shape is not applied": (NAMED + " :Name sh:deactivated true .", ":a a :Town .", []),
    "a node shape that is part of another keeps its property shapes": (
        NAMED + " :Hall a sh:NodeShape ; sh:targetClass :Hall ; sh:property [ sh:path :in ; sh:node :Town ] .",
        ":h a :Hall ; :in :nowhere .",
        [":h"],
    ),
    "a node shape that holds itself to something as well": (
        NAMED + " :Town sh:nodeKind sh:IRI .",
        ":a a :Town . [] a :Town .",
        [":a", "_:", "_:"],
    ),
    "qualified shapes that are disjoint with their siblings": (
        ":Hand a sh:NodeShape ; sh:targetClass :Hand ; sh:property :Thumb , :Fingers ."
        " :Thumb sh:path :digit ; sh:qualifiedValueShape [ sh:class :Thumb ] ; sh:qualifiedValueShapesDisjoint true ;"
        " sh:qualifiedMinCount 1 ."
        " :Fingers sh:path :digit ; sh:qualifiedValueShape [ sh:class :Finger ] ; sh:qualifiedValueShapesDisjoint true ;"
        " sh:qualifiedMinCount 1 .",
        ":h a :Hand ; :digit :x . :x a :Thumb , :Finger .",
        [":h", ":h"],
    ),
    "a class that is a shape as well": (
        ":Town a sh:NodeShape , <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:targetSubjectsOf :mayor ; sh:property"
        " [ sh:path :name ; sh:minCount 1 ] .",
        ":a a :Town . :b :mayor :x .",
        [":a", ":b"],
    ),
    "SPARQL that asks for any property": (
        ":Town a sh:NodeShape ; sh:targetClass :Town ; sh:sparql [ sh:select"
        " \"SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER (STRSTARTS(STR(?path), 'urn:')) }\" ] .",
        ":a a :Town . :b a :Town ; :name :c .",
        [":b"],
    ),
    "a date with a time": (
        ":Town a sh:NodeShape ; sh:targetSubjectsOf :since ; sh:property [ sh:path :since ; sh:datatype xsd:date ] .",
        ':a :since "2025-08-12T00:00:00Z"^^xsd:date . :b :since "2025-08-12"^^xsd:date .',
        [":a"],
    ),
    "a pattern of a number as it is written": (
        ':Town a sh:NodeShape ; sh:targetSubjectsOf :code ; sh:property [ sh:path :code ; sh:pattern "^[0-9]{2}$" ] .',
        ':a :code "01"^^xsd:integer . :b :code "1"^^xsd:integer .',
        [":b"],
    ),
}


def statements(text: str) -> list[Statement]:
    quads = parse(PREFIXES + text, RdfFormat.TURTLE)
    return [Statement(quad.subject, quad.predicate, quad.object) for quad in quads]


def foci(results: list[ValidationResult]) -> list[str]:
    return sorted(shacl.without_name(re.sub(r"<urn:(.*)>", r":\1", result.focus)) for result in results)


@pytest.mark.parametrize("case", CASES)
def test_an_engine_finds_what_shacl_says(case: str) -> None:
    shapes, data, expected = CASES[case]
    held_to, looked_at = statements(shapes), statements(data)
    assert foci(shacl.pyshacl(held_to, looked_at)) == expected
    assert foci(shacl.fast(held_to, looked_at)) == expected
    for engine in ("pyshacl", "shacl"):
        assert foci(shacl.every_result(engine, held_to, looked_at)) == expected


@pytest.mark.parametrize("case", CASES)
def test_markers_of_a_units_own_nodes_change_nothing(case: str) -> None:
    shapes, data, expected = CASES[case]
    held_to, text = statements(shapes), shacl.ntriples(statements(data))
    lines = [nquads.split(line) for line in text.encode().splitlines(keepends=True)]
    own = {line.subject.decode() for line in lines} | {"_:"}
    markers = Targets(held_to, []).markers(lines, own)
    assert foci(shacl.with_compiled(shacl.compile(with_markers(held_to)), text + markers, own)) == expected


def test_blank_nodes_keep_their_names_in_both_engines() -> None:
    held_to = statements(
        ":Town a sh:NodeShape ; sh:targetClass :Town ; sh:property [ sh:path ( :in :in ) ; sh:nodeKind sh:IRI ] ."
    )
    data = shacl.read(
        "".join(
            f"_:town{n} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:Town> .\n"
            f'_:town{n} <urn:note> " _:no ." .\n_:town{n} <urn:in> _:a{n} .\n_:a{n} <urn:in> _:b{n} .\n'
            for n in range(12)
        )
    )
    found = shacl.fast(held_to, data)
    assert {(r.focus, r.value) for r in found} == {(f"_:town{n}", f"_:b{n}") for n in range(12)}
    assert shacl.pyshacl(held_to, data) == found


@pytest.mark.parametrize(
    ("datatype", "well", "ill"),
    [
        ("date", ["2025-08-12", "2025-08-12Z", "2025-08-12+09:00"], ["2025-08-12T00:00:00Z", "20250812", "2025-8-1", " 2025-08-12"]),
        ("dateTime", ["2025-08-12T00:00:00", "2025-08-12T00:00:00.5+09:00"], ["2025-08-12", "2025-08-12 00:00:00", "2025-08-12T00:00"]),
        ("integer", ["1", "-01", "+1"], ["1.0", "1e3", " 1", "１", "1_000", ""]),
        ("decimal", ["1", "1.", ".5"], ["1e3", "NaN", "1,0", "１.５"]),
        ("double", ["1e3", "INF", "-INF", "NaN"], ["inf", "nan", "infinity", "1e"]),
        ("boolean", ["true", "0"], ["TRUE", "yes"]),
        ("long", ["9223372036854775807"], ["9223372036854775808"]),
        ("unsignedByte", ["0", "255"], ["-1", "256"]),
        ("nonNegativeInteger", ["0"], ["-1"]),
        ("time", ["10:00:00"], ["10:00"]),
        ("gYear", ["2025"], []),
    ],
)  # fmt: skip
def test_what_is_written_as_its_datatype_is_what_both_engines_take(
    datatype: str, well: list[str], ill: list[str]
) -> None:
    held_to = statements(f":S sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; sh:datatype xsd:{datatype} ] .")
    literals = [Literal(text, datatype=XSD[datatype]) for text in well + ill]
    data = [Statement(NamedNode(f"urn:{n}"), NamedNode("urn:p"), literal) for n, literal in enumerate(literals)]
    expected = [f":{n}" for n in range(len(well), len(literals))]
    assert [is_well_typed(literal) for literal in literals] == [n < len(well) for n in range(len(literals))]
    assert sorted(foci(shacl.fast(held_to, data)), key=len) == sorted(expected, key=len)
    assert shacl.pyshacl(held_to, data) == shacl.fast(held_to, data)


@pytest.mark.parametrize("engine", ["fast", "pyshacl", "both"])
def test_a_fiscal_year_that_is_no_number_is_found_by_every_engine(small: Small, engine: str) -> None:
    small.edit(
        "data/99998-asagiri-1/source.ttl",
        "jpp:startFiscalYear 2026",
        'jpp:startFiscalYear "２０２６"^^<http://www.w3.org/2001/XMLSchema#integer>',
    )
    found = small.check(engine=engine).findings
    assert "engines-differ" not in {finding.code for finding in found}
    assert '"２０２６"' in "".join(finding.value for finding in found)


def test_a_fault_in_a_node_without_a_name_stands_where_it_opens(small: Small) -> None:
    path = small.root / PLAN
    before = path.read_text("utf-8")
    path.write_text(
        before + '\n[] a jpp:Measure ; rdfs:label "名なし"@ja .\n<measure/2-1> jpp:partOf\n  [ a jpp:Goal ] .\n',
        "utf-8",
    )
    lines = before.count("\n")
    for engine in ("fast", "pyshacl"):
        at = {(f.location.file, f.location.line) for f in small.check(engine=engine).findings if f.focus == "_:"}
        assert {(PLAN, lines + 2), (PLAN, lines + 4)} <= at
        assert {file for file, _ in at} == {PLAN}
        assert all(line > lines for _, line in at)


def test_a_disagreement_says_which_engine_said_what() -> None:
    result = ValidationResult(
        "<urn:a>", "<urn:p>", component="<http://www.w3.org/ns/shacl#DatatypeConstraintComponent>"
    )
    other = result._replace(focus="<urn:b>")
    found = compared("some.ttl", [result], [other], Notes())
    texts = {one.focus: said_by(one) for _, one in found}
    assert {focus: text and text.en.partition(" finds")[0] for focus, text in texts.items()} == {
        "<urn:a>": "Only pySHACL",
        "<urn:b>": "Only the fast engine",
    }
    assert all(text and "DatatypeConstraintComponent" in text.ja for text in texts.values())
    assert said_by(result) is None
