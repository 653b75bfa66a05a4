"""The mappings block of an SSSOM table: tab-separated rows under a row of column names, quoted as in RFC 4180."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kgtool.base.errors import Place
from kgtool.rdf.sssom import standard
from kgtool.rdf.sssom.metadata import Metadata, Setting
from kgtool.rdf.sssom.standard import wrong

_RAW = {divider: re.compile(rf'"(?:[^"]|"")*"|[^{divider}\n]*') for divider in "\t,"}


class Extent(NamedTuple):
    """A stretch of a file: line and column of its start and end, from 1, columns in code points, end excluded."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class TableRow:
    """A row of a table: its cells by column, empty ones too, the line it begins on, and ``raw``, its text in the file.

    ``divider`` stands between its cells: a tab or a comma.
    """

    cells: dict[str, str]
    place: Place
    raw: str = field(repr=False)
    divider: str = "\t"

    def settings(self) -> dict[str, Setting]:
        """Return the values of the cells that have any, by column; several are divided by ``|`` where the slot may."""
        known = standard.slots()
        return {
            column: Setting(
                tuple(part.strip() for part in cell.split("|"))
                if column in known and known[column].several
                else (cell,),
                self.place.line,
            )
            for column, cell in self.cells.items()
            if cell.strip()
        }

    def extent(self, column: str = "") -> Extent:
        """Return where a cell stands in the file; without ``column``, the whole row."""
        start, end = 0, len(self.raw)
        for name in self.cells if column else ():
            found = _RAW[self.divider].match(self.raw, start)
            end = found.end() if found else start
            if name == column:
                break
            start = end + 1
        return Extent(*self._at(start), *self._at(end))

    def _at(self, offset: int) -> tuple[int, int]:
        before = self.raw[:offset]
        return self.place.line + before.count("\n"), offset - before.rfind("\n")


def read(lines: list[str], first: int, metadata: Metadata, name: str) -> Iterator[TableRow]:
    """Parse the rows of a mappings block, in file order; ``first`` is the number of its first line in the file.

    Raises ``InputError`` (alignment) with the line: columns that are missing, unknown or named twice, rows of another
    width, quotes that do not end.
    """
    reader = csv.reader((f"{line}\n" for line in lines), delimiter="\t", strict=True)
    columns: list[str] = []
    while reader.line_num < len(lines):
        begun = reader.line_num
        place = Place(name, first + begun)
        try:
            cells = next(reader)
        except csv.Error as error:
            raise wrong(place, "row", why=error) from None
        if not columns:
            columns = _columns(cells, metadata, place)
        elif cells:
            if len(cells) != len(columns):
                raise wrong(place, "width", found=len(cells), expected=len(columns))
            yield TableRow(dict(zip(columns, cells, strict=True)), place, "\n".join(lines[begun : reader.line_num]))
    if not columns:
        _columns([], metadata, Place(name, first))


def _columns(names: list[str], metadata: Metadata, place: Place) -> list[str]:
    """The names of the columns, in any order."""
    for name in names:
        if not metadata.has(name, "mapping"):
            raise wrong(place, "unknown", key=name)
        if names.count(name) > 1:
            raise wrong(place, "twice", key=name)
    missing = ", ".join(name for name in standard.REQUIRED if name not in names)
    if missing:
        raise wrong(place, "missing", key=missing)
    return names
