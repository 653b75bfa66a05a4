"""Read a table by its rule: each row an element, each cell a part of it, a value, or a gap with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kgtool.base import printed_numbers
from kgtool.base.errors import InputError
from kgtool.extract import elements
from kgtool.extract.outline import LedgerEntry, OutlineGap, OutlineTable
from kgtool.extract.parser_state import NamedGroup, ParserState, RuleMatch, named_groups
from kgtool.extract.printed_units import PrintedUnits
from kgtool.extract.source import SourceLine
from kgtool.extract.tables import cells as cells_
from kgtool.extract.tables import fixed_columns, heads
from kgtool.extract.tables.budgets import MONEY, budget_gaps, budgets
from kgtool.extract.tables.cells import TableCell
from kgtool.extract.tables.fixed_columns import Fault, FixedColumns, Row
from kgtool.extract.tables.heads import HeadedColumn
from kgtool.extract.tables.values import CellReader, gaps, values

_UNKNOWN_HEAD = (
    "見出しの列のどれかが、規則の column のどれにも当たりません",
    "a head of its columns fits no column of the rule",
)
_NO_COLUMNS = ("列の切れ目が決まりません", "its columns do not stand apart")
_DIFFERENT_UNITS = ("一つの行の値の単位が違います", "the values of a row have different units")
_AS_OF = re.compile(r"\s*[＜<〈][^＞>〉]*(?:時点|現在)[^＞>〉]*[＞>〉]$")
"""A remark behind a name that says when its values were counted; no part of the name."""
_PROMISED = ("target", "projection")
_NO_NAME = ("名前のない行です", "a row has no name")
_VALUE_IN_NAME = ("名前の所に値があります", "a value stands where the name of a row should")
_NOT_WHOLE = ("名前が途中で切れています", "a name breaks off")
_TOO_MANY = ("見出しより多くのセルがあります", "a row has more cells than there are heads")


@dataclass
class _SourceRow:
    """A row that is sure: its cells by column, its lines, and what the group rows above it say."""

    cells: Row
    lines: tuple[SourceLine, ...]
    groups: dict[str, NamedGroup] = field(default_factory=dict)


@dataclass
class _SourceRows:
    """The columns and rows of a table; ``faults`` are the places that could not be put into rows, each with why."""

    columns: Sequence[HeadedColumn] = ()
    rows: list[_SourceRow] = field(default_factory=list)
    faults: list[tuple[tuple[SourceLine, ...], Fault]] = field(default_factory=list)


def read(state: ParserState, match: RuleMatch, units: PrintedUnits, read_groups: frozenset[str]) -> None:
    """Add the elements of a table's rows, their values and gaps to the outline, and its lines to the ledger.

    ``read_groups`` are the named groups that some rule reads. Raises ``InputError``: characters-unaccounted for a cell whose
    group nothing reads, and as ``elements.make`` does.
    """
    _SourceTableReader(state, match, units, read_groups).read()


class _SourceTableReader:
    def __init__(self, state: ParserState, match: RuleMatch, units: PrintedUnits, read_groups: frozenset[str]) -> None:
        self.state = state
        self.match = match
        self.rule = match.rule
        self.units = units
        self.read_groups = read_groups
        self.cells = CellReader(units, state.profile.footnote_mark)
        self.head = match.lines[: len(self.rule.match)]
        self.body = match.lines[len(self.rule.match) :]
        self.made: dict[int, str] = {}

    def read(self) -> None:
        table = self._tabbed() if self._separated() else self._fixed()
        self.state.columns |= {(self.rule.name, column.rule) for column in table.columns}
        paths = [path for row in table.rows if (path := self._element(table.columns, row))]
        for lines, why in table.faults:
            self._gap(lines, why)
        fault = table.faults[0][1] if table.faults else None
        self.state.outline.tables.append(
            OutlineTable(self.match.number, self.rule.name, self.match.whole, tuple(paths), fault)
        )
        self._account(table)

    # lines into rows

    def _separated(self) -> bool:
        return bool(self.rule.cell) or any("\t" in line.text for line in self.head)

    def _tabbed(self) -> _SourceRows:
        over = [self._texts(line) for line in self.head]
        body = self.body
        while body and self._heads_times(self._texts(body[0])):
            over.append(self._texts(body[0]))
            body = body[1:]
        texts = heads.over(over)
        rows = [(line, cells_.row(line, self.rule.cell)) for line in body]
        drawn = {n for n, text in enumerate(texts) if not text and not any(map(_says, _column(rows, n)))}
        if self._parted_names(texts, drawn):
            rows = [(line, named) for (line, _), named in zip(rows, _whole_names(rows), strict=True)]
            drawn.add(1)
        columns = heads.columns(self.rule, [text for n, text in enumerate(texts) if n not in drawn], self.units)
        if columns is None:
            return _SourceRows(faults=[(self.match.lines, _UNKNOWN_HEAD)])
        self.head = self.match.lines[: len(over)]
        table = _SourceRows(columns)
        groups: dict[str, NamedGroup] = {}
        above: list[TableCell | None] = [None] * len(columns)
        for line, every in rows:
            cells = [cell for n, cell in enumerate(every) if n not in drawn]
            if found := self._group_row(line):
                groups, above = groups | found, [None] * len(columns)
                continue
            if any(cells[len(columns) :]):
                table.faults.append(((line,), _TOO_MANY))
                continue
            cells = [*cells, *[None] * (len(columns) - len(cells))][: len(columns)]
            if self._goes_on(columns, cells, table.rows):
                continue
            above = [cell or (above[n] if columns[n].rule.merged else None) for n, cell in enumerate(cells)]
            if fault := self._unnamed(columns, above):
                table.faults.append(((line,), fault))
            else:
                table.rows.append(_SourceRow(tuple(above), (line,), groups))
        self._leave_out_broken(table)
        return table

    def _leave_out_broken(self, table: _SourceRows) -> None:
        """Take the rows whose names break off for gaps, and those behind them, which may hold the rest."""
        title = self._title(table.columns)
        names = [row.cells[title] if title is not None else None for row in table.rows]
        broken = [name is not None and fixed_columns.broken(name.text) for name in names]
        doubtful = [one or before for one, before in zip(broken, [False, *broken], strict=False)]
        table.faults += [(row.lines, _NOT_WHOLE) for row, out in zip(table.rows, doubtful, strict=True) if out]
        table.rows = [row for row, out in zip(table.rows, doubtful, strict=True) if not out]

    def _parted_names(self, texts: Sequence[str], drawn: set[int]) -> bool:
        """Whether the head of the names reaches over two columns: a name and its parts."""
        if len(texts) < 3 or texts[1] or 1 in drawn:
            return False
        first = next((column for column in self.rule.column if column.head.search(texts[0])), None)
        return first is not None and first.group == "title"

    def _texts(self, line: SourceLine) -> list[str]:
        return [cell.text if cell else "" for cell in cells_.row(line, self.rule.cell)]

    def _heads_times(self, texts: Sequence[str]) -> bool:
        """Whether a line goes on with the head: nothing but times, the first cell blank."""
        return not texts[0] and any(texts) and all(printed_numbers.time_in(text) for text in texts if text)

    def _group_row(self, line: SourceLine) -> dict[str, NamedGroup]:
        match = self.rule.group_row.search(line.text) if self.rule.group_row else None
        if match is None:
            return {}
        return named_groups(line, match) or {"": NamedGroup("", line, 0)}

    def _goes_on(
        self, columns: Sequence[HeadedColumn], cells: Sequence[TableCell | None], rows: list[_SourceRow]
    ) -> bool:
        """Let a line go on with the row before it: the rest of a name, or of cells that are values only with their rest."""
        title = self._title(columns)
        if not rows or title is None or not any(cells):
            return False
        whole = list(rows[-1].cells)
        for n, cell in enumerate(cells):
            if cell is None:
                continue
            before = whole[n]
            if before is None or not self._is_rest(before.text, cell.text, named=n == title):
                return False
            whole[n] = cells_.folded([*before.pieces, *cell.pieces])
        rows[-1].cells = tuple(whole)
        rows[-1].lines = (*rows[-1].lines, next(cell.line for cell in cells if cell))
        return True

    def _is_rest(self, before: str, text: str, named: bool) -> bool:
        if named:
            return fixed_columns.goes_on(before, text)
        return not self.cells.readable(before) and self.cells.readable(before + text)

    def _title(self, columns: Sequence[HeadedColumn]) -> int | None:
        return next((n for n, column in enumerate(columns) if column.rule.group == "title"), None)

    def _unnamed(self, columns: Sequence[HeadedColumn], cells: Sequence[TableCell | None]) -> Fault | None:
        """What is wrong with the name of a row; a row may have groups alone, where the rule makes its label of them."""
        title = self._title(columns)
        if title is None:
            named = any(cell for column, cell in zip(columns, cells, strict=True) if column.rule.group)
            return None if named else _NO_NAME
        cell = cells[title]
        if cell is None:
            return _NO_NAME
        last = cell.text.split()[-1]
        return _VALUE_IN_NAME if self._is_value(cell.text) or (last != cell.text and self._is_value(last)) else None

    def _fixed(self) -> _SourceRows:
        head = [cells_.apart(line) for line in self.head]
        widest = max(head, key=len)
        body = [(line, self._group_row(line)) for line in self.body]
        pieces = [piece for line, group in body if not group for piece in cells_.apart(line)]
        columns = heads.columns(self.rule, fixed_columns.heads(head, widest), self.units)
        if columns is None:
            return _SourceRows(faults=[(self.match.lines, _UNKNOWN_HEAD)])
        title = self._title(columns)
        placed = fixed_columns.place(widest, pieces, lambda n, piece: n != title or not self._is_value(piece.text))
        if placed is None:
            return _SourceRows(columns, faults=[(self.match.lines, _NO_COLUMNS)])
        by_column = [[p for p, n in zip(pieces, placed.columns, strict=True) if n == m] for m in range(len(columns))]
        table = _SourceRows(self._second_head(columns, by_column))
        for groups, lines in self._parted(body):
            rows, fault = self._rows(table.columns, by_column, lines, placed.headed)
            table.rows += [_SourceRow(row, self._lines(row), groups) for row in rows]
            table.faults += [(lines, fault)] if fault else []
        return table

    def _parted(
        self, body: Sequence[tuple[SourceLine, dict[str, NamedGroup]]]
    ) -> list[tuple[dict[str, NamedGroup], tuple[SourceLine, ...]]]:
        """The lines between group rows, each with what the group rows above say."""
        parts: list[tuple[dict[str, NamedGroup], list[SourceLine]]] = [({}, [])]
        for line, group in body:
            if group:
                parts.append((parts[-1][0] | group, []))
            else:
                parts[-1][1].append(line)
        return [(groups, tuple(lines)) for groups, lines in parts if lines]

    def _rows(
        self,
        columns: Sequence[HeadedColumn],
        by_column: Sequence[Sequence[NamedGroup]],
        lines: tuple[SourceLine, ...],
        headed: bool,
    ) -> tuple[list[Row], Fault | None]:
        numbers = {line.number for line in lines}
        inside = [[piece for piece in column if piece.line.number in numbers] for column in by_column]
        valued = [n for n, column in enumerate(columns) if column.rule.numbers]
        grid = FixedColumns(inside, self._title(columns) or 0, valued, self.cells.readable)
        rows, fault = grid.by_height() if headed else grid.in_order()
        if fault is None and not all(self._one_unit(columns, row) for row in rows):
            return [], _DIFFERENT_UNITS
        names = [row[self._title(columns) or 0] for row in rows]
        if any(name and fixed_columns.broken(name.text) for name in names):
            return [], _NOT_WHOLE
        unnamed = next((wrong for row in rows if (wrong := self._unnamed(columns, row))), None)
        return ([], unnamed) if unnamed else (rows, fault)

    def _lines(self, row: Row) -> tuple[SourceLine, ...]:
        found = {piece.line.number: piece.line for cell in row if cell for piece in cell.pieces}
        return tuple(found[number] for number in sorted(found))

    def _second_head(self, columns: list[HeadedColumn], by_column: list[list[NamedGroup]]) -> list[HeadedColumn]:
        """Take times that stand on one line above all values for a second row of the head, where the first prints none."""
        valued = [n for n, column in enumerate(columns) if column.rule.numbers]
        firsts = [by_column[n][0] if by_column[n] else None for n in valued]
        lines = {first.line.number if first else 0 for first in firsts}
        times = [printed_numbers.period(first.text) for first in firsts if first]
        if len(lines) != 1 or len(times) < len(valued) or any(time.gap for time in times):
            return columns
        if any(columns[n].period for n in valued):
            return columns
        found = list(columns)
        for n, first in zip(valued, firsts, strict=True):
            assert first is not None
            text = f"{columns[n].head} {first.text}"
            found[n] = HeadedColumn(
                columns[n].rule, text, columns[n].unit, printed_numbers.period(first.text), first.text
            )
            del by_column[n][0]
        return found

    def _is_value(self, text: str) -> bool:
        return self.cells.readable(text) or not printed_numbers.period(text).gap

    def _one_unit(self, columns: Sequence[HeadedColumn], row: Row) -> bool:
        """Whether the values of a row have one unit, and its amounts no other than money."""
        read = [(column.rule, self.cells.read(cell)) for column, cell in zip(columns, row, strict=True) if cell]
        units = {found.value.unit for rule, found in read if rule.value and found.value.unit}
        return len(units) <= 1 and {found.value.unit for rule, found in read if rule.amount} <= {"", MONEY}

    # rows into elements

    def _element(self, columns: Sequence[HeadedColumn], row: _SourceRow) -> str:
        groups: dict[str, NamedGroup] = dict(row.groups)
        for column, cell in zip(columns, row.cells, strict=True):
            if column.rule.group and cell:
                self._require_read(column.rule.group, cell)
                groups[column.rule.group] = replace(cell, text=_AS_OF.sub("", cell.text) or cell.text)
        title = self._title(columns)
        named = row.cells[title] if title is not None else None
        self.state.used[self.rule.name] += 1
        match = RuleMatch(self.rule, row.lines, groups | ({"span": named} if named else {}))
        element = elements.make(self.state, match).element
        assert element is not None
        self.made |= {line.number: element.path for line in reversed(row.lines) if line.number not in self.made}
        unit = groups["unit"].text if "unit" in groups else ""
        head = columns[title].head if title is not None else ""
        inside = heads.unit_in_name(named.text, head, self.units) if named else ""
        amounts = budgets(element.path, match.whole, columns, row.cells, unit, self.cells)
        self.state.outline.budget_lines += amounts
        self.state.outline.gaps += [gap for line in amounts for gap in budget_gaps(line)]
        found = values(element.path, match.whole, columns, row.cells, unit, inside, self.cells)
        self.state.outline.indicator_values += found
        self.state.outline.gaps += [gap for value in found for gap in gaps(value)]
        if found and not any(value.kind in _PROMISED for value in found):
            self.state.outline.gaps.append(OutlineGap(element.path, "indicatorValue", "not-stated", match.whole))
        return element.path

    def _require_read(self, group: str, cell: TableCell) -> None:
        if group not in self.read_groups:
            place = self.state.place(cell.line.number, cell.start + 1)
            raise InputError("characters-unaccounted", place, start=cell.text[:20], rule=self.rule.name)

    # what could not be read, and the ledger

    def _gap(self, lines: Sequence[SourceLine], fault: Fault) -> None:
        """Record a part of the table that is no row: the thing above it lacks elements of this class."""
        above = next((opened.element.path for opened in reversed(self.state.stack) if opened.element), "version")
        first, last = lines[0], lines[-1]
        at = first.span(0, len(first.text))[0], last.span(0, len(last.text))[1]
        self.state.outline.gaps.append(OutlineGap(above, self.rule.class_, "not-read", at, why=fault))

    def _account(self, table: _SourceRows) -> None:
        kinds = dict.fromkeys((line.number for line in self.body), "group-row")
        kinds |= dict.fromkeys((line.number for line in self.head), "table-head")
        kinds |= dict.fromkeys((line.number for lines, _ in table.faults for line in lines), "not-read")
        for line in self.match.lines:
            path = self.made.get(line.number, "")
            kind = "element" if path else kinds[line.number]
            self.state.outline.ledger.append(LedgerEntry(line.number, self.rule.name, kind, path))


def _column(rows: Sequence[tuple[SourceLine, Sequence[TableCell | None]]], number: int) -> list[TableCell]:
    return [cell for _, cells in rows for cell in cells[number : number + 1] if cell]


def _says(cell: TableCell) -> bool:
    """Whether a cell holds more than an arrow or the like."""
    return any(unicodedata.category(char)[0] in "LN" for char in cell.text)


def _whole_names(rows: Sequence[tuple[SourceLine, Sequence[TableCell | None]]]) -> Iterator[list[TableCell | None]]:
    """Rows whose names stand in two columns, of which the first may reach over several rows, with the whole name in the first."""
    above: TableCell | None = None
    for _, cells in rows:
        first, part, *rest = (*cells, None, None)
        above = first or above
        if part is None:
            yield [first, None, *rest]
        elif above is None:
            yield [part, None, *rest]
        else:
            pieces = (*(first.pieces if first else ()), *part.pieces)
            yield [TableCell(f"{above.text} {part.text}", pieces[0].line, pieces[0].start, pieces), None, *rest]
