"""Draw SVG as PNG: by resvg, with one font that is known by its hash, so that the same picture has the same bytes anywhere.

Both come with the extra ``pictures``; without them there are no PNG files, and no page speaks of any.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FONT_SHA256 = "dff723ba59d57d136764a04b9b2d03205544f7cd785a711442d6d2d085ac5073"
"""Noto Sans JP Regular (SIL OFL 1.1), as the package pylopdf-fonts-jp 0.1.1 brings it."""
_FONT = ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf")


@cache
def font() -> Path | None:
    """Return the font's file; None where it, or what draws with it, is not installed or is another one."""
    package, name = _FONT
    spec = find_spec(package)
    if find_spec("resvg_py") is None or spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / name
    known = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == FONT_SHA256
    return path if known else None


def draw(svg: str, zoom: int) -> bytes:
    """Return an SVG document as PNG, enlarged by a factor. Needs ``font()``. Cost: 0.1 s, and 0.1 s for each million dots."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[str(font())],
            skip_system_fonts=True,
            sans_serif_family="Noto Sans JP",
            zoom=zoom,
        )
    )


def address(name: str) -> dict[str, Any]:
    """Return what a page says of its chart's own address: the path without language, and the endings that there are."""
    return {"path": f"picture/{name}", "endings": ("svg", "png") if font() else ("svg",)}
