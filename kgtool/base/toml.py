"""Read TOML strictly into dataclasses: every key known, every value of its type, every error with its place.

tomllib keeps no positions, so a table remembers the lines it stands on and looks for its keys there.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from kgtool.base.errors import InputError, Place
from kgtool.base.languages import LANGUAGES, Text

T = TypeVar("T")
Lines = tuple[tuple[int, str], ...]
"""Lines with their numbers in the file, counted from 1."""

_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[A-Za-z_][\w-]*)\s*(?P<below>\.)?[^,]*\]")
_STRING = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*')"""
_NO_KEYS = re.compile(rf"(?P<key>{_STRING}(?=\s*=))|{_STRING}|#.*")
_TYPES = {str: "文字列", int: "整数", bool: "true か false", datetime.date: "日付(2027-03-31)"}


class Form(NamedTuple):
    """What a string must look like, as the metadata of ``Annotated``."""

    pattern: str
    en: str
    ja: str


Filled = Annotated[str, Form(r"(?s).+", "text", "一字以上の文字列")]
Printed = Annotated[str, Form(r"(?s).*\S.*", "text that is more than white space", "空白でない文字列")]
Key = Annotated[str, "key"]
"""The type of a field that receives the key by which its table is held."""


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table: ``title`` is how messages call it, ``path`` the keys from its header down to it.

    ``guide`` is the page that explains such files. ``blocks`` are the tables with a header of their own, by name: only a
    whole file has them.
    """

    file: str
    title: str
    data: dict[str, Any]
    lines: Lines = ()
    path: tuple[str, ...] = ()
    blocks: tuple[tuple[str, Lines], ...] = ()
    guide: str = ""

    def place(self, key: str = "") -> Place:
        """Where a key stands (``why.ja`` for one inside another); for a missing one, what ought to hold it."""
        words = [word for word in (*self.path, *key.split(".")) if word]
        begun = ((n, self._dotted(words[:n])) for n in range(len(words), 0, -1))
        count, found = next(((n, at) for n, at in begun if at), (0, None))
        for word in words[count:]:
            if (hit := self._find(word, *(found or (0, 0)))) is None:
                break
            found = hit
        if found := found or self._find("name", 0, 0):
            return Place(self.file, self.lines[found[0]][0], found[1] + 1)
        return Place(self.file, self.lines[0][0] if self.title.startswith("[") and self.lines else 0)

    def bad(self, key: str, en: str, ja: str) -> InputError:
        """The error (toml-value) of what is wrong with a key."""
        return self._wrong(self.place(key), key, en, ja)

    def missing(self, key: str) -> InputError:
        """The error (toml-value) of a key that is not there."""
        return self._wrong(self.place(), key, "missing", "ありません")

    def below(self, key: str, item: object = None) -> TomlTable:
        """The table that a key holds, or ``item``, one of the tables in the list that it holds."""
        data = self.data[key] if item is None else item
        if not isinstance(data, dict):
            raise self.bad(key, "must be a table", "表([ … ] か { … })を書いてください")
        if blocks := [lines for name, lines in self.blocks if name == key]:
            items = self.data[key] if len(blocks) > 1 else [item]
            block = next(lines for lines, one in zip(blocks, items, strict=True) if item is None or one is item)
            return TomlTable(self.file, f"[{key}]", data, block, guide=self.guide)
        title = f"{self.title}.{key}" if self.title.startswith("[") else f"[{key}]"
        return TomlTable(self.file, title, data, self.lines, (*self.path, key), guide=self.guide)

    def each(self, key: str) -> Iterator[TomlTable]:
        """Yield the tables of ``[[key]]``, in order."""
        items = self.data.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.bad(key, f"must be a list of tables: write [[{key}]]", f"[[{key}]] と書いてください")
        blocks = [lines for name, lines in self.blocks if name == key]
        for number, item in enumerate(items, 1):
            title = f"[[{key}]] {item.get('name', number)}"
            lines = blocks[number - 1] if len(blocks) == len(items) else self.lines
            yield TomlTable(self.file, title, item, lines, guide=self.guide)

    def _wrong(self, place: Place, key: str, en: str, ja: str) -> InputError:
        return InputError("toml-value", place, where=self.title, key=key, reason={"en": en, "ja": ja}, guide=self.guide)

    def _dotted(self, words: list[str]) -> tuple[int, int] | None:
        """The row and the column of the last word of a dotted key that begins a line."""
        *outer, last = map(re.escape, words)
        pattern = re.compile(r"\s*" + "".join(word + r"\s*\.\s*" for word in outer) + rf"({last})\s*[.=]")
        found = ((n, pattern.match(line)) for n, (_, line) in enumerate(self.lines))
        return next(((n, match.start(1)) for n, match in found if match), None)

    def _find(self, word: str, row: int, column: int) -> tuple[int, int] | None:
        """The row and the column, from 0, of the next use of a word as a key."""
        pattern = re.compile(rf"""(?<![\w-]){re.escape(word)}(?=["']?\s*[.=\]])""")
        for n in range(row, len(self.lines)):
            line = _NO_KEYS.sub(lambda match: match["key"] or "…" * len(match[0]), self.lines[n][1])
            if match := pattern.search(line, column if n == row else 0):
                return n, match.start()
        return None


NOWHERE = TomlTable("", "", {})


def parse(text: str, name: str, guide: str = "", prefix: str = "") -> TomlTable:
    """Return the whole of a TOML file as a table. Each line begins with ``prefix``, which is no TOML.

    Raises ``InputError`` (toml-syntax).
    """
    cut = len(prefix)
    plain = [line[cut:] for line in text.split("\n")]
    lines = tuple((n, " " * cut + line) for n, line in enumerate(plain, 1))
    try:
        data = tomllib.loads("\n".join(plain))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+), column (\d+)", str(error))  # none at the end of the document
        place = Place(name, int(at[1]), int(at[2]) + cut) if at else Place(name, len(lines))
        raise InputError("toml-syntax", place, reason=str(error), guide=guide) from None
    blocks = tuple(_blocks(lines))
    first = min((block[0][0] for _, block in blocks), default=len(lines) + 1)
    outside = (*lines[: first - 1], *(block[0] for _, block in blocks))
    return TomlTable(name, name.rsplit("/", 1)[-1], data, outside, blocks=blocks, guide=guide)


def _blocks(lines: Lines) -> Iterator[tuple[str, Lines]]:
    """Part the lines of a file by their headers; a table inside another, ``[rule.links]``, belongs to that one."""
    headers = [(n, match) for n, (_, line) in enumerate(lines) if (match := _HEADER.match(line)) and not match["below"]]
    for (start, match), end in zip(headers, [*(n for n, _ in headers[1:]), len(lines)], strict=False):
        yield match["name"], lines[start:end]


def known(table: TomlTable, keys: tuple[str, ...]) -> None:
    """Raise ``InputError`` (toml-key) for the first key of a table that is none of ``keys``."""
    for key in table.data:
        if key not in keys:
            names = ", ".join(keys)
            raise InputError("toml-key", table.place(key), key=key, where=table.title, known=names, guide=table.guide)


def build(kind: type[T], table: TomlTable) -> T:
    """Return a table as a dataclass, whose annotations say which keys there are and of what types.

    A key is a field's name, without the underscore that keeps ``in_`` and ``class_`` from being keywords, or what its
    metadata has as ``key``. A field of type ``TomlTable`` is no key: it receives the table itself, for later errors; one of
    type ``Key`` its name.
    Raises ``InputError`` (toml-key, toml-value).
    """
    specs, of_table, of_key = _fields(kind)  # type: ignore[arg-type]
    values: dict[str, Any] = {spec.name: table for spec in of_table} | {spec.name: table.path[-1] for spec in of_key}
    known(table, tuple(specs))
    for key, (spec, hint) in specs.items():
        if key in table.data:
            values[spec.name] = _value(table, key, table.data[key], hint)
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise table.missing(key)
    return kind(**values)


@cache
def _fields(kind: type[Any]) -> tuple[dict[str, tuple[Field[Any], Any]], list[Field[Any]], list[Field[Any]]]:
    """The fields of a dataclass by key, each with its annotation; those that receive the table, and its name."""
    hints = get_type_hints(kind, include_extras=True) if kind is not Text else dict.fromkeys(LANGUAGES, Printed)
    every = [(spec, hints[spec.name]) for spec in fields(kind)]
    of_table, of_key = ([spec for spec, hint in every if hint == receives] for receives in (TomlTable, Key))
    keyed = {spec.metadata.get("key", spec.name.rstrip("_")): (spec, hint) for spec, hint in every}
    others = {key: found for key, found in keyed.items() if found[1] not in (TomlTable, Key)}
    return others, of_table, of_key


def _value(table: TomlTable, key: str, value: Any, hint: Any) -> Any:
    """Return a value as its annotation wants it."""
    if type(value) is hint:  # the exact type: a truth is an int, too, and a date with a time is a date
        return value
    origin, arguments = _parts(hint)
    if origin is Annotated:
        return _formed(table, key, _value(table, key, value, arguments[0]), arguments[1])
    if origin in (Union, UnionType):
        wanted = [option for option in arguments if option is not NoneType]
        listed = isinstance(value, list) and len(wanted) > 1
        return _value(table, key, value, wanted[-1] if listed else wanted[0])
    if origin is Literal:
        if value not in arguments:
            choice = ", ".join(filter(None, arguments))
            raise table.bad(key, f"{value!r} is none of {choice}", f"{value!r} は {choice} のどれでもありません")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise table.bad(key, "must be a list", "一覧([ … ])を書いてください")
        if isinstance(arguments[0], type) and is_dataclass(arguments[0]):
            return tuple(build(arguments[0], table.below(key, item)) for item in value)
        return tuple(_value(table, key, item, arguments[0]) for item in value)
    if origin is dict:
        below = table.below(key)
        return {
            _value(below, name, name, arguments[0]): _value(below, name, item, arguments[1])
            for name, item in below.data.items()
        }
    if origin is re.Pattern:
        return pattern(table, key, value)
    if isinstance(hint, type) and is_dataclass(hint):
        return build(hint, table.below(key))
    raise table.bad(key, f"must be of type {hint.__name__}", f"{_TYPES[hint]}を書いてください")


@cache
def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(hint), get_args(hint)


def _formed(table: TomlTable, key: str, value: str, form: Form) -> str:
    if not re.fullmatch(form.pattern, value):
        raise table.bad(key, f"{value!r} is not {form.en}", f"{value!r} は{form.ja}ではありません")
    return value


def pattern(table: TomlTable, key: str, value: object) -> re.Pattern[str]:
    """Return a value as a compiled pattern. Raises ``InputError`` (toml-value), also for one that Python warns may mean another."""
    if not isinstance(value, str) or not value:
        raise table.bad(key, "must be a regular expression", "正規表現を書いてください")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # such as a bracket within brackets
            return re.compile(value)
    except (re.error, FutureWarning) as error:
        raise table.bad(key, f"{value!r}: {error}", f"{value!r}: {error}") from None
