"""A report for GitHub Actions: annotations by workflow commands, every finding in the log, and the job summary.

GitHub shows 10 errors, 10 warnings and 10 notices of a step (50 annotations of a job) and drops the rest in silence,
so the worst come first and a last notice says how many there are besides. Escaping is that of actions/toolkit,
``packages/core/src/command.ts``. The log lines stand between ``::stop-commands::``, so no value can be a command.
"""

from __future__ import annotations

import hashlib
from itertools import groupby

from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report import plain, tally
from kgtool.check.report.formats import markdown
from kgtool.check.report.words import asides, counted, verdict

PER_LEVEL = 10
LEVEL = {"error": "error", "warning": "warning", "info": "notice"}
SUMMARY_BYTES = 1024 * 1024


def render(report: Report, lang: str) -> str:
    """Return workflow commands for the worst findings, then all findings in plain lines."""
    shown = _worst(report)
    commands = [_command(finding, report, lang) for finding in shown]
    if len(shown) < len(report.findings):
        more = counted(len(report.findings) - len(shown), "more", lang)
        commands.append(f"::notice title=kgtool::{_data(more)}")
    log = [plain.line(finding, lang) for finding in report.findings]
    log += [plain.visible(said) for said in asides(report, lang)] + [verdict(report, lang)]
    token = hashlib.sha256("\n".join(log).encode("utf-8", "backslashreplace")).hexdigest()
    return "\n".join([*commands, f"::stop-commands::{token}", *log, f"::{token}::"]) + "\n"


def summary(report: Report, lang: str) -> str:
    """Return the Markdown of the job summary, at most 1 MiB of UTF-8: what does not fit is counted instead."""
    return markdown.render(report, lang, SUMMARY_BYTES)


def _worst(report: Report) -> list[Finding]:
    """The findings to annotate, none that follows from another; when some are left out, one notice is kept back to say so."""
    shown: list[Finding] = []
    for severity, found in groupby(tally.worst_first(list(report.first())), key=lambda finding: finding.severity):
        several = list(found)
        left_out = len(shown) + min(len(several), PER_LEVEL) < len(report.findings)
        shown += several[: PER_LEVEL - 1 if severity == "info" and left_out else PER_LEVEL]
    return shown


def _command(finding: Finding, report: Report, lang: str) -> str:
    at = plain.place(finding)
    properties = {
        "file": "" if at.carried else plain.in_repository(at, report),
        **({} if at.carried else _numbers(at)),
        "title": f"{plain.visible(finding.code)} {plain.clip(plain.visible(finding.rule.name[lang]))}",
    }
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    return f"::{LEVEL[finding.severity]} {given}::{_data(plain.message(finding, lang))}"


def _numbers(at: Location) -> dict[str, int]:
    """GitHub takes columns only when an annotation is on one line (Checks API, ``start_column``)."""
    if not at.line:
        return {}
    one_line = at.column and at.end_line in (0, at.line)
    numbers = {"line": at.line, "col": at.column, "endLine": at.end_line, "endColumn": at.end_column}
    return numbers if one_line else {"line": at.line, "endLine": at.end_line}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
