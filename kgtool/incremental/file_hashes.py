"""Hashes of files, remembered by size and time of change, so that a file that nobody touched is not read again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from kgtool.base.errors import BuildError
from kgtool.base.files import write_atomically
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo

FILE = "stamps.json"
_PARTS = 4
_YOUNG = 2 * 10**9
"""A file changed so many nanoseconds before it was read may change again without a new time."""


class Stamps:
    """The hashes of a repository's files; kept in ``folder`` between runs where ``enabled``."""

    def __init__(self, folder: Path, enabled: bool = True) -> None:
        self._path = folder / FILE
        self._enabled = enabled
        self._known: dict[str, list[object]] = {}
        self._now: dict[str, list[object]] = {}

    def __enter__(self) -> Self:
        try:
            loaded = json.loads(self._path.read_bytes()) if self._enabled else {}
            entries = loaded.items() if isinstance(loaded, dict) else ()
            self._known = {name: entry for name, entry in entries if isinstance(entry, list) and len(entry) == _PARTS}
        except (OSError, ValueError, RecursionError):
            self._known = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._enabled or self._now == self._known:
            return
        try:
            self._path.parent.mkdir(exist_ok=True)
            write_atomically(self._path, json.dumps(self._known | self._now).encode())
        except (OSError, BuildError):
            return  # a read-only folder: every file is read each time

    @property
    def empty(self) -> bool:
        """Whether no file is known: each is read."""
        return not self._known

    def of(self, repo: Repo, files: Iterable[Path]) -> str:
        """Return a hash of the names and bytes of files. Raises ``InputError`` for one that cannot be read."""
        digest = hashlib.blake2b(digest_size=32)
        for file in map(repo.file, files):
            digest.update(f"{file.name}\0{self.file(file)}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def file(self, file: InputFile) -> str:
        """Return the hash of one file. Raises ``InputError`` (file-unreadable)."""
        name = file.name
        try:
            status = file.path.stat()
        except OSError:
            return file.hash  # which says why
        at = [status.st_size, status.st_mtime_ns, status.st_ino]
        known = self._known.get(name)
        if known is not None and known[:3] == at:
            self._now[name] = known
            return str(known[3])
        found = file.hash
        if time.time_ns() - status.st_mtime_ns > _YOUNG:
            self._now[name] = [*at, found]
        else:
            self._known.pop(name, None)
        return found
