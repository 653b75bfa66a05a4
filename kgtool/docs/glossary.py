"""Read glossary.toml: the terms of this project in both languages, for the site and ``kgtool reference``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgtool.base import toml
from kgtool.base.languages import Text

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True)
class GlossaryEntry:
    """A term and its meaning, each in both languages."""

    name: Text
    meaning: Text

    @property
    def id(self) -> str:
        """The fragment by which pages link to it."""
        return self.name.en.replace(" ", "-")


@cache
def words() -> tuple[GlossaryEntry, ...]:
    """Return all entries, in the order of the file. Cost: reads the file once."""
    file = toml.parse(_FILE.read_text("utf-8"), _FILE.name)
    return tuple(toml.build(GlossaryEntry, entry) for entry in file.each("word"))
