"""Lists whose numbers the scan misread are put side by side; lists that it read are left as they are."""

from __future__ import annotations

from collections.abc import Callable

from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.lists import MISREAD


def plan(first: str) -> str:
    measures = "".join(
        f"施策{n}　{t}\n\n【主な取組】\n\n{first} {t}の担い手の確保\n\n人を育てます。\n\n② {t}の場所の確保\n\n場所を直します。\n\n"
        for n, t in enumerate(("海", "山", "川", "空"), 1)
    )
    return f"かもめ町総合計画\n\n基本目標１　自然と生きる\n\n{measures}"


def test_a_first_item_that_was_misread_as_a_bullet_stands_beside_the_second(
    analysed: Callable[[str], LayoutAnalysis],
) -> None:
    found = analysed(plan("●"))
    items = [node for node in found.root.below() if node.key == MISREAD]
    assert [node.title[0] for node in items] == ["海", "海", "山", "山", "川", "川", "空", "空"]
    assert {node.parent.kind for node in items if node.parent} == {"standing"}


def test_a_list_that_was_read_right_is_no_misread_one(analysed: Callable[[str], LayoutAnalysis]) -> None:
    assert not [node for node in analysed(plan("①")).root.below() if node.key == MISREAD]
