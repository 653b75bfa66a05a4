"""A folder in which whole results stand side by side, and a link shows the newest: builds, releases.

Whoever reads sees the result before or the new one, whenever the writer is stopped.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtool.errors import InputError

CURRENT = "current"
"""The link to the newest result."""


@contextmanager
def locked(out: Path, command: str) -> Iterator[None]:
    """Make the folder the command's own, by a file named after it, and keep all other writers out of it.

    Raises ``InputError``: out-not-ours where it holds other things, out-locked where somebody writes.
    """
    marker = out / f".kgtool-{command}"
    if out.exists() and not marker.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("out-not-ours", out=out.as_posix(), command=command)
    out.mkdir(parents=True, exist_ok=True)
    with marker.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError("out-locked", out.as_posix(), command=command, reason=error.strerror or "locked") from None
        yield


def show(out: Path, name: str) -> None:
    """Point ``current`` at a result in one step, in a folder that is locked."""
    for left in out.glob(f".{CURRENT}-*"):
        left.unlink()
    link = out / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(name)
    os.replace(link, out / CURRENT)
