"""What the first lines say of a plan: its name, its period, its date."""

from __future__ import annotations

from collections.abc import Callable

from kgtool.intake.drafting.analysis import LayoutAnalysis


def test_a_cover_names_the_plan_its_period_and_its_month(kamome: LayoutAnalysis) -> None:
    cover = kamome.cover
    assert cover.title == "第三次かもめ町総合計画"
    assert cover.start is not None
    assert cover.end is not None
    assert (cover.start.value, cover.end.value) == ("2027", "2036")
    assert (cover.date and cover.date.printed, cover.precision) == ("令和９年３月", "month")
    assert not cover.draft


def test_a_draft_with_a_day_is_told_apart(analysed: Callable[[str], LayoutAnalysis]) -> None:
    cover = analysed("かもめ町総合計画（素案）\n令和８年８月12日\n\n１　はじめに\n\n町の計画です。\n").cover
    assert cover.draft
    assert (cover.date and cover.date.value, cover.precision) == ("2026-08-12", "day")


def test_what_a_text_does_not_say_stays_empty(analysed: Callable[[str], LayoutAnalysis]) -> None:
    cover = analysed("１　はじめに\n\n町の人が集まりました。\n").cover
    assert (cover.title, cover.start, cover.end, cover.date, cover.precision) == ("", None, None, None, "")
