"""A repository as it was when it was first looked at: one process reads and parses each file once."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo

_MOST = 8 << 20


@dataclass(frozen=True)
class Snapshot(Repo):
    """A repository that keeps the files that were read: a second look sees the same bytes.

    At most 8 MB of files are kept, of more than a thousand plans those that were asked for last; what is made of a file
    takes some six times its size. Threads may share one.
    """

    _files: OrderedDict[Path, InputFile] = field(default_factory=OrderedDict, init=False, repr=False, compare=False)
    _size: list[int] = field(default_factory=lambda: [0], init=False, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def file(self, path: Path, name: str = "") -> InputFile:
        """Return a file; the same one each time, as long as it is kept."""
        with self._lock:
            file = self._files.get(path)
            if file is None:
                file = self._files[path] = super().file(path, name)
                self._size[0] += file.size
                while self._size[0] > _MOST and len(self._files) > 1:
                    self._size[0] -= self._files.popitem(last=False)[1].size
            else:
                self._files.move_to_end(path)
        return file


class Run(NamedTuple):
    """One run of a command on a repository, in whatever processes: all that runs in one of them shares a snapshot."""

    repo: Repo
    name: str

    @classmethod
    def on(cls, repo: Repo) -> Run:
        """Begin a run. Its repository means the same in every process that sees the same folders."""
        return cls(repo.resolved(), os.urandom(16).hex())


@lru_cache(maxsize=1)
def snapshot(run: Run) -> Snapshot:
    """Return the snapshot of a run in this process."""
    return Snapshot(*(getattr(run.repo, own.name) for own in fields(Repo)))
