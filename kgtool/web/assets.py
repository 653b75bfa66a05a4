"""Style sheets and scripts: files whose name carries a hash of their bytes, so that caches may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from kgtool.rdf import media

FOLDER = Path(__file__).parent / "static"
TYPES = {format.ending: format for format in (media.CSS, media.JAVASCRIPT, media.SVG)}


@cache
def path(name: str) -> str:
    """Return the path of an asset: ``static/style.1a2b3c4d.css``. Raises ``FileNotFoundError``."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:8]
    return f"static/{stem}.{digest}.{ending}"


@cache
def names() -> tuple[str, ...]:
    """The assets that are there: those of the editor only after it was built."""
    return tuple(sorted(file.name for file in FOLDER.iterdir() if file.suffix[1:] in TYPES))
