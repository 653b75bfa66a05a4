"""The report at a terminal."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from kgtool.check.report.formats import text
from tests.check.report import examples

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def tables(page: str) -> list[list[str]]:
    """The blocks whose lines after the title are indented by two: the tables."""
    blocks = [block.split("\n") for block in page.split("\n\n")]
    return [block for block in blocks if len(block) > 1 and all(re.match(r"  \S| {3,}\S", line) for line in block[1:])]


def test_one_finding_a_line_and_its_places_below() -> None:
    lines = text.render(examples.nasty(), "ja").split("\n\n")[0].split("\n")
    assert len(lines) == 2 * len(examples.nasty().findings)
    assert all(line.startswith("    規則 ") for line in lines[1::2])


def test_without_colour_there_is_no_escape() -> None:
    assert "\x1b" not in text.render(examples.nasty(), "ja")


def test_colour_adds_colour_and_nothing_else() -> None:
    coloured = text.render(examples.nasty(), "ja", colour=True)
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert "\x1b[33mwarning\x1b[0m" in coloured
    assert "\x1b[1mdata/13221-kiyose-5/plan.ttl:19:18\x1b[0m" in coloured
    assert ANSI.sub("", coloured) == text.render(examples.nasty(), "ja")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [64, 72, 100, 200])
def test_tables_keep_to_the_width_and_their_columns(lang: str, width: int) -> None:
    found = tables(text.render(examples.nasty(), lang, width=width))
    assert len(found) == 3
    for _title, *rows in found:
        assert max(map(cell_len, rows)) <= width
        assert len(set(map(cell_len, rows))) == 1, "numbers end in one column"


def test_a_tiny_width_still_draws() -> None:
    assert "…" in text.render(examples.nasty(), "ja", width=1)


def test_the_last_line_is_the_verdict() -> None:
    assert text.render(examples.nasty(), "en").split("\n")[-2] == "4 errors, 2 warnings, 1 info (12 files, 4 rules)"
    assert text.render(examples.clear(), "ja").split("\n")[-2] == "すべて問題ありません(1ファイル、5規則)。"


def test_nothing_to_say_is_one_line() -> None:
    assert text.render(examples.nothing(), "en") == "All clear: nothing to mend (0 files, 0 rules).\n"


def test_notices_and_suppressions_are_told() -> None:
    page = text.render(examples.nasty(), "en")
    assert "notice: OWL was not checked: there is no Java runtime.\n" in page
    assert "notice: 3 findings are suppressed.\n" in page


def test_only_a_complete_plan_reads_100_percent() -> None:
    page = text.render(examples.nasty(), "en")
    assert re.search(r"Images in ten years\s+2,999\s+3,000\s+99\.9%", page)
    assert page.count("100.0%") == 1
