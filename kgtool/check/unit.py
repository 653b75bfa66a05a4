"""Check one unit by itself: shapes, check queries, places. A function of files, so it runs anywhere and is remembered.

A unit is validated with more than its own statements: shapes see what kind of thing it points to, queries see all that
the shared data says of that, and where it aligns two plans they see the elements of both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kgtool.base.errors import InputError
from kgtool.check import cross_unit, levels, stored, validators
from kgtool.check.context import ValidationContext, context
from kgtool.check.finding import Rule
from kgtool.check.outcome import Outcome
from kgtool.check.results import located, summaries, unread
from kgtool.check.rules import unnamed
from kgtool.check.unit_dependencies import UnitDependencies
from kgtool.check.unit_input import UnitInput, unit_input
from kgtool.check.unreadable import unreadable_files
from kgtool.check.validators import Notes
from kgtool.corpus import units
from kgtool.corpus.snapshot import Run
from kgtool.corpus.units import Unit
from kgtool.incremental.cache import DiskCache
from kgtool.incremental.dependencies import Dependencies
from kgtool.incremental.unit_results import held_as

OUTCOME = "outcome"
"""The kind under which outcomes are held."""


@dataclass(frozen=True)
class UnitTask:
    """A unit to check: the run of the check, the unit's name, the engine; where what was found before is held, if at all."""

    run: Run
    name: str
    engine: str
    cache: Path | None = None


@dataclass(frozen=True)
class Examined:
    """The outcome of a unit and what it depends on; ``fresh`` where it was found now, not held."""

    outcome: Outcome
    dependencies: Dependencies
    fresh: bool


def examine(task: UnitTask) -> Examined:
    """Check one unit, or find its outcome held with all that it depends on.

    A unit that cannot be read has as its findings for what; the outcome is then ``failed`` and not held. Raises
    ``InputError`` where what all share cannot be read.
    """
    made = context(task.run, task.engine)
    unit = units.unit(made.repo, task.name)
    try:
        store = units.read_unit(made.repo, unit)
    except InputError as error:
        errors = unreadable_files(made.repo.files(unit.files)) or [error]
        return Examined(Outcome(unread(errors, unit.name), failed=True), Dependencies({}), True)
    given = unit_input(made, unit.name, made.lines(unit.name), store)
    if task.cache is None:
        return Examined(_validated(unit, given), Dependencies({}), True)
    known = unit_dependencies(task.run, task.engine, task.cache)
    seen = known.of(unit, given)
    places = seen | known.places(unit, given)
    for dependencies in (seen, places):  # places count where something is found
        entry = known.cache.get(held_as(OUTCOME, task.name), dependencies)
        if entry is not None:
            return Examined(stored.outcome(entry.content, rules_of(made)), dependencies, False)
    outcome = _validated(unit, given)
    return Examined(outcome, places if outcome.findings else seen, True)


@lru_cache(maxsize=1)
def unit_dependencies(run: Run, engine: str, folder: Path) -> UnitDependencies:
    """Return what units of one run depend on, in this process."""
    return UnitDependencies(context(run, engine), DiskCache(folder))


@lru_cache(maxsize=1)
def rules_of(made: ValidationContext) -> Callable[[str, str], Rule]:
    """Return what gives a rule by its code; of a shape without a name of ours, by its constraint."""
    by_code = validators.rules(made)
    return lambda code, component: by_code.get(code) or unnamed(component)


def _validated(unit: Unit, given: UnitInput) -> Outcome:
    """Validate one unit."""
    made = given.context
    is_plan = unit.name.startswith("plan/")
    plans = list(summaries(given.store, made.completeness, made.label)) if is_plan else []
    notes = Notes()
    held_to = levels.declared(given.store) if is_plan else {}
    results = [pair for validator in validators.every() for pair in validator.unit(given, notes)] if given.own else []
    own = [pair for pair in results if not made.carried.has(pair[1], given.subjects)]
    found, beyond = levels.promised(own, held_to, levels.best(held_to))
    plans = levels.summarised(plans, held_to, beyond)
    files = [file for name in (unit.name, *given.context_lines) for file in made.files(name)] if found else []
    return Outcome(
        tuple(located(made.repo, found, files)),
        tuple(plans),
        tuple(notes.notices),
        bool(notes.failures),
        len(unit.files),
        tuple(given.pointed),
        cross_unit.exports(made, unit.name, given.lines),
    )
