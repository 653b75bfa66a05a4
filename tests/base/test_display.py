"""Text that cannot pose as something else."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base import display


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
    assert display.visible(text) == shown


@given(st.text())
def test_visible_text_is_one_line_without_controls(text: str) -> None:
    shown = display.visible(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert len(shown.splitlines()) <= 1
    assert display.visible(shown) == shown


@pytest.mark.parametrize("text", [" " * 300_000, "\t \n" * 100_000, "あ\n" * 100_000, "\x1b" * 300_000])
def test_long_runs_take_linear_time(text: str) -> None:
    start = time.process_time()
    display.visible(text)
    assert time.process_time() - start < 5


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert display.clip("あいうえお", 5) == "あいうえお"
    assert display.clip("あいうえおか", 5) == "あいうえ…"
