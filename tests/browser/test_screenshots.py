"""Pictures of every type of page, for people to look at: CI keeps the folder that KGTOOL_SCREENSHOTS names."""

from __future__ import annotations

import os
from pathlib import Path

from tests.browser.conftest import Visiting

_TALLEST = 4_000


def test_a_picture_of_every_type_of_page_is_kept(
    visiting: Visiting, every_kind: dict[str, str], tmp_path: Path
) -> None:
    """Without the variable only the first page is shown, to a folder that goes away."""
    named = os.environ.get("KGTOOL_SCREENSHOTS", "")
    folder = Path(named) if named else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    wanted = every_kind if named else {"home": every_kind["home"]}
    expected = {
        file
        for lang, width in (("ja", 1100), ("ja", 360), ("en", 1100))
        for file in _taken(visiting, wanted, folder, lang, width)
    }
    assert len(expected) == 3 * len(wanted)
    assert {path.name for path in folder.glob("*.png") if path.stat().st_size > 1_000} >= expected


def _taken(visiting: Visiting, wanted: dict[str, str], folder: Path, lang: str, width: int) -> list[str]:
    visitor = visiting(width=width)
    names = []
    for kind, path in wanted.items():
        page = visitor.open(path, lang)
        height = min(_TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        names.append(f"{kind}.{lang}.{width}.png")
        page.screenshot(
            path=folder / names[-1], full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
        )
    return names
