"""How sure a proposal is: the share of those like it that turned out right where the truth is known.

The coefficients stand in calibration.toml, which ``python -m benchmarks.suggest --write`` makes from the judged plans; how
well they hold for a plan that they were not made from is what the benchmark prints.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kgtool.base import toml

TABLE = Path(__file__).with_suffix(".toml")


@cache
def _coefficients() -> dict[str, dict[str, list[float]]]:
    return toml.parse(TABLE.read_text("utf-8"), TABLE.name).data


def confidence(kind: str, method: str, features: Sequence[float]) -> float:
    """Return the confidence of a proposal in hundredths, from 0.01 to 0.99.

    ``kind`` and ``method`` name the coefficients: an intercept, and one for each of the features.
    """
    return probability(_coefficients()[kind][method], features)


def probability(coefficients: Sequence[float], features: Sequence[float]) -> float:
    """Return what a logistic model says, in hundredths, from 0.01 to 0.99. The first coefficient is the intercept."""
    intercept, *weights = coefficients
    sum_ = intercept + sum(weight * feature for weight, feature in zip(weights, features, strict=True))
    share = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))
    return min(0.99, max(0.01, round(share, 2)))
