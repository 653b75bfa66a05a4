"""The report as Markdown, read back by a CommonMark parser."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report import plain, tally
from kgtool.check.report.formats import markdown
from tests.check.report import examples

PARSER = MarkdownIt("commonmark").enable("table")
INLINE = {"text", "strong_open", "strong_close"}


def tables(tokens: list[Token]) -> list[list[list[str]]]:
    """Return the cells of every table, as a reader sees them."""
    found: list[list[list[str]]] = []
    for token, inner in pairwise(tokens):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("th_open", "td_open"):
            found[-1][-1].append(shown(inner))
    return found


def shown(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "text_special"))


def inline_kinds(page: str) -> set[str]:
    return {child.type for token in PARSER.parse(page) for child in token.children or ()}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_cells_show_the_text_as_it_is(lang: str) -> None:
    found = tables(PARSER.parse(markdown.render(examples.nasty(), lang)))
    messages = [row[3] for table in found[3:] for row in table[1:]]
    by_file = [finding for found in tally.by_file(examples.nasty().findings).values() for finding in found]
    assert messages == [plain.message(finding, lang) for finding in by_file]


@pytest.mark.parametrize("report", [examples.nasty(), examples.clear(), examples.nothing(), examples.many(300)])
def test_rows_are_as_wide_as_their_table(report: Report) -> None:
    page = markdown.render(report, "ja")
    lines = page.split("\n")
    for head, rule in pairwise(lines):
        if rule.startswith("| ---"):
            assert head.count("|") == rule.count("|")
    for table in tables(PARSER.parse(page)):
        assert len({len(row) for row in table}) == 1


def test_nothing_in_the_data_is_markup() -> None:
    assert inline_kinds(markdown.render(examples.nasty(), "en")) <= INLINE
    assert not any(token.type.startswith("html") for token in PARSER.parse(markdown.render(examples.nasty(), "ja")))


@given(st.text(max_size=60), st.text(alphabet="\\`*_{}[]()#|~<>&@$!+-.:/wW1 \nhtps", max_size=60))
def test_any_text_is_shown_as_it_is(label: str, value: str) -> None:
    rule = replace(examples.LABELS, name=Text(label, label))
    finding = Finding(rule, "error", Location(f"d{label}", 1), f"<{value}>", value=value, label=Text(value, label))
    page = markdown.render(Report((finding,), (rule,), stale=(label,)), "ja")
    assert inline_kinds(page) <= INLINE
    row = tables(PARSER.parse(page))[-1][1]
    assert len(row) == 5
    assert row[3] == plain.message(finding, "ja").strip(" ")


@pytest.mark.parametrize(
    "text",
    ["@octocat", "#123", "https://evil.example/", "www.evil.example", ":smile:", "$x$", "a@example.org", "~~x~~"],
)
def test_github_makes_no_mention_link_or_picture_of_it(text: str) -> None:
    escaped = markdown.escape(text)
    for trigger in ("@", "#", "://", "www.", ":smile:", "$", "~~"):
        assert trigger not in escaped.replace("&#", "")
    assert shown(PARSER.parseInline(escaped)[0]) == text


def test_findings_stand_under_their_file() -> None:
    page = markdown.render(examples.nasty(), "en")
    place = page.index("#### data/13221-kiyose-5/plan.ttl\n")
    assert page.index("| 19:18 | Error | Measure-notation |") > place


def test_a_clear_report_has_no_findings_section() -> None:
    page = markdown.render(examples.clear(), "ja")
    assert "**すべて問題ありません(1ファイル、5規則)。**" in page
    assert "### 指摘" not in page


@pytest.mark.parametrize("longest", [400, 2000, 20_000])
def test_a_page_is_cut_at_a_line(longest: int) -> None:
    page = markdown.render(examples.many(500), "ja", longest)
    assert len(page.encode()) <= longest
    assert "長すぎるため途中までです。" in page.split("\n")[-2]
