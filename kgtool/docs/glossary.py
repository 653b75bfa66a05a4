"""The words of this project in both languages: read by the site and by ``kgtool reference``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgtool.base import toml
from kgtool.base.languages import Text

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True)
class GlossaryEntry:
    """A word and what it means here."""

    name: Text
    meaning: Text

    @property
    def id(self) -> str:
        """By what a page is linked."""
        return self.name.en.replace(" ", "-")


@cache
def words() -> tuple[GlossaryEntry, ...]:
    """All words, in the order of the file."""
    file = toml.parse(_FILE.read_text("utf-8"), _FILE.name)
    return tuple(toml.build(GlossaryEntry, entry) for entry in file.each("word"))
