"""Where a folder is in the git repository that holds it."""

from __future__ import annotations

from pathlib import Path


def top(folder: Path) -> Path | None:
    """Return the top of the git repository or work tree that a folder is in; None where it is in none."""
    here = folder.resolve()
    return next((at for at in (here, *here.parents) if (at / ".git").exists()), None)


def within(folder: Path) -> str:
    """Return the path from that top to a folder, with a slash at its end; empty at the top, and where there is none."""
    above, here = top(folder), folder.resolve()
    return "" if above in (None, here) else f"{here.relative_to(above or here).as_posix()}/"
