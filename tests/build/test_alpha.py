"""Krippendorff's alpha against his own example, and what its interval does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.build.alpha import measure

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
ONCE = st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=4), min_size=2, max_size=30)


def nominal(units: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    return [[unit] for unit in units]


def test_the_example_of_the_textbook() -> None:
    units = [[value for value in values if value != "."] for values in zip(*OBSERVERS, strict=True)]
    found = measure(nominal(units))
    assert found is not None
    assert round(found.alpha, 3) == 0.743
    assert found.read == 11  # one unit was coded by one observer only
    assert found.lower < found.alpha < found.upper


def test_full_agreement_is_one_and_is_certain() -> None:
    assert measure(nominal(["aa", "bb", "bbb"])) == (1.0, 1.0, 1.0, 3)


@pytest.mark.parametrize("units", [[], ["a", "b"], ["aa", "aaa"]], ids=["nothing", "one reader", "one value"])
def test_what_cannot_be_measured_has_no_figure(units: list[str]) -> None:
    assert measure(nominal(units)) is None


def test_two_readers_who_always_differ_are_below_chance() -> None:
    found = measure(nominal(["ab", "ba", "ab", "ba"]))
    assert found is not None
    assert found.alpha < 0


@given(ONCE)
def test_order_of_readers_and_of_what_was_read_does_not_matter(units: list[list[str]]) -> None:
    found, turned = measure(nominal(units)), measure(nominal([unit[::-1] for unit in reversed(units)]))
    if found is None:
        assert turned is None
    else:
        assert turned == pytest.approx(found)


def test_units_of_one_thing_are_left_out_together_for_the_interval() -> None:
    apart = measure(nominal(["aa", "bb", "ab", "ab", "aa", "bb"]))
    together = measure([["aa", "bb"], ["ab", "ab"], ["aa", "bb"]])
    assert apart is not None
    assert together is not None
    assert together.alpha == apart.alpha
    assert together.lower < apart.lower
    assert (together.read, apart.read) == (3, 6)
