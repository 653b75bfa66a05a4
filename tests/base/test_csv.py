"""CSV: read back as it was, by RFC 4180, and known as UTF-8 by spreadsheets."""

from __future__ import annotations

import csv as reader
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base import csv
from tests import ROOT

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=4))
def test_rows_are_read_back(rows: list[list[str]]) -> None:
    assert list(reader.reader(io.StringIO(csv.write(rows), newline=""))) == rows


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (["計画", 3, 0.5, None, ""], "計画,3,0.5,,\r\n"),
        (['a "b"', "c,d", "e\nf"], '"a ""b""","c,d","e\nf"\r\n'),
        ([None], "\r\n"),
        ([], "\r\n"),
    ],
)
def test_a_field_is_quoted_only_where_it_has_to_be(row: list[object], line: str) -> None:
    assert csv.write([row]) == line


@pytest.mark.parametrize("text", ["計画", "a,b", 'say "so"', "a\tb", "two\nlines", "", '"'])
def test_a_row_parted_by_tabs_is_read_again_as_it_was(text: str) -> None:
    row = ["first", text, "last"]
    assert list(reader.reader(io.StringIO(csv.tabbed(row) + "\n", newline=""), delimiter="\t", strict=True)) == [row]


def test_a_file_for_spreadsheets_begins_with_a_byte_order_mark() -> None:
    assert csv.for_spreadsheets("計画\r\n") == b"\xef\xbb\xbf" + "計画\r\n".encode()


def test_no_other_module_writes_csv() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kgtool").rglob("*.py")
        if "csv.writer" in (text := path.read_text("utf-8")) or "utf-8-sig" in text
    ]
    assert found == ["kgtool/base/csv.py"], "write CSV by kgtool/base/csv.py"
