"""How alike the wording of elements is: pairs of neighbouring characters, the rarer the more they count.

A standing heading such as 10年後の姿 stands in every measure and tells none of them from another; so a pair of characters
weighs the logarithm of how few elements of both versions have it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

Grams = Counter[str]
"""How often each pair of neighbouring characters occurs."""


def grams(wording: str) -> Grams:
    """Count the pairs of neighbouring characters; the first and last character count alone as well."""
    padded = f"^{wording}$"
    return Counter(padded[n : n + 2] for n in range(len(padded) - 1)) if wording else Counter()


class Weights:
    """What a pair of characters weighs, by how many of the given texts have it."""

    def __init__(self, texts: Iterable[Grams]) -> None:
        counted: Counter[str] = Counter()
        self._number = 1
        for text in texts:
            counted.update(text.keys())
            self._number += 1
        self._having = counted

    def of(self, gram: str) -> float:
        """Return the weight of one pair, above 0."""
        return math.log(1 + self._number / (1 + self._having[gram]))

    def total(self, found: Grams) -> float:
        """Return the weight of all pairs of a text."""
        return sum(count * self.of(gram) for gram, count in found.items())


def shared(
    some: Mapping[str, Grams], others: Mapping[str, Grams], weights: Weights
) -> Iterator[tuple[str, str, float]]:
    """Yield each pair of keys whose texts have something in common, with its weight. Cost: the occurrences in common."""
    having: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, found in others.items():
        for gram, count in found.items():
            having[gram].append((key, count))
    for one, found in some.items():
        common: dict[str, float] = defaultdict(float)
        for gram, count in found.items():
            weight = weights.of(gram)
            for other, there in having.get(gram, ()):
                common[other] += weight * min(count, there)
        for other, weight in common.items():
            yield one, other, weight
