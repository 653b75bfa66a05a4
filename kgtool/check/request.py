"""One check as it was asked for: of a repository, or of files by shapes, without what the configuration leaves out."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgtool.base.errors import InputError, UsageError
from kgtool.check import baseline, given_shapes, run, settings
from kgtool.check.finding import Report
from kgtool.check.settings import Settings
from kgtool.check.validators.files import require_files
from kgtool.corpus import layout, units, version_control


@dataclass(frozen=True)
class CheckRequest:
    """What is checked, and how: the repository ``root`` or, where that is None, the files ``paths`` by ``shapes``.

    ``limits`` are names of files and folders whose findings alone are wanted (``limits()``); none means all. ``since`` is
    a git revision: only what is new since is wanted.
    """

    settings: Settings
    options: run.Options
    root: layout.Repo | None
    shapes: tuple[Path, ...] = ()
    paths: tuple[Path, ...] = ()
    limits: frozenset[str] = frozenset()
    since: str | None = None

    def report(self, notify: run.Notify) -> Report:
        """Check, and return every finding that is neither accepted nor left out by the configuration.

        ``notify`` is told of everything that was skipped or replaced. Raises what ``check.run.check`` raises, and
        ``UsageError`` for a rule that the configuration names and nobody has.
        """
        folder = self.root.root if self.root else Path()
        result = replace(self._found(notify), within=version_control.within(folder))
        if self.root and any(rule.kind == "shape" for rule in result.rules):
            settings.require_known(self.settings, result.rules)
        accepted = list(self.settings.suppress)
        if file := self.settings.path(self.settings.suppressions):
            accepted += baseline.suppressions(file)
        return baseline.suppress(settings.applied(result, self.settings, folder), accepted, datetime.date.today())

    def limited(self, result: Report) -> Report:
        """Return what the baseline does not know, in the files that were asked for."""
        # Limits come last: what a baseline knows of other files is not stale
        known = self.settings.path(self.settings.baseline)
        result = baseline.apply(result, known) if known else result
        return baseline.only_in(result, set(self.limits)) if self.limits else result

    def _found(self, notify: run.Notify) -> Report:
        if self.root is None:
            shapes, data = given_shapes.files(self.shapes), given_shapes.files(self.paths)
            return given_shapes.check(shapes, data, self.options.engine, notify)
        if self.since is None:
            return run.check(self.root, self.options, notify)
        return run.check_since(self.root, self.since, self.options, notify)


def limits(root: layout.Repo, paths: Sequence[Path]) -> frozenset[str]:
    """Return the names of files and folders, as findings have them; none for the whole repository.

    Raises ``InputError`` (file-missing) and, for one that holds nothing that is checked, ``UsageError`` (nothing-to-check).
    """
    if not paths:
        return frozenset()
    require_files(root)
    files = [root.name(file) for graph in units.layout(root) for file in graph.files]
    files += [root.name(root.root / "data" / plan / layout.PROFILE) for plan in root.plans]
    files += [error.place.file for error in units.broken(root).values() if error.place]
    names = frozenset(_name(root, path, files) for path in paths)
    return frozenset() if "." in names else names


def _name(root: layout.Repo, path: Path, files: Sequence[str]) -> str:
    if not os.path.exists(path):
        remedy = {"ja": "名前と場所を確かめてください。", "en": "check its name and place."}
        raise InputError("file-missing", path.as_posix(), remedy=remedy)
    name = root.name(path)
    if name != "." and not any(f"{file}/".startswith(f"{name}/") for file in files):
        raise UsageError("nothing-to-check", path.as_posix())
    return name
