"""Count how often the way of one changed file, from ``kgtool check`` to the line of a finding, comes back to a room.

A room is a folder or module at the top of kgtool/. A call from one room into another comes back where that one was
entered before. Calls into ``base/`` and ``rdf/``, which everything stands on, are counted apart. The peer is kgtool as it
was before its rooms were put in order, from the history of this checkout; both check the data of that time, with one
confidence above 1 in a file that was checked before. No seconds are measured, so the figures are the same anywhere.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

from benchmarks.history import ROOT, extract
from benchmarks.table import Row, show

_BEFORE = "bfe55fbedcb685746a27ede301906682a6921f8e"
_WHAT = ("kgtool", "data", "ontology", "shapes", "queries")
_CHANGED = "data/13211-kodaira-4/curation.ttl"
_SOUND, _WRONG = "jpp:confidence 0.93", "jpp:confidence 1.93"
_CHECK = ("check", "--no-owl", "--jobs", "1", "--format", "json")
_BASE = frozenset(("Text", "read_bytes", "write_atomically"))
"""What is in base/ now and was in modules that are elsewhere now."""
_GROUND = frozenset(("base", "rdf"))
_GROUND_BEFORE = {"base", "display.py", "errors.py", "iris.py", "nquads.py", "sssom.py", "turtle.py", "vocab.py"}
"""The modules that are in base/ and rdf/ now."""
_RESUMED = 0x20 | 0x80 | 0x200
"""Flags of code that goes on where it was, which is no call: generators and coroutines (CO_GENERATOR and its like)."""


class Returns(NamedTuple):
    """Calls into rooms that were entered before: into others, into those of the ground."""

    rooms: int
    ground: int


class Walk(NamedTuple):
    """What was counted, and where the finding was said to be: file, line and column."""

    returns: Returns
    places: list[list[str | int]]


def returns(calls: Iterable[tuple[str, str]], ground: frozenset[str]) -> Returns:
    """Return how many calls, each from a room into one, come back; one within a room goes nowhere."""
    entered: set[str] = set()
    found = {True: 0, False: 0}
    for caller, called in calls:
        if caller != called:
            found[called in ground] += called in entered
            entered |= {caller, called}
    return Returns(found[False], found[True])


class Rooms:
    """Follow the calls of a package from room to room; code of others is passed over."""

    def __init__(self, package: Path) -> None:
        self.calls: list[tuple[str, str]] = []
        self._start = f"{package.as_posix()}/"
        self._rooms: dict[CodeType, str] = {}
        self._begun: set[FrameType] = set()
        self._threads = threading.local()

    def __enter__(self) -> Rooms:
        threading.setprofile(self._follow)
        sys.setprofile(self._follow)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _room(self, code: CodeType) -> str:
        """The room that code stands in; empty for that of others."""
        if code not in self._rooms:
            inside = code.co_filename.startswith(self._start)
            room = code.co_filename[len(self._start) :].partition("/")[0] if inside else ""
            self._rooms[code] = "base" if inside and code.co_qualname.partition(".")[0] in _BASE else room
        return self._rooms[code]

    def _follow(self, frame: FrameType, event: str, argument: object) -> None:
        room = self._room(frame.f_code) if event in ("call", "return") else ""
        if not room:
            return
        inside: list[str] = self._threads.__dict__.setdefault("inside", [])
        if event == "return":
            if inside:
                inside.pop()
            return
        caller = inside[-1] if inside else ""
        inside.append(room)
        if frame.f_code.co_name == "<module>" or frame in self._begun:
            return
        if frame.f_code.co_flags & _RESUMED:
            self._begun.add(frame)
        if caller:
            self.calls.append((caller, room))


def follow(package: Path, root: Path) -> None:
    """Check a folder with the kgtool that this process imports, and write what was counted as JSON to stdout."""
    from kgtool.cli import main  # that of the package, which need not be the one of this checkout

    sys.argv = ["kgtool", "--root", root.as_posix(), *_CHECK]
    stdout, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), "utf-8")
    with Rooms(package) as rooms, contextlib.suppress(SystemExit):
        main()
    sys.stdout.flush()
    said = sys.stdout.buffer
    assert isinstance(said, io.BytesIO)
    findings = json.loads(said.getvalue())["findings"]
    ground = _GROUND if (package / "base").is_dir() else frozenset(_GROUND_BEFORE)
    places = [[at["file"], at["line"], at["column"]] for at in (finding["location"] for finding in findings)]
    json.dump([returns(rooms.calls, ground), places], stdout)


def walk(where: Path, data: Path, scratch: Path) -> Walk:
    """Return what the kgtool in ``where`` does on its way through a copy of ``data`` of which one file has changed."""
    root = scratch / "root"
    for name in _WHAT[1:]:
        for path in sorted((data / name).rglob("*")):
            if path.is_file():
                copy = root / path.relative_to(data)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
                os.utime(copy, (1, 1))  # nobody changed it while it was read
    environment = {**os.environ, "PYTHONPATH": f"{where}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    first = [sys.executable, "-m", "kgtool", "--root", root.as_posix(), *_CHECK]
    subprocess.run(first, cwd=scratch, env=environment, check=True, capture_output=True)
    changed = root / _CHANGED
    text = changed.read_text("utf-8")
    assert _SOUND in text
    changed.write_text(text.replace(_SOUND, _WRONG, 1), "utf-8")
    code = f"from benchmarks.rooms import *; follow(Path({str(where / 'kgtool')!r}), Path({root.as_posix()!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=scratch, env=environment, check=True, capture_output=True)
    counted, places = json.loads(done.stdout)
    return Walk(Returns(*counted), places)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=_BEFORE, metavar="REV", help="The revision to compare with.")
    parser.add_argument("--json", action="store_true", help="Print JSON.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        old = extract(arguments.before, Path(folder) / "before", *_WHAT)
        before, now = (walk(where, old, Path(folder) / name) for where, name in ((old, "a"), (ROOT, "b")))
    same = "same place" if before.places == now.places else f"{before.places} {now.places}"
    rows = [
        Row(f"calls back into {what}", a, b, same, "×")
        for what, a, b in zip(("a room", "base/ and rdf/"), now.returns, before.returns, strict=True)
    ]
    show(rows, arguments.json)


if __name__ == "__main__":
    main()
