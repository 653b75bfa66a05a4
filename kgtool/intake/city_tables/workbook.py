"""Read an Excel workbook (XLSX) of a city as sheets, with what in its form could be misread."""

from __future__ import annotations

import datetime
import importlib
import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kgtool.base.errors import InputError, Place, UsageError
from kgtool.intake.city_tables.cell import SheetCell
from kgtool.intake.city_tables.sheet import CitySheet, folded
from kgtool.rdf.city_tables.form import CityTable, tables

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_VALUES = (str, int, float, datetime.date, datetime.time)
_KINDS = {"f": "formula", "e": "error"}


def openpyxl() -> Any:
    """Return openpyxl. Raises ``UsageError`` (extra-missing) where it is not installed."""
    try:
        return importlib.import_module("openpyxl")
    except ImportError:
        raise UsageError("extra-missing", package="openpyxl", extra="tables") from None


def is_workbook(data: bytes) -> bool:
    """Say whether a file's bytes are those of an archive or of a document of an office program."""
    return data.startswith((b"PK\x03\x04", _COMPOUND))


def read(data: bytes, name: str) -> dict[str, CitySheet]:
    """Return the sheets of a workbook, by the name of their table in the form.

    Raises ``InputError``: table-file-encrypted, table-file-kind, table-file-broken, table-sheet-missing.
    """
    book = opened(data, name)
    return {table.name: sheet_of(_find(book, table, name), name) for table in tables().values()}


def opened(data: bytes, name: str) -> Any:
    """Return a workbook. Raises ``InputError`` (table-file-…), ``UsageError`` (extra-missing)."""
    _refuse(data, name)
    library = openpyxl()
    try:
        return library.load_workbook(io.BytesIO(data))
    except Exception as error:  # openpyxl lets through what zipfile, its XML parser and its descriptors raise
        raise InputError("table-file-broken", name, reason=f"{type(error).__name__}: {error}") from None


def _refuse(data: bytes, name: str) -> None:
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            raise InputError("table-file-encrypted", name)
        raise InputError(
            "table-file-kind", name, found={"ja": "古いExcelの形式 .xls など", "en": "such as an old .xls"}
        )
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile as error:
        raise InputError("table-file-broken", name, reason=str(error)) from None
    if "xl/workbook.xml" not in names:
        raise InputError(
            "table-file-kind", name, found={"ja": "Excelブックでない文書", "en": "a document, but no workbook"}
        )


def _find(book: Any, table: CityTable, name: str) -> Worksheet:
    known = {folded(table.title.ja), folded(table.title.en)}
    for sheet in book.worksheets:
        if folded(sheet.title) in known:
            found: Worksheet = sheet
            return found
    title = {"ja": table.title.ja, "en": table.title.en}
    raise InputError("table-sheet-missing", name, sheet=title)


def sheet_of(sheet: Worksheet, name: str) -> CitySheet:
    """Return a sheet of a workbook, with what in its form could be misread."""

    def place(cell: str = "") -> Place:
        return Place(f"{name} {sheet.title}" + (f"!{cell}" if cell else ""))

    rows = {
        number: [
            SheetCell(_value(c.value), place(c.coordinate), c.number_format, _KINDS.get(c.data_type, "value"))
            for c in cells
        ]
        for number, cells in enumerate(sheet.iter_rows(), 1)
    }
    return CitySheet(place(), rows, list(_form(sheet, place, rows)))


def _value(value: Any) -> Any:
    """The value of a cell; of a formula that is an object, its text."""
    return value if value is None or isinstance(value, _VALUES) else getattr(value, "text", None) or str(value)


def _form(sheet: Worksheet, place: Any, rows: dict[int, list[SheetCell]]) -> Iterator[InputError]:
    """What is hidden, and what is merged."""
    if sheet.sheet_state != "visible":
        yield InputError("table-hidden", place(), what={"ja": "シート", "en": "the sheet"})
    for number, row in sheet.row_dimensions.items():
        if row.hidden and not all(cell.blank for cell in rows.get(number, [])):
            yield InputError("table-hidden", place(f"A{number}"), what={"ja": f"{number}行目", "en": f"row {number}"})
    for letter, column in sheet.column_dimensions.items():
        if column.hidden:
            yield InputError("table-hidden", place(f"{letter}1"), what={"ja": f"{letter}列", "en": f"column {letter}"})
    for cells in sorted(map(str, sheet.merged_cells.ranges)):
        yield InputError("table-merged", place(cells.partition(":")[0]), cells=cells)
