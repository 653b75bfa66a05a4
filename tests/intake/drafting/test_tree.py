"""What stands below what: records side by side, below the heading that goes on counting, whatever stands between them."""

from __future__ import annotations

from collections.abc import Callable

from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.tree import LayoutNode


def named(found: LayoutAnalysis, title: str) -> LayoutNode:
    return next(node for node in found.root.below() if node.block and node.title == title)


def above(found: LayoutAnalysis, title: str) -> list[str]:
    return [node.title for node in named(found, title).above()]


def test_measures_stand_below_their_goal_and_standing_headings_below_their_measure(kamome: LayoutAnalysis) -> None:
    assert above(kamome, "観光の振興") == ["海とともに働けるまち", "基本計画"]
    measure = named(kamome, "観光の振興")
    assert measure.owner
    assert [c.head.name for c in measure.children if c.kind == "standing"] == ["めざす姿", "現状と課題", "主な取組"]


def test_a_signature_below_a_quotation_closes_no_record(analysed: Callable[[str], LayoutAnalysis]) -> None:
    """Nothing is set apart by blank lines, as in the text of a PDF; each goal is printed in a side band and as a title."""
    lines = ["かもめ町総合計画", "", "わたしたちの将来像", "波音とともに暮らすまち"]
    for kanji, number, goal in (("一", 1, "はたらきあうまち"), ("二", 2, "まなびあうまち")):
        lines += [f"{kanji}　{goal}", f"CHAPTER {number}", goal]
        for name, said in (("水産業", "朝の港で声をかけてもらった。"), ("読書", "本の話で友だちができた。")):
            lines += [f"◆{name}を支える{kanji}", "2035年の情景", f"{name}が続いています。", "今、困っていること"]
            lines += [f"●{name}の担い手が足りません。", said, f"{name}に関わる人・{kanji}"]
    found = analysed("\n".join(lines) + "\n")
    for kanji, goal in (("一", "はたらきあうまち"), ("二", "まなびあうまち")):
        for name in ("水産業", "読書"):
            assert goal in above(found, f"{name}を支える{kanji}")[:2]
    first, second = (node for node in found.root.below() if node.key == "一")
    assert first.parent is second.parent
