"""The whole check: syntax, shapes, check queries, OWL; unit by unit, in as many processes as there are.

What was found in a unit is remembered by a hash of everything it depends on, so a run that was ended goes on where it
was, and what has not changed costs nothing. Memory grows with the largest unit and with what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from kgtool.base.errors import UsageError
from kgtool.base.languages import Text
from kgtool.base.version import __version__
from kgtool.check import cache, cross_unit, validators
from kgtool.check.cache import Cache
from kgtool.check.context import context
from kgtool.check.finding import Report, ValidationResult, order
from kgtool.check.results import located, with_plan
from kgtool.check.unit import Outcome, UnitTask, examine
from kgtool.check.validators import Notes, owl
from kgtool.corpus import units as graphs
from kgtool.corpus.layout import Repo
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.corpus.units import Unit
from kgtool.incremental.file_hashes import Stamps
from kgtool.incremental.parallel import EVERY_CORE, Progress, Workers, map_unordered

FAST_FROM = 500_000
"""From this many bytes on, ``auto`` takes the fast engine: pySHACL needs about a second for as many."""

_ENGINES = ("owlready2", "pyoxigraph", "pyshacl", "rdflib", "shacl")
Notify = Callable[[Text], None]


@dataclass(frozen=True)
class Options:
    """What a check should do. ``engine`` is auto, pyshacl, fast or both; ``owl`` is auto, off or required."""

    engine: str = "auto"
    owl: str = "auto"
    use_cache: bool = True
    workers: Workers = EVERY_CORE
    quiet: bool = True


def check(repo: Repo, options: Options, notify: Notify) -> Report:
    """Check all data of a repository and return a report with every finding, in order.

    ``notify`` is told, in both languages, of everything that was skipped or replaced. Raises ``InputError`` for data
    that cannot be read and, when OWL is required, ``UsageError`` for a missing Java runtime.
    """
    notes = Notes(notify)
    for validator in validators.every():
        validator.refuse(repo)
    run = Run.on(repo)
    repo = snapshot(run)
    units = graphs.units(repo)
    if not any(path.is_relative_to(repo.root / "data") for unit in units for path in unit.files):
        raise UsageError("nothing-to-check", "data")
    # Who asks for both engines wants to see them compared, not what was remembered of one
    store = Cache(repo.root / cache.FOLDER, options.use_cache and options.engine != "both")
    with Stamps(repo.root / cache.FOLDER, options.use_cache) as stamps:
        prints = _prints(repo, units, stamps)
        settings = options.engine, options.owl, owl.java() is not None, *(_installed(name) for name in _ENGINES)
        others = validators.others()
        held_to = stamps.of(repo, [*repo.shapes, *repo.queries("checks"), *repo.queries("derived")])
        key = cache.key("report", held_to, *(f"{name} {prints[name]}" for name in sorted(prints)), *settings, *others)
        known = store.report(key)
        if known is not None:
            for text in known.notices:
                notify(text)
            return known
        engine = _engine(options.engine, sum(path.stat().st_size for unit in units for path in unit.files), notes)
        rules_key = cache.key("rules", held_to, prints[graphs.SHARED], engine, *others)
        outcomes = _outcomes(run, units, prints, engine, rules_key, options, store)
    for outcome in outcomes:
        for text in outcome.notices:
            (notes.fail if outcome.failed else notes.tell)(text.ja, text.en)
    made = context(run, engine)

    def remembered(name: str, of: Sequence[Unit], find: Callable[[], list[ValidationResult]]) -> list[ValidationResult]:
        of_units = cache.key(name, *(f"{unit.name} {prints[unit.name]}" for unit in of))
        known = store.results(of_units)
        if known is None:
            known = find()
            store.put_results(of_units, known)
        return known

    exported = [outcome.exports for outcome in outcomes]
    together = cross_unit.all_units(made, units, exported, options.owl, remembered)
    found = [pair for validator in validators.every() for pair in validator.together(together, notes)]
    files = (file for name in dict.fromkeys([graphs.SHARED, *together.involved]) for file in made.files(name))
    every = [*(f for outcome in outcomes for f in outcome.findings), *located(found, files)]
    findings = {with_plan(finding, made.plans) for finding in every}
    by_code = validators.rules(made) | {finding.code: finding.rule for finding in findings}
    report = Report(
        findings=tuple(sorted(findings, key=order)),
        rules=tuple(dict(sorted(by_code.items())).values()),
        plans=tuple(plan for outcome in outcomes for plan in outcome.plans),
        notices=tuple(notes.notices),
        files=sum(outcome.files for outcome in outcomes),
        version=__version__,
    )
    if not notes.failures:  # what failed may work the next time
        store.put_report(key, report)
    return report


def _prints(repo: Repo, units: Sequence[Unit], stamps: Stamps) -> dict[str, str]:
    """The hash of each unit's files; in threads where they have to be read."""
    with ThreadPoolExecutor() as pool:
        hashes = (pool.map if stamps.empty else map)(lambda unit: stamps.of(repo, unit.files), units)
        return {unit.name: found for unit, found in zip(units, hashes, strict=True)}


def _outcomes(
    run: Run,
    units: Sequence[Unit],
    prints: dict[str, str],
    engine: str,
    rules_key: str,
    options: Options,
    store: Cache,
) -> list[Outcome]:
    """What was found in each unit, in their order: remembered, or found now."""
    found: dict[str, Outcome] = {}
    tasks = []
    for unit in units:
        known, same = store.outcome(cache.key("unit", rules_key, unit.name, prints[unit.name]), prints)
        if known is not None:
            found[unit.name] = known
        if not same:
            seen = known.seen if known is not None else ""
            tasks.append(UnitTask(run, unit.name, engine, seen))
    progress = Progress(len(tasks), "check", options.quiet)
    for task, made in map_unordered(examine, tasks, options.workers, progress):
        outcome = found[task.name] if made is None else made
        found[task.name] = outcome
        if not outcome.failed:
            store.put_outcome(cache.key("unit", rules_key, task.name, prints[task.name]), outcome, prints)
    return [found[unit.name] for unit in units]


def _engine(name: str, size: int, notes: Notes) -> str:
    """Choose the engine, with its version: results depend on it."""
    if name == "auto":
        name = "fast" if size >= FAST_FROM else "pyshacl"
        if name == "fast":
            notes.tell(
                f"データが{size:,}バイト({FAST_FROM:,}以上)なので、速いSHACLエンジンを使います(--engine pyshacl で変更)。",
                f"{size:,} bytes of data ({FAST_FROM:,} or more): using the fast SHACL engine (--engine pyshacl to change).",
            )
    if name in ("fast", "both") and _installed("shacl") is None:
        notes.tell(
            "速いエンジンが入っていないので、pySHACLを使います(pip install 'jp-plan-kgtool[fast]')。",
            "the fast engine is not installed; pySHACL is used instead (pip install 'jp-plan-kgtool[fast]').",
        )
        name = "pyshacl"
    versions = {"pyshacl": f"pyshacl {_installed('pyshacl')}", "fast": f"shacl {_installed('shacl')}"}
    return versions.get(name) or f"both {versions['pyshacl']} {versions['fast']}"


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
