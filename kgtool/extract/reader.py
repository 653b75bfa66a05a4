"""Read the lines of a source into an outline, by the rules of a profile, and account for every line.

The reader keeps a stack of open rules (a part, a vision, a measure, …). A rule applies to a line when one of the rules
it may stand ``in`` is open and its patterns match the line and, for several patterns, the non-blank lines that follow.
Whatever is open inside that rule is then closed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from kgtool.errors import InputError, Place
from kgtool.extract import values as printed_values
from kgtool.extract.outline import Element, Entry, Gap, Mark, Outline, Range, Repair
from kgtool.extract.profile import Implied, Profile, Rule, Value
from kgtool.extract.source import Line, SourceText


@dataclass
class _Open:
    rule: Rule
    groups: dict[str, _Group]
    element: Element | None = None
    implied: Element | None = None


@dataclass(frozen=True)
class _Group:
    text: str
    at: Range
    line: int


def read(source: SourceText, profile: Profile) -> Outline:
    """Return the outline of a text.

    Raises ``InputError``: line-unaccounted, profile-unused, bullet-order, element-unknown, element-repeated,
    element-empty, restated-differently, table-shape, profile-value, each with the line of the source or profile.
    """
    return _Reader(source, profile).read()


class _Reader:
    def __init__(self, source: SourceText, profile: Profile) -> None:
        self.source = source
        self.profile = profile
        self.outline = Outline()
        self.stack: list[_Open] = []
        self.used: Counter[str] = Counter()
        self.orders: Counter[tuple[str, str]] = Counter()

    def read(self) -> Outline:
        lines = self._repaired(self.source.lines())
        lines = [line for line in lines if not line.blank]
        at = 0
        while at < len(lines):
            at += self._line(lines, at)
        self._facts(self.source.lines())
        self._declared_gaps()
        self._finish()
        return self.outline

    # lines and rules

    def _repaired(self, lines: list[Line]) -> list[Line]:
        for number, repair in enumerate(self.profile.repairs, 1):
            line = lines[repair.line - 1] if 0 < repair.line <= len(lines) else None
            if line is None or repair.printed not in line.text:
                raise self._unused(f"[[repair]] {number} (line {repair.line}, {repair.printed})")
            start = line.text.index(repair.printed)
            self.outline.repairs.append(
                Repair(
                    repair.kind,
                    line.span(start, start + len(repair.printed)),
                    repair.printed,
                    repair.read,
                    why=(repair.why.ja, repair.why.en),
                )
            )
            lines[repair.line - 1] = line.replaced(repair.printed, repair.read)
        return lines

    def _line(self, lines: list[Line], at: int) -> int:
        """Read the line at ``at``; return how many lines were used."""
        for rule in self.profile.rules:
            depth = self._depth(rule)
            if depth is None:
                continue
            matches = self._matches(rule, lines, at)
            if matches is None:
                continue
            self.used[rule.name] += 1
            if rule.do not in ("furniture", "matrix", "title"):
                del self.stack[depth:]
            used = lines[at : at + len(matches)]
            getattr(self, f"_do_{rule.do}")(rule, used, self._groups(used, matches))
            return len(matches)
        raise InputError(
            "line-unaccounted", Place(self.source.name, lines[at].number), start=lines[at].text.strip()[:20]
        )

    def _depth(self, rule: Rule) -> int | None:
        """How many open rules stay open when ``rule`` applies; None when it may not stand here."""
        if not rule.in_:
            return 0
        for depth in range(len(self.stack), 0, -1):
            if self.stack[depth - 1].rule.name in rule.in_:
                return depth
        return None

    def _matches(self, rule: Rule, lines: list[Line], at: int) -> list[re.Match[str]] | None:
        matches = []
        for n, pattern in enumerate(rule.match):
            if at + n >= len(lines) or not (match := pattern.search(lines[at + n].text)):
                return None
            matches.append(match)
        if rule.next:
            after = at + len(matches)
            if after >= len(lines) or not rule.next.search(lines[after].text):
                return None
        return matches

    def _groups(self, lines: list[Line], matches: list[re.Match[str]]) -> dict[str, _Group]:
        groups = {}
        for line, match in zip(lines, matches, strict=True):
            for name, text in match.groupdict().items():
                if text is not None and text.strip():
                    groups[name] = _Group(text.strip(), line.span(*match.span(name)), line.number)
        return groups

    # what rules do

    def _do_section(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        self._account(rule, lines, rule.kind)
        self.stack.append(_Open(rule, groups))

    def _do_furniture(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        self._account(rule, lines, rule.kind)

    def _do_body(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        element = self.stack[-1].element
        if element is None:
            raise InputError(
                "profile-value",
                self.profile.name,
                where=f"[[rule]] {rule.name}",
                key="in",
                reason=f"{self.stack[-1].rule.name} opens no element",
            )
        for line in lines:
            start, end = line.span(0, len(line.text))
            element.body = (element.body[0] if element.body else start, end)
        self._account(rule, lines, "element", element.path)

    def _do_element(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        opened = _Open(rule, groups)
        if rule.implied and "code" in groups:
            opened.implied = self._imply(rule, rule.implied, groups)
        parent, listed_under = self._above(rule, opened)
        order = self._next(parent, rule.class_)
        names = self._names(groups) | {"order": str(order), "parent": parent}
        element = self._new(rule, self._fill(rule.id, names, rule), rule.class_, order, lines[0].number)
        element.parent, element.listed_under, element.type, element.also = parent, listed_under, rule.type, rule.also
        element.notation = self._notation(groups, element)
        element.label = self._label(rule, groups, names, element)
        element.links = {name: choices[groups["title"].text] for name, choices in rule.links.items()}
        element.alternative = groups["alternative"].text if "alternative" in groups else ""
        self._ordinal(groups, element)
        self._ranges(rule, lines, groups, element)
        self._values(rule.values, groups, element)
        for lost in rule.lost:
            self.outline.gaps.append(Gap(element.path, lost, "lost-in-scan"))
        opened.element = element
        self.stack.append(opened)
        self._account(rule, lines, "standing-header" if rule.covers == "body" else "element", element.path)
        if rule.parts:
            self._parts(rule, groups, element)

    def _do_restate(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        element = self._restated(rule, lines[0], groups)
        element.restated.append((lines[0].span(0, len(lines[0].text))[0], lines[-1].span(0, len(lines[-1].text))[1]))
        if "title" in groups:
            self._same_title(element, groups["title"])
        self.stack.append(_Open(rule, groups, element))
        self._account(rule, lines, "restated-heading", element.path)

    def _restated(self, rule: Rule, line: Line, groups: dict[str, _Group]) -> Element:
        """The element that is printed again: named by ``id``, or by its class and code."""
        if rule.id:
            return self._known(self._fill(rule.id, self._names(groups), rule), line.number, rule)
        code = printed_values.code(groups["code"].text)
        for element in self.outline.elements.values():
            if (element.class_, element.notation) == (rule.of, code):
                return element
        raise InputError(
            "element-unknown",
            Place(self.source.name, line.number),
            element=f"{rule.of} {code}",
            where=f"[[rule]] {rule.name}",
        )

    def _do_title(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        """A title printed away from its element, on the edge of the page: it names the implied element above."""
        implied = next((o.implied for o in reversed(self.stack) if o.implied), None)
        if implied is None:
            raise InputError(
                "element-unknown",
                Place(self.source.name, lines[0].number),
                element=rule.of,
                where=f"[[rule]] {rule.name}",
            )
        title = groups["title"]
        if implied.label:
            self._same_title(implied, title)
            implied.restated.append(title.at)
        else:
            implied.label, implied.stated, implied.heading = title.text, title.at, title.at
        self.outline.repairs.append(Repair("side-band-title", title.at, "", "", implied.path))
        self._account(rule, lines, "element", implied.path)

    def _do_matrix(self, rule: Rule, lines: list[Line], groups: dict[str, _Group]) -> None:
        for line in lines:
            cells = line.text.split("\t")
            if len(cells) != len(rule.columns) + 1:
                raise InputError(
                    "table-shape",
                    Place(self.source.name, line.number),
                    found=len(cells),
                    expected=len(rule.columns) + 1,
                )
            offset = len(cells[0]) + 1
            for path, cell in zip(rule.columns, cells[1:], strict=True):
                if cell.strip() == rule.mark:
                    self._known(path, line.number, rule)
                    target = self._fill(rule.target, self._names(groups), rule)
                    self.outline.marks.append(Mark(path, rule.property, target, line.span(offset, offset + len(cell))))
                elif cell.strip():
                    raise InputError(
                        "table-shape",
                        Place(self.source.name, line.number, offset + 1),
                        found=cell.strip(),
                        expected=rule.mark,
                    )
                offset += len(cell) + 1
        self._account(rule, lines, "matrix")

    # parts of an element

    def _new(self, rule: Rule, path: str, class_: str, order: int, line: int) -> Element:
        if path in self.outline.elements:
            raise InputError(
                "element-repeated", Place(self.source.name, line), element=path, first=self.outline.elements[path].line
            )
        element = Element(path, class_, order, line)
        self.outline.elements[path] = element
        return element

    def _above(self, rule: Rule, opened: _Open) -> tuple[str, str]:
        """The parent of a new element and the heading under which it is listed."""
        above = next((o.element for o in reversed(self.stack) if o.element), None)
        path = above.path if above else ""
        if rule.link == "none":
            return "", ""
        if opened.implied:
            return opened.implied.path, ""
        if rule.link == "listedUnder":
            return "", path
        if rule.parent:
            names = self._names(opened.groups)
            return self._known(self._fill(rule.parent, names, rule), 0, rule).path, ""
        return path, ""

    def _imply(self, rule: Rule, implied: Implied, groups: dict[str, _Group]) -> Element:
        names = self._names(groups)
        path = self._fill(implied.id, names, rule)
        if path not in self.outline.elements:
            group = groups[implied.group]
            parent = self._known(self._fill(implied.parent, names, rule), group.line, rule).path
            element = self._new(rule, path, implied.class_, self._next(parent, implied.class_), group.line)
            element.parent, element.type, element.notation = parent, implied.type, printed_values.code(group.text)
            element.stated = group.at
        return self.outline.elements[path]

    def _notation(self, groups: dict[str, _Group], element: Element) -> str:
        if "code" not in groups:
            return ""
        group = groups["code"]
        code = printed_values.code(group.text)
        if code != group.text:
            self.outline.repairs.append(Repair("code-spacing", group.at, group.text, code, element.path))
        return code

    def _label(self, rule: Rule, groups: dict[str, _Group], names: dict[str, str], element: Element) -> str:
        if rule.labels:
            number = self.used[rule.name]
            if number > len(rule.labels):
                raise InputError(
                    "profile-value",
                    self.profile.name,
                    where=f"[[rule]] {rule.name}",
                    key="labels",
                    reason=f"no label for number {number}, on line {element.line} of the source",
                )
            return rule.labels[number - 1]
        if rule.label:
            return self._fill(rule.label, names, rule)
        if "title" not in groups:
            return ""
        title = groups["title"].text
        if "title2" in groups:
            folded = title + groups["title2"].text
            at = (groups["title"].at[0], groups["title2"].at[1])
            self.outline.repairs.append(
                Repair("folded-heading", at, self.source.text[slice(*at)], folded, element.path)
            )
            title = folded
        if self.profile.footnote_mark:
            title = self.profile.footnote_mark.sub("", title)
        return title

    def _ordinal(self, groups: dict[str, _Group], element: Element) -> None:
        """Compare the printed number of a list item with its position; a misread number is a repair."""
        bullets = self.profile.bullets
        if "bullet" not in groups or bullets is None:
            return
        group = groups["bullet"]
        place = Place(self.source.name, group.line)
        printed = next((s.index(group.text) + 1 for s in bullets.series if group.text in s), None)
        if printed is None:
            if not bullets.misread.fullmatch(group.text):
                raise InputError("bullet-order", place, found=group.text, expected=element.order)
            digit = unicodedata.normalize("NFKC", group.text)
            if digit.isdecimal() and int(digit) != element.order:
                raise InputError("bullet-order", place, found=group.text, expected=element.order)
            read = bullets.series[0][element.order - 1]
            self.outline.repairs.append(Repair("misread-bullet", group.at, group.text, read, element.path))
        elif printed != element.order:
            raise InputError("bullet-order", place, found=group.text, expected=element.order)

    def _ranges(self, rule: Rule, lines: list[Line], groups: dict[str, _Group], element: Element) -> None:
        whole = (lines[0].span(0, len(lines[0].text))[0], lines[-1].span(0, len(lines[-1].text))[1])
        element.heading = groups["span"].at if "span" in groups else whole
        if "body" in groups:
            element.body = groups["body"].at
            element.heading = (element.heading[0], groups["title"].at[1])
            self.outline.repairs.append(Repair("joined-lines", whole, "", "", element.path))

    def _values(self, values: dict[str, Value], groups: dict[str, _Group], element: Element) -> None:
        for name, value in values.items():
            group = groups.get(value.group) or next(
                (o.groups[value.group] for o in reversed(self.stack) if value.group in o.groups), None
            )
            if group is not None:
                element.values[name] = (self._read_value(value, group), group.at)
            elif value.gap:
                at = groups["dash"].at if "dash" in groups else None
                self.outline.gaps.append(Gap(element.path, name, value.gap, at))
            else:
                raise InputError(
                    "profile-value",
                    self.profile.name,
                    where=f"[[rule]] {element.class_}",
                    key=name,
                    reason=f"no group {value.group} on line {element.line}",
                )

    def _read_value(self, value: Value, group: _Group) -> str:
        return printed_values.read(value.read_as, group.text, Place(self.source.name, group.line))

    def _parts(self, rule: Rule, groups: dict[str, _Group], element: Element) -> None:
        parts = rule.parts
        assert parts is not None
        group = groups[parts.group]
        start = group.at[0]
        for order, text in enumerate(group.text.split(parts.separator), 1):
            path = self._fill(parts.id, {"parent": element.path, "order": str(order)}, rule)
            part = self._new(rule, path, parts.class_, order, group.line)
            part.parent, part.type, part.label = element.path, parts.type, text.strip()
            part.heading = part.stated = (start, start + len(text))
            start += len(text) + len(parts.separator)

    # the text as a whole

    def _facts(self, lines: list[Line]) -> None:
        for number, fact in enumerate(self.profile.facts, 1):
            found = [(line, match) for line in lines if (match := fact.match.search(line.text))]
            if not found:
                raise self._unused(f"[[fact]] {number}")
            line, match = found[0]
            at = line.span(*match.span())
            for name, value in fact.values.items():
                group = _Group(match[value.group], line.span(*match.span(value.group)), line.number)
                self.outline.facts.append((fact.of, name, self._read_value(value, group), at))
            if not fact.values:
                self.outline.facts.append((fact.of, "", "", at))

    def _declared_gaps(self) -> None:
        for number, gap in enumerate(self.profile.gaps, 1):
            at = None
            if gap.match:
                match = gap.match.search(self.source.text)
                if not match:
                    raise self._unused(f"[[gap]] {number}")
                at = match.span()
            if gap.of not in ("plan", "version"):
                self._known(gap.of, 0, self.profile.rules[0])
            self.outline.gaps.append(Gap(gap.of, gap.property, gap.reason, at))

    def _finish(self) -> None:
        for rule in self.profile.rules:
            if self.used[rule.name] < max(1, len(rule.labels)):
                raise self._unused(f"[[rule]] {rule.name}")
        covers = {rule.class_: rule.covers for rule in self.profile.rules if rule.class_}
        rules = {entry.element: entry.rule for entry in reversed(self.outline.ledger) if entry.element}
        by_name = {rule.name: rule for rule in self.profile.rules}
        for element in self.outline.elements.values():
            made_by = by_name.get(rules.get(element.path, ""))
            same = made_by is not None and made_by.class_ == element.class_
            kind = made_by.covers if made_by and same else covers.get(element.class_, "heading")
            self._state(element, kind)
            if not element.label:
                self.outline.gaps.append(Gap(element.path, "label", "lost-in-scan"))

    def _state(self, element: Element, covers: str) -> None:
        if element.stated is not None:
            return
        if covers in ("body", "all") and element.body is None:
            raise InputError("element-empty", Place(self.source.name, element.line), element=element.path)
        if covers == "body":
            element.stated, element.body, element.heading = element.body, None, None
        elif covers == "all":
            assert element.heading is not None
            assert element.body is not None
            element.stated = (element.heading[0], element.body[1])
        else:
            element.stated = element.heading

    # small things

    def _next(self, parent: str, class_: str) -> int:
        self.orders[parent, class_] += 1
        return self.orders[parent, class_]

    def _names(self, groups: dict[str, _Group]) -> dict[str, str]:
        names: dict[str, str] = {}
        for opened in self.stack:
            names |= {name: printed_values.code(group.text) for name, group in opened.groups.items()}
        return names | {name: printed_values.code(group.text) for name, group in groups.items()}

    def _fill(self, template: str, names: dict[str, str], rule: Rule) -> str:
        try:
            return template.format(**names).lstrip("/")
        except KeyError as error:
            raise InputError(
                "profile-value",
                self.profile.name,
                where=f"[[rule]] {rule.name}",
                key=template,
                reason=f"no group is called {error}",
            ) from None

    def _known(self, path: str, line: int, rule: Rule) -> Element:
        if path not in self.outline.elements:
            raise InputError(
                "element-unknown", Place(self.source.name, line), element=path, where=f"[[rule]] {rule.name}"
            )
        return self.outline.elements[path]

    def _same_title(self, element: Element, title: _Group) -> None:
        if printed_values.code(element.label) != printed_values.code(title.text):
            raise InputError(
                "restated-differently",
                Place(self.source.name, title.line),
                element=element.path,
                found=title.text,
                expected=element.label,
            )

    def _account(self, rule: Rule, lines: list[Line], kind: str, element: str = "") -> None:
        self.outline.ledger += [Entry(line.number, rule.name, kind, element) for line in lines]

    def _unused(self, where: str) -> InputError:
        return InputError("profile-unused", self.profile.name, where=where)
