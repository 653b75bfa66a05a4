"""Read a city's own tables in the folder of a plan, indicators.csv, projects.csv and budgets.csv, as statements.

The columns and what their cells hold are those of ``form``; heads are Japanese and stand in the order of the form. Rows
count from 1, the heads being row 1 (RFC 7111, section 2.1). What stands in no cell is not said, and a blank or a dash
where the model promises a value is a gap.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePath

from kgtool.base.errors import InputError, Place
from kgtool.rdf import turtle
from kgtool.rdf.city_tables import mistakes
from kgtool.rdf.city_tables.form import CityTable, tables
from kgtool.rdf.city_tables.mistakes import Row
from kgtool.rdf.city_tables.records import Records
from kgtool.rdf.sssom.table import TableRow
from kgtool.rdf.turtle import Statement


def read(data: bytes, name: str) -> Iterator[Statement]:
    """Yield the triples of a table, rows in file order; some come more than once.

    ``name`` is how errors call the file: it ends in ``<plan>/<table>.csv``. Raises ``InputError``: encoding, and as
    ``statements``.
    """
    return (statement for statement, _, _ in statements(turtle.decode(data, name), name))


def statements(text: str, name: str) -> Iterator[tuple[Statement, TableRow, str]]:
    """Yield the triples of a table's text, each with the row and the name of the column that say it.

    Raises ``InputError``, one of the codes table-…, with the line and the column of the first mistake.
    """
    path = PurePath(name)
    table = tables()[path.stem]
    rows = dict(enumerate(_rows(text, name, table), 2))
    for number, column, error in mistakes.find(table, ((number, row.cells) for number, row in rows.items())):
        at = rows[number].extent(column)
        error.place = Place(name, at.line, at.column)
        raise error
    records = Records(table, path.parent.name, [row.cells for row in rows.values()])
    for number, row in rows.items():
        for statement, column in records.statements(number, row.cells):
            yield statement, row, column


def cells_of(text: str, name: str) -> list[Row]:
    """Return the cells of each row of a table's text, whatever stands in them. Raises ``InputError`` for what is no table."""
    return [row.cells for row in _rows(text, name, tables()[PurePath(name).stem])]


def _rows(text: str, name: str, table: CityTable) -> Iterator[TableRow]:
    """The rows below the heads, which must be those of the form."""
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline="\n"))
    reader = csv.reader(lines, strict=True)
    heads = [column.head.ja for column in table.columns]
    names = [column.name for column in table.columns]
    begun = 0
    try:
        for cells in reader:
            place, raw = Place(name, begun + 1), "".join(lines[begun : reader.line_num]).rstrip("\r\n")
            if not begun and cells != heads:
                raise InputError("table-heads", place, heads="、".join(heads))
            if begun and cells:
                if len(cells) != len(names):
                    raise InputError("table-width", place, found=len(cells), expected=len(names))
                yield TableRow(dict(zip(names, cells, strict=True)), place, raw, ",")
            begun = reader.line_num
    except csv.Error as error:
        raise InputError("table-csv", Place(name, begun + 1), reason=str(error)) from None
    if not begun:
        raise InputError("table-heads", Place(name, 1), heads="、".join(heads))
