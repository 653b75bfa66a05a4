"""Goals that no heading names, told from the codes of measures."""

from __future__ import annotations

from collections.abc import Callable

from kgtool.intake.drafting import implied
from kgtool.intake.drafting.analysis import LayoutAnalysis


def measures(found: LayoutAnalysis) -> list:
    return [node for node in found.root.below() if node.owner]


def plan(codes: dict[int, list[str]]) -> str:
    out = ["かもめ町総合計画", ""]
    for vision, below in codes.items():
        out += [f"将来像{vision}　まち{vision}", ""]
        for code in below:
            out += [
                f"施策{code}　事{code}",
                "",
                "10年後の姿",
                "にぎわっています。",
                "",
                "施策推進の方向性",
                "・直します。",
                "",
            ]
    return "\n".join(out) + "\n"


def test_three_digits_behind_the_number_of_a_vision_count_goals_that_are_not_printed(
    analysed: Callable[[str], LayoutAnalysis],
) -> None:
    found = implied.find(measures(analysed(plan({1: ["1-111", "1-112", "1-121"], 2: ["2-211", "2-221", "2-222"]}))))
    assert found is not None
    assert found.goals == 4


def test_codes_that_count_on_imply_nothing(analysed: Callable[[str], LayoutAnalysis]) -> None:
    assert implied.find(measures(analysed(plan({1: ["1-1", "1-2", "1-3"], 2: ["2-1", "2-2", "2-3"]})))) is None
