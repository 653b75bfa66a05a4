"""The screen with which `make` ends."""

from __future__ import annotations

import pytest

import kgtool
from kgtool.base.wrapping import columns
from kgtool.build.store import Build
from tests import ROOT
from tools import first_look


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_finding_is_a_sentence_with_three_examples_that_fit_80_columns(built: Build, lang: str) -> None:
    build = kgtool.open_build(ROOT, out=built.folder.parent, lang=lang)
    lines = first_look.finding(build, 80)
    asked = build.ask("no-counterpart", plan="13221-kiyose-5", other="13211-kodaira-4", lang=lang)
    count = sum("/direction/" in row.element and bool(row.unit) for row in asked)
    assert str(count) in " ".join(lines[:2])
    assert sum(line.startswith("  - ") for line in lines) == first_look.EXAMPLES
    assert max(map(columns, lines)) <= 80
    assert len(lines) < 20


def test_lines_of_an_example_stand_below_each_other() -> None:
    lines = first_look.wrapped("  - " + "word " * 30, 40)
    assert [line[:4] for line in lines] == ["  - ", *["    "] * (len(lines) - 1)]
