"""Compare the features of a text with those of phrases: which questions it is like, and whether it speaks of plans at all.

A question is as like a text as its nearest phrases (cosine of weighted features: rarer ones weigh more), its description
and the middle of all its phrases are. Of plans a text speaks as far as its features are those of questions rather than
those of what is refused: naive Bayes with two classes. What is known of each feature is learnt once, as a line of a sorted
table; of a text only its own features are looked up.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from kgtool.rdf import sorted_lines

_NEAREST = (1.0, 0.7, 0.5, 0.4, 0.3, 0.2)
"""How much the phrases of a question count, the most alike first."""
_MIDDLE = 2.0
"""How much the middle of all phrases of a question counts."""
_UNSEEN = 0.3
"""What a feature that no phrase has counts towards either class, and against a text."""

_MOST_READ = 10_000
Vector = Mapping[str, float]


class KnownText(NamedTuple):
    """A phrase or a sentence of the description by which a question is known; of what is refused, ids begin with a dash."""

    id: str
    described: bool
    features: Vector


class FeatureRecord(NamedTuple):
    """What is known of a feature: how rare it is, how much it speaks for a question rather than for what is refused.

    ``texts`` are the numbers of the texts that have it, ``middles`` the ids of questions, each with its weight there.
    """

    rarity: float
    odds: float
    texts: Sequence[tuple[int, float]]
    middles: Sequence[tuple[str, float]]


def learn(known: Sequence[KnownText]) -> bytes:
    """Return what is known of each feature of some texts, as sorted lines for ``Likeness``."""
    held = Counter(name for text in known for name in text.features)
    rarity = {name: math.log(1 + len(known) / (1 + count)) for name, count in held.items()}
    texts: dict[str, list[tuple[int, float]]] = defaultdict(list)
    middles: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for number, text in enumerate(known):
        for name, weight in _of_length_one({name: of * rarity[name] for name, of in text.features.items()}).items():
            texts[name].append((number, weight))
            if not text.described:
                middles[text.id][name] += weight
    middle: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for id_, found in middles.items():
        for name, weight in _of_length_one(found).items():
            middle[name].append((id_, weight))
    odds = _odds(known)
    records = ((name, FeatureRecord(rarity[name], odds[name], texts[name], middle[name])) for name in held)
    return b"".join(sorted(_key(name) + json.dumps(record).encode() + b"\n" for name, record in records))


def _odds(known: Sequence[KnownText]) -> dict[str, float]:
    """The logarithm of how much oftener each feature is in a text of a question than in one that is refused."""
    refused = [text for text in known if text.id.startswith("-")]
    number, other = len(known) - len(refused), len(refused)
    every = Counter(name for text in known for name in text.features)
    there = Counter(name for text in refused for name in text.features)
    return {
        name: math.log(_share(count - there[name], number) / _share(there[name], other))
        for name, count in every.items()
    }


class Likeness:
    """Says how alike a text is to each question. Cost: grows with the phrases that share a feature with the text."""

    def __init__(self, texts: Sequence[tuple[str, bool]], learnt: bytes) -> None:
        """``texts`` are those by which questions are known: the id, and whether it describes; ``learnt`` as ``learn`` has it."""
        self._texts, self._learnt = texts, learnt
        self._unheard = math.log(1 + len(texts))
        self._record = lru_cache(_MOST_READ)(self._look_up)

    def __contains__(self, feature: str) -> bool:
        """Say whether any phrase has a feature."""
        return self._record(feature) is not None

    def _look_up(self, feature: str) -> FeatureRecord | None:
        key = _key(feature)
        lines = sorted_lines.beginning(self._learnt, key)
        return FeatureRecord(*json.loads(lines[0][len(key) :])) if lines else None

    def of(self, features: Vector) -> dict[str, float]:
        """Return how alike a text is to each question that shares a feature with it."""
        records = {name: self._record(name) for name in features}
        vector = {name: of * (r.rarity if (r := records[name]) else self._unheard) for name, of in features.items()}
        texts: dict[int, float] = defaultdict(float)
        found: dict[str, float] = defaultdict(float)
        for name, weight in _of_length_one(vector).items():
            if record := records[name]:
                for number, other in record.texts:
                    texts[number] += weight * other
                for id_, other in record.middles:
                    found[id_] += _MIDDLE * weight * other
        said: dict[str, list[float]] = defaultdict(list)
        described: dict[str, float] = defaultdict(float)
        for number, score in texts.items():
            id_, describes = self._texts[number]
            if describes:
                described[id_] = max(described[id_], score)
            else:
                said[id_].append(score)
        for id_, scores in said.items():
            nearest = nlargest(len(_NEAREST), scores)
            found[id_] += described[id_] + sum(weight * score for weight, score in zip(_NEAREST, nearest, strict=False))
        return found

    def odds(self, features: Vector) -> float:
        """Return the logarithm of the odds that a text speaks of plans, for its length: above zero where it does."""
        found = sum(of * (r.odds if (r := self._record(name)) else -_UNSEEN) for name, of in features.items())
        return found / math.sqrt(sum(features.values()) or 1.0)


def _key(feature: str) -> bytes:
    """How the line of a feature begins; features hold no tabs."""
    return feature.encode() + b"\t"


def _share(count: int, of: int) -> float:
    return (count + _UNSEEN) / (of + 2 * _UNSEEN)


def _of_length_one(vector: Vector) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {name: weight / length for name, weight in vector.items()}
