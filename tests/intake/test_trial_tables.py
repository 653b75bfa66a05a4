"""The tables of indicators of a real third city, from its damaged text and typeset again, where that text is present.

No value or name of them stands here: what is known of them is read from an inventory beside the text.
"""

from __future__ import annotations

import html
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks import numbers
from benchmarks.intake.draft import ITO
from kgtool.corpus.layout import Repo
from kgtool.extract.outline import Outline, OutlineIndicatorValue
from kgtool.intake import folder
from kgtool.intake.reading import read_document
from tests.intake.typeset.printing import chromium, printed

TABLES = 38
UNREAD = 3
Row = tuple[str, tuple[tuple[str, str, str], ...]]
"""The name of an indicator and, of each of its values, kind, words and time as printed."""
INVENTED: Row = ("木の数", (("baseline", "10本", "令和元年度"), ("target", "20本", "令和７年度・2025 年度")))
"""Stands for a table that is a gap in the text."""


@pytest.fixture(scope="module")
def trial(sources: Path) -> Path:
    found = sources.parent / "trial"
    if not (found / f"{ITO}.txt").is_file():
        pytest.skip("the trial text is not there")
    return found


@pytest.fixture(scope="module")
def outline(repo: Repo, trial: Path) -> Outline:
    """What the drafted, unedited profile reads of the text."""
    return drafted(repo, (trial / f"{ITO}.txt").read_bytes())


def drafted(repo: Repo, text: bytes) -> Outline:
    return folder.fitted(folder.read(repo, ITO, "text.txt", text)).outline


def rows(outline: Outline) -> list[list[Row]]:
    """The rows of each table."""
    values: dict[str, list[OutlineIndicatorValue]] = defaultdict(list)
    for value in outline.indicator_values:
        values[value.indicator].append(value)
    return [
        [
            (
                outline.elements[path].label,
                tuple((value.kind, value.value_text, value.period_text) for value in values[path]),
            )
            for path in table.elements
        ]
        for table in outline.tables
    ]


def test_each_table_is_read_or_is_a_gap_with_its_place(outline: Outline) -> None:
    assert len(outline.tables) == TABLES
    for table in outline.tables:
        values = [value for value in outline.indicator_values if value.indicator in table.elements]
        gaps = {gap.element for gap in outline.gaps if gap.property == "value" and gap.at}
        assert all(value.path in gaps for value in values if value.value.gap)
        if not values:
            assert any(gap.at and gap.why == table.fault and gap.at[0] >= table.at[0] for gap in outline.gaps)


def test_most_tables_are_read_whole_and_no_known_value_is_wrong(repo: Repo, trial: Path) -> None:
    counts = numbers.ito(repo, trial)
    assert counts.whole >= 31
    assert not counts.wrong
    assert counts.right == counts.known > 0


def test_a_value_as_it_was_read_stands_at_its_place(outline: Outline, trial: Path) -> None:
    text = (trial / f"{ITO}.txt").read_text("utf-8")
    assert outline.indicator_values
    for value in outline.indicator_values:
        printed_there = "".join(text[start:end] for start, end in value.at)
        assert value.value_text.rstrip("※") in printed_there


def test_typeset_again_all_rows_are_read_as_they_were_set(repo: Repo, outline: Outline, tmp_path: Path) -> None:
    program = chromium()
    if program is None:
        pytest.skip("no Chromium to print with")
    known = [table or [INVENTED] for table in rows(outline)]
    read = rows(drafted(repo, read_document(printed(program, _page(known), tmp_path, "tables")).data))
    assert [list(map(_plain, table)) for table in read] == [list(map(_plain, table)) for table in known]
    assert sum(INVENTED in table for table in known) <= UNREAD


def _plain(row: Row) -> tuple[str, tuple[tuple[str, ...], ...]]:
    name, values = row
    return "".join(name.split()), tuple(tuple("".join(word.split()) for word in value) for value in values)


def _page(tables: list[list[Row]]) -> str:
    """A page with the rows of each table below a measure of its own; the times of baselines stand in their cells."""
    style = (
        "td,th{border:1px solid;padding:2mm} table{border-collapse:collapse;width:100%} tr,thead{break-inside:avoid}"
    )
    style += "section{break-inside:avoid} td:first-child{width:50%}"
    parts = [_section(n, table) for n, table in enumerate(tables, 1)]
    cover = "<h1>第一次あおぞら町総合計画</h1><p>令和３年度-令和12年度</p><p>令和３年３月</p>"
    head = f"<html lang=ja><meta charset=utf-8><title>a</title><style>{style}</style>{cover}"
    return f"{head}<h2 style='break-before:page'>第３章　基本計画</h2>{''.join(parts)}</html>"


def _section(number: int, table: list[Row]) -> str:
    lines = "".join(f"<tr><td>{html.escape(name)}</td>{''.join(map(_cell, values))}</tr>" for name, values in table)
    return (
        f"<section><h3>{number}　木を育てる取組その{number}</h3><h4>②成果指標（KPI）</h4>"
        "<table><tr><th>指標名</th><th>現状値</th><th>目標値（令和７年度・2025 年度）</th></tr>"
        f"{lines}</table><h4>③現状と課題</h4><p>町は、道のそばの木を手入れしている。これからも続ける。</p></section>"
    )


def _cell(value: tuple[str, str, str]) -> str:
    kind, text, time = value
    own = f"{html.escape(time)}<br>" if kind == "baseline" and time else ""
    return f"<td>{own}{html.escape(text)}</td>"
