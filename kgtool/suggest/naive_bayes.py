"""Choose among a few labels by features of examples: a multinomial naive Bayes classifier."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

_SMOOTHING = 0.5


class NaiveBayes:
    """A classifier made of examples: features and the label that they go with."""

    def __init__(self, examples: Iterable[tuple[Collection[str], str]]) -> None:
        self._labels: Counter[str] = Counter()
        self._features: dict[str, Counter[str]] = defaultdict(Counter)
        for features, label in examples:
            self._labels[label] += 1
            self._features[label].update(features)
        self._vocabulary = {feature for counts in self._features.values() for feature in counts}

    def predict(self, features: Collection[str]) -> list[tuple[str, float]]:
        """Return the labels with their probabilities, the most likely first; none where there were no examples.

        Probabilities are too sure of themselves, since features depend on each other: calibrate them.
        """
        known = [feature for feature in features if feature in self._vocabulary]
        logs = {label: self._log(label, count, known) for label, count in self._labels.items()}
        most = max(logs.values(), default=0.0)
        weights = {label: math.exp(log - most) for label, log in logs.items()}
        total = sum(weights.values())
        return sorted(((label, w / total) for label, w in weights.items()), key=lambda pair: (-pair[1], pair[0]))

    def _log(self, label: str, count: int, features: Collection[str]) -> float:
        counts = self._features[label]
        size = counts.total() + _SMOOTHING * len(self._vocabulary)
        likelihood = sum(math.log((counts[feature] + _SMOOTHING) / size) for feature in features)
        return math.log(count / self._labels.total()) + likelihood
