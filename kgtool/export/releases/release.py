"""Read releases from the folder that ``kgtool release`` keeps them in: one folder a release, named by its date.

In it are ``release.json``, the whole graph as N-Quads, what changed as JSON, plan by plan, each with its words, and
``SHA256SUMS``. Nothing in it is written again, so that what a release said of another day stays what it said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kgtool.base.errors import BuildError
from kgtool.base.languages import Text
from kgtool.diff.sources import RELEASE
from kgtool.diff.words import Section
from kgtool.rdf import iris

DUMP = "dataset.nq.gz"
SHARED = "changes.json"
PLANS = "changes"
"""The folder of what changed, a file for each plan."""
SHORT = 16
"""Digits of a hash by which a release is addressed, as builds are named."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class RecordedChanges(NamedTuple):
    """What changed, of a plan or of what plans share: as a document for programs, and in words."""

    document: Mapping[str, Any]
    sections: Sequence[Section]

    def written(self) -> dict[str, Any]:
        """Return what ``read`` takes."""
        return {"document": self.document, "words": [asdict(section) for section in self.sections]}

    @classmethod
    def read(cls, path: Path) -> RecordedChanges:
        """Read a file of changes. Raises ``BuildError`` (build-broken)."""
        found = _json(path)
        return cls(found["document"], [_section(**section) for section in found["words"]])


@dataclass(frozen=True)
class Release:
    """One release on disk: its date (ISO 8601), the content hash of its graph, and the date of the one before, if any.

    ``plans`` are the plans that changed since then, each with how many of its elements and gaps did.
    """

    folder: Path
    date: str
    hash: str
    before: str
    manifest: Mapping[str, Any] = field(compare=False)

    @property
    def iri(self) -> str:
        """Return the IRI of the release, by its date."""
        return address(self.date)

    @property
    def plans(self) -> Mapping[str, Mapping[str, int]]:
        """Return the plans that changed, each with its counts."""
        plans: Mapping[str, Mapping[str, int]] = self.manifest["plans"]
        return plans

    @property
    def file(self) -> str:
        """Return the name of its graph's file, which tells its content."""
        return f"{self.hash[:SHORT]}.nq.gz"

    def shared(self) -> RecordedChanges:
        """Return what changed of the whole and of what belongs to no plan alone. Raises ``BuildError`` (build-broken)."""
        return RecordedChanges.read(self.folder / SHARED)

    def of_plan(self, plan: str) -> RecordedChanges:
        """Return what changed of one of ``plans``. Raises ``BuildError`` (build-broken)."""
        return RecordedChanges.read(self.folder / PLANS / f"{plan}.json")

    def document(self) -> dict[str, Any]:
        """Return all that changed, as ``kgtool diff --format json`` says it."""
        return {**self.shared().document, "plans": [dict(self.of_plan(plan).document) for plan in sorted(self.plans)]}


def address(name: str) -> str:
    """Return the IRI of a release by its date, or by its hash."""
    return f"{iris.ID}release/{name}"


def known(folder: Path) -> tuple[Release, ...]:
    """Return the releases in a folder, from the oldest on. Raises ``BuildError`` (build-broken)."""
    if not folder.is_dir():
        return ()
    return tuple(read(path) for path in sorted(folder.iterdir()) if _DATE.fullmatch(path.name))


def read(folder: Path) -> Release:
    """Read one release. Raises ``BuildError`` (build-broken)."""
    found = _json(folder / RELEASE)
    try:
        before = found["before"]["date"] if found["before"] else ""
        return Release(folder, found["date"], found["contentHash"], before, found)
    except (KeyError, TypeError) as error:
        raise BuildError("build-broken", folder.as_posix(), reason=repr(error)) from None


def named(releases: Sequence[Release], name: str) -> Release | None:
    """Return the release of a date, or the newest of a hash (its first 16 digits, or all 64)."""
    found = (r for r in reversed(releases) if name in (r.date, r.hash, r.hash[:SHORT]))
    return next(found, None)


def _section(heading: Mapping[str, str], level: int, sentences: Sequence[Mapping[str, str]], more: int) -> Section:
    return Section(Text(**heading), level, [Text(**sentence) for sentence in sentences], more)


def _json(path: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError("build-broken", path.as_posix(), reason=str(error)) from None
    return loaded
