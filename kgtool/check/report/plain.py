"""A finding in plain words on one line, whatever its data holds."""

from __future__ import annotations

import posixpath

from kgtool.base.display import LONGEST as LONGEST
from kgtool.base.display import clip as clip
from kgtool.base.display import visible as visible
from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report.words import say


def place(finding: Finding) -> Location:
    """Where to point: at the data, or at the rule when no file holds the fault."""
    return finding.location if finding.location.file else finding.rule.location


def in_repository(location: Location, report: Report) -> str:
    """Return a file by its path from the top of the git repository; one that is carried as it is called."""
    if location.carried or not report.within:
        return location.file
    return posixpath.normpath(posixpath.join(report.within, location.file))


def where(location: Location) -> str:
    """Return ``file:line:column``, as far as it is known."""
    return visible(str(location.place))


def spot(location: Location) -> str:
    """Return ``file:line``, as far as it is known."""
    return visible(f"{location.file}:{location.line}" if location.line else location.file)


def message(finding: Finding, lang: str, longest: int = LONGEST) -> str:
    """Return what is wrong, on one line."""
    return clip(visible(finding.message(lang)), longest)


def line(finding: Finding, lang: str) -> str:
    """Return ``file:line:column: severity code message``; severity and code are the same in both languages."""
    return f"{where(place(finding))}: {finding.severity} {visible(finding.code)} {message(finding, lang)}"


def following(findings: list[Finding], lang: str) -> str:
    """Return how many findings follow from another, and by which rules; empty where none does."""
    if not findings:
        return ""
    codes = ", ".join(sorted({visible(finding.code) for finding in findings}))
    return say("follow", lang, number=f"{len(findings):,}", codes=clip(codes))


def related(finding: Finding, lang: str) -> str:
    """Return where the rule stands and where the plan itself says the thing; empty if neither is known."""
    places = [("rule-at", finding.rule.location), ("source-at", finding.source)]
    return " · ".join(say(key, lang, place=spot(at)) for key, at in places if at and at.file)
