"""Cut what somebody writes into features that can be compared: concepts, words and rows of letters.

A word of a list of synonyms counts as the list's name in either language. What is left of Japanese is cut into rows of
two and three letters, what is left of English into stems and pairs of stems.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from kgtool.search.folding import plain
from kgtool.search.routing.longest import LongestWords

_PIECE = re.compile(r"\{(\w+)\}|([a-z0-9][a-z0-9'’.-]*)|([^\s\x00-\x7f]+)")
_PUNCTUATION = re.compile(r"[、。・,.!?:;「」『』()\[\]\"“”〜~/|]+")
_GOALS = re.compile(r"sdgs?の(?:目標|ゴール)")
"""Goals of the SDGs are no goals of a plan."""
_HIRAGANA = re.compile(r"[\u3041-\u309fー]+")
_SYLLABLES = 0.5
"""How much rows of nothing but syllables count, which are mostly grammar."""
_PAIR = "=both"
"""What two plans in a text count as: the concept of the words for both cities."""
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "edly", "ed", "es", "ly", "s")


def fold(text: str) -> str:
    """Return a text in one width and case, with spaces for punctuation; kinds of kana differ, names stay in braces."""
    return _GOALS.sub("sdgs", _PUNCTUATION.sub(" ", plain(text))).strip()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return an English word without its commonest endings: ``measures`` and ``measure`` are one."""
    word = word.strip("'’-.")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            if ending == "ies":
                return word + "i"
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word[:-1] + "i" if word.endswith("y") else word


class Features:
    """Turns folded text, with names already replaced by ``{kind}``, into features."""

    def __init__(self, synonyms: Mapping[str, Iterable[str]], ignored: Iterable[str] = ()) -> None:
        """``synonyms`` are words of either language by the concept that they stand for; ``ignored`` words say nothing."""
        self._ignored = frozenset(map(fold, ignored))
        self._marks = sorted(
            (word for word in self._ignored if not word.isascii()), key=lambda word: (-len(word), word)
        )
        self._english: dict[tuple[str, ...], str] = {}
        self._japanese: dict[str, str] = {}
        self.words = [word for words in synonyms.values() for word in words]
        """All words that stand for a concept."""
        for concept, words in synonyms.items():
            for word in words:
                folded = fold(word)
                if folded.isascii():
                    self._english[tuple(map(stem, folded.split()))] = concept
                else:
                    self._japanese[folded] = concept

    @cached_property
    def known(self) -> frozenset[str]:
        """The stems of English words that stand, alone or with others, for a concept, or that say nothing."""
        return frozenset(itertools.chain(*self._english, map(stem, self._ignored)))

    @cached_property
    def _longest(self) -> int:
        return max((len(words) for words in self._english), default=1)

    @cached_property
    def _concepts(self) -> LongestWords:
        return LongestWords(self._japanese)

    def of(self, text: str) -> dict[str, float]:
        """Return the features of a text with the weight of each kind; those of names begin with ``{``.

        Of plans counts only whether there are several: every question can be asked of one.
        """
        found: dict[str, float] = {}
        words: list[str] = []
        plans = 0
        for kind, latin, row in _PIECE.findall(fold(text)):
            if kind == "plan":
                plans += 1
            elif kind:
                found[f"{{{kind}}}"] = found.get(f"{{{kind}}}", 0) + 1.0
                words.append(f"{{{kind}}}")
            elif latin:
                words.append(latin)
            else:
                self._row(row, found)
        self._words(words, found)
        if plans > 1:
            found[_PAIR] = 1.0
        return found

    def _words(self, words: list[str], found: dict[str, float]) -> None:
        stems = [word if word.startswith("{") else stem(word) for word in words]
        kept: list[str] = []
        place = 0
        while place < len(stems):
            for length in range(min(self._longest, len(stems) - place), 0, -1):
                concept = self._english.get(tuple(stems[place : place + length]))
                if concept:
                    found[f"={concept}"] = 1.0
                    kept.append(f"={concept}")
                    place += length
                    break
            else:
                if words[place] not in self._ignored and not stems[place].startswith("{"):
                    found[stems[place]] = 1.0
                kept.append(stems[place] if not words[place].startswith("{") else words[place])
                place += 1
        for first, second in itertools.pairwise(kept):
            found[f"{first} {second}"] = 0.5

    def _row(self, row: str, found: dict[str, float]) -> None:
        for word in self._marks:
            row = row.replace(word, " ")
        before, last = "", 0
        for start, word in self._concepts.within(row):
            self._letters(row[last:start], found)
            concept = f"={self._japanese[word]}"
            found[concept] = 1.0
            if before:
                found[f"{before} {concept}"] = 0.5
            before, last = concept, start + len(word)
        self._letters(row[last:], found)
        self._letters(row, found, 0.35)

    @staticmethod
    def _letters(row: str, found: dict[str, float], weight: float = 0.6) -> None:
        for length in (2, 3):
            for start in range(len(row) - length + 1):
                piece = row[start : start + length]
                if " " not in piece:
                    less = _SYLLABLES if _HIRAGANA.fullmatch(piece) else 1.0
                    found[piece] = max(found.get(piece, 0), less * weight)
