"""The map of kgtool's code: every folder and module with the first sentence of its docstring, as Markdown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_LEFT_OUT = {"node_modules", "share", "__pycache__"}


def page() -> str:
    """Return the page: a section a folder, each folder before those inside it, modules by name.

    Cost: parses every module of the package.
    """
    sections = [
        "# The code, module by module",
        "各フォルダーとモジュールの、説明の最初の一文です。どの部屋が何を使うか、値がどう流れるかは [code.md](../code.md) にあります。",
        "Each folder and module with the first sentence of its own description. Which room uses which, and how a value "
        "runs through them, is in [code.md](../code.md).",
    ]
    sections += [section for folder in _folders(_PACKAGE) for section in _section(folder)]
    return "\n\n".join(sections) + "\n"


def _folders(folder: Path) -> Iterator[Path]:
    yield folder
    for inner in sorted(folder.iterdir()):
        if (inner / "__init__.py").is_file() and inner.name not in _LEFT_OUT:
            yield from _folders(inner)


def _section(folder: Path) -> Iterator[str]:
    yield f"## `{folder.relative_to(_PACKAGE.parent).as_posix()}/`"
    if said := _said(folder / "__init__.py"):
        yield said
    rows = [f"| `{path.name}` | {_said(path)} |" for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    if rows:
        yield "\n".join(["| module | what it is |", "|---|---|", *rows])


def _said(path: Path) -> str:
    """The first sentence of a module's docstring, fit for a cell of a table."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = " ".join(text.split("\n\n", 1)[0].split()).replace("``", "`").replace("|", "\\|")
    return re.split(r"(?<=[^.]\.) (?=[A-Z`])", first, maxsplit=1)[0]
