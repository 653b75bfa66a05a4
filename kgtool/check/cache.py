"""Remember what was found, by a hash of everything it depends on, so that what has not changed costs nothing.

One file an entry, in ``.kgtool-cache/`` of the root; the folder can be deleted at any time. An entry is JSON behind the
hash of it, so one that was cut off or spoilt is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from kgtool.base.errors import BuildError
from kgtool.base.files import write_atomically
from kgtool.base.languages import Text
from kgtool.base.version import __version__
from kgtool.check.cross_unit import Exports
from kgtool.check.finding import Completeness, Finding, Location, PlanSummary, Report, Rule, ValidationResult
from kgtool.check.unit import Outcome

FOLDER = ".kgtool-cache"


def key(*parts: object) -> str:
    """The key of an entry that depends on ``parts``, on this version and on the code that reads and checks."""
    return hashlib.sha256("\0".join([__version__, _code(), *map(str, parts)]).encode()).hexdigest()


class Cache:
    """Entries on disk; ``enabled=False`` neither reads nor writes."""

    def __init__(self, folder: Path, enabled: bool = True) -> None:
        self.folder = folder
        self.enabled = enabled

    def report(self, key: str) -> Report | None:
        """A whole report."""
        data = self._read(key)
        return _report(data) if data is not None else None

    def put_report(self, key: str, report: Report) -> None:
        self._write(key, asdict(report))

    def outcome(self, key: str, prints: Mapping[str, str]) -> tuple[Outcome | None, bool]:
        """What was found in a unit, and whether the other units that it points to are as they were, or still missing."""
        data = self._read(key)
        if data is None:
            return None, False
        same = all(prints.get(name, "") == was for name, was in data["with"].items())
        outcome = Outcome(
            findings=tuple(_finding(item) for item in data["findings"]),
            plans=_plans(data["plans"]),
            notices=tuple(Text(**item) for item in data["notices"]),
            files=data["files"],
            others=tuple(data["with"]),
            exports=Exports(data["exports"][0], tuple(map(tuple, data["exports"][1])), tuple(data["exports"][2])),
            seen=data["seen"],
        )
        return outcome, same

    def put_outcome(self, key: str, outcome: Outcome, prints: Mapping[str, str]) -> None:
        parts = ("findings", "plans", "notices")
        data = vars(outcome) | {part: [asdict(item) for item in getattr(outcome, part)] for part in parts}
        data["with"] = {name: prints.get(name, "") for name in data.pop("others")}
        self._write(key, data)

    def results(self, key: str) -> list[ValidationResult] | None:
        """The results of the reasoner."""
        data = self._read(key)
        return [ValidationResult(*row) for row in data["rows"]] if data is not None else None

    def put_results(self, key: str, results: list[ValidationResult]) -> None:
        self._write(key, {"rows": [list(result) for result in results]})

    def _read(self, key: str) -> dict[str, Any] | None:
        if not self.enabled:
            return None
        try:
            written, _, content = (self.folder / key).read_bytes().partition(b"\n")
        except OSError:
            return None
        if written != _hash(content):
            return None
        loaded: dict[str, Any] = json.loads(content)
        return loaded

    def _write(self, key: str, data: dict[str, Any]) -> None:
        if not self.enabled:
            return
        try:
            self.folder.mkdir(exist_ok=True)
            content = json.dumps(data).encode()
            write_atomically(self.folder / key, _hash(content) + b"\n" + content)
        except (OSError, BuildError):
            return  # a read-only folder: the check works without its memory


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


@cache
def _code() -> str:
    """A hash of the reading and checking code itself, so that a change of it is not hidden by old results."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _report(data: dict[str, Any]) -> Report:
    return Report(
        findings=tuple(_finding(item) for item in data["findings"]),
        rules=tuple(_rule(item) for item in data["rules"]),
        plans=_plans(data["plans"]),
        notices=tuple(Text(**item) for item in data["notices"]),
        files=data["files"],
        version=data["version"],
    )


def _plans(data: list[dict[str, Any]]) -> tuple[PlanSummary, ...]:
    return tuple(
        PlanSummary(
            p["plan"],
            Text(**p["label"]),
            p["elements"],
            tuple(Completeness(Text(**c["name"]), c["present"], c["expected"]) for c in p["completeness"]),
        )
        for p in data
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
