"""Style sheets, scripts and the engine in the browser: files whose name carries a hash of their bytes, kept for good by caches."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kgtool.rdf import media

FOLDER = Path(__file__).parent / "static"
TYPES = {format.ending: format for format in (media.CSS, media.JAVASCRIPT, media.SVG, media.WASM)}


SHEETS = ("tokens.css", "style.css", "charts.css")
"""What is sent as one style sheet, in this order: values of the design system, the parts of pages, charts."""


@cache
def body(name: str) -> bytes:
    """Return what is sent as an asset. Raises ``FileNotFoundError``."""
    return b"".join((FOLDER / file).read_bytes() for file in (SHEETS if name == "style.css" else (name,)))


@cache
def path(name: str) -> str:
    """Return the path of an asset: ``static/style.1a2b3c4d.css``. Raises ``FileNotFoundError``."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(body(name)).hexdigest()[:8]
    return f"static/{stem}.{digest}.{ending}"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the assets in the folder: those that `npm run build` makes may not be there."""
    parts = set(SHEETS) - {"style.css"}
    return tuple(sorted(file.name for file in FOLDER.iterdir() if file.suffix[1:] in TYPES and file.name not in parts))
