"""The report as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import kgtool.check.report
from kgtool.check.report.formats import json as ours
from tests.check.report import examples

SCHEMA = json.loads(Path(kgtool.check.report.__file__).with_name("report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
REPORTS = (examples.nasty(), examples.clear(), examples.nothing(), examples.one(), examples.many(300))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_reports_keep_to_the_schema(report: Any, lang: str) -> None:
    VALIDATOR.validate(json.loads(ours.render(report, lang)))


def test_the_schema_describes_this_version() -> None:
    assert SCHEMA["properties"]["format"]["properties"]["version"]["const"] == ours.VERSION


@pytest.mark.parametrize("key", ["summary", "findings", "language"])
def test_the_schema_demands_every_key(key: str) -> None:
    document = ours.document(examples.nasty(), "ja")
    del document[key]
    with pytest.raises(ValidationError, match="required property"):
        VALIDATOR.validate(document)


def test_the_schema_knows_no_other_key() -> None:
    document = ours.document(examples.nasty(), "ja")
    document["findings"][0]["typo"] = 1
    with pytest.raises(ValidationError, match="typo"):
        VALIDATOR.validate(document)


def test_values_come_back_as_they_were() -> None:
    findings = json.loads(ours.render(examples.nasty(), "ja"))["findings"]
    assert [finding["focus"] for finding in findings] == [finding.focus for finding in examples.nasty().findings]
    assert [finding.get("value", "") for finding in findings] == [f.value for f in examples.nasty().findings]
    assert findings[3]["label"]["en"] == "\"quoted\"\n'line'\x1b[31m"


def test_what_is_unknown_is_left_out() -> None:
    document = ours.document(examples.nasty(), "en")
    assert document["findings"][1]["location"] == {"file": "data/13211-kodaira-4/plan.ttl"}
    assert document["findings"][2]["location"] == {"file": "data/13211-kodaira-4/日本語 の,ファイル:1%.ttl", "line": 3}
    assert "source" not in document["findings"][1]
    assert "elements" not in document["plans"][2]


def test_only_the_language_differs() -> None:
    assert ours.document(examples.nasty(), "ja") == ours.document(examples.nasty(), "en") | {"language": "ja"}
