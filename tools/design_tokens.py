"""Make kgtool/web/static/tokens.css from the npm package @digital-go-jp/design-tokens: ``python -m tools.design_tokens``.

The package is taken at set-up beside the editor's (kgtool/web/editor/package-lock.json names version and hash). Of its values
those stand in the file that our style sheets use, under its own names and with its licence: so the site looks the same where
npm is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from textwrap import indent

STATIC = Path(__file__).parents[1] / "kgtool" / "web" / "static"
PACKAGE = STATIC.parent / "editor" / "node_modules" / "@digital-go-jp" / "design-tokens"
TOKENS = STATIC / "tokens.css"
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
_USE = re.compile(r"var\((--[\w-]+)")


def declared(sheet: str) -> dict[str, str]:
    """Return the custom properties that a style sheet declares, each with its first value."""
    return {name: value.strip() for name, value in reversed(_TOKEN.findall(sheet))}


def used(sheets: Iterable[str]) -> set[str]:
    """Return the custom properties that style sheets use."""
    return {name for sheet in sheets for name in _USE.findall(sheet)}


def needed(tokens: dict[str, str], names: set[str]) -> dict[str, str]:
    """Return the tokens with these names, and those that they are made of, in the package's order."""
    found = names & tokens.keys()
    while more := used(tokens[name] for name in found) - found:
        found |= more
    return {name: value for name, value in tokens.items() if name in found}


def made(package: Path = PACKAGE) -> str:
    """Return the file. Raises ``FileNotFoundError`` where the package is not."""
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    tokens = dict(_TOKEN.findall((package / "dist" / "tokens.css").read_text("utf-8")))
    sheets = [path.read_text("utf-8") for path in sorted(STATIC.glob("*.css")) if path != TOKENS]
    rows = "".join(f"  {name}: {value};\n" for name, value in needed(tokens, used(sheets)).items())
    licence = indent((package / "LICENSE").read_text("utf-8").strip(), "   ")
    head = f"/* Values of @digital-go-jp/design-tokens {version} (python -m tools.design_tokens; not edited by hand)."
    return f"{head}\n\n{licence} */\n:root {{\n{rows}}}\n"


if __name__ == "__main__":
    TOKENS.write_text(made(), "utf-8")
