"""Compare the features of a text with those of phrases: which questions it is like, and whether it speaks of plans at all.

A question is as like a text as its nearest phrases (cosine of weighted features: rarer ones weigh more), its description
and the middle of all its phrases are. Of plans a text speaks as far as its features are those of questions rather than
those of what is refused: naive Bayes with two classes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from typing import NamedTuple

_NEAREST = (1.0, 0.7, 0.5, 0.4, 0.3, 0.2)
"""How much the phrases of a question count, the most alike first."""
_MIDDLE = 2.0
"""How much the middle of all phrases of a question counts."""
_UNSEEN = 0.3
"""What a feature that no phrase has counts towards either class, and against a text."""

Vector = Mapping[str, float]


class KnownText(NamedTuple):
    """A phrase or a sentence of the description by which a question is known."""

    id: str
    described: bool
    features: Vector


class Likeness:
    """Says how alike a text is to each question. Cost: grows with the phrases that share a feature with the text."""

    def __init__(self, known: Iterable[KnownText]) -> None:
        """What every question is known by."""
        self._known = list(known)
        held = Counter(name for text in self._known for name in text.features)
        self._unheard = math.log(1 + len(self._known))
        self._rarity = {name: math.log(1 + len(self._known) / (1 + count)) for name, count in held.items()}
        self._texts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        middles: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for number, text in enumerate(self._known):
            for name, weight in self._vector(text.features).items():
                self._texts[name].append((number, weight))
                if not text.described:
                    middles[text.id][name] += weight
        self._middles: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for id_, middle in middles.items():
            for name, weight in _of_length_one(middle).items():
                self._middles[name].append((id_, weight))

    def __contains__(self, feature: str) -> bool:
        """Say whether any phrase has a feature."""
        return feature in self._rarity

    def _vector(self, features: Vector) -> dict[str, float]:
        return _of_length_one(
            {name: weight * self._rarity.get(name, self._unheard) for name, weight in features.items()}
        )

    def of(self, features: Vector) -> dict[str, float]:
        """Return how alike a text is to each question that shares a feature with it."""
        texts: dict[int, float] = defaultdict(float)
        found: dict[str, float] = defaultdict(float)
        for name, weight in self._vector(features).items():
            for number, other in self._texts.get(name, ()):
                texts[number] += weight * other
            for id_, other in self._middles.get(name, ()):
                found[id_] += _MIDDLE * weight * other
        said: dict[str, list[float]] = defaultdict(list)
        described: dict[str, float] = defaultdict(float)
        for number, score in texts.items():
            text = self._known[number]
            if text.described:
                described[text.id] = max(described[text.id], score)
            else:
                said[text.id].append(score)
        for id_, scores in said.items():
            nearest = nlargest(len(_NEAREST), scores)
            found[id_] += described[id_] + sum(weight * score for weight, score in zip(_NEAREST, nearest, strict=False))
        return found


class Subject:
    """Says how much more the features of a text are those of questions than those of what is refused."""

    def __init__(self, answered: Iterable[Vector], refused: Iterable[Vector]) -> None:
        """The features of what is answered, and of what is not."""
        first, second = list(answered), list(refused)
        held, other = (Counter(name for features in side for name in features) for side in (first, second))
        self._odds = {
            name: math.log(_share(held[name], len(first)) / _share(other[name], len(second)))
            for name in held.keys() | other.keys()
        }

    def odds(self, features: Vector) -> float:
        """Return the logarithm of the odds, for the length of the text: above zero where it speaks of plans."""
        found = sum(weight * self._odds.get(name, -_UNSEEN) for name, weight in features.items())
        return found / math.sqrt(sum(features.values()) or 1.0)


def _share(count: int, of: int) -> float:
    return (count + _UNSEEN) / (of + 2 * _UNSEEN)


def _of_length_one(vector: Vector) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {name: weight / length for name, weight in vector.items()}
