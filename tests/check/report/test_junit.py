"""The report as JUnit XML, against Jenkins' schema."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kgtool.base.languages import Text
from kgtool.check.finding import Report
from kgtool.check.report.formats import junit
from tests import TESTS
from tests.check.report import examples

SCHEMA = etree.XMLSchema(etree.parse(TESTS / "schemas" / "jenkins-junit.xsd"))
REPORTS = (examples.nasty(), examples.clear(), examples.nothing(), examples.one(), examples.many(60))


def read(report: Report, lang: str = "ja") -> etree._Element:
    return etree.fromstring(junit.render(report, lang).encode())


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_reports_keep_to_the_schema(report: Report, lang: str) -> None:
    SCHEMA.assertValid(read(report, lang))


@pytest.mark.parametrize("report", REPORTS)
def test_sums_are_right(report: Report) -> None:
    root = read(report)
    for element in (root, *root.findall("testsuite")):
        assert int(element.get("tests")) == len(element.findall(".//testcase"))
        assert int(element.get("failures")) == len(element.findall(".//failure"))
        assert element.get("errors") == "0"


def test_one_suite_a_plan_and_one_for_shared_files() -> None:
    assert [suite.get("name") for suite in read(examples.nasty())] == [
        "13221-kiyose-5",
        "13211-kodaira-4",
        "unknown|plan",
        "shared-files",
    ]
    assert [suite.get("name") for suite in read(examples.nothing())] == ["shared-files"]


def test_one_case_a_rule_in_every_suite() -> None:
    for suite in read(examples.nasty()):
        assert [(case.get("classname"), case.get("name")) for case in suite.findall("testcase")] == [
            (suite.get("name"), code)
            for code in ("Direction-order", "Measure-notation", "Plan-title", "duplicate-label", "owl consistency/日本")
        ]


def test_errors_fail_and_the_others_are_output() -> None:
    first = read(examples.nasty(), "en")[0]
    cases = {case.get("name"): case for case in first.findall("testcase")}
    (failure,) = cases["Measure-notation"]
    assert failure.get("message") == "2 errors: Code of a measure"
    assert failure.text.count("data/13221-kiyose-5/plan.ttl:19:18: error Measure-notation") == 2
    (output,) = cases["duplicate-label"]
    assert output.tag == "system-out"
    assert '"<script>alert' in output.text
    assert len(cases["Plan-title"]) == 0


@given(st.text(), st.text())
def test_any_text_gives_a_valid_document(label: str, value: str) -> None:
    rule = replace(examples.NOTATION, name=Text(label, label), code=value)
    finding = replace(examples.MEASURE, rule=rule, label=Text(label, value), value=value, plan=label)
    SCHEMA.assertValid(read(Report((finding,), (), stale=(value,))))
