"""The figures about proposals are what they are called: shares with intervals, areas, coefficients that separate."""

from __future__ import annotations

import tomllib

import pytest

from benchmarks import suggest
from kgtool.suggest import calibration
from kgtool.suggest.proposal import Kind


def test_a_fitted_model_separates_what_can_be_separated() -> None:
    examples = [((float(n),), n >= 10) for n in range(20)]
    weights = suggest.fit(examples)
    sure = [calibration.probability(weights, features) for features, _ in examples]
    assert sure == sorted(sure)
    assert sure[0] < 0.1
    assert sure[-1] > 0.9


def test_a_model_without_features_says_the_share_that_is_right() -> None:
    assert calibration.probability(suggest.fit([((), n < 3) for n in range(10)]), ()) == 0.3


@pytest.mark.parametrize(
    ("right", "of", "share"), [(9, 10, "0.900 [0.60, 0.98]"), (0, 5, "0.000 [0.00, 0.43]"), (0, 0, "-")]
)
def test_a_share_has_its_wilson_interval(right: int, of: int, share: str) -> None:
    assert suggest.proportion(right, of) == share


def test_the_area_under_the_curve_counts_pairs_in_the_right_order() -> None:
    assert suggest.area([0.9, 0.8], [0.1, 0.2]).startswith("1.000")
    assert suggest.area([0.5], [0.5]).startswith("0.500")
    assert suggest.area([0.1, 0.9], [0.5]).startswith("0.500")


def test_there_are_coefficients_for_every_kind_as_the_benchmark_writes_them() -> None:
    text = calibration.TABLE.read_text("utf-8")
    table = tomllib.loads(text)
    assert set(table) == set(suggest.TABLES) == {kind.value for kind in Kind} | {"none"}
    learnt = {
        method: {kind: found[method] for kind, found in table.items() if method in found}
        for method in ("n-grams", "embedding")
    }
    assert suggest.written(learnt) == text
    for kind in ("theme", "counterpart", "none"):
        assert set(table[kind]) == {"n-grams", "embedding"}, "run python -m benchmarks.suggest --extra --write"
