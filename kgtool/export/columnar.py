"""Tables in the columnar files of data tools: Parquet, and all of them in one DuckDB file.

Both need the extra ``tables``; its libraries are imported when a file is written. Columns have the types of the data
dictionary, and an empty cell is null.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from kgtool.base.errors import UsageError
from kgtool.export import tables
from kgtool.export.tables import DataTable, TableColumn
from kgtool.export.tables.reader import CellValue
from kgtool.rdf.media import PARQUET

DUCKDB = "tables.duckdb"
_AT_ONCE = 20_000
_ARROW = {"integer": "int64", "decimal": "float64", "double": "float64"}


@cache
def writes_parquet() -> bool:
    """Say whether the library that writes Parquet is installed."""
    return find_spec("pyarrow") is not None


def also_parquet(
    table: DataTable, rows: Iterable[tuple[CellValue, ...]], path: Path
) -> Iterator[tuple[CellValue, ...]]:
    """Yield rows on and write them as Parquet, 20,000 at a time; what the columns mean stands in its metadata.

    The file is whole when the rows are at their end. The same rows give the same bytes.
    """
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema([_field(pyarrow, column) for column in table.columns], {"title": tables.titled(table)})
    rows = iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while piece := list(islice(rows, _AT_ONCE)):
            cells = zip(zip(*piece, strict=True), schema, strict=True)
            writer.write_batch(pyarrow.record_batch([_array(pyarrow, *cell) for cell in cells], schema))
            yield from piece


def rebase(source: Path, target: Path, old: str, new: str) -> None:
    """Copy a Parquet file with ``new`` for ``old`` in every text."""
    import pyarrow
    from pyarrow import compute, parquet

    with parquet.ParquetFile(source) as file:
        schema = file.schema_arrow
        with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
            for batch in file.iter_batches(_AT_ONCE):
                columns = [
                    compute.replace_substring(column, old, new) if pyarrow.types.is_string(column.type) else column
                    for column in batch.columns
                ]
                writer.write_batch(pyarrow.record_batch(columns, schema))


def require_duckdb() -> None:
    """Raise ``UsageError`` (extra-missing) where a library that the DuckDB file needs is not installed."""
    for package in ("duckdb", "pyarrow"):
        if find_spec(package) is None:
            raise UsageError("extra-missing", package=package, extra="tables")


def write_duckdb(folder: Path) -> Path:
    """Write all Parquet tables of a folder into one DuckDB file beside them, in one step; return it.

    Tables and columns carry their descriptions as comments. Its bytes differ each time: DuckDB does not promise them.
    Raises ``UsageError`` (extra-missing).
    """
    require_duckdb()
    import duckdb

    target, temporary = folder / DUCKDB, folder / f".{DUCKDB}-{os.getpid()}"
    temporary.unlink(missing_ok=True)
    try:
        with closing(duckdb.connect(str(temporary))) as database:
            for table in tables.all_tables():
                file = _text(str(folder / f"{table.name}.{PARQUET.ending}"))
                database.execute(f"CREATE TABLE {_name(table.name)} AS SELECT * FROM read_parquet({file})")
                for statement in _comments(table):
                    database.execute(statement)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _comments(table: DataTable) -> Iterable[str]:
    name = _name(table.name)
    yield f"COMMENT ON TABLE {name} IS {_text(tables.titled(table))}"
    for column in table.columns:
        yield f"COMMENT ON COLUMN {name}.{_name(column.name)} IS {_text(tables.meaning(column))}"


def _field(pyarrow: Any, column: TableColumn) -> Any:
    return pyarrow.field(
        column.name, _ARROW.get(column.kind, "string"), metadata={"description": tables.meaning(column)}
    )


def _array(pyarrow: Any, cells: tuple[CellValue, ...], field: Any) -> Any:
    text = pyarrow.types.is_string(field.type)
    typed = [None if cell is None or cell == "" else str(cell) if text else cell for cell in cells]
    return pyarrow.array(typed, field.type)


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
