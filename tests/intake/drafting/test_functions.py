"""What each heading is for: by its word, by what stands below it; a sample of another document says nothing of this one."""

from __future__ import annotations

from collections.abc import Callable

from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.functions import BODY, ELEMENT, FURNITURE, RESTATE
from tests.intake import invented


def said(found: LayoutAnalysis, title: str) -> list[tuple[str, str]]:
    nodes = [node for node in found.root.below() if node.block and node.title == title]
    return [(node.function.id if node.function else "", node.role) for node in nodes]


def test_words_say_what_headings_are_and_goals_printed_again_are_the_same(kamome: LayoutAnalysis) -> None:
    assert said(kamome, "海を守ります") == [("principle", ELEMENT)]
    assert said(kamome, "海とともに働けるまち") == [("goal", ELEMENT), ("goal", RESTATE)]
    assert said(kamome, "観光の振興") == [("measure", ELEMENT)]


def test_what_stands_below_a_sample_is_a_statement_and_no_issue_or_direction_of_the_plan(
    analysed: Callable[[str], LayoutAnalysis],
) -> None:
    sample = "【実施計画に掲載する事項（イメージ）】\n\n施策1-1　水産業の振興\n\n●現状と課題\n\n- 漁\n- 港\n\n●主な取組\n\n- 船\n"
    found = analysed(invented.text() + "\n第４章　実施計画の策定\n\n実施計画は三年ごとにつくります。\n\n" + sample)
    top = next(node for node in found.root.below() if node.block and node.title.endswith("（イメージ）"))
    assert (top.function and top.function.id, top.role) == ("statement", ELEMENT)
    inside = [(node.title, node.function.id if node.function else "", node.role) for node in top.below()]
    assert ("現状と課題", "statement", ELEMENT) in inside
    assert {function for _, function, _ in inside} <= {"", "statement"}
    assert {role for *_, role in inside} <= {ELEMENT, BODY, FURNITURE}
    assert said(found, "水産業の振興")[0] == ("measure", ELEMENT)
