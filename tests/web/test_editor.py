"""The editor is locked without naming a registry."""

from __future__ import annotations

import json
from pathlib import Path

from kgtool.web import assets

FOLDER = Path(assets.__file__).parent / "editor"


def test_the_lock_names_no_registry() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "://" not in text


def test_what_is_asked_for_is_what_is_locked() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["license"] == "MIT"
    for package in locked.values():
        assert package.get("integrity", "").startswith("sha512-") or package.get("name") == wanted["name"]
