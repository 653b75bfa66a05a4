"""The whole check: syntax, shapes, check queries, OWL; unit by unit, in as many processes as there are.

What was found in a unit is remembered with all that it depends on, so a run that was ended goes on where it was, and
what has not changed costs nothing. Memory grows with the largest unit and with what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kgtool.base.errors import InputError, KgtoolError, UsageError
from kgtool.base.languages import Text
from kgtool.base.version import __version__
from kgtool.check import causes, cross_unit, drift, inline, levels, profiles, revisions, stored, validators
from kgtool.check.context import context
from kgtool.check.finding import Finding, PlanSummary, Report, Rule, ValidationResult
from kgtool.check.outcome import Outcome
from kgtool.check.results import located, unread, unreadable, with_plan
from kgtool.check.unit import OUTCOME, Examined, UnitTask, examine, rules_of, unit_dependencies
from kgtool.check.unreadable import slips, unreadable_files
from kgtool.check.validators import Notes, owl
from kgtool.corpus import layout
from kgtool.corpus import units as graphs
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo, prefixes
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.corpus.units import Unit
from kgtool.incremental.cache import FOLDER, DiskCache
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.incremental.parallel import EVERY_CORE, Progress, Workers, map_unordered
from kgtool.incremental.unit_results import UnitResults
from kgtool.rdf import nquads

FAST_FROM = 500_000
"""From this many bytes on, ``auto`` takes the fast engine: pySHACL needs about a second for as many."""

_NAMED = 3
"""How many plans without a text a notice names."""
_NOTHING_AGAIN = Text("作り直したものはありません。", "nothing was made again.")
Notify = Callable[[Text], None]


@dataclass(frozen=True)
class Options:
    """What a check should do. ``engine`` is auto, pyshacl, fast or both; ``owl`` is auto, off or required.

    ``why``: call ``notify`` with the reason for each unit that is checked again. ``cache``: the folder of the cache, by
    default one in the repository. ``sources``: the folder of the plans' texts, where those are at hand. ``quiet``: show no
    progress, and give no notice of missing texts.
    """

    engine: str = "auto"
    owl: str = "auto"
    use_cache: bool = True
    workers: Workers = EVERY_CORE
    quiet: bool = True
    why: bool = False
    cache: Path | None = None
    sources: Path | None = None


def check(repo: Repo, options: Options, notify: Notify) -> Report:
    """Check all data of a repository and return a report with every finding, in order.

    Files that cannot be read and files that nobody reads are findings. ``notify`` is called, in both languages, with
    a sentence on everything that was skipped or replaced. Raises ``InputError`` for rules that cannot be read and, when OWL is required,
    ``UsageError`` for a missing Java runtime.
    """
    repo = replace(repo, reads_on=True)
    for validator in validators.every():
        validator.refuse(repo)
    run = Run.on(repo)
    units = graphs.units(snapshot(run))
    there = any(path.is_relative_to(run.repo.root / "data") for unit in units for path in unit.files)
    if not there and not graphs.broken(run.repo):
        raise UsageError("nothing-to-check", "data")
    # Who asks for both engines wants to see them compared, not what was remembered of one
    enabled = options.use_cache and options.engine != "both"
    with DiskCache(options.cache or run.repo.root / FOLDER, enabled) as cache:
        found = _Check(run, units, options, cache, notify)
        try:
            return found.with_missing_texts(found.report())
        except InputError:
            report = found.unread()
            if report is None:
                raise
            return report


def check_since(repo: Repo, revision: str, options: Options, notify: Notify) -> Report:
    """Check a repository as it is and as it was at a git revision; return the findings that are new.

    Raises what ``check`` raises, and ``UsageError`` (revision, revision-unfetched). Where what was there at the revision cannot
    be looked at, a notice says so and all findings are new.
    """
    with revisions.checkout(repo.root, revision) as folder:
        now = check(repo, options, notify)
        cache = options.cache or repo.root.resolve() / FOLDER
        quiet = replace(options, why=False, quiet=True, cache=cache)
        try:
            before = check(replace(layout.find(folder), packs=repo.packs), quiet, lambda text: None)
        except KgtoolError as error:
            said = {lang: " ".join(error.said(lang)) for lang in ("ja", "en")}
            notice = Text(
                f"{revision} の状態は検査できなかったので、すべての指摘を新しいものとします: {said['ja']}",
                f"{revision} could not be checked, so all findings count as new: {said['en']}",
            )
            notify(notice)
            now, before = replace(now, notices=(*now.notices, notice)), Report((), ())
    return revisions.compared(now, before, revision)


class _Check:
    """One run of the check. ``again`` says whether any unit had to be checked."""

    def __init__(self, run: Run, units: Sequence[Unit], options: Options, cache: DiskCache, notify: Notify) -> None:
        self.run = run
        self.repo = snapshot(run)
        self.units = units
        self.options = options
        self.cache = cache
        self.notify = notify
        self.notes = Notes(notify)
        self.again = False
        files = {unit.name: self.repo.files(unit.files) for unit in units} if cache.enabled else {}
        self.hashes = cache.hashes.of_each(files)

    def report(self) -> Report:
        """Return the report that is held for files with these bytes, or put one together."""
        if not self.cache.enabled:
            return self._report()
        seen = self._dependencies()
        known = self.cache.get("report", seen)
        report = stored.report(known.content) if known else self._report()
        for text in report.notices if known else ():
            self.notify(text)
        if self.options.why and not self.again:
            self.notify(_NOTHING_AGAIN)
        if not known and not self.notes.failures:  # what failed may work the next time
            self.cache.put("report", seen, stored.of_report(report))
        return report

    def with_missing_texts(self, report: Report) -> Report:
        """Return a report with a notice of the plans whose generated files could not be compared with their texts."""
        missing = sorted(self._editions - {edition for edition, _ in self._texts})
        if self.options.quiet or not missing:
            return report
        some = ", ".join([*missing[:_NAMED], *(["…"] if len(missing) > _NAMED else [])])
        notice = Text(
            f"原文が手元にないので、自動でつくられるファイルを比べていません: {some}(--sources)。",
            f"the source texts are not at hand, so generated files were not compared: {some} (--sources).",
        )
        return replace(report, notices=(*report.notices, notice))

    def unread(self) -> Report | None:
        """Return a report of the files that cannot be read, where what all share is among them; None where it is not.

        Without what is shared, no rule can be applied.
        """
        errors = {unit.name: unreadable_files(self.repo.files(unit.files)) for unit in self.units}
        if not errors[graphs.SHARED]:
            return None
        self.notes.tell(
            "共通のデータが読めないので、ほかの規則では調べていません。",
            "what all plans share cannot be read, so no other rule was applied.",
        )
        findings = [*self._left_out(), *(one for name, found in errors.items() for one in unread(found, name))]
        return self._reported(findings, {}, [unit for unit in self.units if not errors[unit.name]], ())

    def _left_out(self) -> list[Finding]:
        """The plans that are not whole, and the files that nobody reads."""
        whole = [unreadable(error, plan) for plan, error in graphs.broken(self.repo).items()]
        return whole + [unreadable(error, _plan_of(error, self.repo.plans)) for error in graphs.strays(self.repo)]

    def _dependencies(self) -> Dependencies:
        """What the report depends on: it shows lines of files, so their bytes count."""
        held_to = [*self.repo.shapes, *self.repo.queries("checks"), *self.repo.queries("derived")]
        files = {**self.hashes, "rules": self.cache.hashes.of(self.repo.files(held_to))}
        files["proposed"] = self.cache.hashes.of(self.repo.files(graphs.proposed(self.repo)))
        texts = (text for _, text in self._texts)
        files["texts"] = self.cache.hashes.of(texts)
        files["profiles"] = self.cache.hashes.of(self.repo.files(profiles.profiles(self.repo)))
        settings = {"engine": self.options.engine, "owl": self.options.owl, "java": str(owl.java() is not None)}
        left_out = {finding.location.file: finding.message("en") for finding in self._left_out()}
        by = code("kgtool.check.run") | validators.dependencies()
        by |= code("kgtool.extract.extraction") if self._texts else Dependencies({})
        return by | Dependencies({"bytes": files, "setting": {**settings, **left_out}})

    def _report(self) -> Report:
        size = sum(path.stat().st_size for unit in self.units for path in unit.files)
        engine = chosen_engine(self.options.engine, size, self.notes)
        outcomes = self._outcomes(engine)
        for outcome in outcomes:
            for text in outcome.notices:
                (self.notes.fail if outcome.failed else self.notes.tell)(text.ja, text.en)
        made = context(self.run, engine)
        read = [(unit, outcome) for unit, outcome in zip(self.units, outcomes, strict=True) if outcome.files]
        sound, exported = [unit for unit, _ in read], [outcome.exports for _, outcome in read]
        together = cross_unit.all_units(made, sound, exported, self.options.owl, self._remembered)
        declared = {plan.version: plan.level for outcome in outcomes for plan in outcome.plans if plan.level}
        results = [pair for validator in validators.every() for pair in validator.together(together, self.notes)]
        own = [pair for pair in results if not made.carried.has(pair[1], together.several.keys())]
        found, _ = levels.promised(own, declared)
        files = (file for name in dict.fromkeys([graphs.SHARED, *together.involved]) for file in made.files(name))
        of_units = [finding for outcome in outcomes for finding in outcome.findings]
        # Of proposals only the syntax matters here
        proposals = self._beside("proposed", graphs.proposed(self.repo), code("kgtool.corpus.input_file"), slips)
        read_by = self._beside("profile", profiles.profiles(self.repo), code("kgtool.check.profiles"), profiles.slips)
        beside = [*proposals, *read_by]
        in_no_graph = (unreadable(error, plan) for plan, error in beside)
        drift = self._drift(sound)
        every = [*self._left_out(), *in_no_graph, *of_units, *located(self.repo, found, files), *drift]
        plans = tuple(plan for outcome in outcomes for plan in outcome.plans)
        return self._reported(every, validators.rules(made), sound, plans)

    def _reported(
        self, every: Iterable[Finding], rules: dict[str, Rule], sound: Sequence[Unit], plans: tuple[PlanSummary, ...]
    ) -> Report:
        """The report of these findings, with the rules that data was held to and the units that could be read."""
        found = {with_plan(finding, frozenset(self.repo.plans)) for finding in every}
        looked_at = {self.repo.name(path) for unit in sound for path in unit.files}
        unread = set(self.repo.plans).difference(unit.name.removeprefix("plan/") for unit in sound)
        findings = inline.held(found, list(self._comments()), looked_at, rules.values())
        by_code = rules | {finding.code: finding.rule for finding in findings}
        return Report(
            findings=tuple(causes.folded(findings, unread)),
            rules=tuple(dict(sorted(by_code.items())).values()),
            plans=plans,
            notices=tuple(self.notes.notices),
            suppressed=len(found.difference(findings)),
            files=sum(self.repo.owns(path) for unit in sound for path in unit.files),
            version=__version__,
        )

    def _beside(
        self, kind: str, files: Mapping[Path, str], by: Dependencies, slips: Callable[[InputFile], list[InputError]]
    ) -> Iterator[tuple[str, InputError]]:
        """What is wrong with files that stand beside the graphs, each with its plan; those that were sound are not read again."""
        for path, plan in files.items():
            file = self.repo.file(path)
            seen = by | Dependencies({"bytes": {kind: self.cache.hashes.file(file)}})
            if self.cache.get(f"{kind}/{file.name}", seen) is None:
                found = slips(file)
                yield from ((plan, error) for error in found)
                if not found:
                    self.cache.put(f"{kind}/{file.name}", seen, b"")

    @cached_property
    def _editions(self) -> set[str]:
        """The plans and versions that are extracted from a text."""
        of_files = (plan for plan in self.repo.plans if not (self.repo.plan(plan) / layout.WHOLE).is_file())
        return {edition for plan in of_files for edition in self.repo.editions(plan)}

    @cached_property
    def _texts(self) -> list[tuple[str, InputFile]]:
        """The source texts that are at hand, each with its plan or version."""
        folder = self.options.sources
        found = (
            ((edition, drift.at_hand(self.repo, edition, folder)) for edition in sorted(self._editions))
            if folder
            else ()
        )
        return [(edition, text) for edition, text in found if text]

    def _drift(self, sound: Sequence[Unit]) -> Iterator[Finding]:
        """Where generated files are not what the texts give; what was so is not extracted again."""
        names = {unit.name for unit in sound}
        tasks: dict[drift.ExtractTask, Dependencies] = {}
        by = code("kgtool.check.drift") | code("kgtool.extract.extraction")
        for edition, text in self._texts:
            if f"plan/{edition.partition('/')[0]}" in names:
                files = drift.read_from(self.repo, edition, text)
                seen = by | Dependencies({"bytes": {"files": self.cache.hashes.of(files)}})
                if self.cache.get(f"drift/{edition}", seen) is None:
                    tasks[drift.ExtractTask(self.run, edition, text.path.parent)] = seen
        for task, found in map_unordered(drift.drifted, list(tasks), self.options.workers):
            yield from found
            if not found:
                self.cache.put(f"drift/{task.edition}", tasks[task], b"")

    def _comments(self) -> Iterator[inline.Comment]:
        """The comments about findings; the files of a unit without any are not read again."""
        for unit in self.units:
            seen = code("kgtool.check.inline") | Dependencies({"bytes": {"files": self.hashes.get(unit.name, "")}})
            if self.cache.get(f"comments/{unit.name}", seen) is None:
                files = self.repo.files(filter(self.repo.owns, unit.files))
                said = [comment for file in files for comment in inline.comments(file)]
                yield from said
                if not said:
                    self.cache.put(f"comments/{unit.name}", seen, b"")

    def _outcomes(self, engine: str) -> list[Outcome]:
        """What was found in each unit, in their order: held, or found now."""
        if not self.cache.enabled:
            tasks = [UnitTask(self.run, unit.name, engine) for unit in self.units]
            made = {task.name: examined.outcome for task, examined in self._examined(tasks)}
            return [made[unit.name] for unit in self.units]
        rules, seen = rules_of(context(self.run, engine)), unit_dependencies(self.run, engine, self.cache.folder)
        held = UnitResults(self.cache, OUTCOME, self.hashes, seen.common, seen)
        entries = {unit.name: held.find(unit.name) for unit in self.units}
        found = {name: stored.outcome(entry.content, rules) for name, entry in entries.items() if entry}
        tasks = [UnitTask(self.run, name, engine, self.cache.folder) for name in entries if name not in found]
        for task, examined in self._examined(tasks):
            found[task.name] = outcome = examined.outcome
            if examined.fresh and self.options.why:
                self.again = True
                self.notify(held.why(task.name, examined.dependencies, prefixes(self.repo)))
            if not outcome.failed:
                held.keep(task.name, examined.dependencies, stored.of_outcome(outcome), outcome.pointed)
        return [found[unit.name] for unit in self.units]

    def _examined(self, tasks: Sequence[UnitTask]) -> Iterator[tuple[UnitTask, Examined]]:
        progress = Progress(len(tasks), "check", self.options.quiet)
        return map_unordered(examine, tasks, self.options.workers, progress)

    def _remembered(
        self,
        name: str,
        files: Sequence[InputFile],
        see: Callable[[InputFile], Iterable[bytes]],
        find: Callable[[], list[ValidationResult]],
    ) -> list[ValidationResult]:
        """What a validator finds in what it sees of some files: held, or found now."""
        if not self.cache.enabled:
            return find()
        by = code(f"kgtool.check.validators.{name}") | validators.dependencies()
        seen = by | Dependencies({"statements": {file.local_name: self._seen(name, by, file, see) for file in files}})
        entry = self.cache.get(name, seen)
        results = stored.results(entry.content) if entry else find()
        if entry is None:
            self.cache.put(name, seen, stored.of_results(results))
        return results

    def _seen(self, name: str, by: Dependencies, file: InputFile, see: Callable[[InputFile], Iterable[bytes]]) -> str:
        """A hash of the statements that a validator sees of a file, which is not read again where it has not changed."""
        made_from = by | Dependencies({"bytes": {file.local_name: self.cache.hashes.file(file)}})
        entry = self.cache.get(f"{name} sees {file.name}", made_from)
        digest = entry.content.decode() if entry else nquads.digest(see(file))
        if entry is None:
            self.cache.put(f"{name} sees {file.name}", made_from, digest.encode())
        return digest


def _plan_of(error: KgtoolError, plans: Sequence[str]) -> str:
    """The plan in whose folder the file of an error stands; empty where it is in none."""
    parts = error.place.file.split("/") if error.place else []
    return parts[1] if parts[:1] == ["data"] and parts[1] in plans else ""


def chosen_engine(name: str, size: int, notes: Notes) -> str:
    """Return the engine for so many bytes of data: pyshacl, shacl or both. Tells of what was replaced."""
    installed = _installed("shacl")
    if name == "auto":
        name = "fast" if size >= FAST_FROM else "pyshacl"
        if name == "fast" and installed:
            notes.tell(
                f"データが{size:,}バイト({FAST_FROM:,}以上)なので、速いSHACLエンジンを使います(--engine pyshacl で変更)。",
                f"{size:,} bytes of data ({FAST_FROM:,} or more): using the fast SHACL engine (--engine pyshacl to change).",
            )
    if name in ("fast", "both") and not installed:
        notes.tell(
            "速いエンジンが入っていないので、pySHACLを使います(pip install 'jp-plan-kgtool[fast]')。",
            "the fast engine is not installed; pySHACL is used instead (pip install 'jp-plan-kgtool[fast]').",
        )
        name = "pyshacl"
    return {"fast": "shacl"}.get(name, name)


def _installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False
