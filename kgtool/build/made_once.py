"""What is made of a build when somebody first asks for it: a folder of its own in the build's, whole or not there.

Several threads and processes may ask at once; one makes it and the others wait. Beside a build that cannot be written to it
is made in a temporary folder, which is there as long as the process.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kgtool.base.files import link_tree
from kgtool.build import integrity
from kgtool.build.store import Build

_one_at_a_time = threading.Lock()
_elsewhere: dict[Path, Path] = {}


def is_whole(folder: Path) -> bool:
    """Say whether each file of a finished folder is there. Cost: a look at each, not what is in it."""
    known = integrity.hashes(folder)
    return known is not None and all((folder / name).is_file() for name in known)


def folder(build: Build, name: str, write: Callable[[Path], None], whole: Callable[[Path], bool] = is_whole) -> Path:
    """Return the folder of a build that is called ``name``; where it is not ``whole``, ``write`` makes a new one first."""
    made = build.folder / name
    with _one_at_a_time:
        if whole(made):
            return made
        try:
            with _alone(build.folder):
                if not whole(made):
                    _replace(made, write)
        except OSError:
            return made if whole(made) else _beside(made, write)
    return made


def there(build: Build, name: str, whole: Callable[[Path], bool] = is_whole) -> Path | None:
    """Return the folder of a build that is called ``name`` if it has been made; makes nothing and waits for nobody."""
    made = build.folder / name
    return made if whole(made) else _elsewhere.get(made)


def take_over(before: Build, name: str, target: Path) -> None:
    """Give a new build, in the folder ``target``, what is whole in the one before."""
    if is_whole(before.folder / name):
        link_tree(before.folder / name, target / name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from making anything of a build."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _replace(made: Path, write: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{made.name}-", dir=made.parent) as temporary:
        write(Path(temporary) / made.name)
        shutil.rmtree(made, ignore_errors=True)
        os.replace(Path(temporary) / made.name, made)


def _beside(made: Path, write: Callable[[Path], None]) -> Path:
    if made not in _elsewhere:
        folder = Path(tempfile.mkdtemp(prefix="kgtool-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        write(folder / made.name)
        _elsewhere[made] = folder / made.name
    return _elsewhere[made]
