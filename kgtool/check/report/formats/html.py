"""A report as one page for the browser, the printer and the archive: no script, nothing loaded, nothing to install.

Findings stand under their plan and rule, so that a reason is read once and not a thousand times.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from kgtool.base import templates
from kgtool.check.finding import Finding, Report
from kgtool.check.report import plain, tally
from kgtool.check.report.sums import tables
from kgtool.check.report.words import SEVERITY, asides, counted, counts, say, verdict

MARK = {"error": "✖", "warning": "▲", "info": "●"}
CSS = Path(__file__).with_name("html.css")
_TEMPLATE = Path(__file__).with_name("report.html")
_LONGEST = 2_000


def render(report: Report, lang: str) -> str:
    """Return a whole HTML document that is well-formed XML, too."""
    plans = [(plan, tally.by_rule(plan.findings)) for plan in tally.by_plan(report)]
    return templates.fill(
        _TEMPLATE,
        lang=lang,
        say=lambda key: SEVERITY[key][lang] if key in SEVERITY else say(key, lang),
        text=lambda text: plain.clip(plain.visible(text), _LONGEST),
        report=report,
        asides=asides(report, lang),
        verdict=verdict(report, lang),
        tables=tables(report, lang),
        plans=plans,
        codes=_codes(plans),
        counts=lambda findings: counts(tally.severities(findings), lang),
        counted=lambda findings: counted(len(findings), "finding", lang),
        spot=plain.spot,
        mark=MARK,
        places=_places,
    )


def _codes(plans: list[Any]) -> list[tuple[str, list[tuple[Any, str, int]]]]:
    """Each code in order, with the plans that have it, the anchor of its findings there and how many there are."""
    found: dict[str, list[tuple[Any, str, int]]] = defaultdict(list)
    for p, (plan, groups) in enumerate(plans, 1):
        for r, (_, rule, findings) in enumerate(groups, 1):
            found[rule.code].append((plan, f"p{p}r{r}", len(findings)))
    return sorted(found.items())


def _places(finding: Finding) -> list[tuple[str, str]]:
    """Where a finding is, and where the plan itself says the thing, if that is known."""
    data = [("place", plain.where(plain.place(finding)))]
    return [*data, ("source", plain.spot(finding.source))] if finding.source else data
