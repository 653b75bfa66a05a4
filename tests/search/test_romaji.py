"""Readings in Latin letters, as people type them."""

from __future__ import annotations

import pytest

from kgtool.search.romaji import romaji, short


@pytest.mark.parametrize(
    ("reading", "letters"),
    [
        ("きよせ", "kiyose"),
        ("ふちゅう", "fuchu"),
        ("とうきょう", "tokyo"),
        ("さっぽろ", "sapporo"),
        ("はっちょうぼり", "hatchobori"),
        ("しんじゅく", "shinjuku"),
        ("ぎゅうでん", "gyuden"),
        ("おおた", "ota"),
        ("にっぽん", "nippon"),
        ("清瀬", ""),
        ("kiyose", ""),
        ("", ""),
    ],
)
def test_a_reading_is_spelt_in_hepburn_letters_without_long_vowels(reading: str, letters: str) -> None:
    assert romaji(reading) == letters


def test_long_vowels_are_the_same_however_they_are_typed() -> None:
    assert {short(typed) for typed in ("tokyo", "toukyou", "tookyoo")} == {"tokyo"}
