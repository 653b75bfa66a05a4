"""Keep a build as the release of a date: its graph, and what changed since the release before."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sized
from dataclasses import replace
from datetime import date as calendar
from pathlib import Path
from typing import Any

from kgtool import diff
from kgtool.base.errors import UsageError
from kgtool.build import integrity
from kgtool.build.store import DATASET, Build
from kgtool.build.versions import locked
from kgtool.diff import formats, sources, words
from kgtool.diff.difference import Difference, PlanChange
from kgtool.diff.sources import RELEASE
from kgtool.export import dumps
from kgtool.export.releases import release
from kgtool.export.releases.release import DUMP, PLANS, SHARED, RecordedChanges, Release
from kgtool.export.wording import require_permission
from kgtool.rdf import iris

_FORM = re.compile(r"\d{4}-\d\d-\d\d")


def keep(build: Build, folder: Path, date: str, wording: bool = False) -> tuple[Release, bool]:
    """Keep a build as the release of a date (YYYY-MM-DD) in a folder of releases; say whether it is a new one.

    A build with the content of the newest release is that release. One with the plans' wording is kept only where that is
    asked for by ``wording`` and permitted. Raises ``UsageError``: date-form, and release-date for
    a date that is not after that of the newest release; ``BuildError``: build-damaged, wording-…, out-not-ours, out-locked,
    file-unwritable. A release is whole or not there. Cost: reads both graphs once, and again for names.
    """
    _require_date(date)
    integrity.require(build.folder)
    require_permission(build, wording)
    with locked(folder, "release"):
        for left in folder.glob(".making-*"):
            shutil.rmtree(left, ignore_errors=True)
        before = next(reversed(release.known(folder)), None)
        if before is not None and before.hash == build.manifest["contentHash"]:
            integrity.require(before.folder)
            return before, False
        if before is not None and date <= before.date:
            raise UsageError("release-date", date=date, newest=before.date)
        temporary = folder / f".making-{os.getpid()}"
        try:
            _write(build, before, date, temporary)
            os.replace(temporary, folder / date)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return release.read(folder / date), True


def _require_date(date: str) -> None:
    try:
        sound = _FORM.fullmatch(date) is not None and calendar.fromisoformat(date) is not None
    except ValueError:
        sound = False
    if not sound:
        raise UsageError("date-form", date=date)


def _write(build: Build, before: Release | None, date: str, target: Path) -> None:
    (target / PLANS).mkdir(parents=True)
    with (build.folder / DATASET).open("rb") as lines, dumps.compressed(target / DUMP) as out:
        shutil.copyfileobj(lines, out, 1 << 20)
    plans: dict[str, dict[str, int]] = {}
    shared = RecordedChanges({"old": None, "statements": {"added": 0, "removed": 0}}, ())
    if before is not None:
        integrity.require(before.folder)
        found = _compared(before, build, date)
        shared = RecordedChanges(_without_plans(found), [*words.overview(found), *words.shared(found)])
        for plan in sorted(found.plans):
            plans[plan] = counts(found.plans[plan])
            changes = RecordedChanges(formats.plan_document(found.plans[plan]), words.of_plan(found, plan))
            _put(target / PLANS / f"{plan}.json", changes.written())
    _put(target / SHARED, shared.written())
    manifest = {
        "date": date,
        "contentHash": build.manifest["contentHash"],
        "before": {"date": before.date, "contentHash": before.hash} if before else None,
        "kgtool": build.manifest["kgtool"],
        "base": iris.BASE,
        "dump": DUMP,
        "statements": build.manifest["quads"],
        "changed": shared.document["statements"],
        "plans": plans,
    }
    _put(target / RELEASE, manifest)
    integrity.seal(target)


def _compared(before: Release, build: Build, date: str) -> Difference:
    """Compare two states, each called by its date."""
    old, new = sources.source(before.folder), sources.source(build.folder)
    return diff.compare(replace(old, name=before.date), replace(new, name=date))


def _without_plans(found: Difference) -> dict[str, Any]:
    return {key: value for key, value in formats.document(found).items() if key != "plans"}


def counts(plan: PlanChange) -> dict[str, int]:
    """Return how many elements and gaps of a plan came, went or changed, and how many statements."""
    lists: dict[str, Sized] = {
        "added": plan.added,
        "removed": plan.removed,
        "replaced": plan.replaced,
        "changed": plan.changed,
        "gapsOpened": plan.opened,
        "gapsClosed": plan.closed,
    }
    return {name: len(found) for name, found in lists.items()} | {"statements": sum(plan.statements)}


def _put(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
