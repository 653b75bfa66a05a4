"""Read the cells of a row's amounts of money: yen and fiscal year, from the cell, its row and the head of its column."""

from __future__ import annotations

from collections.abc import Sequence

from kgtool.base import printed_numbers
from kgtool.base.printed_numbers import NOT_READ, PrintedCell, PrintedValue
from kgtool.extract.outline import OutlineBudgetLine, OutlineGap, Range
from kgtool.extract.tables.cells import TableCell
from kgtool.extract.tables.heads import HeadedColumn
from kgtool.extract.tables.values import CellReader, cell_place, in_unit

MONEY = "円"


def budgets(
    of: str,
    row: Range,
    columns: Sequence[HeadedColumn],
    cells: Sequence[TableCell | None],
    unit: str,
    reader: CellReader,
) -> list[OutlineBudgetLine]:
    """Return the amounts that are set aside for an element, one for each column of amounts; ``unit`` is that of the row.

    An amount is one exact number of yen: a range, a rough one, one that is only a limit or without a currency is not read.
    """
    found: list[OutlineBudgetLine] = []
    for column, cell in zip(columns, cells, strict=True):
        if not column.rule.amount:
            continue
        printed = reader.read(cell) if cell else PrintedCell(printed_numbers.value(""), "")
        read = _amount(in_unit(printed.value, unit or column.unit))
        period, text = (printed.period, printed.period_text) if printed.period else (column.period, column.period_text)
        path = f"{of}/budget/{len(found) + 1}"
        found.append(
            OutlineBudgetLine(path, of, read, period, printed.value_text, text, cell.ranges if cell else (), row)
        )
    return found


def budget_gaps(line: OutlineBudgetLine) -> list[OutlineGap]:
    """Return what an amount lacks, each with the place of its cell or, where that is blank, of its row."""
    at, period = cell_place(line), line.period
    found = [OutlineGap(line.path, "amount", line.amount.gap, at)] if line.amount.gap else []
    if period is None or period.gap or not period.fiscal:
        reason = "not-stated" if period is None else period.gap or NOT_READ.gap
        found.append(OutlineGap(line.path, "fiscalYear", reason, at))
    return found


def _amount(read: PrintedValue) -> PrintedValue:
    if read.gap:
        return read
    exact = read.value is not None and read.value >= 0 and read.unit == MONEY
    return NOT_READ if not exact or read.upper is not None or read.comparator or read.approximate else read
