"""What the word of a heading says of it; what only one plan prints can be left out."""

from __future__ import annotations

from kgtool.intake.drafting.lexicon import GENERAL, Lexicon


def test_a_whole_heading_goes_before_its_ending(words: Lexicon) -> None:
    whole, ending = words.heading("基本目標"), words.heading("六つの基本目標")
    assert whole is not None
    assert ending is not None
    assert (whole.form, ending.form) == ("heading", "ending")
    assert whole.function.id == ending.function.id == "goal"
    assert words.heading("町の歌") is None


def test_full_width_and_brackets_change_nothing(words: Lexicon) -> None:
    found = words.heading("【めざす姿】")
    assert found is not None
    assert found.function.class_ == "DesiredState"


def test_words_of_one_plan_only_can_be_left_out(words: Lexicon) -> None:
    assert words.heading("大切にする三つの作法") is not None
    without = words.without(["trial-04"])
    assert without.heading("大切にする三つの作法") is None
    assert all(GENERAL in r.evidence or set(r.evidence) - {"trial-04"} for r in without.number_words.values())
