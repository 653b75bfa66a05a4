"""Generated later versions of the two plans: the same by seed, blind to what the matcher could read off, found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.versions import edits
from benchmarks.versions.__main__ import PLANS, plans, score
from kgtool.corpus.layout import Repo
from kgtool.intake.revision import changes
from kgtool.intake.revision.elements import Elements

OPERATIONS = len(edits.OPERATIONS)


@pytest.fixture(scope="module")
def read(repo: Repo, sources: Path) -> dict[str, Elements]:
    return plans(repo, sources)


def test_the_same_seed_gives_the_same_version_and_another_seed_another(read: dict[str, Elements]) -> None:
    one, again, other = (edits.edit(read[PLANS[0]], read[PLANS[1]], seed, 10) for seed in (7, 7, 8))
    assert one == again
    assert one.facts != other.facts


def test_the_facts_of_an_edited_version_account_for_every_element(read: dict[str, Elements]) -> None:
    old = read[PLANS[1]]
    made = edits.edit(old, read[PLANS[0]], 3, 2 * OPERATIONS)
    assert sum(made.edits.values()) == 2 * OPERATIONS
    assert all(made.edits[name] == 2 for name in edits.OPERATIONS)
    assert {fact[1] for fact in made.facts} - {""} == set(old)
    assert {fact[2] for fact in made.facts} - {""} == set(made.elements)
    assert not set(old) & set(made.elements), "no path of the new version is one of the old"


def test_matching_finds_what_became_of_elements(read: dict[str, Elements]) -> None:
    found = score(read, 120, 1)
    assert sum(found.edits.values()) == 120
    assert found.f1(changes.KINDS[1:]) >= 0.98, found.missed + found.wrong
    assert found.f1(("kept",)) >= 0.99
