"""The registry of formats."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import kgtool.check.report
from kgtool.check.finding import Location
from kgtool.check.report import FORMATS, render
from tests.check.report import examples

FOLDER = Path(kgtool.check.report.__file__).parent


def test_every_module_that_renders_is_a_format() -> None:
    rendering = {path.stem for path in FOLDER.glob("*.py") if "\ndef render(" in path.read_text("utf-8")}
    assert rendering - {"__init__"} == set(FORMATS)


def test_unknown_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="no report format 'yaml'; known: text, json"):
        render("yaml", examples.clear(), "en")


@pytest.mark.parametrize("name", FORMATS)
def test_only_the_module_in_question_is_imported(name: str) -> None:
    code = (
        "import sys; from tests.check.report import examples; from kgtool.check.report import FORMATS, render;"
        f"render({name!r}, examples.clear(), 'ja');"
        "print(*(f for f in FORMATS if f'kgtool.check.report.{f}' in sys.modules), 'pyoxigraph' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER.parents[1], capture_output=True, text=True, check=True
    )
    *loaded, oxigraph = done.stdout.split()
    assert set(loaded) == {name} | ({"markdown"} if name == "github" else set())
    assert (oxigraph == "True") == (name == "turtle")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_report_can_be_written_as_utf8(name: str, lang: str) -> None:
    unreadable = replace(examples.MEASURE, location=Location("data/\udce3\x00.ttl", 1, 1), focus="")
    reports = (examples.nasty(), examples.clear(), examples.nothing(), examples.one())
    for report in (*reports, replace(examples.clear(), findings=(unreadable,))):
        text = render(name, report, lang)
        assert text.encode().decode() == text
        assert text.endswith("\n")
        assert "\r" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_thousands_of_findings_are_no_problem(name: str) -> None:
    assert render(name, examples.many(), "ja")
