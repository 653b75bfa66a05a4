"""Check one unit by itself: shapes, check queries, places. A function of files, so it runs anywhere and is remembered.

A unit is validated with more than its own statements: shapes see what kind of thing it points to, queries see all that
the shared data says of that, and where it aligns two plans they see the elements of both.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgtool.base.languages import Text
from kgtool.check import cross_unit, validators
from kgtool.check.context import context
from kgtool.check.cross_unit import Exports
from kgtool.check.finding import Finding, PlanSummary
from kgtool.check.results import located, summaries
from kgtool.check.unit_input import unit_input
from kgtool.check.validators import Notes
from kgtool.corpus import units
from kgtool.corpus.snapshot import Run
from kgtool.rdf import iris

_OURS = f"<{iris.BASE}".encode()
_ALIGNMENT = f"<{iris.graph('align')}/".encode()


@dataclass(frozen=True)
class UnitTask:
    """A unit to check: the run of the check, the unit's name, the engine with its version.

    ``seen`` is that of the outcome that is known, for the same files of the unit, when others have changed.
    """

    run: Run
    name: str
    engine: str
    seen: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was found in a unit.

    ``notices`` tell of what failed or was compared. ``others`` are the other plans that it points to, there or not.
    ``exports`` is what rules about all units need of it. ``seen`` is a hash of its context lines from other plans; empty
    where something was found, which may stand in their files.
    """

    findings: tuple[Finding, ...]
    plans: tuple[PlanSummary, ...] = ()
    notices: tuple[Text, ...] = ()
    failed: bool = False
    files: int = 0
    others: tuple[str, ...] = ()
    exports: Exports = cross_unit.NOTHING
    seen: str = ""


def examine(task: UnitTask) -> Outcome | None:
    """Check one unit. Returns None when nothing it depends on has changed since ``task.seen``, so the known outcome holds.

    Raises ``InputError`` for what cannot be read.
    """
    made = context(task.run, task.engine)
    unit = units.unit(made.repo, task.name)
    store = units.read_unit(made.repo, unit)
    given = unit_input(made, unit.name, made.lines(unit.name, store), store)
    seen = given.seen
    if task.seen == seen:
        return None
    is_plan = unit.name.startswith("plan/")
    plans = tuple(summaries(store, made.completeness, made.label)) if is_plan else ()
    notes = Notes()
    found = [pair for validator in validators.every() for pair in validator.unit(given, notes)]
    files = [file for name in (unit.name, *given.others) for file in made.files(name)] if found else []
    return Outcome(
        tuple(located(found, files)),
        plans,
        tuple(notes.notices),
        bool(notes.failures),
        len(unit.files),
        tuple(given.pointed),
        cross_unit.exports(made, unit.name, given.lines),
        "" if found else seen,
    )
