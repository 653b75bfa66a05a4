"""What a repeated heading is for whose words nobody knows, by what stands below it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtool.intake.drafting.analysis import LayoutAnalysis

TABLE = "名\t今\t先\n{0}の数\t10\t20\n"
PROMISES = "①{0}の日\n{0}の日を毎月設けます。\n②{0}の輪\n{0}を支える人を募ります。\n"
STATES = "①{0}の日\n{0}の日が知られています。\n②{0}の輪\n{0}を支える人は減っています。\n"


def read(analysed: Callable[[str], LayoutAnalysis], heading: str, below: str) -> set[str]:
    names = ("水産", "観光", "読書", "畑")
    measures = "".join(
        f"◆{name}の推進\n【現状と課題】\n・足りません。\n{heading}\n{below.format(name)}" for name in names
    )
    found = analysed(f"かもめ町総合計画\n\n基本目標１　海と生きる\n{measures}")
    return {r.function.id for n, r in found.survey.readings.items() if found.blocks[n].name == heading}


@pytest.mark.parametrize(
    ("below", "function"),
    [
        (TABLE, {"indicator"}),
        (PROMISES, {"direction"}),
        ("写真：{0}\n", {"placeholder"}),
        (STATES, set()),
        ("{0}です。\n", set()),
    ],
)
def test_what_stands_below_a_heading_says_what_it_is_for_or_leaves_it_in_doubt(
    analysed: Callable[[str], LayoutAnalysis], below: str, function: set[str]
) -> None:
    assert read(analysed, "あれやこれや", below) == function


def test_what_the_words_of_a_heading_say_comes_first(analysed: Callable[[str], LayoutAnalysis]) -> None:
    assert read(analysed, "主な取組", TABLE) == {"direction"}
