"""The words of this project in both languages: read by the site and by ``kgtool reference``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kgtool.base.languages import Text

_FILE = Path(__file__).with_name("glossary.toml")


class Word(NamedTuple):
    """A word, what it means here, and ``id``, by which a page is linked."""

    id: str
    name: Text
    meaning: Text


@cache
def words() -> tuple[Word, ...]:
    """All words, in the order of the file."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))["word"]
    return tuple(
        Word(entry["name"]["en"].replace(" ", "-"), Text(**entry["name"]), Text(**entry["meaning"]))
        for entry in entries
    )
