"""What a report adds up to. Formats show these numbers; none counts for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kgtool.base.languages import Text
from kgtool.check.finding import SEVERITIES, Completeness, Finding, PlanSummary, Report, Rule
from kgtool.check.report.words import WORDS


@dataclass(frozen=True)
class PlanTally:
    """The findings of one plan; ``plan`` is empty for the files that all plans share."""

    plan: str
    label: Text
    findings: tuple[Finding, ...]
    summary: PlanSummary | None = None


def severities(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, worst first, zeros included."""
    found = Counter(finding.severity for finding in findings)
    return {severity: found[severity] for severity in SEVERITIES}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by severity; those of one severity keep their order."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def rules(report: Report) -> list[Rule]:
    """Return every rule that ran or was broken, once, by code."""
    known = {finding.code: finding.rule for finding in report.findings} | {rule.code: rule for rule in report.rules}
    return [known[code] for code in sorted(known)]


def by_rule(findings: Iterable[Finding]) -> list[tuple[str, Rule, list[Finding]]]:
    """Return (severity, rule, findings) for each severity and rule that has findings, worst first, then by code."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((SEVERITIES.index(finding.severity), finding.code), []).append(finding)
    return [
        (SEVERITIES[level], found[0].rule, found) for (level, _), found in sorted(groups.items(), key=lambda g: g[0])
    ]


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings of each file, in the order of the report."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.location.file or finding.rule.location.file, []).append(finding)
    return files


def by_plan(report: Report) -> list[PlanTally]:
    """Return each plan with its findings: plans in the report's order, unknown ones by name, shared files last."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.plan, []).append(finding)
    tallies = [PlanTally(plan.plan, plan.label, tuple(found.pop(plan.plan, ())), plan) for plan in report.plans]
    shared = found.pop("", None)
    tallies += [PlanTally(plan, Text(plan, plan), tuple(found[plan])) for plan in sorted(found)]
    return tallies + ([PlanTally("", WORDS["shared"], tuple(shared))] if shared else [])


def percent(part: Completeness) -> str:
    """Return the share that is there, to the nearest tenth of a percent; only what is complete reads 100.0%.

    ``queries/derived/completeness.rq`` rounds alike.
    """
    if not part.expected:
        return "–"
    share = (part.present * 2000 + part.expected) // (2 * part.expected)
    share = share if part.present == part.expected else min(share, 999)
    return f"{share // 10}.{share % 10}%"
