"""The files to download: each holds all that the build holds, the same bytes each time."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kgtool.build import assemble
from kgtool.build.integrity import SUMS
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.export import dumps, tables
from kgtool.export.tables.reader import TableReader
from tests.tiny_plan import TinyPlan

TABLES = tables.all_tables()


@pytest.fixture(scope="module")
def folder(repo: Repo, built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dumps") / "dumps"
    dumps.write(repo, built, made)
    return made


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_bytes().decode("utf-8-sig"), newline="")))


def test_the_dumps_are_the_files_that_are_listed_and_no_others(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*dumps.names(), SUMS])


def test_the_same_build_gives_the_same_bytes(repo: Repo, built: Build, folder: Path, tmp_path: Path) -> None:
    dumps.write(repo, built, tmp_path / "again")
    for name in dumps.names():
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name


def test_dumps_are_made_once_and_lie_beside_the_build(repo: Repo, built: Build) -> None:
    made = dumps.folder(repo, built)
    times = {path.name: path.stat().st_mtime_ns for path in made.iterdir()}
    assert made.parent == built.folder
    assert {path.name: path.stat().st_mtime_ns for path in dumps.folder(repo, built).iterdir()} == times


def test_a_build_that_cannot_be_written_to_has_its_dumps_elsewhere(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    (made.folder / dumps.FOLDER).write_text("in the way", "utf-8")
    folder = dumps.folder(tiny.repo, made)
    assert made.folder not in folder.parents
    assert sorted(path.name for path in folder.iterdir()) == sorted([*dumps.names(), SUMS])


def test_the_content_hash_is_the_sha256_of_the_compressed_dump_unpacked(built: Build, folder: Path) -> None:
    unpacked = gzip.decompress((folder / "dataset.nq.gz").read_bytes())
    assert hashlib.sha256(unpacked).hexdigest() == built.manifest["contentHash"]


@pytest.mark.parametrize(("name", "format_"), [("dataset.trig", RdfFormat.TRIG), ("dataset.jsonld", RdfFormat.JSON_LD)])
def test_dumps_with_graphs_hold_every_statement_in_its_graph(
    folder: Path, built: Build, name: str, format_: RdfFormat
) -> None:
    counts: dict[str, int] = {}
    for quad in parse(path=str(folder / name), format=format_):
        counts[quad.graph_name.value] = counts.get(quad.graph_name.value, 0) + 1
    assert counts == built.manifest["graphs"]


def test_the_turtle_dump_holds_every_triple_once(folder: Path, built: Build) -> None:
    found = list(parse(path=str(folder / "dataset.ttl"), format=RdfFormat.TURTLE))
    expected = {quad.triple for quad in parse(path=str(built.folder / "dataset.nq"), format=RdfFormat.N_QUADS)}
    assert len(found) == len(set(found)) == len(expected)


@pytest.mark.parametrize("each", TABLES, ids=lambda table: table.name)
def test_a_table_begins_with_a_mark_and_has_a_cell_for_each_column(folder: Path, each: tables.DataTable) -> None:
    names, japanese = (folder / f"{each.name}.csv", folder / f"{each.name}.ja.csv")
    assert names.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = table(folder, names.name)
    assert rows
    assert list(rows[0]) == [column.name for column in each.columns]
    assert list(table(folder, japanese.name)[0]) == [column.heading.ja for column in each.columns]
    assert names.read_bytes().split(b"\r\n", 1)[1] == japanese.read_bytes().split(b"\r\n", 1)[1]


@pytest.mark.parametrize("each", TABLES, ids=lambda table: table.name)
def test_no_cell_would_run_as_a_formula(folder: Path, each: tables.DataTable) -> None:
    for row in table(folder, f"{each.name}.csv"):
        assert not [cell for cell in row.values() if cell[:1] in set("=+-@\t\r")]


@pytest.mark.parametrize("each", TABLES, ids=lambda table: table.name)
def test_the_metadata_of_a_table_names_its_columns_in_both_languages(folder: Path, each: tables.DataTable) -> None:
    document = json.loads((folder / f"{each.name}.csv-metadata.json").read_text("utf-8"))
    assert document["@context"][0] == "http://www.w3.org/ns/csvw"
    assert document["url"] == f"{each.name}.csv"
    columns = document["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == [column.name for column in each.columns]
    assert all(column["titles"]["en"] and column["titles"]["ja"] for column in columns)


@pytest.mark.parametrize("each", TABLES, ids=lambda table: table.name)
def test_numbers_are_numbers(folder: Path, each: tables.DataTable) -> None:
    kinds = {column.name: column.kind for column in each.columns}
    for row in table(folder, f"{each.name}.csv"):
        for name, cell in row.items():
            if cell and kinds[name] in ("integer", "decimal"):
                float(cell)
            if cell and kinds[name] == "anyURI":
                assert cell.startswith("https://")


def test_tables_have_a_row_for_each_thing(folder: Path, built: Build) -> None:
    def count(kind: str) -> int:
        store = built.open()
        (row,) = store.query(
            f"PREFIX jpp: <https://w3id.org/jp-plan/ns#> SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {kind} }}",
            use_default_graph_as_union=True,
        )
        return int(row["n"].value)

    assert len(table(folder, "elements.csv")) == count("?s jpp:inVersion ?v")
    assert len(table(folder, "themes.csv")) == count("?s a jpp:ThemeAnnotation")
    assert len(table(folder, "correspondences.csv")) == count("?s a jpp:Correspondence")
    assert len({(row["element"], row["property"]) for row in table(folder, "gaps.csv")}) == count(
        "?s a jpp:InformationGap"
    )
    assert len(table(folder, "sectoral-plans.csv")) == count("?s a jpp:PlanListing")
    assert len(table(folder, "mentions.csv")) >= count("?s a jpp:Mention") > 900


def test_a_year_that_is_missing_says_why(folder: Path) -> None:
    rows = [row for row in table(folder, "sectoral-plans.csv") if "/listing/" not in row["listing"]]
    assert len(rows) == 34  # the others are names in running text
    for row in rows:
        for year in ("decided_in", "start", "end"):
            assert bool(row[year]) != bool(row[f"{year}_missing"]), row["label_ja"]


def test_a_table_is_written_some_rows_at_a_time(built: Build) -> None:
    reader = TableReader(built.open())
    pieces = list(tables.body(tables.rows("mentions", reader)))
    assert len(pieces) > 1
    assert all(piece.endswith(b"\r\n") for piece in pieces)
