"""Build an outline element from the lines of its heading: path, parent, code, label, order, ranges, values, members."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from kgtool.base.errors import InputError
from kgtool.extract import values as printed
from kgtool.extract.outline import OutlineElement, OutlineGap, OutlineRepair
from kgtool.extract.parser_state import NamedGroup, OpenRule, ParserState, RuleMatch
from kgtool.extract.profile import Implied, PartsRule


def make(state: ParserState, match: RuleMatch) -> OpenRule:
    """Add the element of a matched heading to the outline, with the elements that it implies above or lists inside.

    Returns the rule as open, so that lines below may belong to the element.
    Raises ``InputError``: element-repeated, element-unknown, bullet-order, toml-value.
    """
    rule = match.rule
    opened = OpenRule(match)
    if rule.implied and rule.implied.group in match.groups:
        opened.implied = _imply(state, match, rule.implied)
    parent, listed_under = _above(state, opened)
    order = state.next(parent, rule.class_)
    number = order if rule.count == "class" else state.next(parent, f"rule {rule.name}")
    names = state.names(match) | {"order": str(number), "parent": parent}
    element = state.new(
        state.path(match, "id", _numbered(state, match, "id", rule.id), names), rule.class_, order, match.number
    )
    element.parent, element.listed_under, element.type, element.also = parent, listed_under, rule.type, rule.also
    element.notation = _notation(state, match, element)
    element.label = _label(state, match, names, element)
    element.links = {name: _linked(match, name, choices) for name, choices in rule.links.items()}
    element.alternative = match.groups["alternative"].text if "alternative" in match.groups else ""
    _ordinal(state, match, element, number)
    _ranges(state, match, element)
    _values(state, match, element)
    state.outline.gaps += [OutlineGap(element.path, lost, "lost-in-scan") for lost in rule.lost]
    state.outline.gaps += [OutlineGap(element.path, name, "prints-none") for name in rule.none]
    add_parts(state, match, element)
    opened.element = element
    return opened


def _above(state: ParserState, opened: OpenRule) -> tuple[str, str]:
    """The paths of a new element's parent and of the heading that only lists it; one of them, or none."""
    rule = opened.match.rule
    above = next((o.element.path for o in reversed(state.stack) if o.element), "")
    if rule.link == "none":
        return "", ""
    if opened.implied:
        return opened.implied.path, ""
    if rule.link == "listedUnder":
        return "", above
    if rule.parent:
        path = state.path(opened.match, "parent", rule.parent, state.names(opened.match))
        return state.above(opened.match, path).path, ""
    return above, ""


def _imply(state: ParserState, match: RuleMatch, implied: Implied) -> OutlineElement:
    names = state.names(match)
    path = state.path(match, "implied.id", implied.id, names)
    if path not in state.outline.elements:
        group = match.groups[implied.group]
        parent = state.path(match, "implied.parent", implied.parent, names) if implied.parent else ""
        if parent:
            state.above(match, parent)
        element = state.new(path, implied.class_, state.next(parent, implied.class_), group.line.number)
        element.parent, element.type, element.notation = parent, implied.type, printed.notation(group.text)
        element.printed = group.text if element.notation != group.text else ""
        element.stated = group.at
    return state.outline.elements[path]


def _notation(state: ParserState, match: RuleMatch, element: OutlineElement) -> str:
    if "code" not in match.groups:
        return ""
    group = match.groups["code"]
    code, notation = printed.code(group.text), printed.notation(group.text)
    if code != group.text:
        state.outline.repairs.append(OutlineRepair("code-spacing", group.at, group.text, code, element.path))
    element.printed = group.text if notation != group.text else ""
    return notation


def _label(state: ParserState, match: RuleMatch, names: dict[str, str], element: OutlineElement) -> str:
    rule = match.rule
    if rule.labels:
        return _numbered(state, match, "labels", rule.labels)
    if rule.label:
        return state.fill(match, "label", rule.label, names)
    if "title" not in match.groups:
        return ""
    title = match.groups["title"].text
    if "title2" in match.groups:
        title = _folded(state, match.groups["title"], match.groups["title2"], element)
    title += match.carried_on
    if state.profile.footnote_mark:
        title = state.profile.footnote_mark.sub("", title)
    return title


def _numbered(state: ParserState, match: RuleMatch, key: str, listed: tuple[str, ...]) -> str:
    """The entry of a list for the element being made; of several, each is for one element, in the order of the text."""
    number = state.used[match.rule.name] if len(listed) > 1 or key == "labels" else 1
    if number > len(listed):
        raise match.bad(key, f"no entry for number {number}", f"{number}番目がありません")
    return listed[number - 1]


def _folded(state: ParserState, first: NamedGroup, second: NamedGroup, element: OutlineElement) -> str:
    """Join a title that goes on in the next line; the joint is recorded as a repair."""
    at = (first.at[0], second.at[1])
    whole = first.text + second.text
    state.outline.repairs.append(
        OutlineRepair("folded-heading", at, state.source.text[slice(*at)], whole, element.path)
    )
    return whole


def _linked(match: RuleMatch, name: str, choices: dict[str, str]) -> str:
    """The target of a link, chosen by the title of the element."""
    title = match.need(f"links.{name}", "title").text
    if title not in choices:
        raise match.bad(f"links.{name}", f"nothing for the title {title!r}", f"「{title}」の行き先がありません")
    return choices[title]


def _ordinal(state: ParserState, match: RuleMatch, element: OutlineElement, position: int) -> None:
    """Compare the printed number of a list item with its position; a misread number is a repair."""
    bullets = state.profile.bullets
    if "bullet" not in match.groups or bullets is None:
        return
    group = match.groups["bullet"]
    found = [list(series).index(group.text) + 1 for series in bullets.series if group.text in list(series)]
    if position in found:
        return
    digit = unicodedata.normalize("NFKC", group.text)
    misread = bullets.misread.fullmatch(group.text) and not (digit.isdecimal() and int(digit) != position)
    if found or not misread or position > len(bullets.series[0]):
        place = state.place(group.line.number)
        raise InputError("bullet-order", place, found=group.text, expected=position)
    read = bullets.series[0][position - 1]
    state.outline.repairs.append(OutlineRepair("misread-bullet", group.at, group.text, read, element.path))


def _ranges(state: ParserState, match: RuleMatch, element: OutlineElement) -> None:
    element.heading = match.groups["span"].at if "span" in match.groups else match.whole
    if match.folded:
        element.heading = (element.heading[0], match.whole[1])
    if "body" in match.groups:
        element.body = match.groups["body"].at
        element.heading = (element.heading[0], match.need("match", "title").at[1])
        if match.rule.joined == "damage":
            state.outline.repairs.append(OutlineRepair("joined-lines", match.whole, "", "", element.path))


def _values(state: ParserState, match: RuleMatch, element: OutlineElement) -> None:
    for name, value in match.rule.values.items():
        group = match.groups.get(value.group) or _group_above(state, value.group)
        if group is not None:
            element.values[name] = state.value(value.read_as, group)
        elif value.gap:
            at = match.groups["dash"].at if "dash" in match.groups else None
            state.outline.gaps.append(OutlineGap(element.path, name, value.gap, at))
        else:
            match.need(f"values.{name}", value.group)


def _group_above(state: ParserState, name: str) -> NamedGroup | None:
    above = (opened.match.groups[name] for opened in reversed(state.stack) if name in opened.match.groups)
    return next(above, None)


def add_parts(state: ParserState, match: RuleMatch, element: OutlineElement) -> None:
    """Add what ``parts`` of the rule finds in matched lines as elements below ``element``. Raises ``InputError`` (toml-value)."""
    for parts in match.rule.parts:
        _parts(state, match, parts, element)


def _parts(state: ParserState, match: RuleMatch, parts: PartsRule, element: OutlineElement) -> None:
    if not parts.separators and parts.group not in match.groups:
        return  # a blank cell
    group = match.need("parts.group", parts.group)
    for number, (start, end) in enumerate(_members(group.text, parts.separators), 1):
        text = group.text[start:end]
        if not text.strip():
            raise match.bad("parts.separator", f"member {number} is empty", f"{number}番目が空です")
        place = state.next(element.path, f"part {parts.id}")
        names = state.names(match) | {"parent": element.path, "order": str(place)}
        path = state.path(match, "parts.id", parts.id, names)
        order = state.next(element.path, parts.class_)
        part = state.new(path, parts.class_, order, group.line.number)
        part.parent, part.type = element.path, parts.type
        part.label = state.fill(match, "parts.label", parts.label, names) if parts.label else text.strip()
        part.heading = part.stated = group.span(start, end)


def _members(text: str, separators: tuple[str, ...]) -> list[tuple[int, int]]:
    """The ranges between the separators of a list; the whole text where there are none."""
    if not separators:
        return [(0, len(text))]
    cuts = [found.span() for found in re.finditer("|".join(map(re.escape, separators)), text)]
    return [(before[1], after[0]) for before, after in pairwise([(0, 0), *cuts, (len(text), len(text))])]
