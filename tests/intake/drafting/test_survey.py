"""What repeats: standing headings, and the headings that they stand under."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtool.intake.drafting.analysis import LayoutAnalysis


def standing(found: LayoutAnalysis) -> set[str]:
    return {found.blocks[n].name for n in found.survey.standing}


def test_headings_below_every_measure_stand_under_the_word_of_measures(kamome: LayoutAnalysis) -> None:
    assert standing(kamome) == {"めざす姿", "現状と課題", "主な取組"}
    assert kamome.survey.owners == {"施策code"}


@pytest.mark.parametrize("heading", ["2035年の情景", "令和17年度のまちの様子", "10年後のわたしたち"])
def test_a_heading_that_names_a_year_to_come_stands_and_says_what_will_be_then(
    analysed: Callable[[str], LayoutAnalysis], heading: str
) -> None:
    measures = "".join(
        f"◆{name}の推進\n{heading}\n{name}が根付いています。\n今、困っていること\n●{name}の担い手が足りません。\n"
        for name in ("水産業", "観光", "読書", "健康づくり")
    )
    found = analysed(f"かもめ町総合計画\n\n基本目標１　海と生きる\n{measures}")
    assert heading in standing(found)
    assert {r.function.id for n, r in found.survey.readings.items() if found.blocks[n].name == heading} == {
        "desired-state"
    }


@pytest.mark.parametrize("heading", ["2035年の人口", "令和７年度の予算", "30人", "12％"])
def test_a_year_before_numbers_and_a_value_say_nothing_of_what_will_be(
    analysed: Callable[[str], LayoutAnalysis], heading: str
) -> None:
    found = analysed("かもめ町総合計画\n\n" + "".join(f"◆{n}\n{heading}\n本文です。\n" for n in ("海", "山", "川")))
    assert "desired-state" not in {r.function.id for r in found.survey.readings.values()}


def test_a_table_of_indicators_ends_where_the_next_measure_begins(analysed: Callable[[str], LayoutAnalysis]) -> None:
    one = "施策{0}　{1}\n\n【現状と課題】\n・足りません。\n\n【成果指標】\n{1}の数\t10\t20\n満足した人\t30％\t50％\n\n"
    found = analysed("かもめ町総合計画\n\n" + "".join(one.format(n, t) for n, t in enumerate(("海", "山", "川"), 1)))
    assert len(found.survey.table) == 6
    assert found.survey.owners == {"施策plain"}
