"""Tables of a TOML file, read strictly into dataclasses: every key known, every value of its type, every error placed.

tomllib keeps no positions, so a table remembers the lines it stands on and looks for its keys there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from kgtool.base.errors import InputError, Place

T = TypeVar("T")
Lines = tuple[tuple[int, str], ...]
"""Lines with their numbers in the file, counted from 1."""

_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[A-Za-z_][\w-]*)\s*(?P<below>\.)?[^,]*\]")
_NO_KEYS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')


class Form(NamedTuple):
    """What a string must look like, as the metadata of ``Annotated``."""

    pattern: str
    en: str
    ja: str


@dataclass(frozen=True)
class Table:
    """One table: ``title`` is how messages call it, ``path`` the keys from its header down to it.

    ``blocks`` are the tables with a header of their own, by name: only a whole file has them.
    """

    file: str
    title: str
    data: dict[str, Any]
    lines: Lines = ()
    path: tuple[str, ...] = ()
    blocks: tuple[tuple[str, Lines], ...] = ()

    def place(self, key: str = "") -> Place:
        """Where a key stands (``why.ja`` for one inside another); for a missing one, what ought to hold it."""
        found, at = None, (0, 0)
        for word in (*self.path, *key.split(".")):
            if (hit := self._find(word, *at)) is None:
                break
            found = at = hit
        if found := found or self._find("name", 0, 0):
            return Place(self.file, self.lines[found[0]][0], found[1] + 1)
        return Place(self.file, self.lines[0][0] if self.title.startswith("[") and self.lines else 0)

    def bad(self, key: str, en: str, ja: str) -> InputError:
        """The error (profile-value) of what is wrong with a key."""
        return InputError("profile-value", self.place(key), where=self.title, key=key, reason={"en": en, "ja": ja})

    def unused(self, detail: str = "") -> InputError:
        """The error (profile-unused) of a table that fits nothing in the text."""
        return InputError("profile-unused", self.place(), where=self.title + detail)

    def below(self, key: str) -> Table:
        """The table that a key holds."""
        data = self.data[key]
        if not isinstance(data, dict):
            raise self.bad(key, "must be a table", "表([ … ] か { … })を書いてください")
        if block := next((lines for name, lines in self.blocks if name == key), None):
            return Table(self.file, f"[{key}]", data, block)
        title = f"{self.title}.{key}" if self.title.startswith("[") else f"[{key}]"
        return Table(self.file, title, data, self.lines, (*self.path, key))

    def each(self, key: str) -> Iterator[Table]:
        """Yield the tables of ``[[key]]``, in order."""
        items = self.data.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.bad(key, f"must be a list of tables: write [[{key}]]", f"[[{key}]] と書いてください")
        blocks = [lines for name, lines in self.blocks if name == key]
        for number, item in enumerate(items, 1):
            title = f"[[{key}]] {item.get('name', number)}"
            yield Table(self.file, title, item, blocks[number - 1] if len(blocks) == len(items) else self.lines)

    def _find(self, word: str, row: int, column: int) -> tuple[int, int] | None:
        """The row and the column, from 0, of the next use of a word as a key."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?=\s*[.=\]])")
        for n in range(row, len(self.lines)):
            line = _NO_KEYS.sub(lambda match: "…" * len(match[0]), self.lines[n][1])
            if word and (match := pattern.search(line, column if n == row else 0)):
                return n, match.start()
        return None


NOWHERE = Table("", "", {})


def parse(text: str, name: str) -> Table:
    """Return the whole of a TOML file as a table. Raises ``InputError`` (profile-syntax)."""
    lines = tuple(enumerate(text.split("\n"), 1))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+), column (\d+)", str(error))  # none at the end of the document
        place = Place(name, int(at[1]), int(at[2])) if at else Place(name, len(lines))
        raise InputError("profile-syntax", place, reason=str(error)) from None
    blocks = tuple(_blocks(lines))
    first = min((block[0][0] for _, block in blocks), default=len(lines) + 1)
    outside = (*lines[: first - 1], *(block[0] for _, block in blocks))
    return Table(name, name.rsplit("/", 1)[-1], data, outside, blocks=blocks)


def _blocks(lines: Lines) -> Iterator[tuple[str, Lines]]:
    """Part the lines of a file by their headers; a table inside another, ``[rule.links]``, belongs to that one."""
    headers = [(n, match) for n, (_, line) in enumerate(lines) if (match := _HEADER.match(line)) and not match["below"]]
    for (start, match), end in zip(headers, [*(n for n, _ in headers[1:]), len(lines)], strict=True):
        yield match["name"], lines[start:end]


def known(table: Table, keys: tuple[str, ...]) -> None:
    """Raise ``InputError`` (profile-key) for the first key of a table that is none of ``keys``."""
    for key in table.data:
        if key not in keys:
            raise InputError("profile-key", table.place(key), key=key, where=table.title, known=", ".join(keys))


def build(kind: type[T], table: Table) -> T:
    """Return a table as a dataclass, whose annotations say which keys there are and of what types.

    A key is a field's name, without the underscore that keeps ``in_`` and ``class_`` from being keywords. A field of
    type ``Table`` is no key: it receives the table itself, for later errors.
    Raises ``InputError`` (profile-key, profile-value).
    """
    hints = get_type_hints(kind, include_extras=True)
    specs = {spec.name.rstrip("_"): spec for spec in fields(kind)}  # type: ignore[arg-type]
    keys = {key: spec for key, spec in specs.items() if hints[spec.name] is not Table}
    known(table, tuple(keys))
    values: dict[str, Any] = {spec.name: table for key, spec in specs.items() if key not in keys}
    for key, spec in keys.items():
        if key in table.data:
            values[spec.name] = _value(table, key, table.data[key], hints[spec.name])
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise table.bad(key, "missing", "ありません")
    return kind(**values)


def _value(table: Table, key: str, value: Any, hint: Any) -> Any:
    """Return a value as its annotation wants it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _formed(table, key, _value(table, key, value, arguments[0]), arguments[1])
    if origin in (Union, UnionType):
        wanted = [option for option in arguments if option is not NoneType]
        listed = isinstance(value, list) and len(wanted) > 1
        return _value(table, key, value, wanted[-1] if listed else wanted[0])
    if origin is Literal:
        if value not in arguments:
            choice = ", ".join(arguments)
            raise table.bad(key, f"{value!r} is none of {choice}", f"{value!r} は {choice} のどれでもありません")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise table.bad(key, "must be a list", "一覧([ … ])を書いてください")
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
    if not isinstance(value, hint) or isinstance(value, bool):
        kind = {str: "文字列", int: "整数"}[hint]
        raise table.bad(key, f"must be of type {hint.__name__}", f"{kind}を書いてください")
    return value


def _formed(table: Table, key: str, value: str, form: Form) -> str:
    if not re.fullmatch(form.pattern, value):
        raise table.bad(key, f"{value!r} is not {form.en}", f"{value!r} は{form.ja}ではありません")
    return value


def pattern(table: Table, key: str, value: object) -> re.Pattern[str]:
    """Return a value as a compiled pattern. Raises ``InputError`` (profile-value)."""
    if not isinstance(value, str) or not value:
        raise table.bad(key, "must be a regular expression", "正規表現を書いてください")
    try:
        return re.compile(value)
    except re.error as error:
        raise table.bad(key, f"{value!r}: {error}", f"{value!r}: {error}") from None
