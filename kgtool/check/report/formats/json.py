"""A report as data in our own structure, described by ``report.schema.json`` beside this file.

``version`` of the format grows by one whenever a reader of the one before might misread it; new keys do not do that.
Every text is given in both languages; ``language`` only says which one was asked for. What is unknown is left out.
"""

from __future__ import annotations

import json
from typing import Any

from kgtool.base.languages import Text
from kgtool.check.finding import Comparison, Finding, Location, PlanSummary, Report, Rule
from kgtool.check.report import tally

VERSION = 1


def render(report: Report, lang: str) -> str:
    """Return the report as JSON."""
    return json.dumps(document(report, lang), ensure_ascii=False, indent=2) + "\n"


def document(report: Report, lang: str) -> dict[str, Any]:
    """Return the report as the value that ``report.schema.json`` describes."""
    return {
        "format": {"name": "kgtool-report", "version": VERSION},
        "tool": {"name": "kgtool", "version": report.version},
        "language": lang,
        "summary": {
            **tally.severities(report.findings),
            "files": report.files,
            "rules": len(report.rules),
            "suppressed": report.suppressed,
            "stale": list(report.stale),
            "mended": list(report.mended),
        },
        "plans": [_plan(plan) for plan in tally.by_plan(report)],
        "rules": [_rule(rule) for rule in tally.rules(report)],
        "notices": [_text(notice) for notice in report.notices],
        "findings": [_finding(finding) for finding in report.findings],
        **({"comparison": _comparison(report.comparison)} if report.comparison else {}),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    gone = [_finding(finding) for finding in comparison.gone]
    return {"revision": comparison.revision, "gone": gone, "still": len(comparison.still)}


def _plan(plan: tally.PlanTally) -> dict[str, Any]:
    return {
        "plan": plan.plan,
        "label": _text(plan.label),
        **tally.severities(plan.findings),
        **(_summary(plan.summary) if plan.summary else {}),
    }


def _summary(plan: PlanSummary) -> dict[str, Any]:
    parts = [
        {"name": _text(part.name), "present": part.present, "expected": part.expected} for part in plan.completeness
    ]
    summary: dict[str, Any] = {"elements": plan.elements, "completeness": parts}
    if plan.level:
        wanted = [{"code": one.rule.code, "count": one.count} for one in plan.wanted]
        summary |= {"version": plan.version, "level": plan.level}
        summary |= {"next": {"level": plan.next, "wanted": wanted}} if plan.next else {}
    return summary


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "severity": rule.severity,
        "kind": rule.kind,
        "name": _text(rule.name),
        "message": _text(rule.message),
        "why": _text(rule.why),
        **({"remedy": _text(rule.remedy)} if rule.remedy else {}),
        "location": _location(rule.location),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    optional = {
        "path": finding.path,
        "value": finding.value,
        "plan": finding.plan,
        "label": finding.label and _text(finding.label),
        "source": finding.source and _location(finding.source),
        "files": list(finding.files),
        "follows": finding.follows,
    }
    return {
        "code": finding.code,
        "severity": finding.severity,
        "location": _location(finding.location),
        "message": {lang: finding.message(lang) for lang in ("ja", "en")},
        "focus": finding.focus,
        **{key: value for key, value in optional.items() if value},
        "fingerprint": finding.fingerprint,
    }


def _text(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _location(location: Location) -> dict[str, str | int]:
    numbers = {
        "line": location.line,
        "column": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }
    return {"file": location.file, **{key: number for key, number in numbers.items() if number}}
