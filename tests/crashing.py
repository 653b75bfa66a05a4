"""Kill a build at each of its file operations in turn, and say what is left: run as a script, prints JSON.

Each try begins with the same build folder. Every try and every look at what it left is a process of its own, so that
this one never holds a store.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NoReturn

from kgtool.build import assemble, store
from kgtool.corpus import layout
from kgtool.incremental.cache import FOLDER

EVENTS = ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "shutil.rmtree")


def child(work: Callable[[], object]) -> tuple[bool, str]:
    """Run something in a process of its own; return whether it was killed, and what it wrote."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _run(work, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1]), said


def _run(work: Callable[[], object], writer: int) -> NoReturn:
    try:
        said = work()
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    os.write(writer, json.dumps(said).encode())
    os._exit(0)


def die_at(number: int, *folders: Path) -> None:
    """Make this process kill itself just before the file operation of that number below some folders."""
    seen = 0

    def hook(event: str, arguments: tuple) -> None:
        nonlocal seen
        if event in EVENTS and str(arguments[0]).startswith(tuple(map(str, folders))):
            if event == "open" and arguments[1] in ("r", "rb", None):
                return
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def look(out: Path) -> str:
    """Return the content hash of the newest build, read from its files and its store; raise when it is not whole."""
    made = store.newest(out)
    lines = (made.folder / "dataset.nq").read_bytes().splitlines()
    assert len(made.open()) == len(lines) == made.manifest["quads"]
    hash_: str = made.manifest["contentHash"]
    return hash_


def main(root: Path, out: Path, before: Path) -> None:
    """Try every file operation of a build of ``root`` into a copy of ``before``."""
    tries = []
    cache, cache_before = root / FOLDER, before.with_name("cache-before")
    cache.rename(cache_before)
    for number in count(1):
        for folder, state in ((out, before), (cache, cache_before)):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(state, folder, symlinks=True, copy_function=os.link)

        def attempt(number: int = number) -> str:
            die_at(number, out, cache)
            return assemble.build(layout.find(root), out).build.folder.name

        killed, _ = child(attempt)
        _, left = child(lambda: look(out))
        _, again = child(lambda: assemble.build(layout.find(root), out) and look(out))
        rest = sorted(path.name for path in out.iterdir())
        tries.append({"killed": killed, "left": json.loads(left), "again": json.loads(again), "rest": rest})
        if not killed:
            break
    json.dump(tries, sys.stdout)


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:]))
