"""What a report adds up to."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.check.finding import Completeness
from kgtool.check.report import sums, tally
from tests.check.report import examples
from tests.check.report.examples import FILE, LABELS, LONG, MEASURE, NOTATION, NOWHERE, ORDER, SCRIPT, UNUSED

NAME = Text("項目", "item")


def test_severities_come_worst_first_with_zeros() -> None:
    assert list(tally.severities([SCRIPT, SCRIPT]).items()) == [("error", 0), ("warning", 2), ("info", 0)]


def test_worst_come_first_and_keep_their_order() -> None:
    assert tally.worst_first([LONG, SCRIPT, NOWHERE, MEASURE]) == [NOWHERE, MEASURE, SCRIPT, LONG]


def test_rules_are_those_that_ran_and_those_that_were_broken() -> None:
    codes = [rule.code for rule in tally.rules(examples.nasty())]
    assert codes == [
        ORDER.code,
        NOTATION.code,
        UNUSED.code,
        LABELS.code,
        FILE.code,
    ]


def test_findings_of_a_rule_are_grouped_by_severity() -> None:
    groups = tally.by_rule(examples.nasty().findings)
    assert [(severity, rule.code, len(found)) for severity, rule, found in groups] == [
        ("error", "Measure-notation", 2),
        ("error", "owl consistency/日本", 2),
        ("warning", "duplicate-label", 2),
        ("info", "Direction-order", 1),
    ]


def test_plans_come_in_order_then_unknown_ones_then_shared_files() -> None:
    tallies = tally.by_plan(examples.nasty())
    assert [(plan.plan, len(plan.findings)) for plan in tallies] == [
        ("13221-kiyose-5", 3),
        ("13211-kodaira-4", 2),
        ("unknown|plan", 1),
        ("", 1),
    ]
    assert sum(len(plan.findings) for plan in tallies) == len(examples.nasty().findings)


def test_files_keep_the_order_of_the_report() -> None:
    assert list(tally.by_file(examples.nasty().findings))[:2] == ["ontology/core.ttl", "data/13211-kodaira-4/plan.ttl"]


def test_a_share_is_rounded_and_only_what_is_complete_is_whole() -> None:
    assert tally.percent(Completeness(NAME, 4, 11)) == "36.4%"
    assert tally.percent(Completeness(NAME, 23, 27)) == "85.2%"
    assert tally.percent(Completeness(NAME, 2999, 3000)) == "99.9%"
    assert tally.percent(Completeness(NAME, 29, 100)) == "29.0%"
    assert tally.percent(Completeness(NAME, 0, 7)) == "0.0%"
    assert tally.percent(Completeness(NAME, 7, 7)) == "100.0%"
    assert tally.percent(Completeness(NAME, 0, 0)) == "–"


def test_tables_without_rows_are_left_out() -> None:
    assert [table.title for table in sums.tables(examples.nasty(), "en")] == [
        "Findings by rule",
        "Findings by plan",
        "Completeness",
    ]
    assert [table.title for table in sums.tables(examples.clear(), "en")] == ["Findings by plan", "Completeness"]
    assert sums.tables(examples.nothing(), "en") == []


def test_rows_are_as_long_as_their_head() -> None:
    for table in sums.tables(examples.nasty(), "ja"):
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert 0 < table.words < len(table.columns)
