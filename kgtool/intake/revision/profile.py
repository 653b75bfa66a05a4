"""The profile of a later version: that of the version before, as far as it reads the new text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kgtool.base.errors import InputError
from kgtool.extract import profile, reader
from kgtool.extract.outline import Outline
from kgtool.extract.source import SourceDescription, SourceText
from kgtool.intake.drafting import fit, profile_text
from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.fit import UNEXPLAINED
from kgtool.intake.drafting.rules import exact

_NAME = "profile.toml"
_COVER = "cover-of-this-version"
_ROUNDS = 200
_MOST_UNREAD = 0.25
"""The share of lines from which a profile does not read a text any more."""
_TABLE = re.compile(r"^(?=\[)", re.M)
_RULE = re.compile(r'^name = "([^"]+)"', re.M)


@dataclass
class KeptProfile:
    """A profile that reads a later text; ``dropped`` are its tables that found nothing there, ``left`` the lines without a rule."""

    toml: str
    outline: Outline
    dropped: list[str] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)


def keep(toml: str, head: str, layout: LayoutAnalysis) -> KeptProfile | None:
    """Return the profile ``toml`` of the version before, made to read a later text; None where its rules do not fit that.

    What finds nothing is dropped, lines that no rule explains are put into a rule of their own, and the date that the text
    bears is read from its cover. ``head`` is the comment that begins the file, ``layout`` that of the later text.
    """
    return _ProfileKeeper(toml, head, layout).kept()


def _any_of(lines: Iterable[str]) -> str:
    """A pattern for some lines and no others."""
    return rf"^\s*(?:{'|'.join(dict.fromkeys(map(exact, lines)))})\s*$"


class _ProfileKeeper:
    def __init__(self, toml: str, head: str, layout: LayoutAnalysis) -> None:
        text, cover = layout.text, layout.cover
        self.units = layout.units
        before, *tables = _TABLE.split(toml)
        keys = [line for line in before.splitlines() if line and not line.startswith("#")]
        self.head = "\n".join([head.rstrip(), *keys]) + "\n\n"
        undated = [table for table in tables if "asOf" not in table and f'"{UNEXPLAINED}"' not in table]
        self.tables = [f"{fit.as_of(cover)}\n", *undated]
        self.cover = {line.number for line in cover.lines}
        self.last = [r"\S"]
        self.dropped: list[str] = []
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.source = SourceText(SourceDescription("plan", "text", "text", digest, len(text)), "text", text)

    def kept(self) -> KeptProfile | None:
        outline, numbered = None, []
        for _ in range(_ROUNDS):
            try:
                outline = reader.read(self.source, profile.parse(self._toml(), _NAME), self.units)
                left = [entry.line for entry in outline.ledger if entry.rule == UNEXPLAINED]
                if self.last != [r"\S"]:
                    break
                lines = {line.number: line.text for line in self.source.lines()}
                on_cover = [lines[number] for number in left if number in self.cover]
                numbered = [(number, lines[number].strip()) for number in left if number not in self.cover]
                if on_cover:
                    keys = {
                        "name": _COVER,
                        "do": "furniture",
                        "match": _any_of(on_cover),
                        "kind": "title-page",
                        "mentions": "yes",
                    }
                    self.tables.append(f"\n{profile_text.table('rule', keys)}")
                self.last = [_any_of(line for _, line in numbered)] if numbered else []
            except InputError as error:
                if not self._drop(error):
                    return None
        if outline is None or len(numbered) > _MOST_UNREAD * len(outline.ledger):
            return None
        return KeptProfile(self._toml(), outline, self.dropped, numbered)

    def _drop(self, error: InputError) -> bool:
        """Drop the table that finds nothing in the text; say whether that is what is wrong."""
        if error.code != "profile-unused" or error.place is None:
            return False
        line = error.place.line - self.head.count("\n")
        for number, table in enumerate(self.tables):
            line -= table.count("\n")
            if line <= 0:
                self._without(number)
                return True
        self.last = []
        return True

    def _without(self, number: int) -> None:
        """Drop a table, and its name where other rules stand below it; a rule that stood below nothing else goes as well."""
        table = self.tables.pop(number)
        self.dropped.append(table.strip())
        named = _RULE.search(table)
        if named is None:
            return
        quoted = f'"{named[1]}"'
        for other, text in enumerate(list(self.tables)):
            above = re.search(r"^in = \[(.*?)\]", text, re.M | re.S)
            if above and quoted in above[1]:
                left = [name for name in re.findall(r'"[^"]+"', above[1]) if name != quoted]
                self.tables[other] = text.replace(above[0], f"in = [{', '.join(left)}]") if left else ""
                if not left:
                    self.dropped.append(text.strip())
        self.tables = [text for text in self.tables if text]

    def _toml(self) -> str:
        last = (
            profile_text.table(
                "rule", {"name": UNEXPLAINED, "do": "furniture", "match": self.last[0], "kind": UNEXPLAINED}
            )
            if self.last
            else ""
        )
        whole = self.head + "".join(self.tables)
        return f"{whole.rstrip()}\n\n{last}" if last else f"{whole.rstrip()}\n"
