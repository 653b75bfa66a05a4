"""Read ``profile.toml``: how one plan's text is laid out. See docs/profile.md for every key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from kgtool.errors import InputError, Place
from kgtool.repo import read_bytes
from kgtool.turtle import decode

T = TypeVar("T")

DOINGS = ("element", "section", "body", "furniture", "restate", "title", "matrix")
COVERS = ("heading", "body", "all")
READINGS = ("year", "fiscal-year", "date", "integer", "text")


@dataclass(frozen=True)
class LocalType:
    """The city's own word for a kind of element."""

    id: str
    ja: str
    en: str
    depth: int = 0


@dataclass(frozen=True)
class Bilingual:
    ja: str
    en: str


@dataclass(frozen=True)
class LineRepair:
    """Damage on one line that no general rule can mend: ``printed`` is read as ``read``."""

    line: int
    printed: str
    read: str
    kind: str
    why: Bilingual


@dataclass(frozen=True)
class Value:
    """A property of an element, read from a named group of the rule or of an open rule above it."""

    group: str
    read_as: str
    gap: str = ""


@dataclass(frozen=True)
class Parts:
    """A list inside a heading whose members are elements of their own."""

    group: str
    separator: str
    class_: str
    id: str
    type: str = ""


@dataclass(frozen=True)
class Implied:
    """An element above this one that only the code of this one names."""

    class_: str
    group: str
    id: str
    type: str
    parent: str


@dataclass(frozen=True)
class Rule:
    """How one kind of line is read. The first rule that fits a line wins."""

    name: str
    do: str
    match: tuple[re.Pattern[str], ...]
    in_: tuple[str, ...] = ()
    next: re.Pattern[str] | None = None
    class_: str = ""
    id: str = ""
    type: str = ""
    covers: str = "heading"
    link: str = "partOf"
    parent: str = ""
    label: str = ""
    labels: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)
    parts: Parts | None = None
    implied: Implied | None = None
    kind: str = ""
    of: str = ""
    columns: tuple[str, ...] = ()
    mark: str = ""
    property: str = ""
    target: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that a line says about the plan or its version as a whole; it does not account for the line."""

    of: str
    match: re.Pattern[str]
    values: dict[str, Value]


@dataclass(frozen=True)
class DeclaredGap:
    """Something that a plan of this kind would say and this text nowhere says."""

    of: str
    property: str
    reason: str
    match: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Bullets:
    """How ordinals are printed: ``series`` list them in order, ``misread`` matches what the scan made of them."""

    series: tuple[str, ...]
    misread: re.Pattern[str]


@dataclass(frozen=True)
class Profile:
    """The layout of one plan's text."""

    name: str
    rules: tuple[Rule, ...]
    types: dict[str, LocalType]
    repairs: tuple[LineRepair, ...] = ()
    facts: tuple[Fact, ...] = ()
    gaps: tuple[DeclaredGap, ...] = ()
    bullets: Bullets | None = None
    footnote_mark: re.Pattern[str] | None = None


def read(path: Path, name: str) -> Profile:
    """Return the profile in a TOML file.

    Raises ``InputError`` (profile-syntax, profile-key, profile-value) with the line where it can be known.
    """
    text = decode(read_bytes(path, name), name)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+), column (\d+)", str(error))
        raise InputError(
            "profile-syntax", Place(name, int(line[1]) if line else 0, int(line[2]) if line else 0), reason=str(error)
        ) from None
    return _Reader(name, text).profile(data)


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()

    def profile(self, data: dict[str, Any]) -> Profile:
        self._known(data, ("type", "rule", "repair", "fact", "gap", "bullets", "footnote_mark"), "profile.toml")
        rules = tuple(self._rule(item, n) for n, item in enumerate(data.get("rule", []), 1))
        if not rules:
            raise self._bad("profile.toml", "rule", "no [[rule]] at all")
        types = [self._build(LocalType, item, f"[[type]] {n}") for n, item in enumerate(data.get("type", []), 1)]
        profile = Profile(
            name=self.name,
            rules=rules,
            types={item.id: item for item in types},
            repairs=tuple(self._repair(item, n) for n, item in enumerate(data.get("repair", []), 1)),
            facts=tuple(self._fact(item, n) for n, item in enumerate(data.get("fact", []), 1)),
            gaps=tuple(self._gap(item, n) for n, item in enumerate(data.get("gap", []), 1)),
            bullets=self._bullets(data["bullets"]) if "bullets" in data else None,
            footnote_mark=self._pattern(data["footnote_mark"], "profile.toml", "footnote_mark")
            if "footnote_mark" in data
            else None,
        )
        self._consistent(profile)
        return profile

    def _consistent(self, profile: Profile) -> None:
        names = [rule.name for rule in profile.rules]
        for rule in profile.rules:
            where = f"[[rule]] {rule.name}"
            for outer in rule.in_:
                if outer not in names:
                    raise self._bad(where, "in", f"no rule is called {outer}")
            kinds = [rule.type, rule.parts.type if rule.parts else "", rule.implied.type if rule.implied else ""]
            for kind in kinds:
                if kind and kind not in profile.types:
                    raise self._bad(where, "type", f"no [[type]] has id {kind}")
            needed = {
                "element": ("class_", "id"),
                "restate": ("of",),
                "title": ("of",),
                "furniture": ("kind",),
                "section": ("kind",),
                "matrix": ("columns", "mark", "property", "target"),
            }.get(rule.do, ())
            for key in needed:
                if not getattr(rule, key):
                    raise self._bad(where, key.rstrip("_"), f'missing, and do = "{rule.do}" needs it')

    def _rule(self, item: dict[str, Any], number: int) -> Rule:
        where = f"[[rule]] {item.get('name', number)}"
        item = dict(item)
        patterns = item.get("match", [])
        patterns = [patterns] if isinstance(patterns, str) else patterns
        if not patterns:
            raise self._bad(where, "match", "missing")
        item["match"] = tuple(self._pattern(text, where, "match") for text in patterns)
        if "next" in item:
            item["next"] = self._pattern(item["next"], where, "next")
        if "values" in item:
            item["values"] = self._values(item["values"], where)
        if "parts" in item:
            item["parts"] = self._build(Parts, item["parts"], f"{where}.parts")
        if "implied" in item:
            item["implied"] = self._build(Implied, item["implied"], f"{where}.implied")
        rule = self._build(Rule, item, where)
        for key, value, allowed in (
            ("do", rule.do, DOINGS),
            ("covers", rule.covers, COVERS),
            ("link", rule.link, ("partOf", "listedUnder", "none")),
        ):
            if value not in allowed:
                raise self._bad(where, key, f"{value!r} is none of {', '.join(allowed)}")
        return rule

    def _repair(self, item: dict[str, Any], number: int) -> LineRepair:
        where = f"[[repair]] {number}"
        return self._build(
            LineRepair, item | {"why": self._build(Bilingual, item.get("why", {}), f"{where}.why")}, where
        )

    def _fact(self, item: dict[str, Any], number: int) -> Fact:
        where = f"[[fact]] {number}"
        item = dict(item)
        item["match"] = self._pattern(item.get("match", ""), where, "match")
        item["values"] = self._values(item.get("values", {}), where)
        return self._build(Fact, item, where)

    def _gap(self, item: dict[str, Any], number: int) -> DeclaredGap:
        where = f"[[gap]] {number}"
        item = dict(item)
        if "match" in item:
            item["match"] = self._pattern(item["match"], where, "match")
        return self._build(DeclaredGap, item, where)

    def _bullets(self, item: dict[str, Any]) -> Bullets:
        item = item | {"misread": self._pattern(item.get("misread", ""), "[bullets]", "misread")}
        return self._build(Bullets, item, "[bullets]")

    def _values(self, items: dict[str, Any], where: str) -> dict[str, Value]:
        values = {}
        for key, item in items.items():
            values[key] = self._build(Value, item, f"{where}.values.{key}")
            if values[key].read_as not in READINGS:
                raise self._bad(f"{where}.values.{key}", "read_as", f"none of {', '.join(READINGS)}")
        return values

    def _build(self, kind: type[T], item: dict[str, Any], where: str) -> T:
        if not isinstance(item, dict):
            raise self._bad(where, where, "must be a table")
        keys = {spec.name.rstrip("_"): spec for spec in fields(kind)}  # type: ignore[arg-type]
        self._known(item, tuple(keys), where)
        values: dict[str, Any] = {}
        for key, spec in keys.items():
            if key in item:
                value = item[key]
                values[spec.name] = tuple(value) if isinstance(value, list) else value
                expected = {"str": str, "int": int}.get(str(spec.type))
                if expected and not isinstance(values[spec.name], expected):
                    raise self._bad(where, key, f"must be of type {spec.type}")
            elif spec.default is MISSING and spec.default_factory is MISSING:
                raise self._bad(where, key, "missing")
        return kind(**values)

    def _known(self, item: dict[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in item:
            if key not in known:
                raise InputError("profile-key", self._place(key), key=key, where=where, known=", ".join(known))

    def _pattern(self, text: object, where: str, key: str) -> re.Pattern[str]:
        if not isinstance(text, str) or not text:
            raise self._bad(where, key, "must be a regular expression")
        try:
            return re.compile(text)
        except re.error as error:
            raise self._bad(where, key, f"{text!r}: {error}") from None

    def _bad(self, where: str, key: str, reason: str) -> InputError:
        anchor = where.split("]] ")[-1].split(".")[0] if "]] " in where else key
        return InputError("profile-value", self._place(anchor), where=where, key=key, reason=reason)

    def _place(self, word: str) -> Place:
        """The first line that holds a key or a name: TOML values carry no positions."""
        pattern = re.compile(rf'(^|[\s".\[{{,]){re.escape(word)}([\s"=.\]]|$)')
        for number, line in enumerate(self.lines, 1):
            if match := pattern.search(line):
                return Place(self.name, number, match.end(1) + 1)
        return Place(self.name)
