"""Reading an SSSOM table as correspondences of two plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError
from kgtool.rdf import iris, sssom
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, PAV, RDF, RDFS, SKOS, SSSOM, XSD

from .a_table import (
    AT_A,
    AT_B,
    FIRST,
    HEAD,
    NAME,
    PAIR,
    ROW,
    SET,
    A,
    B,
    about,
    of_first,
    read,
    read_file,
    refused,
    text,
)

SUBJECT, OBJECT = NamedNode(f"{A.value}/measure/1"), NamedNode(f"{B.value}/measure/2")


def test_a_row_is_a_correspondence_with_its_reasons_and_evidence() -> None:
    assert of_first(ROW) == {
        RDF.type: {JPP.Correspondence, SSSOM.Mapping},
        DCTERMS.isPartOf: {SET},
        SSSOM.subject_id: {SUBJECT},
        SSSOM.predicate_id: {SKOS.closeMatch},
        SSSOM.object_id: {OBJECT},
        SSSOM.mapping_justification: {NamedNode("https://w3id.org/semapv/vocab/ManualMappingCuration")},
        JPP.confidence: {Literal("0.8", datatype=XSD.decimal)},
        JPP.method: {NamedNode(iris.ID + "method/close-reading")},
        JPP.reason: {Literal("同じ事業", language="ja"), Literal("The same programme", language="en")},
        JPP.evidence: {NamedNode(AT_A), NamedNode(AT_B)},
    }
    assert Statement(SUBJECT, SKOS.closeMatch, OBJECT) in read(ROW)


def test_the_header_names_the_set_and_the_versions_that_it_compares() -> None:
    assert about(read(), SET.value) == {
        RDF.type: {SSSOM.MappingSet},
        DCTERMS.title: {Literal("Correspondences of two plans", language="en")},
        SSSOM.subject_source: {A},
        SSSOM.object_source: {B},
    }


def test_no_counterpart_is_stated_and_links_nothing() -> None:
    statements = read(ROW | {"object_id": "sssom:NoTermFound", "object_label": "", "object_evidence": ""})
    assert about(statements, f"{SET.value}/measure/1--none")[SSSOM.object_id] == {SSSOM.NoTermFound}
    assert not [s for s in statements if s.predicate == SKOS.closeMatch]


def test_columns_may_stand_in_any_order() -> None:
    assert set(read(dict(reversed(ROW.items())))) == set(read(ROW))


def test_a_table_of_nothing_but_what_the_standard_demands_is_read() -> None:
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    found = of_first({column: ROW[column] for column in columns})
    assert found[SSSOM.object_id] == {OBJECT}
    assert found.keys().isdisjoint({JPP.reason, JPP.evidence, JPP.confidence})


@pytest.mark.parametrize(
    ("column", "cell", "predicate", "values"),
    [
        ("comment", "see the minutes", RDFS.comment, {Literal("see the minutes")}),
        ("author_id", "id:x | id:y", PAV.authoredBy, {NamedNode(iris.ID + "x"), NamedNode(iris.ID + "y")}),
        ("author_label", "One|Two", SSSOM.author_label, {Literal("One"), Literal("Two")}),
        ("mapping_date", "2026-11-21", DCTERMS.created, {Literal("2026-11-21", datatype=XSD.date)}),
        ("similarity_score", "1e-05", SSSOM.similarity_score, {Literal("0.00001", datatype=XSD.double)}),
        ("reviewer_agreement", "-1.0", SSSOM.reviewer_agreement, {Literal("-1.0", datatype=XSD.double)}),
        ("subject_type", "skos concept", SSSOM.subject_type, {SKOS.Concept}),
        ("see_also", "https://a.example/1", RDFS.seeAlso, {NamedNode("https://a.example/1")}),
        ("license", "https://a.example/free", DCTERMS.license, {NamedNode("https://a.example/free")}),
        ("mapping_cardinality", "1:n", SSSOM.mapping_cardinality, {Literal("1:n")}),
        ("mapping_tool", "LogMap", SSSOM.mapping_tool, {Literal("LogMap")}),
        ("record_id", "id:row/1", SSSOM.record_id, {NamedNode(iris.ID + "row/1")}),
    ],
)
def test_an_optional_column_is_kept_where_it_is_filled(
    column: str, cell: str, predicate: NamedNode, values: set[object]
) -> None:
    other = {"subject_id": "A:measure/9"}
    assert of_first(ROW | {column: cell}, ROW | other | {column: ""})[predicate] == values
    statements = read(ROW | {column: cell}, ROW | other | {column: ""})
    assert predicate not in about(statements, f"{SET.value}/measure/9--measure/2")


@pytest.mark.parametrize("column", ["subject_label", "object_label", "predicate_label"])
def test_labels_are_left_to_the_plans(column: str) -> None:
    assert set(read(ROW | {column: "A name"})) == set(read(ROW))


def test_a_slot_of_the_set_holds_for_its_mappings() -> None:
    head = f"mapping_date: 2026-11-21\nobject_type: skos concept\ncuration_rule_text: [one, two]\n{HEAD}"
    found = of_first(ROW, head=head)
    assert found[DCTERMS.created] == {Literal("2026-11-21", datatype=XSD.date)}
    assert found[SSSOM.object_type] == {SKOS.Concept}
    assert found[SSSOM.curation_rule_text] == {Literal("one"), Literal("two")}
    assert DCTERMS.created not in about(read(ROW, head=head), SET.value)


def test_a_slot_that_a_mapping_has_itself_is_not_propagated() -> None:
    date = Literal("2026-11-21", datatype=XSD.date)
    rows = (ROW | {"mapping_date": ""}, ROW | {"subject_id": "A:measure/9", "mapping_date": "2026-12-01"})
    head = f"mapping_date: 2026-11-21\n{HEAD}"
    assert DCTERMS.created not in of_first(*rows, head=head)
    assert about(read(*rows, head=head), SET.value)[DCTERMS.created] == {date}


def test_a_slot_that_is_about_the_set_stays_there() -> None:
    head = f"creator_label: [One, Two]\nmapping_set_confidence: 0.5\n{HEAD}"
    assert SSSOM.creator_label not in of_first(ROW, head=head)
    found = about(read(ROW, head=head), SET.value)
    assert found[SSSOM.creator_label] == {Literal("One"), Literal("Two")}
    assert found[SSSOM.mapping_set_confidence] == {Literal("0.5", datatype=XSD.double)}


def test_what_the_graph_says_in_another_way_is_not_said_twice() -> None:
    more = (
        "license: https://creativecommons.org/licenses/by/4.0/\nmapping_set_version: 0.10\nsssom_version: '1.1'\n"
        f"mapping_set_id: {SET.value}\nmapping_tool: language-model-assisted close reading\n"
    )
    assert set(read(ROW, head=more + HEAD)) == set(read(ROW))


@pytest.mark.parametrize("slot", ["subject_source", "object_source"])
def test_each_row_may_name_the_version_instead_of_the_header(slot: str) -> None:
    stated = next(line for line in HEAD.splitlines(keepends=True) if line.startswith(slot))
    curie = stated.partition(": ")[2].strip()
    assert set(read(ROW | {slot: curie}, head=HEAD.replace(stated, ""))) == set(read(ROW))


@pytest.mark.parametrize("slot", ["subject_source", "object_source"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "is missing: say which version of "),
        ("id:11111-a-1", "'id:11111-a-1' is no version of "),
        ("id:33333-c-1/adopted", "'id:33333-c-1/adopted' is no version of "),
        ("id:11111-a-1/adopted/measure/1", "is no version of "),
        ("nowhere:x", "'nowhere:x' is no CURIE of curie_map"),
        ("adopted", "'adopted' is no CURIE"),
        ("[id:11111-a-1/adopted, id:11111-a-1/draft]", "has one value only"),
    ],
)
def test_a_table_that_does_not_name_two_versions_is_an_error(slot: str, value: str, reason: str) -> None:
    head = "".join(f"{slot}: {value}\n" if line.startswith(slot) else line for line in HEAD.splitlines(keepends=True))
    line, said = refused(ROW, head=head)
    assert f"{slot} {reason}" in said or (slot in said and reason in said)
    assert line == (1 if not value else 2 if slot == "subject_source" else 3)


def test_a_table_compares_one_version_with_one_other() -> None:
    line, said = refused(ROW | {"object_source": ""}, ROW | {"object_source": "id:22222-b-1/draft"})
    assert line == FIRST + 1
    assert "more than one object_source" in said


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subject_id": "C:measure/1"}, "subject_id 'C:measure/1' is no CURIE of curie_map"),
        ({"predicate_id": "closeMatch"}, "predicate_id 'closeMatch' is no CURIE"),
        ({"object_id": "B:"}, "object_id 'B:' is no CURIE"),
        ({"mapping_justification": ""}, "mapping_justification '' is no CURIE"),
        ({"confidence": "1.1"}, "confidence '1.1' is no number from 0 to 1"),
        ({"confidence": "-0.1"}, "confidence '-0.1'"),
        ({"confidence": "high"}, "confidence 'high'"),
        ({"confidence": "0.８"}, "confidence '0.８' is no number"),
        ({"confidence": "nan"}, "confidence 'nan' is no number"),
        ({"reviewer_agreement": "-1.5"}, "reviewer_agreement '-1.5' is no number from -1 to 1"),
        ({"mapping_date": "2026-02-30"}, "mapping_date '2026-02-30' is no date"),
        ({"mapping_date": "20260230"}, "mapping_date '20260230' is no date"),
        ({"subject_type": "measure"}, "subject_type 'measure' is no type of entity of SSSOM"),
        ({"see_also": "a.html"}, "see_also 'a.html' is no IRI"),
        ({"author_id": "id:x|Name"}, "author_id 'Name' is no CURIE"),
        ({"predicate_modifier": "Not"}, "say sssom:NoTermFound where nothing corresponds"),
        ({"subject_id": "skos:note"}, f"subject_id 'skos:note' is no element of {A.value}"),
        ({"subject_id": "id:11111-a-1"}, "subject_id 'id:11111-a-1' is no element of"),
        ({"subject_id": "id:11111-a-1/draft/measure/1"}, f"is no element of {A.value}"),
        ({"object_id": "id:22222-b-1/adopted"}, "object_id 'id:22222-b-1/adopted' is no element of"),
        ({"object_id": "A:measure/1"}, f"object_id 'A:measure/1' is no element of {B.value}"),
        ({"object_id": "B:measure 2"}, "object_id"),
        ({"object_evidence": "char=6,9"}, "object_evidence"),
        ({"object_evidence": AT_B.replace("#char", "#position")}, "object_evidence 'https://w3id.org"),
        ({"object_evidence": "https://example.org/text#char=6,9"}, "is no place in a source text"),
        ({"object_evidence": AT_B.replace("6,9", "６,９")}, "is no place in a source text"),
        ({"subject_evidence": AT_A.replace("/text/", "/text /")}, "subject_evidence"),
    ],
)
def test_a_wrong_cell_is_an_error_with_its_line(change: dict[str, str], reason: str) -> None:
    good = ROW | dict.fromkeys(change, "") | {"subject_id": "A:measure/9"} | {k: ROW[k] for k in change if k in ROW}
    line, said = refused(good | {"subject_id": "A:measure/9"}, ROW | change)
    assert (line, reason in said) == (FIRST + 1, True), said


def test_a_table_is_named_for_its_plans_in_ascii() -> None:
    for name in ("清瀬--小平.sssom.tsv", "data/alignments/11111-a-1.sssom.tsv", "a--b--c.sssom.tsv"):
        with pytest.raises(InputError, match="the file is not named <plan>--<plan>") as raised:
            list(sssom.statements(text(ROW), name))
        assert (raised.value.code, str(raised.value.place)) == ("alignment", name)


def test_a_pair_stands_once() -> None:
    line, said = refused(ROW, ROW | {"confidence": "0.9"})
    assert line == FIRST + 1
    assert f"the pair stands on line {FIRST} already" in said


def test_a_table_that_calls_itself_by_another_name_is_an_error() -> None:
    line, said = refused(ROW, head=f"mapping_set_id: {iris.ID}alignment/x\n{HEAD}")
    assert line == 1
    assert f"mapping_set_id is not {SET.value}" in said


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    assert read_file(tmp_path, text(ROW).replace("\n", "\r\n").encode()) == read(ROW)


def test_a_byte_order_mark_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_file(tmp_path, b"\xef\xbb\xbf" + text(ROW).encode())
    assert (raised.value.code, str(raised.value.place)) == ("bom", f"{NAME}:1:1")


def test_each_statement_says_where_it_stands() -> None:
    places = {
        (s.predicate, str(s.object)): (row.place.line, column, row.extent(column))
        for s, row, column in sssom.statements(
            text(ROW | {"comment": 'a "b"\nc'}).replace('a "b"\nc', '"a ""b""\nc"'), NAME
        )
        if s.subject.value == f"{SET.value}/measure/1--measure/2"
    }
    assert places[SSSOM.subject_id, str(SUBJECT)] == (FIRST, "subject_id", (FIRST, 1, FIRST, 12))
    assert places[SSSOM.predicate_id, str(SKOS.closeMatch)] == (FIRST, "predicate_id", (FIRST, 17, FIRST, 32))
    whole = len(text(ROW).splitlines()[-1])
    assert places[RDFS.comment, '"a \\"b\\"\\nc"'][2] == (FIRST, whole + 2, FIRST + 1, 3)
    assert places[RDF.type, str(JPP.Correspondence)][2] == (FIRST, 1, FIRST + 1, 3)
    header = {
        s.predicate: row.extent(column) for s, row, column in sssom.statements(text(ROW), NAME) if s.subject == SET
    }
    assert header[SSSOM.object_source] == (3, 1, 3, len("# object_source: id:22222-b-1/adopted") + 1)
    assert PAIR in NAME


def test_a_table_says_which_classes_it_judges_and_what_it_leaves_open() -> None:
    declared = "".join(
        f"  - slot_name: {slot}\n    property: jpp:{name}\n    type_hint: linkml:uriorcurie\n"
        for slot, name in (("judged_class", "judgedClass"), ("left_open", "leftOpen"))
    )
    head = HEAD.replace("curie_map:\n", f"curie_map:\n  jpp: {iris.NS}\n") + declared
    said = about(
        read(ROW, head=head + "judged_class:\n  - jpp:Measure\n  - jpp:Goal\nleft_open: A:goal/1\n"), SET.value
    )
    assert said[JPP.judgedClass] == {JPP.Measure, JPP.Goal}
    assert said[JPP.leftOpen] == {NamedNode(f"{A.value}/goal/1")}
    line, text = refused(ROW, head=head + "left_open: no curie\n")
    assert line == head.count("\n") + 1
    assert "left_open 'no curie'" in text
