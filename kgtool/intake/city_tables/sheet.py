"""A sheet of a workbook, or a CSV file, as rows of cells under their heads; which table of the form it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgtool.base.errors import InputError, Place
from kgtool.intake.city_tables.cell import SheetCell, placed
from kgtool.rdf.city_tables.form import CityTable, Column, tables


@dataclass(frozen=True)
class CitySheet:
    """A sheet: where it is, its rows by their numbers, the first of them the heads, and what is wrong with its form."""

    place: Place
    rows: dict[int, list[SheetCell]]
    mistakes: list[InputError] = field(default_factory=list)

    @property
    def heads(self) -> list[SheetCell]:
        """The cells of the first row."""
        return next(iter(self.rows.values()), [])

    def body(self) -> Iterator[tuple[int, list[SheetCell]]]:
        """Yield the rows below the heads in which anything stands, each with its number."""
        rows = iter(self.rows.items())
        next(rows, None)
        return ((number, cells) for number, cells in rows if not all(cell.blank for cell in cells))


def table_of(heads: list[SheetCell]) -> CityTable | None:
    """Return the table of the form with most of these heads; None where no head, or more of two, is known."""
    named = {folded(cell.value) for cell in heads if isinstance(cell.value, str)}
    counts = {table.name: sum(bool(named & _names(column)) for column in table.columns) for table in tables().values()}
    best = sorted(counts, key=lambda name: -counts[name])
    return tables()[best[0]] if counts[best[0]] > counts[best[1]] else None


def columns(table: CityTable, sheet: CitySheet) -> tuple[dict[str, int], list[InputError]]:
    """Return where each column of a table stands in a sheet, counted from 0, and what is wrong with the heads."""
    known = {name: column for column in table.columns for name in _names(column)}
    found: dict[str, int] = {}
    wrong: list[InputError] = []
    for number, cell in enumerate(sheet.heads):
        head = folded(str(cell.value)) if not cell.blank else ""
        column = known.get(head)
        if column is None and head:
            names = "、".join(column.head.ja for column in table.columns if column.name not in found)
            error = InputError("table-head-unknown", cell.place, head=str(cell.value).strip(), known=names)
            wrong.append(error)
        elif column is not None and column.name in found:
            wrong.append(InputError("table-head-repeated", cell.place, head=str(cell.value).strip()))
        elif column is not None:
            found[column.name] = number
    for column in table.columns:
        if column.name not in found:
            head_of = {"ja": column.head.ja, "en": column.head.en}
            wrong.append(InputError("table-head-missing", sheet.place, head=head_of))
    return found, wrong + _beside(sheet)


def _beside(sheet: CitySheet) -> list[InputError]:
    """What stands in columns without a head."""
    headless = {number for number, cell in enumerate(sheet.heads) if cell.blank}
    wide = max((len(cells) for cells in sheet.rows.values()), default=0)
    headless.update(range(len(sheet.heads), wide))
    cells = ((n, cell) for _, row in sheet.body() for n, cell in enumerate(row) if n in headless and not cell.blank)
    return [placed(InputError("table-beside", None, cell=str(cell.value)), cell.place) for _, cell in cells]


def folded(text: object) -> str:
    """Return a text as it is compared: in NFKC, without the case of letters and white space."""
    return "".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


def _names(column: Column) -> set[str]:
    """What a column may be called."""
    return {folded(name) for name in (column.head.ja, column.head.en, column.name)}
