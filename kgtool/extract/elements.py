"""Make an element of the lines of its heading: its path, parent, code, label, position, place, values and members."""

from __future__ import annotations

import unicodedata

from kgtool.base.errors import InputError
from kgtool.extract import values as printed
from kgtool.extract.outline import Element, Gap, Repair
from kgtool.extract.profile import Implied, Parts
from kgtool.extract.reading import Group, Match, Open, Reading


def make(reading: Reading, match: Match) -> Open:
    """Add the element of a heading, and those that it implies or lists, to the outline; return it open.

    Raises ``InputError``: element-repeated, element-unknown, bullet-order, toml-value.
    """
    rule = match.rule
    opened = Open(match)
    if rule.implied and rule.implied.group in match.groups:
        opened.implied = _imply(reading, match, rule.implied)
    parent, listed_under = _above(reading, opened)
    order = reading.next(parent, rule.class_)
    names = reading.names(match) | {"order": str(order), "parent": parent}
    element = reading.new(reading.path(match, "id", rule.id, names), rule.class_, order, match.number)
    element.parent, element.listed_under, element.type, element.also = parent, listed_under, rule.type, rule.also
    element.notation = _notation(reading, match, element)
    element.label = _label(reading, match, names, element)
    element.links = {name: _linked(match, name, choices) for name, choices in rule.links.items()}
    element.alternative = match.groups["alternative"].text if "alternative" in match.groups else ""
    _ordinal(reading, match, element)
    _ranges(reading, match, element)
    _values(reading, match, element)
    reading.outline.gaps += [Gap(element.path, lost, "lost-in-scan") for lost in rule.lost]
    if rule.parts:
        _parts(reading, match, rule.parts, element)
    opened.element = element
    return opened


def _above(reading: Reading, opened: Open) -> tuple[str, str]:
    """The parent of a new element and the heading under which it is listed."""
    rule = opened.match.rule
    above = next((o.element.path for o in reversed(reading.stack) if o.element), "")
    if rule.link == "none":
        return "", ""
    if opened.implied:
        return opened.implied.path, ""
    if rule.link == "listedUnder":
        return "", above
    if rule.parent:
        path = reading.path(opened.match, "parent", rule.parent, reading.names(opened.match))
        return reading.above(opened.match, path).path, ""
    return above, ""


def _imply(reading: Reading, match: Match, implied: Implied) -> Element:
    names = reading.names(match)
    path = reading.path(match, "implied.id", implied.id, names)
    if path not in reading.outline.elements:
        group = match.groups[implied.group]
        parent = reading.path(match, "implied.parent", implied.parent, names) if implied.parent else ""
        if parent:
            reading.above(match, parent)
        element = reading.new(path, implied.class_, reading.next(parent, implied.class_), group.line.number)
        element.parent, element.type, element.notation = parent, implied.type, printed.code(group.text)
        element.stated = group.at
    return reading.outline.elements[path]


def _notation(reading: Reading, match: Match, element: Element) -> str:
    if "code" not in match.groups:
        return ""
    group = match.groups["code"]
    code = printed.code(group.text)
    if code != group.text:
        reading.outline.repairs.append(Repair("code-spacing", group.at, group.text, code, element.path))
    return code


def _label(reading: Reading, match: Match, names: dict[str, str], element: Element) -> str:
    rule = match.rule
    if rule.labels:
        number = reading.used[rule.name]
        if number > len(rule.labels):
            raise match.bad("labels", f"no label for number {number}", f"{number}番目のラベルがありません")
        return rule.labels[number - 1]
    if rule.label:
        return reading.fill(match, "label", rule.label, names)
    if "title" not in match.groups:
        return ""
    title = match.groups["title"].text
    if "title2" in match.groups:
        title = _folded(reading, match.groups["title"], match.groups["title2"], element)
    if reading.profile.footnote_mark:
        title = reading.profile.footnote_mark.sub("", title)
    return title


def _folded(reading: Reading, first: Group, second: Group, element: Element) -> str:
    """A title that goes on in the next line."""
    at = (first.at[0], second.at[1])
    whole = first.text + second.text
    reading.outline.repairs.append(Repair("folded-heading", at, reading.source.text[slice(*at)], whole, element.path))
    return whole


def _linked(match: Match, name: str, choices: dict[str, str]) -> str:
    """The path that the title of the element chooses."""
    title = match.need(f"links.{name}", "title").text
    if title not in choices:
        raise match.bad(f"links.{name}", f"nothing for the title {title!r}", f"「{title}」の行き先がありません")
    return choices[title]


def _ordinal(reading: Reading, match: Match, element: Element) -> None:
    """Compare the printed number of a list item with its position; a misread number is a repair."""
    bullets = reading.profile.bullets
    if "bullet" not in match.groups or bullets is None:
        return
    group = match.groups["bullet"]
    found = [list(series).index(group.text) + 1 for series in bullets.series if group.text in list(series)]
    if element.order in found:
        return
    digit = unicodedata.normalize("NFKC", group.text)
    misread = bullets.misread.fullmatch(group.text) and not (digit.isdecimal() and int(digit) != element.order)
    if found or not misread or element.order > len(bullets.series[0]):
        place = reading.place(group.line.number)
        raise InputError("bullet-order", place, found=group.text, expected=element.order)
    read = bullets.series[0][element.order - 1]
    reading.outline.repairs.append(Repair("misread-bullet", group.at, group.text, read, element.path))


def _ranges(reading: Reading, match: Match, element: Element) -> None:
    element.heading = match.groups["span"].at if "span" in match.groups else match.whole
    if "body" in match.groups:
        element.body = match.groups["body"].at
        element.heading = (element.heading[0], match.need("match", "title").at[1])
        if match.rule.joined == "damage":
            reading.outline.repairs.append(Repair("joined-lines", match.whole, "", "", element.path))


def _values(reading: Reading, match: Match, element: Element) -> None:
    for name, value in match.rule.values.items():
        group = match.groups.get(value.group) or _group_above(reading, value.group)
        if group is not None:
            element.values[name] = reading.value(value.read_as, group)
        elif value.gap:
            at = match.groups["dash"].at if "dash" in match.groups else None
            reading.outline.gaps.append(Gap(element.path, name, value.gap, at))
        else:
            match.need(f"values.{name}", value.group)


def _group_above(reading: Reading, name: str) -> Group | None:
    above = (opened.match.groups[name] for opened in reversed(reading.stack) if name in opened.match.groups)
    return next(above, None)


def _parts(reading: Reading, match: Match, parts: Parts, element: Element) -> None:
    group = match.need("parts.group", parts.group)
    start = 0
    for order, text in enumerate(group.text.split(parts.separator), 1):
        if not text.strip():
            raise match.bad("parts.separator", f"member {order} is empty", f"{order}番目が空です")
        names = {"parent": element.path, "order": str(order)}
        path = reading.path(match, "parts.id", parts.id, names)
        part = reading.new(path, parts.class_, order, group.line.number)
        part.parent, part.type, part.label = element.path, parts.type, text.strip()
        part.heading = part.stated = group.span(start, start + len(text))
        start += len(text) + len(parts.separator)
