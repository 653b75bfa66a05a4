"""The registry of formats."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from kgtool.check.finding import Location
from kgtool.check.report import FORMATS, render
from tests import ROOT
from tests.check.report import examples


@pytest.mark.parametrize("name", FORMATS.own)
def test_every_module_in_the_folder_renders(name: str) -> None:
    assert callable(getattr(FORMATS.load(name), "render", None)), (
        f"kgtool/check/report/formats/{name}.py: define render(report, lang), or move what is no format elsewhere"
    )


def test_unknown_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="no report format 'yaml'; known: github, gitlab"):
        render("yaml", examples.clear(), "en")


@pytest.mark.parametrize("name", FORMATS.own)
def test_the_guide_names_the_format_in_both_languages(name: str) -> None:
    english, japanese = (ROOT / "docs" / "check.md").read_text("utf-8").split("## 日本語")
    assert f"`{name}`" in english, f"docs/check.md: add a row for `{name}` to the table of formats"
    assert f"`{name}`" in japanese, f"docs/check.md: name `{name}` among the formats under 日本語 (形式)"


@pytest.mark.parametrize("name", FORMATS.own)
def test_only_the_module_in_question_is_imported(name: str) -> None:
    code = (
        "import sys; from tests.check.report import examples; from kgtool.check.report import FORMATS, render;"
        f"render({name!r}, examples.clear(), 'ja');"
        "print(*(f for f in FORMATS.own if f'kgtool.check.report.formats.{f}' in sys.modules), 'pyoxigraph' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    *loaded, oxigraph = done.stdout.split()
    assert set(loaded) == {name} | ({"markdown"} if name == "github" else set())
    assert (oxigraph == "True") == (name == "turtle")


@pytest.mark.parametrize("name", FORMATS.own)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_report_can_be_written_as_utf8(name: str, lang: str) -> None:
    unreadable = replace(examples.MEASURE, location=Location("data/\udce3\x00.ttl", 1, 1), focus="")
    reports = (examples.nasty(), examples.clear(), examples.nothing(), examples.one())
    for report in (*reports, replace(examples.clear(), findings=(unreadable,))):
        text = render(name, report, lang)
        assert text.encode().decode() == text
        assert text.endswith("\n")
        assert "\r" not in text


@pytest.mark.parametrize("name", FORMATS.own)
def test_thousands_of_findings_are_no_problem(name: str) -> None:
    assert render(name, examples.many(), "ja")
