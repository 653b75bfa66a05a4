"""A text half read: the rules that are open, what was found so far, and how templates are filled from both."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kgtool.base.errors import InputError, Place
from kgtool.base.toml import TomlTable
from kgtool.extract import values as printed
from kgtool.extract.outline import LedgerEntry, Outline, OutlineElement, OutlineValue, Range
from kgtool.extract.profile import LineRule, Profile
from kgtool.extract.source import SourceLine, SourceText
from kgtool.rdf import iris


@dataclass(frozen=True)
class NamedGroup:
    """What a named group holds, without white space at its ends; ``start`` counts from the start of its line."""

    text: str
    line: SourceLine
    start: int

    @property
    def at(self) -> Range:
        return self.span(0, len(self.text))

    def span(self, start: int, end: int) -> Range:
        """Return source offsets of ``text[start:end]``."""
        return self.line.span(self.start + start, self.start + end)


def named_groups(line: SourceLine, match: re.Match[str]) -> dict[str, NamedGroup]:
    """The named groups that hold more than white space."""
    return {
        name: NamedGroup(text.strip(), line, match.start(name) + len(text) - len(text.lstrip()))
        for name, text in match.groupdict().items()
        if text and text.strip()
    }


@dataclass(frozen=True)
class RuleMatch:
    """Lines that a rule fits, with its named groups."""

    rule: LineRule
    lines: tuple[SourceLine, ...]
    groups: dict[str, NamedGroup]

    @property
    def number(self) -> int:
        """The first line, counted from 1."""
        return self.lines[0].number

    @property
    def whole(self) -> Range:
        """From the first character of the first line to the last of the last."""
        first, last = self.lines[0], self.lines[-1]
        return first.span(0, len(first.text))[0], last.span(0, len(last.text))[1]

    def bad(self, key: str, en: str, ja: str) -> InputError:
        """The error of a key of the rule that shows only when these lines are read."""
        return self.rule.table.bad(key, f"{en}, on line {self.number} of the source", f"{ja}(原文の{self.number}行目)")

    def need(self, key: str, name: str) -> NamedGroup:
        """Return a group that a key of the rule asks for. Raises ``InputError`` (toml-value)."""
        if name not in self.groups:
            raise self.bad(key, f"no group {name}", f"グループ {name} がありません")
        return self.groups[name]


@dataclass
class OpenRule:
    """A rule that lines below may stand in, with what its own lines gave."""

    match: RuleMatch
    element: OutlineElement | None = None
    implied: OutlineElement | None = None


class ParserState:
    """What is known while a text is read."""

    def __init__(self, source: SourceText, profile: Profile) -> None:
        self.source = source
        self.profile = profile
        self.outline = Outline()
        self.stack: list[OpenRule] = []
        self.used: Counter[str] = Counter()
        self.orders: Counter[tuple[str, str]] = Counter()

    def place(self, line: int, column: int = 0) -> Place:
        return Place(self.source.name, line, column)

    def names(self, match: RuleMatch) -> dict[str, str]:
        """What templates may be filled with: the groups of the open rules and of these lines, without white space."""
        names: dict[str, str] = {}
        for groups in (*(opened.match.groups for opened in self.stack), match.groups):
            names |= {name: printed.code(group.text) for name, group in groups.items()}
        return names

    def fill(self, match: RuleMatch, key: str, template: str, names: Mapping[str, str]) -> str:
        """Return a template with its names filled in. Raises ``InputError`` (toml-value)."""
        try:
            return template.format(**names)
        except KeyError as error:
            raise match.bad(key, f"no group is called {error}", f"{error} というグループはありません") from None

    def path(self, match: RuleMatch, key: str, template: str, names: Mapping[str, str]) -> str:
        """Return a filled template as a path: full-width digits and Roman numerals in ASCII, Ⅱ as II.

        Raises ``InputError`` (toml-value) where it is none.
        """
        plain = {name: unicodedata.normalize("NFKC", text) for name, text in names.items()}
        path = self.fill(match, key, template, plain).lstrip("/")
        try:
            iris.element(path)
        except ValueError:
            raise match.bad(key, f"{path!r} is no ASCII path", f"{path!r} はASCIIのパスではありません") from None
        return path

    def known(self, path: str, place: Place, where: str) -> OutlineElement:
        """Return an element that has been read. Raises ``InputError`` (element-unknown)."""
        if path not in self.outline.elements:
            raise InputError("element-unknown", place, element=path, where=where)
        return self.outline.elements[path]

    def known_to(self, table: TomlTable, key: str, path: str) -> None:
        """Raise ``InputError`` (element-unknown) when a key names neither plan, version nor an element of the text."""
        if path not in ("plan", "version"):
            self.known(path, table.place(key), table.title)

    def above(self, match: RuleMatch, path: str) -> OutlineElement:
        """Return the element that lines refer to. Raises ``InputError`` (element-unknown)."""
        return self.known(path, self.place(match.number), match.rule.table.title)

    def new(self, path: str, class_: str, order: int, line: int) -> OutlineElement:
        """Add an element. Raises ``InputError`` (element-repeated)."""
        if path in self.outline.elements:
            first = self.outline.elements[path].line
            raise InputError("element-repeated", self.place(line), element=path, first=first)
        element = self.outline.elements[path] = OutlineElement(path, class_, order, line)
        return element

    def next(self, parent: str, class_: str) -> int:
        """The position of a new element among those of its class below its parent."""
        self.orders[parent, class_] += 1
        return self.orders[parent, class_]

    def value(self, read_as: str, group: NamedGroup) -> OutlineValue:
        """Return what is printed in the form of its property. Raises ``InputError`` (toml-value)."""
        return OutlineValue(printed.read(read_as, group.text, self.place(group.line.number)), group.at, read_as)

    def same_title(self, element: OutlineElement, title: NamedGroup) -> None:
        """Raise ``InputError`` (restated-differently) when an element is printed again under another title."""
        if printed.code(element.label) != printed.code(title.text):
            raise InputError(
                "restated-differently",
                self.place(title.line.number),
                element=element.path,
                found=title.text,
                expected=element.label,
            )

    def account(self, match: RuleMatch, kind: str, element: str = "") -> None:
        """Write lines into the ledger."""
        self.outline.ledger += [LedgerEntry(line.number, match.rule.name, kind, element) for line in match.lines]
