"""One fault, one finding first: what follows from it stands below it, and nothing is left out of a report."""

from __future__ import annotations

import json
from dataclasses import replace

from kgtool.base.languages import Text
from kgtool.check import causes, report
from kgtool.check.finding import Finding, Location, Report, Rule

from .small import CURATION, Small

VERSION = "https://w3id.org/jp-plan/id/99998-asagiri-1/draft"
YEAR = "<https://w3id.org/jp-plan/ns#endFiscalYear>"


def finding(code: str, focus: str, path: str = "", value: str = "", severity: str = "error", line: int = 1) -> Finding:
    said = Text("誤り", "A fault")
    rule = Rule(code, severity, said, said, said, "query", Location("queries/checks/x.rq"))
    return Finding(rule, severity, Location("data/99998-asagiri-1/plan.ttl", line), f"<{focus}>", path, value)


def follows(*findings: Finding) -> dict[tuple[str, str], str]:
    """The code that each finding follows from, by its own code and the end of its focus."""
    found = causes.folded(findings)
    codes = {one.fingerprint: one.code for one in found}
    return {(one.code, one.focus[1:-1].rpartition("/")[2]): codes.get(one.follows, "") for one in found}


def test_what_is_said_of_a_missing_element_and_the_hole_that_it_leaves_follow_from_it() -> None:
    lost = f"{VERSION}/measure/1/direction/2"
    assert follows(
        finding("element-missing", lost, line=9),
        finding("domain-slip", lost),
        finding("mention-without-link", f"{lost}/mention/rain"),
        finding("Repair-repairOf", f"{VERSION}/repair/7", "<urn:p>", f"<{lost}>"),
        finding("order-hole", f"{VERSION}/measure/1/direction/3"),
        finding("order-hole", f"{VERSION}/measure/2/direction/3"),
        finding("domain-slip", f"{VERSION}/measure/1/direction/22"),
    ) == {
        ("element-missing", "2"): "",
        ("domain-slip", "2"): "element-missing",
        ("mention-without-link", "rain"): "element-missing",
        ("Repair-repairOf", "7"): "element-missing",
        ("order-hole", "3"): "",  # of the other measure, which comes last
        ("domain-slip", "22"): "",
    }


def test_years_outside_a_period_follow_from_a_slip_of_that_period() -> None:
    late = finding("target-year-outside-period", f"{VERSION}/goal/1", value='"2035"')
    assert follows(late) == {("target-year-outside-period", "1"): ""}
    slip = finding("Period-endFiscalYear", VERSION, YEAR, '"14"')
    assert follows(late, slip)["target-year-outside-period", "1"] == "Period-endFiscalYear"


def test_one_value_that_breaks_several_rules_is_one_finding_first_the_worst() -> None:
    found = [
        finding(code, VERSION, "<urn:p>", '"x"', severity) for code, severity in (("a", "warning"), ("b", "error"))
    ]
    assert follows(*found) == {("a", "draft"): "b", ("b", "draft"): ""}
    other = replace(found[1], path="<urn:q>")
    assert follows(found[0], other) == {("a", "draft"): "", ("b", "draft"): ""}


def test_a_wrong_parent_brings_one_finding_first() -> None:
    found = [
        finding(code, f"{VERSION}/measure/{n}")
        for n, code in enumerate(("child-after-section", "sibling-order-differs"))
    ]
    assert follows(*found)["child-after-section", "0"] == "sibling-order-differs"
    alone = [finding("child-after-section", f"{VERSION}/measure/{n}") for n in (1, 2)]
    assert set(follows(*alone).values()) == {""}


def test_a_report_shows_what_comes_first_and_counts_what_follows(small: Small) -> None:
    with (small.root / CURATION).open("a", encoding="utf-8") as file:
        file.write('\n<measure/9-9> rdfs:label "Lost"@en ; jpp:shortName "失われた施策"@ja, "Lost measure"@en .\n')
    found = small.check(use_cache=True)
    assert small.check(use_cache=True) == found  # held with what follows from what
    (lead, rest), *others = found.first().items()
    assert (lead.code, others) == ("element-missing", [])
    assert {one.code for one in rest} == {"domain-slip"}
    shown = report.render("text", found, "en")
    assert f"{len(rest)} more follow from it (domain-slip)" in shown
    assert shown.count(": error ") == 1
    assert report.render("github", found, "en").count("::error ") == 1
    read = json.loads(report.render("json", found, "ja"))
    assert [one.get("follows", "") for one in read["findings"]].count(lead.fingerprint) == len(rest)
    assert len(read["findings"]) == len(found.findings)


def test_what_follows_from_a_finding_that_is_left_out_comes_first() -> None:
    lead, late = causes.folded(
        [
            finding("Period-endFiscalYear", VERSION, YEAR, '"14"'),
            finding("target-year-outside-period", f"{VERSION}/goal/1"),
        ]
    )
    assert list(Report((lead, late), ()).first()) == [lead]
    assert list(Report((late,), ()).first()) == [late]
