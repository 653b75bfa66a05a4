"""A report for GitLab's Code Quality widget: the part of the Code Climate format that GitLab reads.

GitLab shows findings of one fingerprint as one, and demands a line: a finding without one points at line 1.
Source: GitLab documentation, “Code Quality”, “Implement a custom tool”.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report import plain

SEVERITY = {"error": "major", "warning": "minor", "info": "info"}
LONGEST = 1000


def render(report: Report, lang: str) -> str:
    """Return the findings as a JSON array, without byte order mark."""
    seen: Counter[str] = Counter()
    entries = []
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        fingerprint = _fingerprint(finding.fingerprint, seen[finding.fingerprint])
        entries.append(_entry(finding, report, lang, fingerprint))
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _entry(finding: Finding, report: Report, lang: str, fingerprint: str) -> dict[str, Any]:
    at = plain.place(finding)
    return {
        "description": plain.message(finding, lang, LONGEST),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": SEVERITY[finding.severity],
        "location": {"path": plain.in_repository(at, report), "positions": _positions(at)},
    }


def _positions(at: Location) -> dict[str, dict[str, int]]:
    begin = {"line": max(at.line, 1), **({"column": at.column} if at.line and at.column else {})}
    if not at.line or not at.end_line:
        return {"begin": begin}
    return {"begin": begin, "end": {"line": at.end_line, **({"column": at.end_column} if at.end_column else {})}}


def _fingerprint(fingerprint: str, number: int) -> str:
    """The first of several that are alike keeps its fingerprint, so that a second one does not make it look new."""
    return fingerprint if number == 1 else hashlib.sha256(f"{fingerprint} {number}".encode()).hexdigest()[:32]
