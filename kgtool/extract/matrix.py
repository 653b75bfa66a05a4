"""Read a table whose cells hold marks (○): a marked cell links the element of its row to the target of its column."""

from __future__ import annotations

from kgtool.base.errors import InputError
from kgtool.extract.outline import Mark
from kgtool.extract.parser_state import ParserState, RuleMatch
from kgtool.extract.profile import LineRule
from kgtool.extract.source import SourceLine
from kgtool.extract.tables.cells import split


def read(state: ParserState, match: RuleMatch) -> None:
    """Add a link for each marked cell of the matched rows to the outline.

    Raises ``InputError``: table-shape, element-unknown, toml-value.
    """
    rule = match.rule
    names = state.names(match)
    key, template = ("element", rule.element) if rule.element else ("target", rule.target)
    row = state.path(match, key, template, names)
    if rule.element:
        state.above(match, row)
    for line in match.lines:
        for column, (start, end) in zip(rule.columns, _cells(state, rule, line), strict=True):
            cell = line.text[start:end].strip()
            if cell in rule.mark:
                element, target = (row, column) if rule.element else (state.above(match, column).path, row)
                state.outline.marks.append(Mark(element, rule.property, target, line.span(start, end)))
            elif cell:
                marks = ", ".join(rule.mark)
                reason = {
                    "ja": f"「{cell}」は印({marks})のどれでもありません",
                    "en": f"“{cell}” is none of the marks {marks}",
                }
                raise InputError("table-shape", state.place(line.number, start + 1), reason=reason)


def _cells(state: ParserState, rule: LineRule, line: SourceLine) -> list[tuple[int, int]]:
    """The columns (start, end) of a row's cells in its line, without the first cell, which names the row."""
    cells = split(line.text, rule.cell)
    if len(cells) != len(rule.columns) + 1:
        reason = {
            "ja": f"欄が{len(cells)}あり、{len(rule.columns) + 1}のはずです",
            "en": f"it has {len(cells)} cells, {len(rule.columns) + 1} were expected",
        }
        raise InputError("table-shape", state.place(line.number), reason=reason)
    return cells[1:]
