"""Rules that are weakened or deleted, constraint by constraint, are noticed by some fixture."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from . import mutation

SURVIVORS = Path(__file__).with_name("survivors.tsv")
BY_FILE = pytest.mark.parametrize("path", mutation.FILES, ids=mutation.name_of)


def known() -> dict[str, dict[str, str]]:
    """The mutants that no fixture notices, by file, each with the reason why none can."""
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    by_file: dict[str, dict[str, str]] = {}
    for row in rows:
        by_file.setdefault(row["mutant"].partition(": ")[0], {})[row["mutant"]] = row["reason"]
    return by_file


@BY_FILE
def test_every_spoilt_rule_is_noticed_but_for_the_known_survivors(path: Path) -> None:
    excused = known().get(mutation.name_of(path), {}).keys()
    survivors = set(mutation.survivors(mutation.of_file(path), excused))
    missed = "".join(f"\n  {mutant}" for mutant in sorted(survivors - excused))
    assert not missed, (
        "these parts of a rule can be weakened or deleted without any fixture noticing: write for each a fixture "
        "tests/fixtures/rules/<code>.<case>.trig that only this part finds, or delete the part; what no data can ever show "
        f"goes into tests/check/survivors.tsv with its reason:{missed}"
    )
    left = sorted(excused - survivors)
    assert not left, f"noticed by now: delete from tests/check/survivors.tsv {left}"


@pytest.mark.parametrize("path", mutation.VALID.shapes, ids=mutation.name_of)
def test_a_shape_that_is_not_spoilt_is_not_noticed(path: Path) -> None:
    """Mutants are tried on a part of the shapes and of the data, which must be enough for what the fixtures expect."""
    rules = {mutant.codes for mutant in mutation.of_file(path)}
    assert [codes for codes in rules if mutation.shape_noticed([], [], codes)] == []


def test_at_most_one_mutant_in_twenty_survives() -> None:
    total = sum(len(list(mutation.of_file(path))) for path in mutation.FILES)
    survivors = sum(map(len, known().values()))
    print(f"{total - survivors} of {total} mutants are noticed: {100 * (total - survivors) / total:.1f} %")
    assert total > 1000
    assert survivors <= total / 20


def test_every_survivor_has_a_reason_and_a_file() -> None:
    assert known().keys() <= {mutation.name_of(path) for path in mutation.FILES}
    assert all(reason.strip() for rows in known().values() for reason in rows.values())
