"""Charts as numbers: text stays in its box, bars in the chart, and what is not known is told apart from what is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.web.html import charts
from kgtool.web.html.charts import LadderLink, Period

LABELS = st.text(st.sampled_from("第四期地域保健福祉計画・（前期）「」、。ー plan Fields-of 2021"), max_size=60)
YEARS = st.none() | st.integers(1990, 2070)


def test_a_full_width_character_is_wider_than_a_letter() -> None:
    assert charts.width_of("計画") == 2 * charts.FULL
    assert charts.width_of("ab") == 2 * charts.HALF


@given(st.lists(st.builds(Period, LABELS, YEARS, YEARS, YEARS, st.booleans()), max_size=12))
def test_nothing_stands_outside_of_the_timeline_and_rows_do_not_overlap(periods: list[Period]) -> None:
    chart = charts.timeline(periods, 2011, 2040)
    below = 0
    for row in chart.rows:
        assert all(12 <= line.x <= line.x + charts.width_of(line.text) <= chart.width for line in row.label)
        assert all(line.y - 13 >= below for line in row.label)
        if row.bar:
            assert 0 <= row.bar.x < row.bar.x + row.bar.width <= chart.width
            assert row.bar.y >= row.label[-1].y
        below = (row.bar.y + 10) if row.bar else row.label[-1].y
    assert below <= chart.bottom <= chart.height


@pytest.mark.parametrize(
    ("period", "kind", "before", "beyond"),
    [
        (Period("stated", 2020, 2024), "known", False, False),
        (Period("longer than the chart", 2016, 2062), "known", False, True),
        (Period("partly guessed", 2021, 2032, guess=True), "guess", False, False),
        (Period("end not known", 2020), "open", False, True),
        (Period("start not known", None, 2032), "open", True, False),
        (Period("only its decision known", decided=2014), "open", False, True),
        (Period("decided before the chart begins", decided=1994), "open", True, True),
    ],
    ids=lambda value: value.label if isinstance(value, Period) else "",
)
def test_a_bar_tells_what_is_known_of_its_ends(period: Period, kind: str, before: bool, beyond: bool) -> None:
    bar = charts.timeline([period], 2011, 2040).rows[0].bar
    assert bar is not None
    assert (bar.kind, bar.before, bar.beyond) == (kind, before, beyond)


def test_a_plan_without_any_year_has_no_bar() -> None:
    row = charts.timeline([Period("no year")], 2011, 2040).rows[0]
    assert row.bar is None
    assert row.decided is None


def test_a_bar_is_as_long_as_its_years() -> None:
    one, ten = (row.bar for row in charts.timeline([Period("", 2020, 2020), Period("", 2020, 2029)], 2011, 2040).rows)
    assert one
    assert ten
    assert (one.x, 10 * one.width) == (ten.x, ten.width)


@given(st.lists(LABELS, min_size=1, max_size=9), st.lists(LABELS, min_size=1, max_size=30))
def test_boxes_do_not_overlap_and_hold_their_text(left: list[str], right: list[str]) -> None:
    chart = charts.ladder(("A", "B"), left, right, [LadderLink(0, 0, "close", 0.9)])
    for boxes in (chart.left, chart.right):
        assert all(upper.y + upper.height <= lower.y for upper, lower in pairwise(boxes))
        for box in boxes:
            assert box.y >= chart.heads[0].y
            assert box.y + box.height <= chart.height
            assert all(box.x < line.x and line.x + charts.width_of(line.text) < box.x + box.width for line in box.lines)
            assert all(box.y < line.y - 10 and line.y < box.y + box.height for line in box.lines)


def test_lines_lead_from_box_to_box_and_leave_each_at_a_place_of_its_own() -> None:
    links = [LadderLink(0, 1, "close", 0.9), LadderLink(0, 0, "related", 0.5), LadderLink(1, 1, "first-broader", 0.7)]
    chart = charts.ladder(("A", "B"), ["one", "two", "three"], ["eins", "zwei"], links)
    first, second, _ = chart.curves
    assert first.start[0] == chart.left[0].x + chart.left[0].width
    assert first.end[0] == chart.right[1].x
    assert second.start[1] < first.start[1]
    assert first.width > second.width
    assert [box.alone for box in chart.left] == [False, False, True]
