"""The page of doubts: what each rule found, in both languages, and no sentence of the plan."""

from __future__ import annotations

from kgtool.intake.drafting import doubts, fit
from kgtool.intake.drafting.analysis import LayoutAnalysis


def test_each_rule_is_there_with_its_count_in_both_languages(kamome: LayoutAnalysis) -> None:
    fitted = fit.fit(kamome, "# draft\n")
    page = doubts.page("かもめ町総合計画", kamome, fitted)
    assert page.count("# かもめ町総合計画") == 2
    for rule in fitted.rules:
        assert page.count(f"### {rule.name}: ") == (0 if rule.name == fit.UNEXPLAINED else 2), rule.name


def test_the_shape_of_a_line_says_its_mark_its_length_and_its_end() -> None:
    assert doubts.shape("・担い手を育てます。") == doubts.shape("・場所を直します。")
    assert doubts.shape("・担い手を育てます。") != doubts.shape("①担い手を育てます。")
