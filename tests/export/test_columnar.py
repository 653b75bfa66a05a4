"""The tables as Parquet and as a DuckDB file: the rows of the CSV, typed, with what they mean."""

from __future__ import annotations

import csv
import os
import re
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from kgtool.base.errors import UsageError
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.export import columnar, dumps, tables
from kgtool.rdf import iris
from tests import ROOT

TABLES = tables.all_tables()
NUMBERS = {"integer": int, "decimal": float, "double": float}


@pytest.fixture(scope="module")
def folder(repo: Repo, built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files below an address, as a site has them."""
    dumped = tmp_path_factory.mktemp("site") / "dumps"
    shutil.copytree(dumps.folder(repo, built), dumped)
    columnar.write_duckdb(dumped)
    return dumped


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_parquet_and_duckdb_hold_the_typed_rows_of_the_csv(folder: Path, table: tables.DataTable) -> None:
    with (folder / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
        written = [tuple(row.values()) for row in csv.DictReader(file)]
    kinds = [NUMBERS.get(column.kind, str) for column in table.columns]
    typed = [tuple(kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True)) for row in written]
    parquet = pq.read_table(folder / f"{table.name}.parquet")
    assert [tuple(row.values()) for row in parquet.to_pylist()] == typed
    with duckdb.connect(str(folder / columnar.DUCKDB), read_only=True) as database:
        assert database.sql(f'FROM "{table.name}"').fetchall() == typed


def test_every_table_and_column_of_the_duckdb_file_says_what_it_means(folder: Path) -> None:
    with duckdb.connect(str(folder / columnar.DUCKDB), read_only=True) as database:
        found = dict(database.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        assert found == {table.name: tables.titled(table) for table in TABLES}
        columns = database.sql(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    assert set(columns) == {
        (table.name, column.name, tables.meaning(column)) for table in TABLES for column in table.columns
    }


def test_another_base_stands_in_every_text_of_a_parquet_file(folder: Path, tmp_path: Path) -> None:
    columnar.rebase(folder / "elements.parquet", tmp_path / "other.parquet", iris.BASE, "https://plans.example.org/")
    before, after = pq.read_table(folder / "elements.parquet"), pq.read_table(tmp_path / "other.parquet")
    assert after.schema.equals(before.schema, check_metadata=True)
    assert after["element"][0].as_py() == before["element"][0].as_py().replace(iris.BASE, "https://plans.example.org/")
    assert iris.BASE.encode() not in (tmp_path / "other.parquet").read_bytes()


def test_what_lacks_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        columnar.write_duckdb(tmp_path)
    assert caught.value.code == "extra-missing"
    assert "jp-plan-kgtool[tables]" in caught.value.render("ja")


def test_the_lines_of_the_guide_run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "publish.md").read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 2
    (tmp_path / "site" / "current" / "www").mkdir(parents=True)
    os.symlink(folder, tmp_path / "site" / "current" / "www" / "dumps")
    monkeypatch.chdir(tmp_path)
    for block in blocks:
        found: dict[str, object] = {}
        exec(block, found)
        assert len(found["table"]) > 10  # type: ignore[arg-type]
