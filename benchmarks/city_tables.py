"""Measure the way of a city's own tables: workbook written, read back, and the statements of the CSV files.

A city of ``--indicators`` indicators with three values each, half as many projects and as many budget lines, for the measures
of one plan of this checkout, in a folder of its own. The peer of the import is openpyxl alone, which just reads the cells.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import openpyxl

from benchmarks.table import Row, seconds, show
from kgtool.base import csv
from kgtool.corpus import layout, units
from kgtool.corpus.layout import Repo
from kgtool.intake.city_tables import choices, importing, template
from kgtool.rdf.city_tables.form import tables

ROOT = Path(__file__).parents[1]
PLAN = "13221-kiyose-5"
_VALUES = (("baseline", "令和6年度", "{}"), ("actual", "令和8年度", "約{}"), ("target", "令和12年度", "{}以上"))


def city(root: Path, count: int) -> Repo:
    """Write the folder of the plan with tables of so many indicators, and return its repository."""
    folder = root / "data" / PLAN
    shutil.copytree(ROOT / "data" / PLAN, folder)
    repo = layout.find(root)
    known = choices.of_plan(repo, PLAN)
    version = known.versions[0]
    measures = [choice.path for choice in known.elements if choice.kind == "Measure" and choice.version == version]
    of = [measures[number % len(measures)] for number in range(count)]
    rows = {
        "indicators": [
            [
                f"K-{n}",
                version,
                of[n],
                f"指標{n}",
                "higher-is-better",
                "",
                f"第{n % 40}課",
                kind,
                when,
                form.format(n + 1),
                "person",
            ]
            for n in range(count)
            for kind, when, form in _VALUES
        ],
        "projects": [
            [f"J-{n}", version, of[n], f"事業{n}", "2026", "2030", f"第{n % 40}課"] for n in range(count // 2)
        ],
        "budgets": [[version, f"J-{n}", "", "令和8年度", f"{n:,}", "千円"] for n in range(count // 2)],
    }
    for table in tables().values():
        heads = [column.head.ja for column in table.columns]
        (folder / table.file).write_bytes(csv.for_spreadsheets(csv.write([heads, *rows[table.name]])))
    return repo


def measure(count: int) -> list[Row]:
    """Measure each step once its folder is there."""
    with tempfile.TemporaryDirectory() as at:
        repo = city(Path(at) / "plans", count)
        path = Path(at) / "tables.xlsx"
        written, book = seconds(lambda: template.xlsx(repo, PLAN, "ja"))
        path.write_bytes(book)
        imported, taken = seconds(lambda: importing.take(repo, PLAN, [path]))
        assert not taken.mistakes
        begun = time.process_time()
        importing.take(repo, PLAN, [path])
        busy = time.process_time() - begun
        same = not any(importing.place(repo, PLAN, taken).values())
        opened, _ = seconds(lambda: [list(sheet.values) for sheet in openpyxl.load_workbook(path).worksheets])
        read, _ = seconds(lambda: len(units.read_unit(repo, units.unit(repo, f"plan/{PLAN}"))))
    return [
        Row(f"workbook of {count:,} indicators written", written),
        Row(f"workbook of {count:,} indicators imported", imported, opened, "same bytes" if same else "DIFFER"),
        Row("the same, processor time", busy),
        Row("plan with its tables read", read),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--indicators", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    show(measure(arguments.indicators), arguments.json)


if __name__ == "__main__":
    main()
