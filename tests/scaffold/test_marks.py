"""What ``kgtool new`` leaves to be written by a person has been written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kgtool.scaffold import MARK
from tests import ROOT

FOLDERS = ("data", "docs", "kgtool", "ontology", "queries", "shapes", "tests")
KINDS = {".html", ".md", ".py", ".rq", ".toml", ".trig", ".tsv", ".ttl", ".txt"}
LEFT_OUT = {ROOT / "kgtool" / "scaffold", ROOT / "tests" / "scaffold", ROOT / "docs" / "reference"}
"""What is about marks, and what is generated."""


def marked() -> Iterator[str]:
    """Yield every line that is left to be filled in, with its place."""
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")):
        if path.suffix in KINDS and "node_modules" not in path.parts and not LEFT_OUT & set(path.parents):
            yield from lines(path)


def lines(path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if f"{MARK}:" in line:
            yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_nothing_is_left_to_fill_in() -> None:
    left = "".join(f"\n  {line}" for line in marked())
    assert not left, f"write what these lines ask for in place of {MARK} and what stands behind it:{left}"
