"""Rules that are weakened or deleted, constraint by constraint, are noticed by some fixture."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from . import mutation
from .rule_fixtures import VALID

pytestmark = pytest.mark.slow

SURVIVORS = Path(__file__).with_name("survivors.tsv")


def known() -> dict[str, dict[str, str]]:
    """The mutants that no fixture notices, by file, each with the reason why none can."""
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    by_file: dict[str, dict[str, str]] = {}
    for row in rows:
        by_file.setdefault(row["mutant"].partition(": ")[0], {})[row["mutant"]] = row["reason"]
    return by_file


@pytest.mark.parametrize("path", VALID.shapes, ids=lambda path: path.stem)
def test_every_spoilt_shape_is_noticed(path: Path) -> None:
    alive, count = mutation.survivors(mutation.of_shapes(path))
    print(f"{path.name}: {count - len(alive)} of {count} mutants noticed")
    assert alive == sorted(known().get(mutation.name_of(path), {}))


@pytest.mark.parametrize("path", VALID.queries("checks"), ids=lambda path: path.stem)
def test_every_spoilt_check_query_is_noticed(path: Path) -> None:
    alive, count = mutation.survivors(mutation.of_query(path))
    print(f"{path.name}: {count - len(alive)} of {count} mutants noticed")
    assert alive == sorted(known().get(mutation.name_of(path), {}))


def test_every_survivor_has_a_reason_and_a_file() -> None:
    files = {mutation.name_of(path) for path in [*VALID.shapes, *VALID.queries("checks")]}
    assert known().keys() <= files
    assert all(reason.strip() for rows in known().values() for reason in rows.values())
