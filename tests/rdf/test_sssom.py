"""Reading an SSSOM table as correspondences."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError
from kgtool.rdf import iris, sssom
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SKOS, SSSOM, XSD

HEAD = [
    "# mapping_set_title: Correspondences of two plans",
    "# curie_map:",
    "#   A: https://w3id.org/jp-plan/id/11111-a-1/adopted/",
    "#   id: https://w3id.org/jp-plan/id/",
    "#   B: https://w3id.org/jp-plan/id/22222-b-1/adopted/",
    "#   semapv: https://w3id.org/semapv/vocab/",
    "#   skos: http://www.w3.org/2004/02/skos/core#",
    "#   sssom: https://w3id.org/sssom/",
]
AT_A = "https://w3id.org/jp-plan/text/11111-a-1/adopted#char=1,5"
AT_B = "https://w3id.org/jp-plan/text/22222-b-1/adopted#char=6,9"
ROW = {
    "subject_id": "A:measure/1",
    "subject_label": "One",
    "predicate_id": "skos:closeMatch",
    "object_id": "B:measure/2",
    "object_label": "Two",
    "mapping_justification": "semapv:ManualMappingCuration",
    "confidence": "0.8",
    "reason_ja": "同じ事業",
    "reason_en": "The same programme",
    "subject_evidence": AT_A,
    "object_evidence": AT_B,
}
LINE = len(HEAD) + 2
NAME = "data/alignments/11111-a-1--22222-b-1.sssom.tsv"
SET = NamedNode(iris.ID + "alignment/11111-a-1--22222-b-1")


def read(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = sssom.COLUMNS) -> list[Statement]:
    path = folder / Path(NAME).name
    lines = [*HEAD, "\t".join(columns), *("\t".join(row.values()) for row in rows), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return list(sssom.read(path, NAME))


def about(statements: list[Statement], subject: str) -> dict[NamedNode, set[object]]:
    found: dict[NamedNode, set[object]] = {}
    for statement in statements:
        if statement.subject == NamedNode(subject):
            found.setdefault(statement.predicate, set()).add(statement.object)
    return found


def test_a_row_is_a_correspondence_with_its_reasons_and_evidence(tmp_path: Path) -> None:
    subject, object_ = (
        NamedNode(iris.ID + "11111-a-1/adopted/measure/1"),
        NamedNode(iris.ID + "22222-b-1/adopted/measure/2"),
    )
    statements = read(tmp_path, ROW)
    assert about(statements, f"{SET.value}/measure/1--measure/2") == {
        RDF.type: {JPP.Correspondence, SSSOM.Mapping},
        DCTERMS.isPartOf: {SET},
        SSSOM.subject_id: {subject},
        SSSOM.predicate_id: {SKOS.closeMatch},
        SSSOM.object_id: {object_},
        SSSOM.mapping_justification: {NamedNode("https://w3id.org/semapv/vocab/ManualMappingCuration")},
        JPP.confidence: {Literal("0.8", datatype=XSD.decimal)},
        JPP.method: {NamedNode(iris.ID + "method/close-reading")},
        JPP.reason: {Literal("同じ事業", language="ja"), Literal("The same programme", language="en")},
        JPP.evidence: {NamedNode(AT_A), NamedNode(AT_B)},
    }
    assert Statement(subject, SKOS.closeMatch, object_) in statements


def test_the_header_titles_the_set(tmp_path: Path) -> None:
    assert about(read(tmp_path), SET.value) == {
        RDF.type: {SSSOM.MappingSet},
        DCTERMS.title: {Literal("Correspondences of two plans", language="en")},
    }


def test_no_counterpart_is_stated_and_links_nothing(tmp_path: Path) -> None:
    nothing = {"object_id": "sssom:NoTermFound", "object_label": "", "object_evidence": ""}
    statements = read(tmp_path, ROW | nothing)
    assert about(statements, f"{SET.value}/measure/1--none")[SSSOM.object_id] == {SSSOM.NoTermFound}
    assert not [s for s in statements if s.predicate == SKOS.closeMatch]


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
        ({"reason_ja": " "}, "reason_ja is empty"),
        ({"reason_en": ""}, "reason_en is empty"),
        ({"subject_evidence": ""}, "subject_evidence is empty"),
        ({"object_evidence": ""}, "object_evidence is empty"),
        ({"reason_en": "a\tb"}, "12 cells, 11 expected"),
        ({"subject_id": "skos:note"}, "subject_id"),
        ({"object_id": "B:measure 2"}, "object_id"),
        ({"object_evidence": "char=6,9"}, "object_evidence"),
    ],
)
def test_a_wrong_cell_is_an_error_with_its_line(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    good = ROW | {"subject_id": "A:measure/9"}
    with pytest.raises(InputError) as raised:
        read(tmp_path, good, ROW | change)
    assert (raised.value.code, str(raised.value.place)) == ("alignment", f"{NAME}:{LINE + 1}")
    assert reason in str(raised.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subject_id": "id:11111-a-1"}, "subject_id 'id:11111-a-1' is no element of a plan"),
        ({"object_id": "id:22222-b-1/adopted"}, "object_id 'id:22222-b-1/adopted' is no element of a plan"),
        ({"object_evidence": AT_B.replace("#char", "#position")}, "object_evidence 'https://w3id.org"),
        ({"object_evidence": "https://example.org/text#char=6,9"}, "is no place in a source text"),
        ({"object_evidence": AT_B.replace("6,9", "６,９")}, "is no place in a source text"),
        ({"subject_evidence": AT_A.replace("/text/", "/text /")}, "subject_evidence"),
        ({"confidence": "0.８"}, "confidence '0.８' is no number"),
    ],
)
def test_a_cell_that_is_an_iri_of_another_kind_is_an_error(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, ROW | change)
    assert (raised.value.code, str(raised.value.place)) == ("alignment", f"{NAME}:{LINE}")
    assert reason in str(raised.value)


def test_a_table_is_named_for_its_plans_in_ascii(tmp_path: Path) -> None:
    path = tmp_path / "清瀬--小平.sssom.tsv"
    path.write_text("\n".join([*HEAD, "\t".join(sssom.COLUMNS), ""]), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        list(sssom.read(path, path.name))
    assert (raised.value.code, str(raised.value.place)) == ("alignment", path.name)


def test_a_pair_stands_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"the pair stands on line {LINE} already") as raised:
        read(tmp_path, ROW, ROW | {"confidence": "0.9"})
    assert str(raised.value.place) == f"{NAME}:{LINE + 1}"


def test_the_columns_are_fixed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns must be subject_id, ") as raised:
        read(tmp_path, columns=sssom.COLUMNS[::-1])
    assert str(raised.value.place) == f"{NAME}:{len(HEAD) + 1}"


def said(folder: Path, data: bytes) -> tuple[str, int | None, str]:
    path = folder / Path(NAME).name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        list(sssom.read(path, NAME))
    error = caught.value
    assert error.place is not None
    return error.code, error.place.line, error.render("ja") + error.render("en")


def test_a_table_that_calls_itself_by_another_name_is_an_error(tmp_path: Path) -> None:
    lines = ["# mapping_set_id: https://w3id.org/jp-plan/id/alignment/x", *HEAD, "\t".join(sssom.COLUMNS), ""]
    code, _, text = said(tmp_path, "\n".join(lines).encode())
    assert code == "alignment"
    assert f"mapping_set_id is not {SET.value}" in text
    assert f"mapping_set_id がファイルの名前のとおりの {SET.value} ではありません" in text


def test_a_table_that_a_spreadsheet_has_saved_is_told_by_what_is_wrong_with_it(tmp_path: Path) -> None:
    lines = [*HEAD, "\t".join(sssom.COLUMNS), "\t".join(ROW.values()), ""]
    code, line, text = said(tmp_path, "\r\n".join(lines).encode())
    assert (code, line) == ("alignment", 1)
    assert "CRLF" in text
    code, line, text = said(tmp_path, b"\xef\xbb\xbf" + "\n".join(lines).encode())
    assert (code, line) == ("bom", 1)
