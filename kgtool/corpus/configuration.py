"""The file in which a repository says how it wants to be checked: ``kgtool.toml``, or ``[tool.kgtool]`` in ``pyproject.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from kgtool.base import toml
from kgtool.base.errors import InputError
from kgtool.base.files import read_bytes
from kgtool.base.toml import Printed, TomlTable
from kgtool.corpus import version_control
from kgtool.rdf.turtle import decode

FILE, PROJECT = "kgtool.toml", "pyproject.toml"
ROOT = "root"
"""The key that names the root where it is not the folder of the file."""
_GUIDE = "docs/check.md"
_SITE = "site"
_FILLED = ("{title}", "{body}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
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


@dataclass(frozen=True)
class SiteSettings:
    """What the configuration says of the site.

    ``errors_to`` is where visitors report an error: an address in which ``{title}`` and ``{body}`` stand for what is
    filled in, empty where nothing is said.
    """

    errors_to: Printed = field(default="", metadata={"key": "errors-to"})


def site(folder: Path) -> SiteSettings:
    """Return what the configuration of a folder says of its site.

    A mail address becomes one to write to. Raises what ``near`` raises, and ``InputError`` (toml-key, toml-value).
    """
    whole = near(folder)
    if whole is None or _SITE not in whole.data:
        return SiteSettings()
    table = whole.below(_SITE)
    target = toml.build(SiteSettings, table).errors_to
    if _MAIL.fullmatch(target):
        return SiteSettings(f"mailto:{target}?subject={{title}}&body={{body}}")
    if target.startswith(("https://", "http://", "mailto:")) and all(part in target for part in _FILLED):
        return SiteSettings(target)
    raise table.bad(
        "errors-to",
        "must be a mail address, or an address (https://…) that holds {title} and {body}",
        "メールアドレスか、{title} と {body} を含む番地(https://…)を書いてください",
    )


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
