"""The state of the parser while it goes through a text: open rules, the outline so far, templates filled from both."""

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
from kgtool.extract.profile import ColumnRule, LineRule, Profile
from kgtool.extract.source import SourceLine, SourceText
from kgtool.rdf import iris


@dataclass(frozen=True)
class NamedGroup:
    """The match of one named group of a pattern, without white space at its ends; ``start`` is its column, from 0."""

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
    """Return the named groups of a match, but for those that hold only white space."""
    return {
        name: NamedGroup(text.strip(), line, match.start(name) + len(text) - len(text.lstrip()))
        for name, text in match.groupdict().items()
        if text and text.strip()
    }


@dataclass(frozen=True)
class RuleMatch:
    """The consecutive lines that the patterns of a rule match, with their named groups; the last ``folded`` carry them on.

    ``passed`` is furniture that stands between the lines of a table.
    """

    rule: LineRule
    lines: tuple[SourceLine, ...]
    groups: dict[str, NamedGroup]
    folded: int = 0
    passed: tuple[RuleMatch, ...] = ()

    @property
    def number(self) -> int:
        """The first line, counted from 1."""
        return self.lines[0].number

    @property
    def whole(self) -> Range:
        """The range of the lines, without white space at their ends."""
        first, last = self.lines[0], self.lines[-1]
        return first.span(0, len(first.text))[0], last.span(0, len(last.text))[1]

    @property
    def carried_on(self) -> str:
        """The text of the folded lines, joined."""
        return "".join(line.text.strip() for line in self.lines[len(self.lines) - self.folded :])

    def bad(self, key: str, en: str, ja: str) -> InputError:
        """Return the error (toml-value) of a key of the rule that proves wrong for these lines."""
        return self.rule.table.bad(key, f"{en}, on line {self.number} of the source", f"{ja}(原文の{self.number}行目)")

    def need(self, key: str, name: str) -> NamedGroup:
        """Return a named group. Raises ``InputError`` (toml-value), about ``key`` of the rule, where the lines lack it."""
        if name not in self.groups:
            raise self.bad(key, f"no group {name}", f"グループ {name} がありません")
        return self.groups[name]


@dataclass
class OpenRule:
    """A rule whose scope is open: lines below may belong to it. ``element`` is what it made, ``implied`` the one above that."""

    match: RuleMatch
    element: OutlineElement | None = None
    implied: OutlineElement | None = None


class ParserState:
    """The source text, the profile, the outline so far and the stack of open rules, innermost last."""

    def __init__(self, source: SourceText, profile: Profile) -> None:
        self.source = source
        self.profile = profile
        self.outline = Outline()
        self.stack: list[OpenRule] = []
        self.used: Counter[str] = Counter()
        self.columns: set[tuple[str, ColumnRule]] = set()
        self.orders: Counter[tuple[str, str]] = Counter()

    def place(self, line: int, column: int = 0) -> Place:
        return Place(self.source.name, line, column)

    def names(self, match: RuleMatch) -> dict[str, str]:
        """Return what template fields may name: the groups of all open rules, overridden by those of these lines.

        White space is taken out of the values.
        """
        names: dict[str, str] = {}
        for groups in (*(opened.match.groups for opened in self.stack), match.groups):
            names |= {name: printed.code(group.text) for name, group in groups.items()}
        return names

    def fill(self, match: RuleMatch, key: str, template: str, names: Mapping[str, str]) -> str:
        """Return a template with its fields filled in. Raises ``InputError`` (toml-value) for a field that has no group."""
        try:
            return template.format(**names)
        except KeyError as error:
            raise match.bad(key, f"no group is called {error}", f"{error} というグループはありません") from None

    def path(self, match: RuleMatch, key: str, template: str, names: Mapping[str, str]) -> str:
        """Return a filled template as an ASCII path, after NFKC: ３ as 3, Ⅱ as II.

        Raises ``InputError`` (toml-value) where it is no ASCII path even then.
        """
        plain = {name: unicodedata.normalize("NFKC", text) for name, text in names.items()}
        path = self.fill(match, key, template, plain).lstrip("/")
        try:
            iris.element(path)
        except ValueError:
            raise match.bad(key, f"{path!r} is no ASCII path", f"{path!r} はASCIIのパスではありません") from None
        return path

    def known(self, path: str, place: Place, where: str) -> OutlineElement:
        """Return the element at a path. Raises ``InputError`` (element-unknown) where there is none so far."""
        if path not in self.outline.elements:
            raise InputError("element-unknown", place, element=path, where=where)
        return self.outline.elements[path]

    def known_to(self, table: TomlTable, key: str, path: str) -> None:
        """Raise ``InputError`` (element-unknown) unless a path of the profile is ``plan``, ``version`` or an element's."""
        if path not in ("plan", "version"):
            self.known(path, table.place(key), table.title)

    def above(self, match: RuleMatch, path: str) -> OutlineElement:
        """Return the element that matched lines refer to. Raises ``InputError`` (element-unknown)."""
        return self.known(path, self.place(match.number), match.rule.table.title)

    def new(self, path: str, class_: str, order: int, line: int) -> OutlineElement:
        """Add an element to the outline. Raises ``InputError`` (element-repeated) where its path is taken."""
        if path in self.outline.elements:
            first = self.outline.elements[path].line
            raise InputError("element-repeated", self.place(line), element=path, first=first)
        element = self.outline.elements[path] = OutlineElement(path, class_, order, line)
        return element

    def next(self, parent: str, class_: str) -> int:
        """Count a new element of a class below a parent; return its order, from 1."""
        self.orders[parent, class_] += 1
        return self.orders[parent, class_]

    def value(self, read_as: str, group: NamedGroup) -> OutlineValue:
        """Convert what a group holds. Raises ``InputError`` (toml-value) where it is no such value."""
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
        """Enter the matched lines into the ledger: ``kind`` says what they are, ``element`` to which element they belong."""
        self.outline.ledger += [LedgerEntry(line.number, match.rule.name, kind, element) for line in match.lines]
