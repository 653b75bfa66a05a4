"""The header of a query file: ``#+ `` lines in strict TOML with closed keys.

A header line begins with ``#+`` and one space; the first line without it ends the header. TOML refuses repeated keys.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from kgtool.base.errors import InputError, Place
from kgtool.base.languages import LANGUAGES, Text

TYPES = ("iri", "string", "integer", "decimal", "date", "boolean")


@dataclass(frozen=True)
class Parameter:
    """A value that a query takes: ``VALUES ($name) { (UNDEF) }`` stands for it in the body."""

    name: str
    type: str
    title: Text
    example: str
    optional: bool = False


@dataclass(frozen=True)
class Header:
    """What a query file says of itself."""

    title: Text
    description: Text
    params: dict[str, Parameter] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    scope: str = ""
    severity: str = ""
    why: Text | None = None
    remedy: Text | None = None


KEYS = ("title", "description", "params", "scope", "columns", "after", "severity", "why", "remedy")
SCOPES = ("one", "pair", "all", "shared", "terms")
SEVERITIES = ("error", "warning", "info")


def split(text: str) -> tuple[list[str], str]:
    """Return the header's TOML lines and the body; line numbers of the file are kept by position."""
    lines = text.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    return lines[:count], "\n".join(lines[count:])


def read(lines: list[str], name: str) -> Header:
    """Return the header in the ``#+ `` lines at the top of a file.

    Raises ``InputError`` (header) with the line: unknown key, missing language, repeated key, wrong type.
    """
    for number, line in enumerate(lines, 1):
        if not line.startswith("#+ "):
            raise _bad(name, number, "a header line begins with “#+ ”", "見出しの行は「#+ 」で始めてください")
    try:
        data = tomllib.loads("\n".join(line[3:] for line in lines))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))  # none at the end of the document
        raise _bad(name, int(at[1]) if at else len(lines), str(error), str(error)) from None
    return _Reader(name, lines).header(data)


class _Reader:
    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines

    def header(self, data: dict[str, Any]) -> Header:
        self.known(data, KEYS, "")
        params = data.get("params", {})
        if not isinstance(params, dict):
            raise self.bad("params", "params is no table")
        return Header(
            title=self.text(data, "title"),
            description=self.text(data, "description"),
            params={name: self.parameter(name, value) for name, value in params.items()},
            columns=self.names(data, "columns"),
            after=self.names(data, "after"),
            scope=self.word(data, "scope", SCOPES),
            severity=self.word(data, "severity", SEVERITIES),
            why=self.text(data, "why") if "why" in data else None,
            remedy=self.text(data, "remedy") if "remedy" in data else None,
        )

    def names(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self.bad(key, f"{key} is no list of names")
        return tuple(value)

    def word(self, data: dict[str, Any], key: str, known: tuple[str, ...]) -> str:
        value = data.get(key, "")
        if value not in ("", *known):
            raise self.bad(key, f"{key} is none of {', '.join(known)}")
        return str(value)

    def text(self, data: dict[str, Any], key: str, within: str = "") -> Text:
        value = data.get(key)
        full = f"{within}{key}"
        if not isinstance(value, dict):
            raise self.bad(full, f"{full}.ja and {full}.en are missing")
        self.known(value, LANGUAGES, f"{full}.")
        for lang in LANGUAGES:
            if not isinstance(value.get(lang), str) or not value[lang].strip():
                raise self.bad(full, f"{full}.{lang} is missing")
        return Text(value["ja"], value["en"])

    def parameter(self, name: str, data: object) -> Parameter:
        within = f"params.{name}."
        if not isinstance(data, dict):
            raise self.bad(f"params.{name}", f"params.{name} is no table")
        self.known(data, ("type", "title", "example", "optional"), within)
        if data.get("type") not in TYPES:
            raise self.bad(f"params.{name}", f"{within}type is none of {', '.join(TYPES)}")
        if not isinstance(data.get("example"), str) or not data["example"]:
            raise self.bad(f"params.{name}", f"{within}example is missing")
        if not isinstance(data.get("optional", False), bool):
            raise self.bad(f"params.{name}", f"{within}optional is no boolean")
        return Parameter(
            name, data["type"], self.text(data, "title", within), data["example"], data.get("optional", False)
        )

    def known(self, data: dict[str, Any], keys: tuple[str, ...], within: str) -> None:
        for key in data:
            if key not in keys:
                raise self.bad(f"{within}{key}", f"unknown key {within}{key}; known: {', '.join(keys)}")

    def bad(self, key: str, reason: str) -> InputError:
        return _bad(self.name, self.line(key), reason, reason)

    def line(self, key: str) -> int:
        """The first line of a key, or of the nearest key that holds it: ``params.a`` for ``params.a.type``."""
        while key:
            for number, text in enumerate(self.lines, 1):
                if re.match(rf"#\+ \s*{re.escape(key)}\s*[.=]", text):
                    return number
            key = key.rpartition(".")[0]
        return 1


def _bad(name: str, line: int, en: str, ja: str) -> InputError:
    return InputError("header", Place(name, line), reason={"en": en, "ja": ja})
