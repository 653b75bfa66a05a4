"""Texts of a few lines, read by the rules of small profiles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.corpus import layout as repos
from kgtool.extract import printed_units, profile, reader
from kgtool.extract.outline import Outline, Range
from kgtool.extract.source import SourceDescription, SourceText
from tests import ROOT

UNITS = printed_units.read(repos.find(ROOT))
Read = Callable[[str, str], Outline]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a text by the rules of a profile."""

    def read(rules: str, text: str) -> Outline:
        (tmp_path / "profile.toml").write_text(rules, encoding="utf-8")
        description = SourceDescription("11111-a-1", "adopted", "a.txt", "", len(text))
        layout = profile.read(tmp_path / "profile.toml", "profile.toml")
        return reader.read(SourceText(description, "a.txt", text), layout, UNITS)

    return read


def at(text: str, part: str) -> Range:
    """The only place of a part of a text."""
    assert text.count(part) == 1
    return text.index(part), text.index(part) + len(part)


GOAL = """
[[rule]]
name = "goal"
do = "element"
match = '^目標(?P<code>\\d) (?P<title>.+)$'
class = "Goal"
id = "goal/{code}"
"""
MEASURE = """
[[rule]]
name = "measure"
do = "element"
in = ["goal"]
match = '^施策 (?P<title>.+)$'
class = "Measure"
id = "{parent}/measure/{order}"
"""
BODY = """
[[rule]]
name = "body"
do = "body"
in = ["goal"]
match = '。$'
"""
PAGE = """
[[rule]]
name = "page"
do = "furniture"
kind = "page-number"
match = '^\\d+$'
"""
