"""The mappings block of an SSSOM table: tab-separated, quoted as in RFC 4180, one row a mapping."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from kgtool.base.errors import InputError, Place
from kgtool.rdf import sssom
from kgtool.rdf.sssom import table
from kgtool.rdf.sssom.metadata import Metadata
from kgtool.rdf.vocab import JPP, RDFS

from .a_table import FIRST, NAME, ROW, of_first, read, refused, text

COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification", "comment")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"The same programme"', "The same programme"),
        ('"a ""b"""', 'a "b"'),
        ('"a\tb"', "a\tb"),
        ('"a\nb\n\nc"', "a\nb\n\nc"),
        ('a "b" c', 'a "b" c'),
        ("# a", "# a"),
    ],
)
def test_a_cell_may_be_quoted(written: str, meant: str) -> None:
    assert Literal(meant, language="en") in of_first(ROW | {"reason_en": written})[JPP.reason]


def test_a_row_behind_a_cell_of_several_lines_has_its_own_line() -> None:
    line, said = refused(ROW | {"reason_en": '"a\nb\nc"'}, ROW | {"confidence": "x", "subject_id": "A:measure/9"})
    assert line == FIRST + 3
    assert "confidence 'x'" in said


def test_lines_without_anything_are_no_rows() -> None:
    assert [s for s, _, _ in sssom.statements(text(ROW) + "\n\n", NAME)] == read(ROW)


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (lambda t: t.replace("same", "s\tme"), FIRST, "12 cells, 11 expected"),
        (lambda t: t.replace("\tobject_label", ""), FIRST, "11 cells, 10 expected"),
        (lambda t: t.replace("The same", '"The same'), FIRST, "this is no row of a table"),
        (lambda t: t.replace("The same programme", '"The same" programme'), FIRST, "this is no row of a table"),
        (lambda t: t.replace("The same", "x" * 200_000), FIRST, "this is no row of a table"),
        (lambda t: t.replace("object_label", "object_labels"), FIRST - 1, ": object_labels is neither"),
        (lambda t: t.replace("object_label", ""), FIRST - 1, ":  is neither"),
        (lambda t: t.replace("object_label", "subject_label"), FIRST - 1, ": subject_label stands twice"),
        (lambda t: t.replace("object_id", "object_type"), FIRST - 1, "the columns lack object_id"),
        (lambda t: t[: t.index("subject_id\t")], FIRST - 1, "the columns lack subject_id, predicate_id, object_id"),
        (lambda t: t.replace("subject_id\t", "\nsubject_id\t"), FIRST - 1, "the columns lack subject_id"),
        (lambda t: "", 1, "the columns lack subject_id"),
    ],
)
def test_what_is_no_table_is_an_error_with_its_line(change: object, line: int, reason: str) -> None:
    assert callable(change)
    with pytest.raises(InputError) as caught:
        list(sssom.statements(change(text(ROW)), NAME))
    assert reason in str(caught.value)
    assert caught.value.place == Place(NAME, line)


@given(st.lists(st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=12), min_size=5, max_size=5))
def test_what_is_quoted_is_read_again_and_found_again(cells: list[str]) -> None:
    written = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    lines = ("\t".join(COLUMNS) + "\n" + "\t".join(written)).split("\n")
    (row,) = table.read(lines, 1, Metadata({}, {}, {}), NAME)
    assert list(row.cells.values()) == cells
    for column, cell in zip(COLUMNS, written, strict=True):
        at = row.extent(column)
        found = lines[at.line - 1 : at.end_line]
        found[-1] = found[-1][: at.end_column - 1]
        found[0] = found[0][at.column - 1 :]
        assert "\n".join(found) == cell


def test_an_empty_cell_says_nothing() -> None:
    assert RDFS.comment not in of_first(ROW | {"comment": "  "})
