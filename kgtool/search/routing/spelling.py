"""Mend words that are misspelt by one letter, by the words that are known: budjet, indicater, simmilar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

_SHORTEST = 6
"""Shorter words are too near to one another."""
_WORD = re.compile(rf"(?<![\w'-])[A-Za-z]{{{_SHORTEST},}}(?![\w'-])")


def words(texts: Iterable[str]) -> set[str]:
    """Return the words of some texts that are long enough to be mended."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}


class Spelling:
    """Knows words. Cost: some milliseconds for thousands of words, when the first unknown word is mended."""

    def __init__(self, texts: Callable[[], Iterable[str]]) -> None:
        """The words of all these texts are known; they are asked for when a text has words to look at."""
        self._texts = texts

    @cached_property
    def _known(self) -> set[str]:
        return words(self._texts())

    @cached_property
    def _near(self) -> dict[str, str]:
        return {shorter: word for word in sorted(self._known, reverse=True) for shorter in _shorter(word)}

    def mended(self, text: str) -> str:
        """Return a text in which every unknown word that differs by a letter from a known one is that one."""
        return _WORD.sub(lambda match: self._nearest(match[0]), text)

    def _nearest(self, word: str) -> str:
        low = word.lower()
        if low in self._known or low.rstrip("s") in self._known or f"{low}s" in self._known:
            return word
        near = (self._near.get(shorter, "") for shorter in _shorter(low))
        return next((known for known in near if known[:1] == low[0] and abs(len(known) - len(low)) <= 1), word)


def _shorter(word: str) -> Iterator[str]:
    """The word itself, and the word without each letter in turn."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
