"""Normalise text for search: width, case, accents, kind of kana, punctuation and spaces make no difference.

Japanese is compared letter by letter, English word by word. web/static/search.js folds in the same way; a test holds
both to the same cases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

_KANA = {*range(ord("ァ"), ord("ヶ") + 1), ord("ヽ"), ord("ヾ")}
_TO_HIRAGANA = ord("ぁ") - ord("ァ")
_DASHES = "-‐‑‒–—―−"
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")
_BEGINS = "(?<![^ ])"
SHORTEST_INSIDE = 3
"""English words are found by their beginning, and from so many letters on by any part."""


class _Letters(dict[int, str]):
    """What each character becomes, found out when it is first met: letters and digits stay, marks go."""

    def __init__(self, dash: str, gap: str) -> None:
        self._dash, self._gap = dash, gap

    def __missing__(self, code: int) -> str:
        self[code] = self._fold(code)
        return self[code]

    def _fold(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)[0]
        if code in _KANA:
            return chr(code + _TO_HIRAGANA)
        if char in _DASHES:
            return self._dash
        if category not in "LN":
            return "" if category == "M" else self._gap
        base = unicodedata.normalize("NFD", char)[0]
        return base if base.isascii() else char


_RUN, _SPACED = _Letters("-", ""), _Letters(" ", " ")


class SearchWord(NamedTuple):
    """One word of a query: its letters in a row (``run``) and, where all are ASCII, the English words in it.

    ``others`` stand for the same and are found after it (kgtool/search/expansion.py); ``text`` is how to show such a word.
    """

    run: str
    words: tuple[str, ...]
    text: str = ""
    others: tuple[SearchWord, ...] = ()


def plain(text: str) -> str:
    """Return a text in one width and case, letter for letter where that can be; nothing else changes."""
    return unicodedata.normalize("NFKC", text).lower()


def run(text: str) -> str:
    """Return the letters, digits and dashes of a text with nothing between them: how Japanese is compared."""
    return plain(text).translate(_RUN)


def spaced(text: str) -> str:
    """Return the letters and digits of a text with spaces for all else: how English is compared."""
    return plain(text).translate(_SPACED)


def is_run(lang: str, folded: str) -> bool:
    """Say whether a text with this ``run`` is compared letter by letter: all but English in Latin letters."""
    return lang != "en" or not folded.isascii()


def asked(query: str) -> tuple[SearchWord, ...]:
    """Parse a query into its words, each once; punctuation alone gives none."""
    found = dict.fromkeys(run(word).strip("-") for word in query.split())
    return tuple(SearchWord(word, tuple(spaced(word).split()) if word.isascii() else ()) for word in found if word)


def named(text: str) -> SearchWord:
    """Return a name as a word: in a row, or all of its English words."""
    folded = run(text).strip("-")
    return SearchWord(folded, tuple(spaced(text).split()) if folded.isascii() else (), text)


def marked(lang: str, text: str, wanted: Iterable[SearchWord]) -> list[tuple[str, bool]]:
    """Cut a text into hits (True) and what is between them (False), for highlighting; joined, the parts are the text."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for start, stop in _merged(place for word in wanted for place in places(lang, text, word)):
        parts += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [part for part in [*parts, (text[end:], False)] if part[0]]


def places(lang: str, text: str, word: SearchWord) -> list[tuple[int, int]]:
    """Return the ranges of a text, in code points, that match a word, or the words that stand for it; empty where none does."""
    return [place for one in (word, *word.others) for place in _places(lang, text, one)]


def _places(lang: str, text: str, word: SearchWord) -> list[tuple[int, int]]:
    if lang != "en" or is_run(lang, run(text)):
        found = _found(text, run, [re.escape(word.run)])
        if found:
            return found
    if lang != "en" or not word.words:
        return []
    inside = [part if len(part) >= SHORTEST_INSIDE else _BEGINS + part for part in word.words]
    return _found(text, spaced, [_BEGINS + part for part in word.words]) or _found(text, spaced, inside)


def _found(text: str, fold: Callable[[str], str], patterns: list[str]) -> list[tuple[int, int]]:
    """Where all patterns are found in a folded text, as places in the text itself; empty where one is missing."""
    whole = fold(text)
    if not all(re.search(pattern, whole) for pattern in patterns):
        return []
    clusters = _CLUSTER.findall(text)
    letters = [_once(fold, cluster) for cluster in clusters]
    starts = accumulate(map(len, clusters), initial=0)
    at = [
        (start, start + len(cluster))
        for start, cluster, folded in zip(starts, clusters, letters, strict=False)
        for _ in folded
    ]
    joined = "".join(letters)
    found = [[match.span() for match in re.finditer(pattern, joined)] for pattern in patterns]
    return [(at[start][0], at[end - 1][1]) for spans in found for start, end in spans] if all(found) else []


@lru_cache(maxsize=10_000)
def _once(fold: Callable[[str], str], cluster: str) -> str:
    """Fold a character with its marks; there are not many."""
    return fold(cluster)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that overlap or touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
