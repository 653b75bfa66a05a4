"""Read a CSV file of a city: UTF-8, UTF-16 with its mark, or Shift_JIS where its heads prove it; or as it is declared."""

from __future__ import annotations

import codecs
import csv
import io

from kgtool.base.errors import InputError, Place
from kgtool.intake.city_tables.cell import SheetCell
from kgtool.intake.city_tables.sheet import CitySheet, table_of
from kgtool.rdf.sssom.table import TableRow

_SHIFT_JIS = "cp932"
"""Shift_JIS as Windows and Excel write it."""


def read(data: bytes, name: str, encoding: str = "") -> CitySheet:
    """Return a CSV file as a sheet. Raises ``InputError``: table-encoding, table-encoding-other, table-divider, table-csv."""
    text = _decoded(data, name, encoding)
    sheet = _sheet(text, name)
    first = text.partition("\n")[0]
    if table_of(sheet.heads) is None and any(_knows(first, divider, name) for divider in "\t;"):
        raise InputError("table-divider", Place(name, 1))
    return sheet


def _decoded(data: bytes, name: str, encoding: str) -> str:
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            raise InputError("table-encoding-other", name, encoding=encoding) from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode(_SHIFT_JIS)
    except UnicodeDecodeError:
        raise InputError("table-encoding", name) from None
    first = text.partition("\n")[0]
    if not any(_knows(first, divider, name) for divider in ",\t;"):
        raise InputError("table-encoding", name)
    return text


def _knows(line: str, divider: str, name: str) -> bool:
    """Whether a first line, cut by a divider, has the heads of a table."""
    cells = next(csv.reader([line], delimiter=divider), [])
    return table_of([SheetCell(cell, Place(name, 1)) for cell in cells]) is not None


def _sheet(text: str, name: str) -> CitySheet:
    lines = list(io.StringIO(text, newline="\n"))
    reader = csv.reader(lines, strict=True)
    rows: dict[int, list[SheetCell]] = {}
    begun = 0
    try:
        for cells in reader:
            raw = "".join(lines[begun : reader.line_num]).rstrip("\r\n")
            named = {str(number): cell for number, cell in enumerate(cells)}
            row = TableRow(named, Place(name, begun + 1), raw, ",")
            rows[begun + 1] = [_cell(row, key, name) for key in named]
            begun = reader.line_num
    except csv.Error as error:
        raise InputError("table-csv", Place(name, begun + 1), reason=str(error)) from None
    wide = len(next(iter(rows.values()), []))
    short = {number: len(cells) for number, cells in rows.items() if cells and len(cells) < wide}
    return CitySheet(
        Place(name),
        rows,
        [InputError("table-width", Place(name, line), found=count, expected=wide) for line, count in short.items()],
    )


def _cell(row: TableRow, key: str, name: str) -> SheetCell:
    at = row.extent(key)
    return SheetCell(row.cells[key], Place(name, at.line, at.column))
