"""Many invented tables in every anatomy: most are read whole, and whatever is lost of one, no value is read wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtool.extract.tables.fixed_columns import width
from tests.extract.small_texts import GOAL, Read
from tests.extract.tables.anatomies import ANATOMIES, GoldRow, damaged, rows, tabbed, wide
from tests.extract.tables.scoring import TableScore, score
from tests.extract.tables.test_reader import HEAD, TABLE

Anatomy = Callable[[list[GoldRow], int], str]
SEEDS = range(60)


@pytest.mark.parametrize("anatomy", ANATOMIES, ids=lambda anatomy: anatomy.__name__)
def test_tables_are_read_whole_and_never_wrong(read: Read, anatomy: Anatomy) -> None:
    scores: dict[str, TableScore] = {}
    for seed in SEEDS:
        table = rows(seed)
        text = anatomy(table, seed)
        scores[text] = score(read(GOAL + TABLE, HEAD + text), table)
    wrong = {text: found.wrong for text, found in scores.items() if found.wrong}
    assert not wrong, "\n".join(f"{found}\n{text}" for text, found in wrong.items())
    whole = sum(found.whole for found in scores.values())
    assert whole >= (1 if anatomy is tabbed else 0.85) * len(scores)


@pytest.mark.parametrize("anatomy", ANATOMIES, ids=lambda anatomy: anatomy.__name__)
def test_what_is_lost_of_a_table_makes_no_other_value_wrong(read: Read, anatomy: Anatomy) -> None:
    wrong = {}
    for seed in SEEDS:
        table = rows(seed)
        text = damaged(anatomy(table, seed), seed, width if anatomy is wide else len)
        found = score(read(GOAL + TABLE, HEAD + text), table)
        if found.wrong:
            wrong[text] = found.wrong
    assert not wrong, "\n".join(f"{found}\n{text}" for text, found in wrong.items())
