"""Read the lines of a source into an outline, by the rules of a profile, and account for every line.

The reader keeps a stack of open rules (a part, a vision, a measure, …). A rule applies to a line when one of the rules
it may stand ``in`` is open and its patterns match the line and, for several patterns, the non-blank lines that follow.
Whatever is open inside that rule is then closed.
"""

from __future__ import annotations

import re

from kgtool.base.errors import InputError
from kgtool.extract import characters, elements, matrix
from kgtool.extract import values as printed
from kgtool.extract.outline import LedgerEntry, Outline, OutlineElement, OutlineFact, OutlineGap, OutlineRepair, Range
from kgtool.extract.parser_state import OpenRule, ParserState, RuleMatch, named_groups
from kgtool.extract.printed_units import PrintedUnits
from kgtool.extract.profile import FactRule, LineRule, Profile, unused
from kgtool.extract.source import SourceLine, SourceText
from kgtool.extract.tables import reader as tables


def read(source: SourceText, profile: Profile, units: PrintedUnits) -> Outline:
    """Apply the rules of a profile to a text, line by line, and return its outline. ``units`` are those that values may have.

    Raises ``InputError``: line-unaccounted, characters-unaccounted, profile-unused, bullet-order, element-unknown, element-ambiguous,
    element-repeated, element-empty, restated-differently, table-shape, toml-value, each with the line of the source
    or profile.
    """
    return _OutlineReader(source, profile, units).read()


class _OutlineReader:
    def __init__(self, source: SourceText, profile: Profile, units: PrintedUnits) -> None:
        self.source = source
        self.profile = profile
        self.units = units
        self.state = ParserState(source, profile)
        self.outline = self.state.outline
        self.stack = self.state.stack
        self.read_groups = characters.groups_read(profile.rules)

    def read(self) -> Outline:
        lines = [line for line in self._repaired(self.source.lines()) if not line.blank]
        at = 0
        while at < len(lines):
            at += self._line(lines, at)
        self.outline.ledger.sort(key=lambda entry: entry.line)
        for fact in self.profile.facts:
            self._fact(fact)
        self._declared_gaps()
        self._finish()
        return self.outline

    # lines and rules

    def _repaired(self, lines: list[SourceLine]) -> list[SourceLine]:
        for repair in self.profile.repairs:
            line = lines[repair.line - 1] if 0 < repair.line <= len(lines) else None
            if line is None or repair.printed not in line.text:
                raise unused(repair.table, f" (line {repair.line}, {repair.printed})")
            start = line.text.index(repair.printed)
            self.outline.repairs.append(
                OutlineRepair(
                    repair.kind,
                    line.span(start, start + len(repair.printed)),
                    repair.printed,
                    repair.read,
                    why=(repair.why.ja, repair.why.en),
                )
            )
            lines[repair.line - 1] = line.replaced(repair.printed, repair.read)
            if lines[repair.line - 1].blank:
                self.outline.ledger.append(LedgerEntry(repair.line, repair.table.title, "damage"))
        return lines

    def _line(self, lines: list[SourceLine], at: int) -> int:
        """Read the line at ``at``; return how many lines were used."""
        for rule in self.profile.rules:
            depth = self._depth(rule)
            match = self._match(rule, lines, at) if depth is not None else None
            if match is None:
                continue
            self.state.used[rule.name] += 1
            if rule.do not in ("furniture", "matrix", "title"):
                del self.stack[depth:]
            getattr(self, f"_do_{rule.do}")(match)
            for between in match.passed:
                self.state.used[between.rule.name] += 1
                self._do_furniture(between)
            return len(match.lines) + sum(len(between.lines) for between in match.passed)
        line = lines[at]
        raise InputError("line-unaccounted", self.state.place(line.number), start=line.text.strip()[:20])

    def _depth(self, rule: LineRule) -> int | None:
        """How many open rules stay open when ``rule`` applies; None when it may not stand here."""
        if not rule.in_:
            return 0
        for depth in range(len(self.stack), 0, -1):
            if self.stack[depth - 1].match.rule.name in rule.in_:
                return depth
        return None

    def _match(self, rule: LineRule, lines: list[SourceLine], at: int) -> RuleMatch | None:
        used = tuple(lines[at : at + len(rule.match)])
        found: list[re.Match[str]] = []
        for pattern, line in zip(rule.match, used, strict=False):
            if not (match := pattern.search(line.text)):
                return None
            found.append(match)
        if len(found) < len(rule.match):
            return None
        after = at + len(used)
        folded, passed = self._folded(rule, lines, after)
        after += len(folded) + sum(len(match.lines) for match in passed)
        if not self._followed(rule, lines[after : after + 1]):
            return None
        groups = {
            name: g for line, match in zip(used, found, strict=True) for name, g in named_groups(line, match).items()
        }
        return RuleMatch(rule, (*used, *folded), groups, len(folded), passed)

    def _folded(
        self, rule: LineRule, lines: list[SourceLine], at: int
    ) -> tuple[list[SourceLine], tuple[RuleMatch, ...]]:
        """The lines that carry a rule on and, for a table, the furniture that stands between them."""
        folded: list[SourceLine] = []
        passed: list[RuleMatch] = []
        while rule.fold and at < len(lines):
            between: list[RuleMatch] = []
            after = at
            while after < len(lines) and (match := self._furniture(rule, lines, after)):
                between.append(match)
                after += len(match.lines)
            if after == len(lines) or not self._carries_on(rule, lines[after], lines[at - 1]):
                break
            passed += between
            folded.append(lines[after])
            at = after + 1
        return folded, tuple(passed)

    def _carries_on(self, rule: LineRule, line: SourceLine, before: SourceLine) -> bool:
        """Whether a line carries on those before it; where tabs part the cells of a table, one without any does not."""
        if not rule.fold or not rule.fold.search(line.text):
            return False
        if rule.do != "table":
            return True
        grouped = any(rule.group_row and rule.group_row.search(one.text) for one in (line, before))
        return not rule.match[0].search(line.text) and (grouped or ("\t" in line.text) == ("\t" in before.text))

    def _furniture(self, table: LineRule, lines: list[SourceLine], at: int) -> RuleMatch | None:
        """What a rule of furniture that is tried before the rule of a table makes of lines inside the table."""
        if table.do != "table":
            return None
        for rule in self.profile.rules[: self.profile.rules.index(table)]:
            if rule.do == "furniture" and self._depth(rule) is not None and (match := self._match(rule, lines, at)):
                return match
        return None

    def _followed(self, rule: LineRule, after: list[SourceLine]) -> bool:
        return rule.next is None or any(rule.next.search(line.text) for line in after)

    # what rules do

    def _do_section(self, match: RuleMatch) -> None:
        self.state.account(match, match.rule.kind)
        self.stack.append(OpenRule(match))

    def _do_furniture(self, match: RuleMatch) -> None:
        self.state.account(match, match.rule.kind)

    def _do_matrix(self, match: RuleMatch) -> None:
        matrix.read(self.state, match)
        self.state.account(match, "matrix")

    def _do_table(self, match: RuleMatch) -> None:
        tables.read(self.state, match, self.units, self.read_groups)

    def _do_body(self, match: RuleMatch) -> None:
        opened = self.stack[-1]
        element, name = opened.element, opened.match.rule.name
        if element is None:
            raise match.bad("in", f"{name} opens no element", f"{name} は要素を開きません")
        start, end = match.whole
        element.body = (element.body[0] if element.body else start, end)
        elements.add_parts(self.state, match, element)
        self.state.account(match, "element", element.path)

    def _do_element(self, match: RuleMatch) -> None:
        opened = elements.make(self.state, match)
        assert opened.element is not None
        characters.require_all_read(self.state, match, self.read_groups)
        self.stack.append(opened)
        kind = "standing-header" if match.rule.covers == "body" else "element"
        self.state.account(match, kind, opened.element.path)

    def _do_restate(self, match: RuleMatch) -> None:
        element = self._restated(match)
        element.restated.append(match.whole)
        if "title" in match.groups:
            self.state.same_title(element, match.groups["title"])
        self.stack.append(OpenRule(match, element))
        self.state.account(match, "restated-heading", element.path)

    def _restated(self, match: RuleMatch) -> OutlineElement:
        """The element that is printed again: named by ``id``, or by its class and code."""
        rule = match.rule
        if rule.id:
            path = self.state.path(match, "id", rule.id[0], self.state.names(match))
            return self.state.above(match, path)
        code = printed.notation(match.need("match", "code").text)
        found = [e for e in self.outline.elements.values() if (e.class_, e.notation) == (rule.of, code)]
        place, where, named = self.state.place(match.number), rule.table.title, f"{rule.of} {code}"
        if not found:
            raise InputError("element-unknown", place, element=named, where=where)
        if len(found) > 1:
            paths = ", ".join(element.path for element in found)
            raise InputError("element-ambiguous", place, element=named, where=where, found=paths)
        return found[0]

    def _do_title(self, match: RuleMatch) -> None:
        """A title printed away from its element, on the edge of the page: it names the implied element above."""
        implied = next((o.implied for o in reversed(self.stack) if o.implied), None)
        if implied is None:
            where = match.rule.table.title
            raise InputError("element-unknown", self.state.place(match.number), element=match.rule.of, where=where)
        title = match.need("match", "title")
        if implied.label:
            self.state.same_title(implied, title)
            implied.restated.append(title.at)
        else:
            implied.label, implied.stated, implied.heading = title.text, title.at, title.at
        self.outline.repairs.append(OutlineRepair("side-band-title", title.at, "", "", implied.path))
        self.state.account(match, "element", implied.path)

    # the text as a whole

    def _fact(self, fact: FactRule) -> None:
        self.state.known_to(fact.table, "of", fact.of)
        found = ((line, match) for line in self.source.lines() if (match := fact.match.search(line.text)))
        line, match = next((hit for hit in found if hit[1][0].strip()), (None, None))
        if line is None or match is None:
            raise unused(fact.table)
        groups, at = named_groups(line, match), line.span(*match.span())
        for name, value in fact.values.items():
            if value.group not in groups:
                en = f"no group {value.group}, on line {line.number} of the source"
                raise fact.table.bad(
                    f"values.{name}", en, f"グループ {value.group} がありません(原文の{line.number}行目)"
                )
            read = self.state.value(value.read_as, groups[value.group])
            self.outline.facts.append(OutlineFact(fact.of, name, read.text, at, read.read_as))
        if not fact.values:
            self.outline.facts.append(OutlineFact(fact.of, "", "", at))

    def _declared_gaps(self) -> None:
        for gap in self.profile.gaps:
            self.state.known_to(gap.table, "of", gap.of)
            at = self._found(gap.match) if gap.match else None
            if gap.match and at is None:
                raise unused(gap.table)
            self.outline.gaps.append(OutlineGap(gap.of, gap.property, gap.reason, at))

    def _found(self, pattern: re.Pattern[str]) -> Range | None:
        """The first place in the text that a pattern fits, without white space at its ends."""
        for match in pattern.finditer(self.source.text):
            if text := match[0].strip():
                start = match.start() + match[0].index(text)
                return start, start + len(text)
        return None

    def _finish(self) -> None:
        for rule in self.profile.rules:
            if self.state.used[rule.name] < max(1, len(rule.labels), len(rule.id)):
                raise unused(rule.table)
            for column in rule.column:
                if (rule.name, column) not in self.state.columns:
                    raise unused(column.table, f" column {column.head.pattern}")
            for name, choices in rule.links.items():
                for path in choices.values():
                    self.state.known_to(rule.table, f"links.{name}", path)
        covers = {rule.class_: rule.covers for rule in self.profile.rules if rule.class_}
        rules = {entry.element: entry.rule for entry in reversed(self.outline.ledger) if entry.element}
        by_name = {rule.name: rule for rule in self.profile.rules}
        for element in self.outline.elements.values():
            made_by = by_name.get(rules.get(element.path, ""))
            same = made_by is not None and made_by.class_ == element.class_
            kind = made_by.covers if made_by and same else covers.get(element.class_, "heading")
            self._set_stated(element, kind)
            if not element.label:
                self.outline.gaps.append(OutlineGap(element.path, "label", "lost-in-scan"))

    def _set_stated(self, element: OutlineElement, covers: str) -> None:
        if element.stated is not None:
            return
        if covers in ("body", "all") and element.body is None:
            raise InputError("element-empty", self.state.place(element.line), element=element.path)
        if covers == "body":
            element.stated, element.body, element.heading = element.body, None, None
        elif covers == "all":
            assert element.heading is not None
            assert element.body is not None
            element.stated = (element.heading[0], element.body[1])
        else:
            element.stated = element.heading
