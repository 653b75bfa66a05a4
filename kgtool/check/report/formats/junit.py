"""A report as JUnit XML, so that Jenkins, GitLab and others show rules as tests: one suite a plan, one case a rule.

An error fails its case; warnings and infos are the case's output. Readers take one ``failure`` of a case, so all its
errors stand in one. Valid against Jenkins' ``junit-4.xsd``. A check has no times: they are 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from kgtool.check.finding import Finding, Report, Rule
from kgtool.check.report import plain, tally
from kgtool.check.report.words import WORDS, asides, counted, verdict

SHARED = "shared-files"


def render(report: Report, lang: str) -> str:
    """Return the report as an XML document."""
    root = ET.Element("testsuites", name="kgtool check")
    rules = tally.rules(report)
    plans = tally.by_plan(report)
    if not plans or plans[-1].plan:
        plans.append(tally.PlanTally("", WORDS["shared"], ()))
    suites = [_suite(root, plan, rules, lang) for plan in plans]
    ET.SubElement(suites[-1], "system-out").text = _join([*asides(report, lang), verdict(report, lang)])
    _sums(root, tests=len(rules) * len(plans), failures=sum(int(suite.attrib["failures"]) for suite in suites))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, plan: tally.PlanTally, rules: list[Rule], lang: str) -> ET.Element:
    name = plain.visible(plan.plan or SHARED)
    suite = ET.SubElement(root, "testsuite", name=name, id=str(len(root)))
    _properties(suite, plan, lang)
    found: dict[str, list[Finding]] = {}
    for finding in plan.findings:
        found.setdefault(finding.code, []).append(finding)
    for rule in rules:
        _case(suite, name, rule, found.get(rule.code, []), lang)
    _sums(suite, tests=len(rules), failures=len(suite.findall("testcase/failure")))
    return suite


def _properties(suite: ET.Element, plan: tally.PlanTally, lang: str) -> None:
    known = {"label": plan.label[lang]}
    if plan.summary:
        known["elements"] = str(plan.summary.elements)
        known |= {f"completeness: {part.name[lang]}": tally.percent(part) for part in plan.summary.completeness}
    properties = ET.SubElement(suite, "properties")
    for name, value in known.items():
        ET.SubElement(properties, "property", name=plain.visible(name), value=plain.visible(value))


def _case(suite: ET.Element, plan: str, rule: Rule, findings: list[Finding], lang: str) -> None:
    case = ET.SubElement(suite, "testcase", classname=plan, name=plain.visible(rule.code), time="0")
    errors = [finding for finding in findings if finding.severity == "error"]
    others = [finding for finding in findings if finding.severity != "error"]
    if errors:
        message = f"{counted(len(errors), 'error', lang)}: {plain.visible(rule.name[lang])}"
        ET.SubElement(case, "failure", type="error", message=message).text = _lines(errors, lang)
    if others:
        ET.SubElement(case, "system-out").text = _lines(others, lang)


def _sums(element: ET.Element, tests: int, failures: int) -> None:
    element.attrib |= {"tests": str(tests), "failures": str(failures), "errors": "0", "time": "0"}


def _lines(findings: Iterable[Finding], lang: str) -> str:
    return _join(plain.line(finding, lang) for finding in findings)


def _join(lines: Iterable[str]) -> str:
    return "\n" + "\n".join(plain.visible(line) for line in lines) + "\n"
