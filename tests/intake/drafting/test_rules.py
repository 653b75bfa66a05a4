"""Rules drafted from the tree: each kind of heading one rule, whose patterns fit its lines and no others."""

from __future__ import annotations

import re
from collections.abc import Callable

from kgtool.intake.drafting import rules
from kgtool.intake.drafting.analysis import LayoutAnalysis


def test_measures_have_one_rule_that_fits_each_of_them_and_nothing_else(kamome: LayoutAnalysis) -> None:
    (rule,) = [rule for rule in rules.draft(kamome.root, 2027).rules if rule.keys.get("class") == "Measure"]
    fits = [line.text for line in kamome.lines if re.match(rule.match[0], line.text)]
    assert fits == [line.text for line in kamome.lines if line.text.startswith("施策")]
    assert len(fits) == 7
    assert re.match(rule.match[0], fits[0])["title"] == "水産業の振興"


def test_a_word_in_brackets_is_matched_with_its_brackets(analysed: Callable[[str], LayoutAnalysis]) -> None:
    goals = "".join(
        f"【目標{n}】{t}のまち\n\n施策{n}-1　{t}を守る\n\n【めざす姿】\n続いています。\n\n【主な取組】\n・直します。\n\n"
        for n, t in enumerate(("海", "山", "川"), 1)
    )
    found = analysed(f"かもめ町総合計画\n\n第１章　基本計画\n\n{goals}")
    (rule,) = [rule for rule in rules.draft(found.root, None).rules if rule.keys.get("class") == "Goal"]
    match = re.match(rule.match[0], "【目標２】山のまち")
    assert match is not None
    assert (match["code"], match["title"]) == ("２", "山のまち")
    assert re.match(rule.match[0], "目標２　山のまち") is None
