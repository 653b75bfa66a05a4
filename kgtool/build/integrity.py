"""Whether a folder still holds what was written: by ``SHA256SUMS``, a list of hashes as ``sha256sum`` of coreutils reads it.

The list is written last, so a folder without one was not finished. It names every file but itself, those that say nothing
of the content (locks, RocksDB's log) and folders with a list of their own. Files beside those that it names are no damage.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgtool.base.errors import BuildError
from kgtool.base.files import write_atomically

if TYPE_CHECKING:
    from kgtool.incremental.file_hashes import FileHashes

SUMS = "SHA256SUMS"
_NO_CONTENT = re.compile(r"LOCK|LOG(\.old\..*)?|.*\.lock")
_MOST = 5
Hash = Callable[[Path], str]


class Fault(StrEnum):
    """What became of a file: it is gone, or has other bytes, or cannot be read."""

    MISSING = "missing"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


class DamagedFile(NamedTuple):
    """A file that is not as it was written, by its name below the folder."""

    name: str
    fault: Fault


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece. Raises ``OSError``. Cost: a second for one to two gigabytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remembered(by: FileHashes) -> Hash:
    """Return a hash of files that reads only those that changed since ``by`` last saw them. Raises ``OSError``.

    A file is known by its number on the disk, so that it may get another name, or several.
    """

    def found(path: Path) -> str:
        status = path.stat()
        return by.remembered(path, f"file {status.st_dev} {status.st_ino}", lambda: sha256(path))

    return found


def text(hashes: Mapping[str, str]) -> bytes:
    """Return the hashes of files by their names as a list that ``sha256sum --check`` reads, in the order of the names."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()


def seal(folder: Path, hash_of: Hash = sha256) -> None:
    """Write the list of all files in a folder that is finished. Raises ``BuildError`` (file-unwritable)."""
    names = sorted(_names(folder, folder))
    write_atomically(folder / SUMS, text({name: hash_of(folder / name) for name in names}))


def hashes(folder: Path) -> dict[str, str] | None:
    """Return the hashes of a folder's files as they were written, by name; None where no list of them can be read."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    parts = [line.partition("  ") for line in lines]
    sound = parts and all(len(digest) == 64 and name for digest, _, name in parts)
    return {name: digest for digest, _, name in parts} if sound else None


def damage(folder: Path, hash_of: Hash = sha256) -> list[DamagedFile]:
    """Return the files of a folder that are not as they were written, in the order of their names.

    ``hash_of`` may know the hash of a file that nobody touched. A list that is gone, or is no list, is the only damage then.
    """
    known = hashes(folder)
    if known is None:
        return [DamagedFile(SUMS, Fault.CHANGED if (folder / SUMS).exists() else Fault.MISSING)]
    found = ((name, _fault(folder / name, digest, hash_of)) for name, digest in known.items())
    return [DamagedFile(name, fault) for name, fault in found if fault is not None]


def require(folder: Path) -> None:
    """Raise ``BuildError`` (build-damaged) where a folder is not as it was written, with the first of the files."""
    found = damage(folder)
    if found:
        raise error(folder, found)


def error(folder: Path, found: Iterable[DamagedFile]) -> BuildError:
    """Return the error (build-damaged) for the damaged files of a folder."""
    said = [f"{name} ({fault})" for name, fault in found]
    files = ", ".join(said[:_MOST]) + (f", … ({len(said)})" if len(said) > _MOST else "")
    return BuildError("build-damaged", folder.as_posix(), files=files)


def _fault(path: Path, digest: str, hash_of: Hash) -> Fault | None:
    try:
        return None if hash_of(path) == digest else Fault.CHANGED
    except FileNotFoundError:
        return Fault.MISSING
    except OSError:
        return Fault.UNREADABLE


def _names(top: Path, folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.is_dir():
            if not (path / SUMS).is_file():
                yield from _names(top, path)
        elif path.name != SUMS and not _NO_CONTENT.fullmatch(path.name):
            yield path.relative_to(top).as_posix()
