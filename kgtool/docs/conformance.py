"""What pages about W3C's test suites share: a TOML file beside this module that says what fails, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from kgtool.base import toml

_FOLDER = Path(__file__).parent
Known = TypeVar("Known")


def read(known: type[Known], name: str) -> Known:
    """Return what ``<name>.toml`` says, as a value of the dataclass ``known``."""
    return toml.build(known, toml.parse((_FOLDER / f"{name}.toml").read_text("utf-8"), f"{name}.toml"))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], numbers: int = 0) -> str:
    """Return a Markdown table; the last ``numbers`` columns stand to the right."""
    marks = ["---"] * (len(heads) - numbers) + ["---:"] * numbers
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in (heads, marks, *rows))
