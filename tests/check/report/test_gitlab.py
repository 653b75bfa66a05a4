"""The report as GitLab reads it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kgtool.check.finding import Report
from kgtool.check.report.formats import gitlab
from tests.check.report import examples

POSITION = {
    "type": "object",
    "required": ["line"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
ENTRY = {  # GitLab documentation, “Implement a custom tool”
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "minLength": 1},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "positions"],
            "properties": {
                "path": {"type": "string", "pattern": "^[^/]"},
                "positions": {
                    "type": "object",
                    "required": ["begin"],
                    "properties": {"begin": POSITION, "end": POSITION},
                },
            },
        },
    },
}
REPORTS = (examples.nasty(), examples.clear(), examples.nothing(), examples.one(), examples.many(300))


def read(report: Report, lang: str = "ja") -> list[Any]:
    return list(json.loads(gitlab.render(report, lang)))


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_entries_are_what_gitlab_reads(report: Report, lang: str) -> None:
    Draft202012Validator({"type": "array", "items": ENTRY}).validate(read(report, lang))
    assert len(read(report, lang)) == len(report.findings)


def test_there_is_no_byte_order_mark() -> None:
    assert gitlab.render(examples.clear(), "ja").encode() == b"[]\n"


def test_fingerprints_are_unique_even_of_twins() -> None:
    report = Report(findings=(examples.MEASURE,) * 5, rules=())
    fingerprints = [entry["fingerprint"] for entry in read(report)]
    assert len(set(fingerprints)) == 5
    assert fingerprints[0] == examples.MEASURE.fingerprint
    assert [entry["fingerprint"] for entry in read(Report(findings=report.findings[:3], rules=()))] == fingerprints[:3]


def test_fingerprints_do_not_depend_on_the_language() -> None:
    fingerprints = [[entry["fingerprint"] for entry in read(examples.nasty(), lang)] for lang in ("ja", "en")]
    assert fingerprints[0] == fingerprints[1]


def test_severities_are_those_of_gitlab() -> None:
    assert [entry["severity"] for entry in read(examples.nasty())] == [
        "major",
        "info",
        "minor",
        "minor",
        "major",
        "major",
        "major",
    ]


def test_a_place_is_given_as_far_as_it_is_known() -> None:
    places = [entry["location"]["positions"] for entry in read(examples.nasty())]
    assert places[1] == {"begin": {"line": 1}}
    assert places[2] == {"begin": {"line": 3}}
    assert places[4] == {"begin": {"line": 19, "column": 18}, "end": {"line": 19, "column": 42}}
