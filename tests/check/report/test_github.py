"""Workflow commands as the runner reads them, and the job summary."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report.formats import github
from tests.check.report import examples

COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)")


def read(page: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands that a runner would carry out: name, properties, message."""
    commands: list[tuple[str, dict[str, str], str]] = []
    stopped = ""
    for line in page.split("\n"):
        if stopped:
            stopped = "" if line == f"::{stopped}::" else stopped
        elif match := COMMAND.fullmatch(line):
            if match["name"] == "stop-commands":
                stopped = match["data"]
                continue
            pairs = (pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair)
            commands.append((match["name"], {key: decode(value) for key, value in pairs}, decode(match["data"])))
        else:
            assert line == "", f"neither a command nor stopped: {line}"
    assert stopped == ""
    return commands


def decode(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_places_and_messages_come_back_as_they_were() -> None:
    commands = read(github.render(examples.nasty(), "en"))
    assert commands[1] == (
        "error",
        {
            "file": "data/13221-kiyose-5/plan.ttl",
            "line": "19",
            "col": "18",
            "endLine": "19",
            "endColumn": "42",
            "title": "Measure-notation Code of a measure",
        },
        "The measure has neither a code nor a gap for it. (Making a green environment)",
    )
    assert commands[4][1]["file"] == "data/13211-kodaira-4/日本語 の,ファイル:1%.ttl"
    assert "The order has holes, 100%: 1,2::4" in commands[6][2]
    assert "##[error]:: %0A,:" in commands[5][2]


def test_worst_come_first() -> None:
    names = [name for name, _, _ in read(github.render(examples.nasty(), "ja"))]
    assert names == ["error"] * 4 + ["warning"] * 2 + ["notice"]


def test_columns_are_given_only_on_one_line() -> None:
    properties = read(github.render(examples.nasty(), "ja"))[5][1]
    assert (properties["line"], properties["endLine"]) == ("7", "9")
    assert not {"col", "endColumn"} & set(properties)


@pytest.mark.parametrize("number", [0, 3, 29, 30, 31, 33, 5000])
def test_github_shows_all_that_is_sent(number: int) -> None:
    report = examples.many(number)
    commands = read(github.render(report, "en"))
    levels = Counter(name for name, _, _ in commands)
    assert max(levels.values(), default=0) <= 10
    assert sum(levels.values()) <= 50
    told = [
        re.match(r"([\d,]+) more finding", message) for _, properties, message in commands if "file" not in properties
    ]
    left_out = sum(int(match[1].replace(",", "")) for match in told if match)
    assert len(commands) - len(told) + left_out == number
    assert len(told) == (number > 30)


def test_every_finding_is_in_the_log() -> None:
    page = github.render(examples.many(200), "ja")
    assert sum(bool(re.match(r"data/plan-\d/plan\.ttl:\d", line)) for line in page.split("\n")) == 200


@given(st.text(), st.text())
def test_no_text_can_become_a_command(label: str, value: str) -> None:
    label, value = f"\n::error::{label}", f"##[error]\n::set-output name=x::{value}"
    finding = Finding(
        examples.LABELS,
        "error",
        Location(f"a,{value}:b", 1, 2),
        f"<urn:{label}>",
        value=value,
        label=Text(label, label),
    )
    commands = read(github.render(Report((finding,), (examples.LABELS,), stale=(value,)), "ja"))
    assert [name for name, _, _ in commands] == ["error"]
    assert commands[0][1]["file"] == f"a,{value}:b"


def test_the_summary_stays_below_one_mebibyte() -> None:
    whole = github.summary(examples.many(200), "en")
    assert "left out" not in whole
    report = examples.many(9000)
    cut = github.summary(report, "en")
    assert len(cut.encode()) <= 1024 * 1024
    match = re.search(r"\*\*Cut for length: ([\d,]+) findings are left out\.\*\*\n$", cut)
    assert match
    shown = sum(bool(re.match(r"\| \d", line)) for line in cut.split("\n"))
    assert shown + int(match[1].replace(",", "")) == len(report.findings)
