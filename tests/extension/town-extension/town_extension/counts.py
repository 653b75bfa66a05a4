"""A report of two columns: how many findings each rule has."""

from __future__ import annotations

from collections import Counter

from kgtool.check.finding import Report


def render(report: Report, lang: str) -> str:
    """Return a line for each rule that found something, by code: the number, a tab, the code, a tab, its name."""
    numbers = Counter(finding.rule.code for finding in report.findings)
    names = {rule.code: rule.name[lang] for rule in report.rules}
    return "".join(f"{numbers[code]}\t{code}\t{names[code]}\n" for code in sorted(numbers))
