"""Read ``profile.toml``: how one plan's text is laid out. See docs/profile.md for every key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal, get_args

from kgtool.base import toml
from kgtool.base.errors import InputError
from kgtool.base.files import read_bytes
from kgtool.base.languages import Text
from kgtool.base.toml import NOWHERE, Filled, Form, Printed, TomlTable
from kgtool.rdf.turtle import decode

ValueFormat = Literal["year", "fiscal-year", "date", "month", "integer", "text"]
VALUE_FORMATS: tuple[str, ...] = get_args(ValueFormat)

IriSegment = Annotated[str, Form(r"[A-Za-z][A-Za-z0-9_-]*", "an ASCII name", "ASCIIの名前")]
"""What becomes the end of an IRI: a class, a property, a concept."""
NameTemplate = Annotated[
    str, Form(r"([^{}]|\{[A-Za-z_]\w*\})*", "a template with {names} only", "{名前}だけを埋めるひな型")
]


@dataclass(frozen=True)
class LocalType:
    """A ``[[type]]``: the city's own word for a kind of element, as 施策 for a measure; ``depth`` is its level, from 1."""

    id: IriSegment
    ja: str
    en: str
    depth: int = 0


@dataclass(frozen=True)
class LineRepair:
    """A ``[[repair]]``: on one line of the source, by number, ``printed`` is replaced by ``read`` before rules apply."""

    line: int
    printed: Printed
    read: str
    kind: IriSegment
    why: Text
    table: TomlTable = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class ValueRule:
    """How a property gets its value: from which named group, of this rule or an open one, and converted how.

    ``gap`` is the reason that is recorded where the group is missing; without one that is an error.
    """

    group: str
    read_as: ValueFormat
    gap: IriSegment = ""


@dataclass(frozen=True)
class PartsRule:
    """How what a named group holds becomes elements of their own: a list, parted at any ``separator``, or one whole cell."""

    group: str
    class_: IriSegment
    id: NameTemplate
    separator: Filled | tuple[Filled, ...] = ()
    type: str = ""
    label: NameTemplate = ""

    @property
    def separators(self) -> tuple[str, ...]:
        """What may stand between the members of the list."""
        return (self.separator,) if isinstance(self.separator, str) else self.separator


@dataclass(frozen=True)
class ColumnRule:
    """A column of a table, found by what is printed over it, and what its cells hold: one of four things.

    ``group`` makes the cell a named group of the row's element, ``value`` a value of its indicator of that kind, ``period`` the
    time of the values of that kind, ``amount`` an amount of money set aside for it. ``merged``: a blank cell repeats the one above.
    """

    head: re.Pattern[str]
    group: str = ""
    value: IriSegment = ""
    period: IriSegment = ""
    amount: bool = False
    merged: bool = False
    table: TomlTable = field(default=NOWHERE, compare=False, repr=False)

    @property
    def numbers(self) -> bool:
        """Whether its cells print numbers: values or amounts."""
        return bool(self.value) or self.amount


@dataclass(frozen=True)
class Implied:
    """A parent element that the text never prints as such: the code of its child implies it (1-11 lies below 1)."""

    class_: IriSegment
    group: str
    id: NameTemplate
    type: str
    parent: NameTemplate


@dataclass(frozen=True)
class LineRule:
    """A ``[[rule]]``: which lines it matches, and what they make of the outline. The first rule that matches wins.

    ``match`` has a pattern for each consecutive line, ``fold`` one for any number of lines that carry these on, ``next`` one
    for the line behind them, ``in_`` the names of rules of which one must be open. docs/profile.md explains every key.
    """

    name: Printed
    do: Literal["element", "section", "body", "furniture", "restate", "title", "matrix", "table"]
    match: tuple[re.Pattern[str], ...]
    in_: tuple[str, ...] = ()
    next: re.Pattern[str] | None = None
    fold: re.Pattern[str] | None = None
    class_: IriSegment = ""
    id: tuple[NameTemplate, ...] = ()
    type: str = ""
    covers: Literal["heading", "body", "all"] = "heading"
    joined: Literal["damage", "layout"] = "damage"
    link: Literal["partOf", "listedUnder", "none"] = "partOf"
    parent: NameTemplate = ""
    label: NameTemplate = ""
    labels: tuple[str, ...] = ()
    also: tuple[IriSegment, ...] = ()
    links: dict[IriSegment, dict[str, str]] = field(default_factory=dict)
    lost: tuple[IriSegment, ...] = ()
    none: tuple[IriSegment, ...] = ()
    values: dict[IriSegment, ValueRule] = field(default_factory=dict)
    parts: tuple[PartsRule, ...] = ()
    furniture: tuple[str, ...] = ()
    count: Literal["class", "rule"] = "class"
    implied: Implied | None = None
    kind: str = ""
    mentions: Literal["", "yes", "no"] = ""
    of: IriSegment = ""
    columns: tuple[str, ...] = ()
    column: tuple[ColumnRule, ...] = ()
    group_row: re.Pattern[str] | None = None
    cell: re.Pattern[str] | None = None
    mark: tuple[Printed, ...] = ()
    property: IriSegment = ""
    target: NameTemplate = ""
    element: NameTemplate = ""
    table: TomlTable = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class FactRule:
    """A ``[[fact]]``: values about the plan or its version, from the first line that matches; another rule reads that line."""

    of: str
    match: re.Pattern[str]
    values: dict[IriSegment, ValueRule] = field(default_factory=dict)
    table: TomlTable = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class DeclaredGap:
    """A ``[[gap]]``: information that a plan of this kind gives and this text lacks, declared by whoever read it."""

    of: str
    property: IriSegment
    reason: IriSegment
    match: re.Pattern[str] | None = None
    table: TomlTable = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Bullets:
    """How ordinals are printed: ``series`` list them in order, ``misread`` matches what the scan made of them.

    A series is a string of single characters or a list of longer ordinals.
    """

    series: tuple[str | tuple[str, ...], ...]
    misread: re.Pattern[str]


@dataclass(frozen=True)
class Profile:
    """The rules by which one plan's text is read."""

    name: str
    rules: tuple[LineRule, ...]
    types: dict[str, LocalType]
    repairs: tuple[LineRepair, ...] = ()
    facts: tuple[FactRule, ...] = ()
    gaps: tuple[DeclaredGap, ...] = ()
    bullets: Bullets | None = None
    footnote_mark: re.Pattern[str] | None = None


_KEYS = ("type", "rule", "repair", "fact", "gap", "bullets", "footnote_mark")
_NEEDED = {
    "element": ("class", "id"),
    "body": ("in",),
    "restate": ("of",),
    "title": ("of",),
    "furniture": ("kind",),
    "section": ("kind",),
    "matrix": ("columns", "mark", "property"),
    "table": ("class", "id", "column"),
}


def read(path: Path, name: str) -> Profile:
    """Return the profile in a TOML file. Raises ``InputError`` as ``parse`` does."""
    return parse(decode(read_bytes(path, name), name), name)


def parse(text: str, name: str) -> Profile:
    """Return the profile in the text of a TOML file; errors call the file ``name``.

    Raises ``InputError`` (toml-syntax, toml-key, toml-value) with the line where it can be known.
    """
    file = toml.parse(text, name, "docs/profile.md")
    toml.known(file, _KEYS)
    rules = tuple(_rule(table) for table in file.each("rule"))
    if not rules:
        raise file.bad("rule", "no [[rule]] at all", "[[rule]] が一つもありません")
    types = _types(file)
    _consistent(rules, types)
    return Profile(
        name=name,
        rules=rules,
        types=types,
        repairs=tuple(toml.build(LineRepair, table) for table in file.each("repair")),
        facts=tuple(toml.build(FactRule, table) for table in file.each("fact")),
        gaps=tuple(toml.build(DeclaredGap, table) for table in file.each("gap")),
        bullets=_bullets(file.below("bullets")) if "bullets" in file.data else None,
        footnote_mark=toml.pattern(file, "footnote_mark", file.data["footnote_mark"])
        if "footnote_mark" in file.data
        else None,
    )


def unused(table: TomlTable, detail: str = "") -> InputError:
    """Return the error (profile-unused) of a rule, repair, fact or gap that matches nothing in the text."""
    return InputError("profile-unused", table.place(), where=table.title + detail)


def _types(file: TomlTable) -> dict[str, LocalType]:
    types: dict[str, LocalType] = {}
    for table in file.each("type"):
        local = toml.build(LocalType, table)
        if local.id in types:
            raise table.bad(
                "id", f"another [[type]] has id {local.id}", f"id が {local.id} の [[type]] がほかにあります"
            )
        types[local.id] = local
    return types


def _bullets(table: TomlTable) -> Bullets:
    bullets = toml.build(Bullets, table)
    if not bullets.series or not all(bullets.series):
        raise table.bad("series", "lists nothing", "番号がありません")
    return bullets


def _rule(table: TomlTable) -> LineRule:
    """A rule from its table, where ``match``, ``mark`` and ``id`` may be a single string, ``parts`` a single table."""
    single = {
        key: [table.data[key]]
        for key in ("match", "mark", "id", "parts")
        if isinstance(table.data.get(key), dict if key == "parts" else str)
    }
    rule = toml.build(LineRule, replace(table, data=table.data | single))
    if not rule.match:
        raise table.missing("match")
    for key in _NEEDED[rule.do]:
        if not getattr(rule, {"class": "class_", "in": "in_"}.get(key, key)):
            raise table.bad(key, f'missing, and do = "{rule.do}" needs it', f'ありません。do = "{rule.do}" に要ります')
    if rule.do == "matrix" and bool(rule.target) == bool(rule.element):
        raise table.bad(
            "target", "a matrix needs either target or element", "matrix には target か element の一方が要ります"
        )
    for column in rule.column:
        if sum(map(bool, (column.group, column.value, column.period, column.amount))) != 1:
            en, ja = (
                "needs one of group, value, period and amount",
                "group、value、period、amount のどれか一つが要ります",
            )
            raise column.table.bad("head", en, ja)
    if rule.cell and rule.cell.match(""):
        raise table.bad("cell", "fits where nothing stands", "何もない所にも一致します")
    return rule


def _consistent(rules: tuple[LineRule, ...], types: dict[str, LocalType]) -> None:
    """Raise ``InputError`` when a name stands twice, or one that is referred to does not stand at all."""
    names = [rule.name for rule in rules]
    for number, rule in enumerate(rules):
        if rule.name in names[:number]:
            raise rule.table.bad(
                "name", f"another rule is called {rule.name}", f"{rule.name} という規則がほかにあります"
            )
        for outer in rule.in_:
            if outer not in names:
                raise rule.table.bad("in", f"no rule is called {outer}", f"{outer} という規則はありません")
        for key, type_ in (
            ("type", rule.type),
            *(("parts.type", part.type) for part in rule.parts),
            ("implied.type", rule.implied.type if rule.implied else ""),
        ):
            if type_ and type_ not in types:
                raise rule.table.bad(key, f"no [[type]] has id {type_}", f"id が {type_} の [[type]] はありません")
