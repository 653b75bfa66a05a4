"""Text that cannot pose as something else."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.finding import Location
from kgtool.report import plain

from . import examples


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("清瀬市", "清瀬市"),
        ("a\tb", r"a\u0009b"),
        ("a\r\nb\n\n  c", "a b c"),
        ("二つの\n  ものが", "二つのものが"),
        ("二つの\nthings", "二つの things"),
        ("全角　空白", "全角　空白"),
        ("\n　字下げ", " 　字下げ"),
        ("\x1b[31m", r"\u001b[31m"),
        ("\u202eabc\u202c\u200f", r"\u202eabc\u202c\u200f"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("👩‍👩‍👧‍👦 🇯🇵 e\u0301 葛\U000e0100", "👩‍👩‍👧‍👦 🇯🇵 e\u0301 葛\U000e0100"),
        ("\udce3", r"\udce3"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert plain.visible(text) == shown


@given(st.text())
def test_visible_text_is_one_line_without_controls(text: str) -> None:
    shown = plain.visible(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert len(shown.splitlines()) <= 1
    assert plain.visible(shown) == shown


@pytest.mark.parametrize("text", [" " * 300_000, "\t \n" * 100_000, "あ\n" * 100_000, "\x1b" * 300_000])
def test_long_runs_take_linear_time(text: str) -> None:
    start = time.process_time()
    plain.visible(text)
    assert time.process_time() - start < 5


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert plain.clip("あいうえお", 5) == "あいうえお"
    assert plain.clip("あいうえおか", 5) == "あいうえ…"


def test_a_finding_without_a_file_points_at_its_rule() -> None:
    assert plain.place(examples.NOWHERE) == Location("ontology/core.ttl")
    assert plain.place(examples.MEASURE) == examples.MEASURE.location


def test_unknown_numbers_are_not_shown() -> None:
    assert plain.where(Location("a.ttl")) == "a.ttl"
    assert plain.where(Location("a.ttl", 3)) == "a.ttl:3"
    assert plain.where(Location("a.ttl", 3, 7)) == "a.ttl:3:7"
    assert plain.spot(Location("a.ttl")) == "a.ttl"
    assert plain.spot(Location("a.ttl", 3, 7)) == "a.ttl:3"


def test_a_line_begins_with_the_place_and_the_code_in_both_languages() -> None:
    begin = "data/13221-kiyose-5/plan.ttl:19:18: error Measure-notation "
    assert plain.line(examples.MEASURE, "ja").startswith(begin + "施策に番号がなく")
    assert plain.line(examples.MEASURE, "en").startswith(begin + "The measure has neither")


def test_related_places_are_the_rule_and_the_source_text() -> None:
    assert plain.related(examples.MEASURE, "ja") == "規則 shapes/Measure.ttl:12 · 原文 000_a5b93f3044d58295.txt:812"
    assert plain.related(examples.SCRIPT, "en") == "rule queries/checks/duplicate-label.rq:1"
