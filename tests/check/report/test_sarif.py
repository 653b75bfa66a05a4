"""The report as SARIF, against the OASIS schema and GitHub's rules."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft7Validator

from kgtool.check.finding import Report
from kgtool.check.report.formats import sarif
from kgtool.rdf.iris import BASE
from tests import TESTS
from tests.check.report import examples

SCHEMA = json.loads((TESTS / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)
REPORTS = (examples.nasty(), examples.clear(), examples.nothing(), examples.one(), examples.many(60))
URI = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+")


def run_of(report: Report, lang: str = "ja") -> dict[str, Any]:
    log: dict[str, Any] = json.loads(sarif.render(report, lang))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def every(value: Any, key: str) -> list[Any]:
    """Every value of a key, however deep."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [value[key]] if isinstance(value, dict) and key in value else []
    return found + [deeper for child in children for deeper in every(child, key)]


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_reports_keep_to_the_oasis_schema(report: Report, lang: str) -> None:
    VALIDATOR.validate(json.loads(sarif.render(report, lang)))


@pytest.mark.parametrize("report", REPORTS)
def test_every_result_names_its_rule(report: Report) -> None:
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    for result, finding in zip(run["results"], report.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert result["level"] == {"error": "error", "warning": "warning", "info": "note"}[finding.severity]
        assert result["partialFingerprints"] == {"kgtoolFingerprint/v1": finding.fingerprint}
        assert result["properties"]["message"] == {"ja": finding.message("ja"), "en": finding.message("en")}


@pytest.mark.parametrize("report", REPORTS)
def test_github_takes_every_rule_and_result(report: Report) -> None:
    run = run_of(report)
    for rule in run["tool"]["driver"]["rules"]:
        assert 0 < len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]


def test_places_are_relative_uris_of_the_files() -> None:
    run = run_of(examples.nasty())
    for uri in every(run["results"], "uri"):
        assert URI.fullmatch(uri)
        assert not uri.startswith("/")
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]
    assert unquote(uris[2]) == "data/13211-kodaira-4/日本語 の,ファイル:1%.ttl"
    assert set(every(run["results"], "uriBaseId")) == set(run["originalUriBaseIds"])


def test_a_region_says_only_what_is_known() -> None:
    regions = [
        result["locations"][0]["physicalLocation"].get("region") for result in run_of(examples.nasty())["results"]
    ]
    assert regions == [
        None,
        None,
        {"startLine": 3},
        {"startLine": 7, "startColumn": 5, "endLine": 9, "endColumn": 2},
        {"startLine": 19, "startColumn": 18, "endLine": 19, "endColumn": 42},
        {"startLine": 19, "startColumn": 18},
        None,
    ]
    assert run_of(examples.nasty())["columnKind"] == "unicodeCodePoints"


def test_the_rule_and_the_source_text_are_related_places() -> None:
    related = run_of(examples.nasty())["results"][4]["relatedLocations"]
    assert [(place["id"], place["message"]["text"]) for place in related] == [
        (1, "規則 shapes/Measure.ttl:12"),
        (2, "原文 000_a5b93f3044d58295.txt:812"),
    ]
    assert related[1]["physicalLocation"]["region"]["startLine"] == 812


def test_data_becomes_neither_a_link_nor_an_argument() -> None:
    for text in every(run_of(examples.nasty(), "en")["results"], "text"):
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", text)
        assert not re.search(r"(?<!\{)\{(?!\{)|(?<!\})\}(?!\})", re.sub(r"\{\{|\}\}", "", text))
    assert r"See \[here](http://evil.example/){{0}}" in run_of(examples.nasty(), "en")["results"][2]["message"]["text"]


def test_help_has_no_html() -> None:
    for markdown in every(run_of(examples.nasty()), "markdown"):
        assert "<" not in markdown


def test_the_run_tells_notices_and_suppressions() -> None:
    (invocation,) = run_of(examples.nasty(), "en")["invocations"]
    assert invocation["executionSuccessful"] is True
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts[0] == "OWL was not checked: there is no Java runtime."
    assert "3 findings are suppressed." in texts


def test_more_results_than_github_takes_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS", 25)
    run = run_of(examples.many(60), "en")
    assert [result["level"] for result in run["results"]].count("error") == 20
    assert len(run["results"]) == 25
    texts = every(run["invocations"], "text")
    assert texts == ["Cut for length: 35 findings are left out."]


@pytest.mark.parametrize(
    ("version", "key"), [("1.2.3", "semanticVersion"), ("1.2.3-rc.1+x", "semanticVersion"), ("0.1.dev3", "version")]
)
def test_only_a_semantic_version_is_called_one(version: str, key: str) -> None:
    driver = run_of(Report((), (), version=version))["tool"]["driver"]
    assert driver == {"name": "kgtool", key: version, "informationUri": BASE, "rules": []}
