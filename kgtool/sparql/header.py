"""The header of a query file: ``#+ `` lines in strict TOML with closed keys.

A header line begins with ``#+`` and one space; the first line without it ends the header. TOML refuses repeated keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from kgtool.base import toml
from kgtool.base.errors import InputError, Place
from kgtool.base.languages import Text
from kgtool.base.toml import Filled, Key

Kind = Literal["iri", "string", "integer", "decimal", "date", "boolean"]
Scope = Literal["", "one", "pair", "all", "shared", "terms"]
Severity = Literal["", "error", "warning", "info"]
Level = Literal["", "structure", "labelled", "judged"]
"""A curation level: how far the data of a plan's version has been worked out (data/reference/levels.ttl), lowest first."""
LEVELS: tuple[str, ...] = get_args(Level)[1:]
TYPES: tuple[str, ...] = get_args(Kind)
_PREFIX = "#+ "
_GUIDE = "docs/questions.md"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query; ``VALUES ($name) { (UNDEF) }`` is its placeholder in the body."""

    name: Key
    type: Kind
    title: Text
    example: Filled
    optional: bool = False


@dataclass(frozen=True)
class Header:
    """The metadata of a query file."""

    title: Text
    description: Text
    params: dict[str, Parameter] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    scope: Scope = ""
    severity: Severity = ""
    level: Level = ""
    why: Text | None = None
    remedy: Text | None = None


def split(text: str) -> tuple[list[str], str]:
    """Split a file into the lines of its header and its body; the first header line is line 1 of the file."""
    lines = text.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    return lines[:count], "\n".join(lines[count:])


def read(lines: list[str], name: str) -> Header:
    """Return the header in the ``#+ `` lines at the top of a file.

    Raises ``InputError`` (toml-syntax, toml-key, toml-value) with the place: unknown key, missing language, wrong type.
    """
    for number, line in enumerate(lines, 1):
        if not line.startswith(_PREFIX):
            reason = {"en": "a header line begins with “#+ ”", "ja": "見出しの行は「#+ 」で始めてください"}
            raise InputError("toml-syntax", Place(name, number), reason=reason, guide=_GUIDE)
    return toml.build(Header, toml.parse("\n".join(lines), name, _GUIDE, _PREFIX))
