"""Account for every character of the lines that make an element: what a rule neither names nor spells out is lost.

A character belongs to a named group that something reads (a title, a code, a value, a list, a cell), to a group that the
profile calls furniture, or to the rule's own text: what its pattern spells out, and marks and numbers around it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from string import Formatter

from kgtool.base.errors import InputError
from kgtool.extract.parser_state import ParserState, RuleMatch
from kgtool.extract.profile import LineRule
from kgtool.extract.source import SourceLine

_NAMED = frozenset(("title", "title2", "code", "alternative", "span", "body", "bullet", "dash"))
_OF_TABLES = frozenset(("unit",))


def groups_read(rules: Iterable[LineRule]) -> frozenset[str]:
    """Return the named groups that some rule of a profile reads."""
    return _NAMED.union(*map(_of_rule, rules))


def _of_rule(rule: LineRule) -> set[str]:
    implied = rule.implied
    templates = [*rule.id, rule.parent, rule.label, rule.target, rule.element]
    templates += [text for part in rule.parts for text in (part.id, part.label)]
    templates += [implied.id, implied.parent] if implied else []
    fields = {name for text in templates for _, name, _, _ in Formatter().parse(text) if name}
    groups = {value.group for value in rule.values.values()} | {part.group for part in rule.parts}
    fields |= _OF_TABLES if rule.do == "table" else set()
    return fields | groups | set(rule.furniture) | ({implied.group} if implied else set())


def require_all_read(state: ParserState, match: RuleMatch, read: frozenset[str]) -> None:
    """Raise ``InputError`` (characters-unaccounted) at the first words of matched lines that belong to nothing."""
    rule = match.rule
    spelt = "".join(pattern.pattern for pattern in rule.match).replace("\\", "")
    for line in match.lines[: len(rule.match)]:
        covered = {
            column
            for name, group in match.groups.items()
            if name in read and group.line.number == line.number
            for column in range(group.start, group.start + len(group.text))
        }
        for column, words in _apart(line, covered):
            if words not in spelt:
                place = state.place(line.number, column + 1)
                raise InputError("characters-unaccounted", place, start=words[:20], rule=rule.name)


def _apart(line: SourceLine, covered: set[int]) -> Iterator[tuple[int, str]]:
    """The runs of letters of a line that are not covered, each with its column from 0."""
    start = 0
    for column, char in enumerate(f"{line.text} "):
        if column in covered or not unicodedata.category(char).startswith("L"):
            if start < column:
                yield start, line.text[start:column]
            start = column + 1
