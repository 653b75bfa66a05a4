"""Make the cells that people fill in canonical: names become codes and paths, years Gregorian, units go where they belong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgtool.base import printed_numbers
from kgtool.base.errors import InputError, Place
from kgtool.intake.city_tables.cell import SheetCell, placed, text
from kgtool.intake.city_tables.choices import Choices
from kgtool.intake.city_tables.sheet import CitySheet, columns
from kgtool.rdf.city_tables import mistakes
from kgtool.rdf.city_tables.cells import called, gap, value
from kgtool.rdf.city_tables.form import CURRENCIES, DASH, UNDECIDED, CityTable, Column
from kgtool.rdf.city_tables.mistakes import Row

_MULTIPLIER = re.compile(r"[十百千万億兆]+(.+)")
_LAST_DIGIT = re.compile(r"(.*[0-9０-９〇一二三四五六七八九十])(.*)", re.S)
_MONEY = re.compile(rf"(.*?)({'|'.join(sorted(CURRENCIES, key=len, reverse=True))})", re.S)


@dataclass
class TableContent:
    """What was read of one table: its canonical rows by number, the place of each cell, and the mistakes."""

    table: CityTable
    rows: dict[int, Row] = field(default_factory=dict)
    places: dict[tuple[int, str], Place] = field(default_factory=dict)
    mistakes: list[InputError] = field(default_factory=list)


def content(table: CityTable, sheet: CitySheet, choices: Choices) -> TableContent:
    """Return the rows of a sheet as those of a table, with every mistake at its cell."""
    at, wrong_heads = columns(table, sheet)
    made = TableContent(table, mistakes=[*wrong_heads, *sheet.mistakes])
    if any(error.code in ("table-head-missing", "table-head-repeated") for error in wrong_heads):
        return made
    broken: set[int] = set()
    texts: dict[int, dict[str, str]] = {}
    for number, cells in sheet.body():
        row = {name: cells[n] if n < len(cells) else SheetCell(None, cells[0].place) for name, n in at.items()}
        made.places |= {(number, name): cell.place for name, cell in row.items()}
        texts[number] = {}
        for name, cell in row.items():
            try:
                texts[number][name] = text(cell, table.column(name))
            except InputError as error:
                made.mistakes.append(placed(error, cell.place))
                broken.add(number)
    filled = _filled(table, {number: row for number, row in texts.items() if number not in broken})
    for number, written in filled.items():
        maker = _RowMaker(table, choices, written)
        made.rows[number] = maker.row()
        made.mistakes += [placed(mistake, made.places[number, name]) for name, mistake in maker.mistakes]
        broken.update([number] if maker.mistakes else [])
    sound = ((number, row) for number, row in made.rows.items() if number not in broken)
    made.mistakes += [placed(found, made.places[number, name]) for number, name, found in mistakes.find(table, sound)]
    return made


def _filled(table: CityTable, rows: dict[int, dict[str, str]]) -> dict[int, dict[str, str]]:
    """Rows of which those that go on with an indicator say again what its first row says."""
    once = [column.name for column in table.columns if column.once]
    first: dict[str, dict[str, str]] = {}
    for row in rows.values() if once else ():
        known = first.setdefault(_normal(row["indicator"]), row)
        row.update({name: known[name] for name in once if not row[name]})
    return rows


class _RowMaker:
    """One row in the making, and the mistakes in it, each with the name of its column."""

    def __init__(self, table: CityTable, choices: Choices, written: dict[str, str]) -> None:
        self._table = table
        self._choices = choices
        self._written = dict(written)
        self.mistakes: list[tuple[str, InputError]] = []

    def row(self) -> Row:
        """Return the canonical row; what could not be made canonical is blank in it."""
        settle = {"indicators": self._settle_unit, "budgets": self._settle_currency}.get(self._table.name)
        try:
            if settle:
                settle()
        except InputError as error:
            self.mistakes.append(("unit" if self._table.name == "indicators" else "currency", error))
        made: dict[str, str] = {}
        for column in sorted(self._table.columns, key=lambda column: column.kind != "version"):
            try:
                made[column.name] = self._cell(column, self._written[column.name], made)
            except InputError as error:
                self.mistakes.append((column.name, error))
                made[column.name] = ""
        return made

    def _cell(self, column: Column, cell: str, made: Row) -> str:
        if column.kind == "version":
            return self._choices.version(column, _normal(cell))
        if column.kind in ("element", "subject"):
            return self._choices.element(column, made["version"], cell)
        if column.kind == "code":
            return self._choices.code(column, cell)
        if column.kind == "year":
            return _year(cell)
        if column.kind in ("id", "currency"):
            return _normal(cell)
        if column.kind == "name" and column.gap and gap(cell) == "dash-in-table":
            return DASH
        return cell

    def _settle_unit(self) -> None:
        """Write the unit that stands in the value into its column, and the multiplier of its column into the value."""
        column, cell, unit = self._table.column("unit"), self._written["value"], self._written["unit"]
        times = _MULTIPLIER.fullmatch(_normal(unit))
        if times and self._choices.find_code("unit", unit) is None and self._choices.find_code("unit", times[1]):
            number = _LAST_DIGIT.fullmatch(cell)
            if number and not value(cell).unit:
                cell, unit = f"{number[1]}{_normal(unit)}{number[2]}", times[1]
        printed = value(cell).unit
        if printed:
            code = self._choices.find_code("unit", printed)
            if unit and code != self._choices.find_code("unit", unit):
                raise InputError("table-unit-differs", column=called(column), cell=unit, printed=printed)
            unit = unit or printed
        self._written |= {"value": cell, "unit": unit}

    def _settle_currency(self) -> None:
        """Part an amount from the unit that is written behind it."""
        column, cell, unit = self._table.column("currency"), self._written["amount"], _normal(self._written["currency"])
        money = _MONEY.fullmatch(cell)
        if money:
            if unit and unit != money[2]:
                raise InputError("table-unit-differs", column=called(column), cell=unit, printed=money[2])
            cell, unit = money[1], money[2]
        self._written |= {"amount": cell, "currency": "" if gap(cell) else unit}


def _year(cell: str) -> str:
    """A fiscal year as its Gregorian year; what is none comes back as it is."""
    found = printed_numbers.period(cell)
    if found.gap == "to-be-decided":
        return UNDECIDED
    if found.gap == "dash-in-table":
        return DASH
    single = found.year is not None and found.first is None and not found.date and found.fiscal is not False
    return str(found.year) if single else cell.strip()


def _normal(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def lines(found: TableContent) -> Iterator[list[str]]:
    """Yield the heads and the rows of a table as its CSV file has them."""
    yield [column.head.ja for column in found.table.columns]
    for row in found.rows.values():
        yield [row[column.name] for column in found.table.columns]
