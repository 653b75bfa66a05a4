"""Find words of a list in a text: at each place the longest. Nothing is compiled, so it is ready at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class LongestWords:
    """Words by how they begin, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words, key=lambda word: (-len(word), word)):
            self._by_first[word[:1]].append(word)

    def at(self, text: str, place: int) -> str:
        """Return the longest word that stands at a place of a text; empty where none does."""
        known = self._by_first.get(text[place : place + 1], ())
        return next((word for word in known if text.startswith(word, place)), "")

    def within(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the words of a text with their places, from the left, none within another."""
        place = 0
        while place < len(text):
            word = self.at(text, place)
            if word:
                yield place, word
            place += len(word) or 1
