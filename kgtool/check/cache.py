"""Remember what was found, by a hash of everything it depends on, so that what has not changed costs nothing.

One JSON file an entry, in ``.kgtool-cache/`` of the root; the folder can be deleted at any time. An entry that cannot
be read is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kgtool import __version__, graphs
from kgtool.check.gather import Gathered, Unit
from kgtool.check.shapes import Result
from kgtool.errors import InputError
from kgtool.finding import Completeness, Finding, Location, PlanSummary, Report, Rule
from kgtool.header import Text
from kgtool.repo import Repo, read_bytes, write_atomically
from kgtool.turtle import Statement

FOLDER = ".kgtool-cache"


def key(repo: Repo, *parts: object) -> str:
    """The key of a whole report: the bytes of all data and all rules, and how they are checked."""
    digest = _start("report", *parts)
    files = [path for graph in graphs.layout(repo) for path in graph.files]
    for path in [*files, *repo.shapes, *repo.queries("checks"), *repo.queries("derived")]:
        name = repo.name(path)
        digest.update(name.encode() + b"\0" + hashlib.sha256(read_bytes(path, name)).digest())
    return digest.hexdigest()


def unit_key(unit: Unit, engine: str, shapes: list[Statement]) -> str:
    """The key of one unit's results: its data and context, the shapes and the engine."""
    digest = _start("unit", engine)
    digest.update(unit.fingerprint().encode())
    for line in sorted(str(s) for s in shapes):
        digest.update(line.encode())
    return digest.hexdigest()


def owl_key(gathered: Gathered) -> str:
    """The key of the reasoner's results."""
    digest = _start("owl")
    for file in gathered.files:
        digest.update(f"{file.name}\0{file.sha256}\n".encode())
    return digest.hexdigest()


class Cache:
    """Entries on disk; ``enabled=False`` neither reads nor writes."""

    def __init__(self, folder: Path, enabled: bool = True) -> None:
        self.folder = folder
        self.enabled = enabled

    def get(self, key: str) -> Report | None:
        """A whole report."""
        data = self._read(key)
        try:
            return _report(data) if data is not None else None
        except (KeyError, TypeError, ValueError):
            return None

    def put(self, key: str, report: Report) -> None:
        self._write(key, asdict(report))

    def results(self, key: str) -> list[Result] | None:
        """The results of one unit."""
        data = self._read(key)
        try:
            return [Result(*row) for row in data["rows"]] if data is not None else None
        except (KeyError, TypeError):
            return None

    def put_results(self, key: str, results: list[Result]) -> None:
        self._write(key, {"rows": [list(result) for result in results]})

    def _read(self, key: str) -> dict[str, Any] | None:
        if not self.enabled:
            return None
        try:
            loaded = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return loaded if isinstance(loaded, dict) else None

    def _write(self, key: str, data: dict[str, Any]) -> None:
        if not self.enabled:
            return
        try:
            self.folder.mkdir(exist_ok=True)
            write_atomically(self.folder / f"{key}.json", json.dumps(data, ensure_ascii=False).encode())
        except (OSError, InputError):
            return  # a read-only folder: the check works without its memory


def _start(*parts: object) -> hashlib._Hash:
    return hashlib.sha256("\0".join([__version__, _code(), *(str(part) for part in parts)]).encode())


def _code() -> str:
    """A hash of the checking code itself, so that a change of it is not hidden by old results."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _report(data: dict[str, Any]) -> Report:
    return Report(
        findings=tuple(_finding(item) for item in data["findings"]),
        rules=tuple(_rule(item) for item in data["rules"]),
        plans=tuple(
            PlanSummary(
                p["plan"],
                Text(**p["label"]),
                p["elements"],
                tuple(Completeness(Text(**c["name"]), c["present"], c["expected"]) for c in p["completeness"]),
            )
            for p in data["plans"]
        ),
        notices=tuple(Text(**item) for item in data["notices"]),
        files=data["files"],
        version=data["version"],
    )


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(
        **data
        | {
            "rule": _rule(data["rule"]),
            "location": Location(**data["location"]),
            "label": Text(**data["label"]) if data["label"] else None,
            "source": Location(**data["source"]) if data["source"] else None,
        }
    )


def _rule(data: dict[str, Any]) -> Rule:
    return Rule(
        **data
        | {
            "name": Text(**data["name"]),
            "message": Text(**data["message"]),
            "why": Text(**data["why"]),
            "location": Location(**data["location"]),
            "remedy": Text(**data["remedy"]) if data["remedy"] else None,
        }
    )
