"""Build a repository's graphs: every unit a part, the parts put together, the result shown in one step.

Parts (kgtool/build/parts.py) are made in as many processes as there are, and put together (kgtool/build/dataset.py)
without being read again. A build is written into a folder of its own and shown by one atomic change of the link
``current``: whoever reads sees the old build or the new one, whenever the builder is stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgtool.base.errors import InputError, KgtoolError
from kgtool.base.languages import Text
from kgtool.build import dataset, integrity, parts, questions
from kgtool.build.change import Base
from kgtool.build.dataset_description import Counts
from kgtool.build.parts import PART, DatasetPart, Excerpt, LeftOut, PartTask
from kgtool.build.questions import QuestionsAsData
from kgtool.build.store import DATASET, Build, newest
from kgtool.build.versions import CURRENT, locked, show
from kgtool.corpus import units
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo, prefixes
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.corpus.units import Unit
from kgtool.extract import wording
from kgtool.incremental.cache import FOLDER, DiskCache, Entry, clean
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.incremental.parallel import EVERY_CORE, Progress, Workers, map_unordered
from kgtool.incremental.unit_results import UnitResults, held_as

_BUILD_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}(-\d+)?")


@dataclass(frozen=True)
class BuildResult:
    """A build, and whether it had to be made; ``left_out`` are the plans and alignments that are not in it, and why."""

    build: Build
    fresh: bool
    left_out: tuple[LeftOut, ...] = ()


def build(
    repo: Repo,
    out: Path,
    sources: Path | None = None,
    workers: Workers = EVERY_CORE,
    quiet: bool = True,
    explain: Callable[[Text], None] | None = None,
    force: bool = False,
) -> BuildResult:
    """Build all graphs into ``out``; with ``sources``, verify every span and add the plans' wording.

    A whole build of unchanged inputs is kept, and so is every part that depends on nothing that changed; ``explain`` is called
    with the reason for each part that is made again. With ``force`` all is made again, and the cache is emptied first. Raises
    ``BuildError`` (out-not-ours, out-locked; cache-busy where it is to be emptied), ``InputError`` for spans that do not fit,
    mapping sets without known versions, and whatever keeps an input from being read; a plan folder that cannot be read, or
    lacks files, is left out, with the alignments that name it. Nothing that was built before is touched until all is
    written.
    """
    run = Run.on(repo)
    temporary = out / f".making-{os.getpid()}"
    with locked(out, "build"), _cache(run.repo.root / FOLDER, force) as cache:
        try:
            shutil.rmtree(temporary, ignore_errors=True)
            builder = _Builder(run, out, sources.resolve() if sources else None, cache, explain, force)
            return builder.build(temporary, workers, quiet)
        finally:
            for made in (temporary, _beside(temporary)):
                shutil.rmtree(made, ignore_errors=True)


class _Builder:
    """One run of the build."""

    def __init__(
        self,
        run: Run,
        out: Path,
        sources: Path | None,
        cache: DiskCache,
        explain: Callable[[Text], None] | None,
        force: bool,
    ) -> None:
        self.run = run
        self.repo = snapshot(run)
        self.out = out
        self.sources = sources
        self.name = "dataset with wording" if sources else "dataset"
        self.cache = cache
        self.explain = explain
        self.force = force
        self.units = units.units(self.repo)
        self.left_out = [LeftOut(f"plan/{plan}", error) for plan, error in units.broken(self.repo).items()]
        self.hashes = self._hashes()

    @cached_property
    def questions(self) -> QuestionsAsData:
        """The questions of the catalogue, which are data as well."""
        return questions.of_repository(self.repo, self.cache)

    def _hashes(self) -> dict[str, str]:
        """The hash of each unit's files, its source text among them."""
        files = {unit.name: [*self.repo.files(unit.files), *self._texts(unit)] for unit in self.units}
        return self.cache.hashes.of_each(files)

    def _texts(self, unit: Unit) -> list[InputFile]:
        """The source text of a unit; none where its description cannot be read, which leaves it out."""
        try:
            return wording.files(self.repo, unit, self.sources)
        except InputError as error:
            if error.place is not None and error.place.file in map(self.repo.name, unit.files):
                return []
            raise

    def build(self, temporary: Path, workers: Workers, quiet: bool) -> BuildResult:
        """Make the build in a temporary folder, and show it; or find it made."""
        name = self.name
        beside = [*self.repo.queries(), self.repo.share / "ontology" / "prefixes.ttl"]
        by = code("kgtool.build.assemble")
        bytes_ = {**self.hashes, "rules": self.cache.hashes.of(self.repo.files(beside)), "code": by.key}
        known = self.cache.find(name, lambda entry: entry.hints == bytes_) if not self.left_out else None
        if known and (made := self._made(known.dependencies)):
            return BuildResult(made, False)
        found = self._parts(temporary, workers, quiet)
        seen = by | self._seen(found)
        made = self._made(seen)
        if made is None and self.explain is not None:
            before = (entry.dependencies for entry in self.cache.entries(name))
            self.explain(self.cache.why(name, seen, before, prefixes(self.repo)))
        shown, counted = (made, self._counted(seen.key)) if made else self._put_together(temporary, seen, found)
        self.cache.put(name, seen, counted, {} if self.left_out else bytes_)
        return BuildResult(shown, made is None, tuple(self.left_out))

    def _put_together(self, temporary: Path, seen: Dependencies, found: Sequence[DatasetPart]) -> tuple[Build, bytes]:
        """Write a build and show it; return with it what the next one can be made of."""
        made = dataset.write(self.repo, temporary, seen.key, found, self.questions, self._base(seen, found))
        hash_of = integrity.remembered(self.cache.hashes)
        integrity.seal(temporary, lambda path: made.content if path.name == DATASET else hash_of(path))
        target = _free(self.out, f"{made.content[:16]}-{seen.key[:8]}")
        os.replace(temporary, target)
        _show_only(self.out, target)
        return newest(self.out), json.dumps([made.changed, made.counts.document()]).encode()

    def _base(self, seen: Dependencies, found: Sequence[DatasetPart]) -> Base | None:
        """The last build, where it is whole and by the same code, and what is needed of it is held."""
        try:
            last = newest(self.out)
            before = self._last(str(last.manifest.get("inputs")))
        except KgtoolError:
            return None
        if before is None or not before.content or self.force or not self._is_whole(last):
            return None
        if any(before.dependencies.of[kind] != seen.of[kind] for kind in ("code", "library")):
            return None
        changed, counts = json.loads(before.content)
        was, now = before.dependencies.of["unit"], {part.name: part.dependencies.key for part in found}
        old = [self._part(name, key) for name, key in was.items() if now.get(name) != key]
        if changed is None or None in old:
            return None
        new = [part for part in found if was.get(part.name) != now[part.name]]
        return Base(last, Counts.of(counts), changed, [part for part in old if part], new)

    def _last(self, key: str) -> Entry | None:
        """What is held of a build that was made from this."""
        return next((entry for entry in self.cache.entries(self.name) if entry.dependencies.key == key), None)

    def _counted(self, key: str) -> bytes:
        entry = self._last(key)
        return entry.content if entry else b""

    def _part(self, name: str, key: str) -> DatasetPart | None:
        """A part as it was."""
        of_name = self.cache.entries(held_as(PART, name))
        return parts.held(name, next((entry for entry in of_name if entry.dependencies.key == key), None))

    def _made(self, seen: Dependencies) -> Build | None:
        """The newest build, where it was made from this and is whole."""
        if self.force:
            return None
        try:
            made = newest(self.out)
            return made if made.manifest.get("inputs") == seen.key and self._is_whole(made) else None
        except (KgtoolError, ValueError, OSError):
            return None

    def _is_whole(self, made: Build) -> bool:
        """Whether a build is as it was written; files that nobody touched since the last look are not read."""
        return not integrity.damage(made.folder, integrity.remembered(self.cache.hashes))

    def _seen(self, found: Iterable[DatasetPart]) -> Dependencies:
        """What the dataset is put together from."""
        declared = "\n".join(f"{name} {iri}" for name, iri in sorted(prefixes(self.repo).items()))
        return Dependencies(
            {
                "unit": {part.name: part.dependencies.key for part in found},
                "rule": self.questions.fingerprints,
                "statements": {"ontology/prefixes.ttl": hashlib.sha256(declared.encode()).hexdigest()},
            }
        )

    def _parts(self, temporary: Path, workers: Workers, quiet: bool) -> list[DatasetPart]:
        """Every part: of the units, then of the pairs of plans that an alignment ties; held or made, in order of their names."""
        cache = self.cache if self.cache.writable else DiskCache(_beside(temporary))
        made = parts.context(self.run, cache.folder)
        held = UnitResults(cache, PART, self.hashes, made.common)
        found = {unit.name: parts.held(unit.name, held.find(unit.name)) for unit in self.units}
        tasks = [PartTask(self.run, name, cache.folder, self.sources) for name, part in found.items() if part is None]
        done = {name: part for name, part in found.items() if part is not None}
        for task, result in map_unordered(parts.make, tasks, workers, Progress(len(tasks), "build", quiet)):
            if isinstance(result, LeftOut):
                self.left_out.append(result)
                continue
            done[task.name] = part = result.part
            if result.fresh and self.explain is not None:
                self.explain(held.why(task.name, part.dependencies, made.prefixes))
            held.keep(task.name, part.dependencies, part.summary())
        if self.left_out and not any(name.startswith("plan/") for name in done):
            raise min(self.left_out, key=lambda out: out.name).error
        self._leave_out_alignments(done)
        reads = _pairs(done)
        found = {name: parts.held(name, cache.get(held_as(PART, name), made.of_pair(of))) for name, of in reads.items()}
        pairs = [PartTask(self.run, name, cache.folder, of=reads[name]) for name, part in found.items() if part is None]
        done |= {name: part for name, part in found.items() if part is not None}
        for task, result in map_unordered(parts.make, pairs, workers, Progress(len(pairs), "pairs", quiet)):
            assert not isinstance(result, LeftOut)
            done[task.name] = result.part
        return [done[name] for name in sorted(done)]

    def _leave_out_alignments(self, made: dict[str, DatasetPart]) -> None:
        """Leave out the alignments of plans that are left out: what they say is about elements that are not there."""
        without = {out.name: out for out in self.left_out}
        for name in sorted(made):
            kind, _, pair = name.partition("/")
            gone = [plan for plan in _plans(pair) if kind == "align" and plan in without]
            if gone:
                path = next(path for unit in self.units if unit.name == name for path in unit.files)
                named = gone[0].removeprefix("plan/")
                self.left_out.append(LeftOut(name, InputError("alignment-left-out", self.repo.name(path), plan=named)))
                del made[name]
        self.left_out.sort(key=lambda out: out.name)


def _cache(folder: Path, empty: bool) -> DiskCache:
    if empty:
        clean(folder)
    return DiskCache(folder)


def _pairs(made: Mapping[str, DatasetPart]) -> dict[str, tuple[Excerpt, ...]]:
    """What the part of each pair of plans reads, by its name: of the parts with their alignment, and of both plans."""
    by_pair: dict[str, list[str]] = {}
    for name in sorted(made):
        for pair in made[name].pairs:
            by_pair.setdefault(pair, []).append(name)
    return {
        f"pair/{pair}": tuple(made[name].excerpt for name in dict.fromkeys([*names, *_plans(pair)]) if name in made)
        for pair, names in by_pair.items()
    }


def _plans(pair: str) -> list[str]:
    return [f"plan/{plan}" for plan in pair.split("--")]


def _beside(temporary: Path) -> Path:
    """Where parts are made that cannot be held, because the repository cannot be written."""
    return temporary.with_name(f"{temporary.name}-parts")


def _free(out: Path, name: str) -> Path:
    """Return a path that is not taken: a build that readers may hold is never written over."""
    target, number = out / name, 2
    while target.exists():
        target, number = out / f"{name}-{number}", number + 1
    return target


def _show_only(out: Path, target: Path) -> None:
    """Point ``current`` at ``target`` in one step, then drop what older and interrupted builds left."""
    before = (out / CURRENT).resolve() if (out / CURRENT).is_symlink() else None
    show(out, target.name)
    for folder in out.iterdir():
        ours = _BUILD_NAME.fullmatch(folder.name) or folder.name.startswith(".making-")
        if ours and not folder.is_symlink() and folder.resolve() not in (target.resolve(), before):
            shutil.rmtree(folder, ignore_errors=True)
