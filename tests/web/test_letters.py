"""Letters: the heading under which a name stands, and the order of names."""

from __future__ import annotations

import pytest

from kgtool.web.html import letters


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("アウトリーチ", "あ"),
        ("ガバナンス", "か"),
        ("ぱんだ", "は"),
        ("ﾊﾞﾘｱﾌﾘｰ", "は"),
        ("ゃっと", "や"),
        ("ｖ字", "V"),
        ("École", "E"),
        ("2030年", "0–9"),
        ("高齢者", "漢字"),
        ("「つながり」", "た"),
        ("", "#"),
        ("…", "#"),
    ],
)
def test_a_name_stands_under_its_first_letter(name: str, heading: str) -> None:
    assert letters.letter(name) == heading


def test_names_of_one_letter_stand_together() -> None:
    names = ["高齢者", "City", "アート", "2030年", "かき", "…", "ガバナンス", "アイ"]
    assert sorted(names, key=letters.order) == ["アイ", "アート", "かき", "ガバナンス", "City", "2030年", "高齢者", "…"]


def test_kind_of_kana_and_width_make_no_difference() -> None:
    assert letters.fold("カタカナＡＢ") == letters.fold("かたかなab")
