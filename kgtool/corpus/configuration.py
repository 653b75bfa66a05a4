"""The file in which a repository says how it wants to be checked: ``kgtool.toml``, or ``[tool.kgtool]`` in ``pyproject.toml``."""

from __future__ import annotations

import re
from pathlib import Path

from kgtool.base import toml
from kgtool.base.errors import InputError
from kgtool.base.files import read_bytes
from kgtool.base.toml import TomlTable
from kgtool.corpus import version_control
from kgtool.rdf.turtle import decode

FILE, PROJECT = "kgtool.toml", "pyproject.toml"
ROOT = "root"
"""The key that names the root where it is not the folder of the file."""
_GUIDE = "docs/check.md"
_OURS = re.compile(r"(\s*\[\[?\s*)tool\s*\.\s*kgtool\b(\s*\.)?")


def near(folder: Path) -> TomlTable | None:
    """Return the configuration of a folder or, up to the top of its git repository, of the nearest one above that has any.

    Raises what ``of`` raises.
    """
    here, top = folder.resolve(), version_control.top(folder)
    for at in (here, *here.parents):
        if (table := of(at)) is not None:
            return table
        if at == top or top is None:
            break
    return None


def of(folder: Path) -> TomlTable | None:
    """Return the configuration that stands in a folder; ``kgtool.toml`` comes before ``pyproject.toml``.

    Raises ``InputError`` (file-unreadable, encoding, toml-syntax).
    """
    for name in (FILE, PROJECT):
        if (folder / name).is_file() and (table := read(folder / name)) is not None:
            return table
    return None


def read(path: Path) -> TomlTable | None:
    """Return the configuration in a file; None for a ``pyproject.toml`` without ``[tool.kgtool]``.

    Raises ``InputError`` (file-missing, file-unreadable, encoding, toml-syntax).
    """
    name = (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()
    text = decode(read_bytes(path, name), name)
    if path.name != PROJECT:
        return toml.parse(text, name, _GUIDE)
    if "kgtool" not in text:
        return None
    ours = toml.parse(text, name, _GUIDE).data.get("tool", {}).get("kgtool")
    return None if ours is None else _part(text, name, ours)


def _part(text: str, name: str, ours: dict[str, object]) -> TomlTable:
    """The part of a ``pyproject.toml`` that is ours as a file of its own, on the lines and in the columns where it stands.

    Where it does not have headers of its own, its keys have no place.
    """
    kept, inside = [], False
    for line in text.split("\n"):
        header = _OURS.match(line)
        if line.lstrip().startswith("["):
            inside = header is not None
        below = header is not None and header[2] is not None
        if header is not None and not below:
            kept.append("")
        elif below:
            kept.append(_OURS.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), line))
        else:
            kept.append(line if inside else "")
    try:
        part = toml.parse("\n".join(kept), name, _GUIDE)
    except InputError:  # such as a header within a text of several lines
        part = toml.NOWHERE
    return part if part.data == ours else TomlTable(name, PROJECT, ours, guide=_GUIDE)
