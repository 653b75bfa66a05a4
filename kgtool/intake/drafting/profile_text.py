"""Write a drafted profile as TOML, as a person would: patterns in single quotes, one key a line, comments above."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_PATTERNS = {"match", "next", "fold", "cell", "head", "misread", "footnote_mark"}


def table(header: str, keys: Mapping[str, Any], comment: str = "") -> str:
    """Return one ``[[table]]`` with its keys in the order given; a comment stands above it."""
    lines = [f"# {line}" for line in comment.splitlines() if line]
    lines.append(f"[[{header}]]" if not header.startswith("[") else header)
    lines += [f"{key} = {value(key, held)}" for key, held in keys.items()]
    return "\n".join(lines) + "\n"


def value(key: str, held: Any) -> str:
    """Return a value as TOML; patterns in single quotes, so that backslashes stand as they are."""
    if isinstance(held, str):
        return _pattern(held) if key in _PATTERNS else json.dumps(held, ensure_ascii=False)
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, int):
        return str(held)
    if isinstance(held, Mapping):
        return "{ " + ", ".join(f"{name} = {value(name, one)}" for name, one in held.items()) + " }"
    items = [value(key, one) for one in held]
    return f"[{', '.join(items)}]"


def joined(head: str, tables: Iterable[str]) -> str:
    """Return a file: a comment, then the tables with an empty line between them."""
    return "\n".join([head, *tables])


def _pattern(text: str) -> str:
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)
