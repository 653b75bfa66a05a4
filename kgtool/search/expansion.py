"""Say what else stands for the words of a query: how a reading is written, what a theme or a named thing is also called.

A theme stands for its other names (what is on the theme is found), but these do not stand for each other: 介護保険 is no 介護予防.
"""

from __future__ import annotations

from collections.abc import Sequence

from kgtool.search import kana
from kgtool.search.entries import THEME, THINGS, SearchEntry
from kgtool.search.folding import SearchWord, named
from kgtool.search.index import Index
from kgtool.search.kana import Kana

NAMED = (THEME, *THINGS)
"""The kinds of what words stand for."""
_FIRST, _MOST = 3, 8


def expanded(words: Sequence[SearchWord], index: Index, readings: Kana) -> tuple[SearchWord, ...]:
    """Return the words with what stands for them, at most eight each, none that a word finds by itself.

    ``search.js`` does the same. Cost: a look-up in the index for each word.
    """
    return tuple(word._replace(others=_others(word, index, readings)) for word in words)


def _others(word: SearchWord, index: Index, readings: Kana) -> tuple[SearchWord, ...]:
    texts = kana.written(word.run, readings)
    texts += [text for entry in index.called(word, NAMED, _FIRST) for text in synonyms(entry)]
    found = {other.run: other for other in map(named, texts) if other.run and word.run not in other.run}
    return tuple(found.values())[:_MOST]


def synonyms(entry: SearchEntry) -> list[str]:
    """Return the names that stand for an entry: all of a thing, of a theme the preferred one in each language."""
    if entry.kind != THEME:
        return [text for _, text in entry.names]
    return list(dict(reversed(entry.names)).values())
