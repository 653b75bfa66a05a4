"""Files as bytes: read with errors that name them, written in one step."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from kgtool.base.errors import BuildError, InputError


def read_bytes(path: Path, name: str) -> bytes:
    """Return a file's bytes. Raises ``InputError`` (file-missing, file-unreadable)."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            "file-missing", name, remedy={"ja": "名前と場所を確かめてください。", "en": "check its name and place."}
        ) from None
    except OSError as error:
        raise InputError("file-unreadable", name, reason=error.strerror or str(error)) from None


def link_tree(source: Path, target: Path) -> None:
    """Give the files of a folder, which nobody changes, a second name below a new folder; copy where no links can be made."""
    shutil.copytree(source, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def write_atomically(path: Path, content: bytes, name: str = "") -> None:
    """Replace a file in one step: readers see the old bytes or the new, never a part.

    ``name`` is how errors call the file. Raises ``BuildError`` (file-unwritable).
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        try:
            temporary.write_bytes(content)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise BuildError("file-unwritable", name or path.as_posix(), reason=error.strerror or str(error)) from None


def require_writable(path: Path) -> None:
    """Raise ``BuildError`` (file-unwritable) for a file that could be neither made nor replaced; write nothing."""
    problem = 0
    if not path.parent.is_dir():
        problem = errno.ENOENT
    elif path.is_dir():
        problem = errno.EISDIR
    elif os.path.lexists(path) and not path.is_file():
        problem = errno.EINVAL
    elif not os.access(path.parent, os.W_OK):
        problem = errno.EACCES
    if problem:
        raise BuildError("file-unwritable", path.as_posix(), reason=os.strerror(problem))
