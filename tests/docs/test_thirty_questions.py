"""The page of thirty questions and the catalogue say the same: which question answers each, or which data is missing."""

from __future__ import annotations

import re

import pytest

from kgtool.corpus.layout import Repo
from kgtool.sparql import catalogue
from tests import ROOT

PAGE = (ROOT / "docs" / "thirty-questions.md").read_text("utf-8")
GOLDEN = ROOT / "tests" / "queries" / "golden-questions"
Row = tuple[str, str, str, tuple[str, ...], str]


def rows(text: str) -> list[Row]:
    """Number, question, who asks, ids of the catalogue, and the missing data of each row of a table."""
    found = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if line[:3] != "| #"]
    return [(*row[:3], tuple(re.findall("`([^`]+)`", row[3])), row[4]) for row in found if row[0].isdigit()]


ENGLISH, JAPANESE = (rows(part) for part in PAGE.split("\n## ", 1))


def test_both_languages_have_the_same_thirty_questions() -> None:
    for found in (ENGLISH, JAPANESE):
        assert [row[0] for row in found] == [str(n) for n in range(1, 31)]
        assert all(row[1] and row[2] for row in found), "each question says who asks it, and why"
    assert [row[3] for row in ENGLISH] == [row[3] for row in JAPANESE]


def test_at_least_twenty_four_are_answered_and_the_others_say_what_is_missing() -> None:
    assert sum(1 for row in ENGLISH if row[3]) >= 24
    for row in ENGLISH + JAPANESE:
        assert bool(row[3]) != bool(row[4]), (
            f"{row[0]}: either a question of the catalogue, or the data that is missing"
        )


@pytest.mark.parametrize("id_", sorted({id_ for row in ENGLISH for id_ in row[3]}))
def test_each_question_named_is_in_the_catalogue_and_has_a_golden_answer_with_rows(id_: str, repo: Repo) -> None:
    assert catalogue.find(repo, id_).id == id_
    answers = (GOLDEN / f"{id_}.txt").read_text("utf-8").split("\n\n")
    assert any(len(answer.splitlines()) > 2 for answer in answers), f"{id_}: every golden answer is empty"
