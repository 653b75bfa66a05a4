"""The mappings block of an SSSOM table: tab-separated rows under a row of column names, quoted as in RFC 4180."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kgtool.base.errors import Place
from kgtool.rdf.sssom import slots
from kgtool.rdf.sssom.metadata import Metadata, wrong

_RAW = re.compile(r'"(?:[^"]|"")*"|[^\t\n]*')


class Extent(NamedTuple):
    """A stretch of a file: line and column of its start and end, from 1, columns in code points, end excluded."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class TableRow:
    """A row of a table: its cells by column, empty ones too, the line it begins on, and ``raw``, its text in the file."""

    cells: dict[str, str]
    place: Place
    raw: str = field(repr=False)

    def filled(self) -> Iterator[tuple[str, str]]:
        """Yield the columns with a value, and the value."""
        return ((column, cell) for column, cell in self.cells.items() if cell.strip())

    def extent(self, column: str = "") -> Extent:
        """Return where a cell stands in the file; without ``column``, the whole row."""
        start, end = 0, len(self.raw.rstrip("\n"))
        if column:
            for name in self.cells:
                found = _RAW.match(self.raw, start)
                end = found.end() if found else start
                if name == column:
                    break
                start = end + 1
        return Extent(*self._at(start), *self._at(end))

    def _at(self, offset: int) -> tuple[int, int]:
        before = self.raw[:offset]
        return self.place.line + before.count("\n"), offset - (before.rfind("\n") + 1) + 1


def read(lines: list[str], first: int, metadata: Metadata, name: str) -> Iterator[TableRow]:
    """Parse the rows of a mappings block, in file order; ``first`` is the number of its first line in the file.

    Raises ``InputError`` (alignment) with the line: columns that are missing, unknown or named twice, rows of another
    width, quotes that do not end.
    """
    reader = csv.reader((f"{line}\n" for line in lines), delimiter="\t", strict=True)
    columns: list[str] = []
    begun = 0
    while True:
        place = Place(name, first + begun)
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise wrong(place, f"表として読めません({error})", f"this is no row of a table: {error}") from None
        raw = "\n".join(lines[begun : reader.line_num]) + "\n"
        begun = reader.line_num
        if not columns:
            columns = _columns(cells, metadata, place)
        elif cells:
            if len(cells) != len(columns):
                raise wrong(
                    place,
                    f"欄が{len(cells)}個です({len(columns)}個のはずです)",
                    f"{len(cells)} cells, {len(columns)} expected",
                )
            yield TableRow(dict(zip(columns, cells, strict=True)), place, raw)
    if not columns:
        _columns([], metadata, place)


def _columns(names: list[str], metadata: Metadata, place: Place) -> list[str]:
    """The names of the columns, in any order."""
    for name in names:
        if name not in slots.OF_MAPPING and name not in metadata.extensions:
            raise wrong(
                place,
                f"列 {name} はSSSOM 1.1の項目でも、extension_definitions で宣言した項目でもありません",
                f"the column {name} is neither a slot of SSSOM 1.1 nor declared in extension_definitions",
            )
        if names.count(name) > 1:
            raise wrong(place, f"列 {name} が二つあります", f"the column {name} stands twice")
    missing = ", ".join(name for name in slots.REQUIRED if name not in names)
    if missing:
        raise wrong(place, f"列 {missing} がありません", f"the columns lack {missing}")
    return names
