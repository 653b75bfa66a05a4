"""Read the cells of a row's values: number, unit and time, from the cell, its row and the head of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kgtool.base import printed_numbers
from kgtool.base.printed_numbers import NOT_READ, PrintedCell, PrintedPeriod, PrintedValue
from kgtool.extract.outline import OutlineBudgetLine, OutlineGap, OutlineIndicatorValue, Range
from kgtool.extract.printed_units import PrintedUnits
from kgtool.extract.tables.cells import TableCell
from kgtool.extract.tables.heads import HeadedColumn

_FOOTNOTE_MARK = re.compile(r"[※＊*][0-9０-９]*$")


@dataclass(frozen=True)
class CellReader:
    """Reads what cells print; ``footnote_mark`` fits what only points to a note: by default ※ at the end."""

    units: PrintedUnits
    footnote_mark: re.Pattern[str] | None = None

    def readable(self, text: str) -> bool:
        """Tell whether a text is a value as a whole, or says that there is none."""
        return self._read(text).value != NOT_READ

    def read(self, cell: TableCell) -> PrintedCell:
        """Return the value and the time of a cell; a time on a line of its own belongs to the value below it."""
        first, *rest = cell.pieces
        time = printed_numbers.period(first.text) if rest else None
        if time and not time.gap:
            found = self._read("".join(piece.text for piece in rest))
            return found if found.period else replace(found, period=time, period_text=first.text)
        return self._read(cell.text)

    def _read(self, text: str) -> PrintedCell:
        plain = (self.footnote_mark or _FOOTNOTE_MARK).sub("", text)
        found = printed_numbers.cell(plain)
        return replace(found, value=self.units.sure(found.value))


def values(
    indicator: str,
    row: Range,
    columns: Sequence[HeadedColumn],
    cells: Sequence[TableCell | None],
    unit: str,
    named_unit: str,
    reader: CellReader,
) -> list[OutlineIndicatorValue]:
    """Return the values of an indicator, one for each column of values.

    ``unit`` is printed for the whole row, ``named_unit`` stands in its name: it is that of numbers that have no other.
    """
    times = _times(columns, cells)
    found: list[OutlineIndicatorValue] = []
    for column, cell in zip(columns, cells, strict=True):
        if not column.rule.value:
            continue
        printed = reader.read(cell) if cell else PrintedCell(printed_numbers.value(""), "")
        value = in_unit(printed.value, unit or column.unit)
        value = value if value.unit else in_unit(value, named_unit)
        period, period_text = printed.period, printed.period_text
        if period is None:
            period, period_text = times.get(column.rule.value, (column.period, column.period_text))
        found.append(
            OutlineIndicatorValue(
                f"{indicator}/value/{len(found) + 1}",
                indicator,
                column.rule.value,
                value,
                reader.units.iri(value.unit) if value.unit else "",
                period,
                printed.value_text,
                period_text,
                cell.ranges if cell else (),
                row,
            )
        )
    return found


def gaps(value: OutlineIndicatorValue) -> list[OutlineGap]:
    """Return what a value lacks, each with the place of its cell or, where that is blank, of its row."""
    at = cell_place(value)
    read, period = value.value, value.period
    found = [OutlineGap(value.path, "value", read.gap, at)] if read.gap else []
    if read.value is not None and not value.unit:
        found.append(OutlineGap(value.path, "unitOfMeasure", "prints-none", at))
    if period is None:
        found.append(OutlineGap(value.path, "fiscalYear", "not-stated", at))
    elif period.gap or (not period.date and period.fiscal is None):
        found.append(OutlineGap(value.path, "fiscalYear", period.gap or NOT_READ.gap, at))
    return found


def cell_place(number: OutlineIndicatorValue | OutlineBudgetLine) -> Range:
    """Return where a number is printed or, where its cell is blank, the place of its row."""
    return (number.at[0][0], number.at[-1][1]) if number.at else number.row


def in_unit(value: PrintedValue, unit: str) -> PrintedValue:
    """Return a value in the unit that is printed elsewhere for it, if one is."""
    return printed_numbers.with_unit(value, unit) if unit else value


def _times(
    columns: Sequence[HeadedColumn], cells: Sequence[TableCell | None]
) -> dict[str, tuple[PrintedPeriod | None, str]]:
    """The times that cells of their own print for the values of a kind."""
    found: dict[str, tuple[PrintedPeriod | None, str]] = {}
    for column, cell in zip(columns, cells, strict=True):
        if column.rule.period and cell:
            found[column.rule.period] = printed_numbers.period(cell.text), cell.text
    return found
