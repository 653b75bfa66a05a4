"""What a release checks and says: `python tools/release.py check v0.2.0`, `python tools/release.py notes`. Standard library only."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def version() -> str:
    """Return the version that kgtool says it is."""
    return re.findall(r'^__version__ = "(.+)"$', (ROOT / "kgtool/base/version.py").read_text("utf-8"), re.M)[0]


def notes(of: str) -> str:
    """Return the section of a version in CHANGELOG.md; empty where it has none."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## {re.escape(of)}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found[1].strip() + "\n" if found else ""


def faults(tag: str) -> list[str]:
    """Return what keeps a tag from being released: another version in a file, no section in the changelog."""
    own = version()
    found = [] if tag == f"v{own}" else [f"the tag is {tag}, kgtool/base/version.py says {own}"]
    cited = re.findall(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    found += [] if cited == [own] else [f"CITATION.cff says {', '.join(cited) or 'no version'}, not {own}"]
    return found + ([] if notes(own) else [f"CHANGELOG.md has no section {own}"])


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["notes"] and len(arguments) == 1:
        print(notes(version()), end="")
        return 0
    if arguments[:1] == ["check"] and len(arguments) == 2:
        found = faults(arguments[1])
        print("\n".join(found) or f"{arguments[1]} can be released")
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
