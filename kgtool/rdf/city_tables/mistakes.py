"""Find what is wrong in the rows of a city's table: in a cell by itself, and between the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kgtool.base.errors import InputError
from kgtool.rdf.city_tables import cells
from kgtool.rdf.city_tables.cells import called
from kgtool.rdf.city_tables.form import CityTable

Row = Mapping[str, str]
"""The cells of a row by the name of their column, all of them, canonical."""


class CellMistake(NamedTuple):
    """A mistake in a cell: the number of its row, the name of its column, and the error, which has no place yet."""

    row: int
    column: str
    error: InputError


def find(table: CityTable, rows: Iterable[tuple[int, Row]]) -> Iterator[CellMistake]:
    """Yield the mistakes of a table in the order of its rows, those of cells before those between rows.

    Each row comes with the number by which people know it.
    """
    sound = []
    for number, row in rows:
        found = list(_in_cells(table, number, row)) or list(_in_row(table, number, row))
        yield from found
        if not found:
            sound.append((number, row))
    yield from _between(table, sound)


def key(table: CityTable, row: Row) -> tuple[str, ...]:
    """Return what no two rows of a table share."""
    if table.name == "projects":
        return row["version"], row["project"]
    if table.name == "indicators":
        return row["version"], row["indicator"], row["kind"], when(row["period"])
    return row["version"], row["project"], row["of"], when(row["period"])


def when(cell: str) -> str:
    """Return the time of a cell as a path step: fy2031, fy2026-fy2028, 2031, 2025-04; undated where it is a gap."""
    time = cells.period(cell)
    if time.date or time.year is None:
        return time.date or "undated"
    mark = "fy" if time.fiscal else ""
    return "-".join(f"{mark}{year}" for year in (time.first, time.year) if year is not None)


def _in_cells(table: CityTable, number: int, row: Row) -> Iterator[CellMistake]:
    for column in table.columns:
        try:
            cells.check(column, row[column.name])
        except InputError as error:
            yield CellMistake(number, column.name, error)


def _in_row(table: CityTable, number: int, row: Row) -> Iterator[CellMistake]:
    """What two cells of one row say against each other."""

    unit = {"indicators": "unit", "budgets": "currency"}.get(table.name, "")
    numbered = {"indicators": "value", "budgets": "amount"}.get(table.name, "")
    if unit and cells.value(row[numbered]).value is not None and not row[unit]:
        yield CellMistake(number, unit, InputError("table-unit-missing", column=called(table.column(unit))))
    if table.name == "projects" and row["start"].isdecimal() and row["end"].isdecimal() and row["start"] > row["end"]:
        column = called(table.column("end"))
        error = InputError("table-years-reversed", column=column, start=row["start"], end=row["end"])
        yield CellMistake(number, "end", error)
    if table.name == "budgets" and bool(row["project"]) == bool(row["of"]):
        name = "of" if row["of"] else "project"
        yield CellMistake(number, name, InputError("table-budget-of", column=called(table.column(name))))


def _between(table: CityTable, rows: Iterable[tuple[int, Row]]) -> Iterator[CellMistake]:
    seen: dict[tuple[str, ...], int] = {}
    first: dict[tuple[str, str], tuple[int, Row]] = {}
    for number, row in rows:
        known = seen.setdefault(key(table, row), number)
        if known != number:
            column = table.column("period" if table.name != "projects" else "project")
            yield CellMistake(number, column.name, InputError("table-row-repeated", column=called(column), row=known))
        if table.name != "indicators":
            continue
        at, other = first.setdefault((row["version"], row["indicator"]), (number, row))
        for column in table.columns:
            if column.once and row[column.name] != other[column.name]:
                cell, known_cell = row[column.name], other[column.name]
                error = InputError("table-row-differs", column=called(column), cell=cell, other=known_cell, row=at)
                yield CellMistake(number, column.name, error)
