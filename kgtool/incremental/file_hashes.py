"""Hashes of files, remembered by size and time of change, so that a file that nobody touched is not read again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kgtool.base.errors import BuildError
from kgtool.base.files import write_atomically
from kgtool.corpus.input_file import InputFile

_DAY = 86_400
_DAYS = 30
"""A file that was not asked for in so many days is forgotten."""
_YOUNG = 2 * 10**9
"""A file changed so many nanoseconds before it was read may change again without a new time."""


class FileHashes:
    """The hashes of files, by name; what earlier commands kept at ``path`` is known after ``load``, and kept by ``save``."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, list[object]] = {}
        self._now: dict[str, list[object]] = {}
        self._today = int(time.time()) // _DAY

    def load(self) -> None:
        """Remember what earlier commands kept; a file that is spoilt is as good as none."""
        if self._path is None:
            return
        try:
            loaded = json.loads(self._path.read_bytes())
            self._known = {name: [*at, found, int(day)] for name, (*at, found, day) in loaded.items()}
        except (OSError, AttributeError, TypeError, ValueError, RecursionError):
            self._known = {}

    def save(self) -> None:
        """Keep what is known, where it can be written."""
        kept = {name: of for name, of in self._known.items() if int(str(of[-1])) > self._today - _DAYS} | self._now
        if self._path is None or kept == self._known:
            return
        try:
            write_atomically(self._path, json.dumps(kept).encode())
        except BuildError:
            return  # a read-only folder: every file is read each time

    def of(self, files: Iterable[InputFile]) -> str:
        """Return a hash of the names and bytes of files. Raises ``InputError`` for one that cannot be read."""
        digest = hashlib.sha256()
        for file in files:
            digest.update(f"{file.name}\0{self.file(file)}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def of_each(self, files: Mapping[str, list[InputFile]]) -> dict[str, str]:
        """Return the hash of each of several sets of files, as ``of`` does; in threads where all have to be read."""
        with ThreadPoolExecutor() as pool:
            found = (map if self._known else pool.map)(self.of, files.values())
            return dict(zip(files, found, strict=True))

    def file(self, file: InputFile) -> str:
        """Return the hash of one file, which is read where it may have changed. Raises ``InputError`` as reading does."""
        return self.remembered(file.path, file.name, lambda: file.hash)

    def remembered(self, path: Path, name: str, read: Callable[[], str]) -> str:
        """Return the hash of the file at a path, known by ``name``; ``read`` makes it where the file may have changed.

        Raises what ``read`` does, which is asked of a file that is not there, too.
        """
        try:
            status = path.stat()
        except OSError:
            return read()  # which says why
        at = [status.st_size, status.st_mtime_ns, status.st_ino]
        known = self._now.get(name) or self._known.get(name)
        found = str(known[3]) if known is not None and known[:3] == at else read()
        if time.time_ns() - status.st_mtime_ns > _YOUNG:
            self._now[name] = [*at, found, self._today]
        return found
