"""One page of an answer as a table: which rows it shows, in what order, and how many pages there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from kgtool.base.errors import UsageError
from kgtool.results import Answer, cells
from kgtool.results.cells import Cell, Grid
from kgtool.web.html import names
from kgtool.web.models.view import View
from kgtool.web.page import Parameters, whole_number

TAKES = frozenset({"page", "sort"})
AT_ONCE = 200
MOST = 10_000
"""Rows or triples of an answer that pages show."""


class AnswerTable(NamedTuple):
    """The rows of page ``number``, the first of which is row ``first`` of ``total``; ``sort`` as in the query string.

    ``sort`` is a column, with ``-`` before it from the last value to the first; empty for the order of the query.
    """

    grid: Grid
    numeric: list[bool]
    total: int
    number: int
    sort: str

    @property
    def first(self) -> int:
        """Return the number of the first row that is shown."""
        return (self.number - 1) * AT_ONCE + 1

    @property
    def last(self) -> int:
        """Return the number of the last row that is shown."""
        return self.first + len(self.grid.rows) - 1

    @property
    def last_page(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // AT_ONCE))

    def sorted_by(self, column: str) -> str:
        """Return how a column is sorted, as ``aria-sort`` has it; empty where it is not."""
        return {column: "ascending", f"-{column}": "descending"}.get(self.sort, "")

    def turned(self, column: str) -> str:
        """Return the ``sort`` that a column's head leads to: the column, or the other way round."""
        return f"-{column}" if self.sort == column else column


def table(view: View, answer: Answer, parameters: Parameters, name: str = "") -> AnswerTable:
    """Return the part of an answer that the parameters ``page`` and ``sort`` ask for. Raises ``UsageError`` (parameter)."""
    number, sort = _number(name, parameters), parameters.get("sort", ("",))[0]
    total = max(len(answer.rows), len(answer.triples), 1 if answer.truth is not None else 0)
    if not sort:
        part = replace(answer, triples=_part(answer.triples, number), rows=_part(answer.rows, number))
        grid = cells.grid(part)
        return AnswerTable(grid, grid.numeric(), total, number, "")
    whole = _ordered(view, cells.grid(answer), sort, name)
    shown = whole._replace(rows=list(_part(tuple(whole.rows), number)))
    return AnswerTable(shown, shown.numeric(), total, number, sort)


def _ordered(view: View, grid: Grid, sort: str, name: str) -> Grid:
    """The rows by the values of a column as people see them; those without a value come last."""
    column = sort.removeprefix("-")
    if column not in grid.columns:
        reason = {"ja": "その名前の列はありません", "en": "there is no column of this name"}
        known = ", ".join(grid.columns)
        raise UsageError("parameter", name, name="sort", reason=reason, remedy={"ja": f"列: {known}", "en": known})
    place = grid.columns.index(column)
    given = [row for row in grid.rows if row[place].text]
    is_number = all(row[place].number for row in given)

    def key(row: list[Cell]) -> Any:
        cell = row[place]
        return float(cell.text) if is_number else names.full(view, cell.iri) if cell.iri else cell.text

    ordered = sorted(given, key=key, reverse=sort != column)
    return grid._replace(rows=[*ordered, *(row for row in grid.rows if not row[place].text)])


def _part(rows: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return rows[(number - 1) * AT_ONCE : number * AT_ONCE]


def _number(name: str, parameters: Parameters) -> int:
    number = whole_number(parameters.get("page", ("1",))[0], MOST)
    if number is None:
        reason = {"ja": "1以上の整数ではありません", "en": "it is no whole number from 1"}
        remedy = {"ja": "例: page=2", "en": "for example: page=2"}
        raise UsageError("parameter", name, name="page", reason=reason, remedy=remedy)
    return number
