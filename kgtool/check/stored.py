"""Reports, outcomes of units and results of the reasoner as bytes, and back.

A finding is held without the text of its rule, so that what a rule says may change while what it found holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from kgtool.base.languages import Text
from kgtool.check.cross_unit import Exports
from kgtool.check.finding import Completeness, Finding, Location, PlanSummary, Report, Rule, ValidationResult, Wanted
from kgtool.check.outcome import Outcome

RuleOf = Callable[[str, str], Rule]
"""The rule by its code; a constraint of a shape without a name, by the constraint."""


def of_report(report: Report) -> bytes:
    """Return a report as bytes."""
    rules = [asdict(rule) for rule in report.rules]
    return _bytes(vars(report) | _parts(report) | {"rules": rules, "findings": _findings(report.findings)})


def report(content: bytes) -> Report:
    """Return the report in some bytes."""
    data = json.loads(content)
    rules = tuple(_rule(item) for item in data["rules"])
    by_code = {rule.code: rule for rule in rules}

    def rule_of(code: str, component: str) -> Rule:
        return by_code[code]

    findings = tuple(_finding(item, rule_of) for item in data["findings"])
    read = {"rules": rules, "findings": findings, "stale": tuple(data["stale"]), "mended": tuple(data["mended"])}
    return Report(**data | _read_parts(data, rule_of) | read)


def of_outcome(outcome: Outcome) -> bytes:
    """Return the outcome of a unit as bytes."""
    return _bytes(vars(outcome) | _parts(outcome) | {"findings": _findings(outcome.findings)})


def outcome(content: bytes, rule_of: RuleOf) -> Outcome:
    """Return the outcome in some bytes, with rules as they are now."""
    data = json.loads(content)
    hashes, uses, claims = data["exports"]
    read = {
        "findings": tuple(_finding(item, rule_of) for item in data["findings"]),
        "pointed": tuple(data["pointed"]),
        "exports": Exports(hashes, tuple(map(tuple, uses)), tuple(claims)),
    }
    return Outcome(**data | _read_parts(data, rule_of) | read)


def of_results(results: Iterable[ValidationResult]) -> bytes:
    """Return results as bytes."""
    return _bytes([list(result) for result in results])


def results(content: bytes) -> list[ValidationResult]:
    """Return the results in some bytes."""
    return [ValidationResult(*row) for row in json.loads(content)]


def _bytes(data: Any) -> bytes:
    return json.dumps(data).encode()


def _parts(of: Report | Outcome) -> dict[str, Any]:
    plans = [asdict(plan) | {"wanted": [(one.rule.code, one.count) for one in plan.wanted]} for plan in of.plans]
    return {"plans": plans, "notices": [asdict(text) for text in of.notices]}


def _read_parts(data: dict[str, Any], rule_of: RuleOf) -> dict[str, Any]:
    plans = tuple(
        PlanSummary(
            p["plan"],
            Text(**p["label"]),
            p["elements"],
            tuple(Completeness(Text(**c["name"]), c["present"], c["expected"]) for c in p["completeness"]),
            p["version"],
            p["level"],
            p["next"],
            tuple(Wanted(rule_of(code, ""), count) for code, count in p["wanted"]),
        )
        for p in data["plans"]
    )
    return {"plans": plans, "notices": tuple(Text(**item) for item in data["notices"])}


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        asdict(f) | {"rule": f.rule.code, "severity": f.severity if f.severity != f.rule.severity else ""}
        for f in findings
    ]


def _finding(data: dict[str, Any], rule_of: RuleOf) -> Finding:
    rule = rule_of(data["rule"], data["component"])
    read = {
        "rule": rule,
        "severity": data["severity"] or rule.severity,
        "location": Location(**data["location"]),
        "label": Text(**data["label"]) if data["label"] else None,
        "source": Location(**data["source"]) if data["source"] else None,
        "said": Text(**data["said"]) if data["said"] else None,
        "files": tuple(data["files"]),
    }
    return Finding(**data | read)


def _rule(data: dict[str, Any]) -> Rule:
    texts = {name: Text(**data[name]) for name in ("name", "message", "why")}
    remedy = Text(**data["remedy"]) if data["remedy"] else None
    return Rule(**data | texts | {"location": Location(**data["location"]), "remedy": remedy})
