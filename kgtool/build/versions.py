"""A folder in which whole results stand side by side, and a link shows the newest: builds, releases.

Whoever reads sees the result before or the new one, whenever the writer is stopped.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtool.base.errors import BuildError

_REFUSED = (errno.EACCES, errno.EDQUOT, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS)
CURRENT = "current"
"""The link to the newest result."""


@contextmanager
def locked(out: Path, command: str) -> Iterator[None]:
    """Make the folder the command's own, by a file named after it, and keep all other writers out of it.

    Raises ``BuildError``: out-not-ours where it holds other things, out-locked where somebody writes, file-unwritable
    where it cannot be made, or lets nothing be written then.
    """
    marker = out / f".kgtool-{command}"
    try:
        if out.exists() and not marker.exists() and (not out.is_dir() or any(out.iterdir())):
            raise BuildError("out-not-ours", out=out.as_posix(), command=command)
        out.mkdir(parents=True, exist_ok=True)
        opened = marker.open("w")
    except OSError as error:
        raise _unwritable(error, out) from None
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError("out-locked", out.as_posix(), command=command, reason=error.strerror or "locked") from None
        try:
            yield
        except OSError as error:
            if error.errno not in _REFUSED:
                raise
            raise _unwritable(error, out) from None


def _unwritable(error: OSError, out: Path) -> BuildError:
    return BuildError("file-unwritable", str(error.filename or out), reason=error.strerror or str(error))


def show(out: Path, name: str) -> None:
    """Point ``current`` at a result in one step, in a folder that is locked."""
    for left in out.glob(f".{CURRENT}-*"):
        left.unlink()
    link = out / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(name)
    os.replace(link, out / CURRENT)
