"""Compare texts by their wording: runs of characters (n-grams) weighed by how few texts have them, without a dictionary."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

Vector = Mapping[str, float]
"""Weights of n-grams, of length 1 as a whole or empty."""
_BREAKS = re.compile(r"[^\w\u3005\u30fc]+|[0-9_]+")
_HIRAGANA = re.compile(r"[\u3041-\u309f]+")
_LONGEST = 3


def grams(text: str) -> Counter[str]:
    """Count the runs of one to three characters of a text, normalised (NFKC) and without white space.

    Punctuation and digits end a run. Runs of hiragana alone are grammar and left out; so are single letters.
    """
    counts: Counter[str] = Counter()
    for part in _BREAKS.split("".join(unicodedata.normalize("NFKC", text).split())):
        for length in range(1, _LONGEST + 1):
            for at in range(len(part) - length + 1):
                run = part[at : at + length]
                if not _HIRAGANA.fullmatch(run) and (length > 1 or ord(run) > 0x30A0):
                    counts[run] += 1
    return counts


class Corpus:
    """What is common and what is rare in a set of texts. Vectors are comparable only with those of the same corpus."""

    def __init__(self, texts: Iterable[str]) -> None:
        found: Counter[str] = Counter()
        size = 0
        for text in texts:
            found.update(grams(text).keys())
            size += 1
        self._weights = {run: max(0.0, math.log((size + 1) / (count + 0.5))) for run, count in found.items()}
        self._unseen = math.log((size + 1) / 0.5)

    def vector(self, text: str) -> Vector:
        """Return the vector of a text (tf–idf, logarithmic counts)."""
        return _unit(
            {run: (1 + math.log(count)) * self._weights.get(run, self._unseen) for run, count in grams(text).items()}
        )


def mean(vectors: Iterable[tuple[float, Vector]]) -> Vector:
    """Return the weighted mean of vectors, of length 1."""
    found: dict[str, float] = {}
    for weight, vector in vectors:
        for run, value in vector.items():
            found[run] = found.get(run, 0.0) + weight * value
    return _unit(found)


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two vectors are, from 0 to 1. Cost: the length of the shorter."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[run] for run, value in one.items() if run in other)


def _unit(vector: dict[str, float]) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {run: value / length for run, value in vector.items() if value} if length else {}
