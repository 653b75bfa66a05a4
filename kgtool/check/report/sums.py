"""The tables that say what a report adds up to: by rule, by plan, and how complete each plan is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kgtool.check.finding import SEVERITIES, Report
from kgtool.check.report import tally
from kgtool.check.report.words import SEVERITY, say


class SummaryTable(NamedTuple):
    """A table of plain text: its first ``words`` columns are words, the last of them the longest; numbers follow."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int


def tables(report: Report, lang: str) -> list[SummaryTable]:
    """Return the tables that have rows."""
    every = (_by_rule(report, lang), _by_plan(report, lang), _completeness(report, lang), _levels(report, lang))
    return [table for table in every if table.rows]


def _by_rule(report: Report, lang: str) -> SummaryTable:
    rows = [
        (SEVERITY[severity][lang], rule.code, rule.name[lang], f"{len(found):,}")
        for severity, rule, found in tally.by_rule(report.findings)
    ]
    return _table("by-rule", ("severity", "code", "rule", "count"), rows, 3, lang)


def _by_plan(report: Report, lang: str) -> SummaryTable:
    rows = [
        (
            plan.plan,
            plan.label[lang],
            f"{plan.summary.elements:,}" if plan.summary else "",
            *(f"{number:,}" for number in tally.severities(plan.findings).values()),
        )
        for plan in tally.by_plan(report)
    ]
    return _table("by-plan", ("plan", "name", "elements", *SEVERITIES), rows, 2, lang)


def _completeness(report: Report, lang: str) -> SummaryTable:
    rows = [
        (plan.plan, part.name[lang], f"{part.present:,}", f"{part.expected:,}", tally.percent(part))
        for plan in report.plans
        for part in plan.completeness
    ]
    return _table("completeness", ("plan", "item", "present", "expected", "percent"), rows, 2, lang)


def _levels(report: Report, lang: str) -> SummaryTable:
    """The level of each plan, and what the next one wants; one that wants nothing more may be declared."""
    rows: list[tuple[str, ...]] = []
    for plan in report.plans:
        at = (plan.plan, say(plan.level, lang), say(plan.next, lang) if plan.next else "") if plan.level else ()
        if at and plan.wanted:
            rows += [(*at, w.rule.code, w.rule.name[lang], f"{w.count:,}") for w in plan.wanted]
        elif at:
            rows.append((*at, "", say("reached", lang) if plan.next else "", "0" if plan.next else ""))
    return _table("levels", ("plan", "level", "next-level", "code", "rule", "count"), rows, 5, lang)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], words: int, lang: str) -> SummaryTable:
    names = [SEVERITY[name][lang] if name in SEVERITY else say(name, lang) for name in columns]
    return SummaryTable(say(title, lang), names, rows, words)
