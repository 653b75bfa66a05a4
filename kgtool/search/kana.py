"""Find how a word that is given in kana is written: ぼうさい is 防災, とくしゅさぎ is 特殊詐欺.

Readings stand in data/reference/kana.tsv: those of a dictionary, made once by tools/kana.py, and those that people wrote. A
city's own table adds to it. What no table holds is not found by its reading; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kgtool.base.errors import InputError, Place

COLUMNS = ("reading", "word", "by")
BY_HAND = "hand"
_READING = re.compile("[ぁ-んー]{2,}")
_MOST, _LONGEST = 8, 30


class Reading(NamedTuple):
    """A row: how a word is read, in hiragana, and by whom: ``hand``, or a dictionary with its version."""

    reading: str
    word: str
    by: str


Kana = Mapping[str, tuple[str, ...]]
"""The words that are read in one way, by that reading."""


def rows(path: Path) -> Iterator[Reading]:
    """Yield the rows of a table. Raises ``InputError`` (kana-table) for a row that is not a reading, a word and its source."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = tuple(line.split("\t"))
        if number == 1 and row == COLUMNS:
            continue
        if number == 1 or len(row) != len(COLUMNS) or not all(row) or not is_reading(row[0]):
            raise InputError("kana-table", Place(path.name, number), columns=", ".join(COLUMNS))
        yield Reading(*row)


def read(paths: Iterable[Path]) -> Kana:
    """Return the words of some tables by their readings. Raises ``InputError`` as ``rows`` does."""
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        for row in rows(path):
            found.setdefault(row.reading, {})[row.word] = None
    return {reading: tuple(words) for reading, words in found.items()}


def is_reading(letters: str) -> bool:
    """Say whether some letters can be a reading: two hiragana or more."""
    return _READING.fullmatch(letters) is not None


def written(letters: str, kana: Kana) -> list[str]:
    """Return the ways in which hiragana is written in words of a table: those of the fewest words, eight at most.

    A letter between two words may stay as it is (まちのぼうさい), at the cost of two words; what has more words, by this count,
    than half of its letters was not meant so. ``search.js`` does the same.
    """
    if not is_reading(letters) or len(letters) > _LONGEST:
        return []
    best: list[list[tuple[int, str]]] = [[(0, "")]]
    for end in range(1, len(letters) + 1):
        found: dict[str, int] = {}
        for start in range(end):
            piece = letters[start:end]
            steps = [(1, word) for word in kana.get(piece, ())] + [(2, piece)] * (end - start == 1)
            for cost, word in steps:
                for before, text in best[start]:
                    found[text + word] = min(before + cost, found.get(text + word, before + cost))
        best.append(sorted((cost, text) for text, cost in found.items())[:_MOST])
    least = best[-1][0][0]
    return [text for cost, text in best[-1] if cost == least and 2 * least <= len(letters) + 1]
