"""Name what may have been meant where nothing was found: names and readings that share most pairs of letters with a word."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import pairwise

from kgtool.search.folding import SearchWord, run

_LIKE, _MOST = 0.5, 5
Spelling = tuple[str, str]
"""How something is spelt or read, and what to search for then."""


def near(words: Iterable[SearchWord], known: Iterable[Spelling]) -> list[str]:
    """Return what is spelt most like one of the words, best first, five at most.

    Likeness is Dice's coefficient of the letter pairs; ``search.js`` does the same. Cost: proportional to what is known.
    """
    wanted = [pairs for word in words if (pairs := _pairs(word.run))]
    best: dict[str, float] = {}
    for spelling, text in known:
        pairs = _pairs(run(spelling))
        like = max((2 * len(pairs & one) / (len(pairs) + len(one)) for one in wanted if pairs), default=0.0)
        if like >= _LIKE:
            best[text] = max(like, best.get(text, 0.0))
    return sorted(best, key=lambda text: (-best[text], text))[:_MOST]


def apart(word: SearchWord, known: Set[str]) -> list[str]:
    """Return the known words of which a word consists, from left to right the longest; others in between are left out.

    介護離職 is 介護 and 離職. ``search.js`` does the same.
    """
    found, start = [], 0
    while start < len(word.run):
        ends = range(len(word.run), start + 1, -1)
        end = next((end for end in ends if word.run[start:end] in known), 0)
        found += [word.run[start:end]] if end else []
        start = end or start + 1
    return found


def _pairs(letters: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(letters)))
