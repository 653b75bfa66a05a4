"""Results on disk: one folder that ignores itself, keeps versions of kgtool apart and is pruned.

A result has a name and is found by what it was made from (``Dependencies``). Each stands in a file of its own, behind a
hash of what is in it, so one that was cut off or spoilt is as good as none, and whoever reads while others write sees all
of a result or nothing. The folder can be deleted at any time.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from kgtool.base.errors import BuildError
from kgtool.base.files import write_atomically
from kgtool.base.languages import Text
from kgtool.base.version import __version__
from kgtool.incremental.dependencies import Dependencies, summary
from kgtool.incremental.file_hashes import FileHashes

FOLDER = ".kgtool-cache"
"""Its name in the root of a repository."""
DAYS = 30
"""What was not used for so many days is dropped."""
MOST = 8 << 30
"""More bytes than this are not kept: what was used longest ago is dropped first."""
_FORMAT = 1
_SOME = 4
"""How many results of one name are kept: those of some states between which people go to and fro."""
_ITSELF = {
    ".gitignore": b"*\n",
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# Results that kgtool remembers (https://bford.info/cachedir/); it can be deleted at any time.\n",
}


class Entry(NamedTuple):
    """A result that is held.

    ``hints`` are hashes by which one can see, without looking closer, that its dependencies are what they were.
    """

    dependencies: Dependencies
    hints: Mapping[str, str]
    content: bytes
    path: Path


class DiskCache:
    """The results that one command finds and keeps, in the folder of a repository.

    As a context it keeps others from emptying the folder, and drops at the end what is old or too much where it has kept
    something new. One that is not ``enabled`` finds nothing and keeps nothing, and so does one whose folder cannot be
    made or read.
    """

    def __init__(self, folder: Path, enabled: bool = True) -> None:
        self.folder = folder
        self.enabled = enabled
        self._own = folder / f"{__version__}-{_FORMAT}"
        self._lock: int | None = None
        self._grown = False
        self.hashes = FileHashes(self._own / "files.json")

    def __enter__(self) -> Self:
        try:
            if self.enabled:
                self._begin()
                self._lock = _locked(self.folder, fcntl.LOCK_SH)
                self.hashes.load()
        except (OSError, BuildError):
            pass  # a read-only folder, or none at all: what can be found is found
        return self

    def _begin(self) -> None:
        self._own.mkdir(parents=True, exist_ok=True)
        for name, content in _ITSELF.items():
            if not (self.folder / name).exists():
                write_atomically(self.folder / name, content)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.enabled:
            self.hashes.save()
        if self._lock is not None:
            try:
                if self._grown:
                    fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    prune(self.folder)
            except OSError:
                pass  # others use it: they prune when they end
            finally:
                os.close(self._lock)

    @property
    def writable(self) -> bool:
        """Whether results can be kept."""
        return self.enabled and os.access(self._own, os.W_OK)

    def entries(self, name: str) -> Iterator[Entry]:
        """Yield the results of one name, those used last first."""
        for path in islice(_newest(self._slot(name)), _SOME) if self.enabled else ():
            entry = _read(path)
            if entry is not None:
                yield entry

    def find(self, name: str, holds: Callable[[Entry], bool]) -> Entry | None:
        """Return the result of a name that ``holds``, used last among several."""
        entry = next((entry for entry in self.entries(name) if holds(entry)), None)
        if entry is not None:
            _touch(entry.path)
        return entry

    def get(self, name: str, dependencies: Dependencies) -> Entry | None:
        """Return the result of a name that was made from these dependencies."""
        entry = _read(self.path(name, dependencies)) if self.enabled else None
        if entry is not None:
            _touch(entry.path)
        return entry

    def put(
        self, name: str, dependencies: Dependencies, content: bytes, hints: Mapping[str, str] | None = None
    ) -> None:
        """Keep a result; of those of its name, the four used last stay. A folder that cannot be written keeps nothing."""
        if not self.enabled:
            return
        path = self.path(name, dependencies)
        head = json.dumps({"dependencies": dependencies.of, "hints": hints or {}}).encode()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, head + b"\n" + content)
            self._grown = True
            for old in islice(_newest(path.parent), _SOME, None):
                _drop(old)
        except (OSError, BuildError):
            return

    def path(self, name: str, dependencies: Dependencies, ending: str = ".json") -> Path:
        """Return the file of a result, or one beside it that goes with it."""
        return self._slot(name) / f"{dependencies.key}{ending}"

    def why(self, of: str, now: Dependencies, before: Iterable[Dependencies], prefixes: Mapping[str, str]) -> Text:
        """Return why something is made: what is not as it was ``before``, of several times when most was as it is now."""
        changes = [list(now.changes(then, self.details)) for then in before]
        if not changes:
            return Text(f"{of}: 初めて作りました。", f"{of}: made for the first time.")
        least = min(changes, key=len)
        if not least:
            return Text(f"{of}: 作り直しました(前のものがありません)。", f"{of}: made again because it was not there.")
        reason = summary(least, prefixes)
        return Text(f"{of}: 作り直しました({reason.ja})。", f"{of}: made again because {reason.en}.")

    def share(self, name: str, dependencies: Dependencies) -> Dependencies:
        """Return what stands for dependencies that many results share, and keep them, so that ``details`` tells of them."""
        if self.get(f"common {dependencies.key}", dependencies) is None:
            self.put(f"common {dependencies.key}", dependencies, b"")
        return Dependencies({"common": {name: dependencies.key}})

    def details(self, key: str) -> Dependencies | None:
        """Return dependencies that many results share, by their key; None where they are not held."""
        return next((entry.dependencies for entry in self.entries(f"common {key}")), None)

    def _slot(self, name: str) -> Path:
        return self._own / hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def held_beside(root: Path | None) -> DiskCache:
    """Return the cache of a repository; one that keeps nothing where no command has made one, or where there is no folder."""
    folder = (root or Path()) / FOLDER
    return DiskCache(folder, root is not None and folder.is_dir())


class Held(NamedTuple):
    """How much a folder holds: files, bytes."""

    files: int
    size: int


def clean(folder: Path, dry_run: bool = False) -> Held:
    """Remove a cache, and return what it held. Raises ``BuildError`` (cache-busy) where a command is using it."""
    if not folder.is_dir():
        return Held(0, 0)
    lock = _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        found = [path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()]
        if not dry_run:
            shutil.rmtree(folder.resolve())  # of a link, what it leads to
        return Held(len(found), sum(found))
    except OSError as error:
        raise BuildError("file-unwritable", str(error.filename or folder), reason=error.strerror or "-") from None
    finally:
        os.close(lock)


def prune(folder: Path, now: float | None = None) -> None:
    """Drop from a cache what was not used for 30 days, then what was used longest ago until it has 8 GB or less."""
    oldest = (time.time() if now is None else now) - DAYS * 86_400
    groups: dict[tuple[str, str], tuple[float, int, list[str]]] = {}
    for parent, _, names in os.walk(folder):
        for name in names if parent != str(folder) else set(names) - _ITSELF.keys():
            path = os.path.join(parent, name)
            status = os.lstat(path)
            used, size, paths = groups.setdefault((parent, name.partition(".")[0] or name), (0.0, 0, []))
            groups[parent, name.partition(".")[0] or name] = (
                max(used, status.st_mtime),
                size + status.st_size,
                [*paths, path],
            )
    total = sum(size for _, size, _ in groups.values())
    for used, size, paths in sorted(groups.values()):
        if used >= oldest and total <= MOST:
            break
        total -= size
        for path in sorted(paths):
            os.unlink(path)
    for parent, _, _ in os.walk(folder, topdown=False):
        if parent != str(folder) and not os.listdir(parent):
            os.rmdir(parent)


def _locked(folder: Path, how: int) -> int:
    """Open a folder and lock it. Raises ``BuildError`` (cache-busy) where others hold it and it is not to be waited for."""
    while True:
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, how)
            if os.path.samestat(os.fstat(opened), os.stat(folder)):
                return opened
        except BlockingIOError:
            os.close(opened)
            raise BuildError("cache-busy", folder.as_posix()) from None
        except FileNotFoundError:  # somebody removed it in the meantime
            folder.mkdir(exist_ok=True)
        os.close(opened)


def _newest(slot: Path) -> list[Path]:
    """The entries of a folder, those used last first."""
    try:
        with os.scandir(slot) as found:
            used = [(entry.stat().st_mtime_ns, entry.path) for entry in found if entry.name.endswith(".json")]
    except OSError:
        return []
    return [Path(path) for _, path in sorted(used, reverse=True)]


def _read(path: Path) -> Entry | None:
    try:
        written, _, rest = path.read_bytes().partition(b"\n")
        if written != _hash(rest):
            return None
        head, _, content = rest.partition(b"\n")
        held = json.loads(head)
        return Entry(Dependencies(held["dependencies"]), held["hints"], content, path)
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    write_atomically(path, _hash(content) + b"\n" + content)


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _touch(path: Path) -> None:
    """Note that a result was used."""
    try:
        os.utime(path)
    except OSError:
        return  # a read-only folder, or one that others have emptied


def _drop(path: Path) -> None:
    """Drop an entry and what stands beside it, the entry itself first: without it the rest is not looked at."""
    path.unlink(missing_ok=True)
    for beside in path.parent.glob(f"{path.stem}.*"):
        beside.unlink(missing_ok=True)
