"""Keep the decisions of a plan: remember them, write what they say, take it back, and lose none on the way.

Each step is one file in one piece. ``decisions.tsv`` is written first, with what is still to be done; then ``curation.ttl``,
``things.ttl`` and the alignments; then ``decisions.tsv`` again. Whoever opens the plan next does what a process that was killed had left to
do; done twice it is the same. A lock on ``data/`` keeps two reviews from writing at once.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kgtool.base.errors import Place, UsageError
from kgtool.base.files import read_bytes, write_atomically
from kgtool.corpus.layout import DECISIONS, Repo, prefixes
from kgtool.extract import source
from kgtool.rdf import iris, tables, turtle
from kgtool.rdf.sssom import standard
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP
from kgtool.review import counterparts, curation, decision, facts
from kgtool.review.decision import Decision, Verdict, Writing
from kgtool.suggest.proposal import Kind, ProposedText


@dataclass(frozen=True)
class _AlignmentFile:
    """The table of two versions: where it is, its text, and whether the plan under review is its object."""

    path: Path
    text: str
    turned: bool


class ReviewDesk:
    """The decisions about one plan, or a version beside its first. ``lang`` is the language in which reasons are given."""

    def __init__(self, repo: Repo, edition: str, lang: str) -> None:
        """Do what a process that was killed has left. Raises ``UsageError`` (plan-unknown), ``InputError``."""
        self.repo = repo
        self.edition = edition
        self._lang = lang
        self._read: tuple[bytes, list[Decision]] = (b"", [])
        self._folder = repo.root / "data" / edition
        self._alignments = repo.root / "data" / "alignments"
        if self._folder.is_dir():
            with self._locked():
                self._sweep()
        self.description = source.describe(repo, edition)
        self._base = iris.element(self.description.plan, self.description.version) + "/"
        with self._locked():
            self._settle(self.decisions())

    def decisions(self) -> list[Decision]:
        """Return all decisions, in the order of the table. Raises ``InputError`` (decisions)."""
        path = self._folder / DECISIONS
        if not path.is_file():
            return []
        name = self.repo.name(path)
        data = read_bytes(path, name)
        if data != self._read[0]:
            self._read = data, decision.read(turtle.decode(data, name), name)
        return list(self._read[1])

    def decide(self, new: Sequence[Decision], blind: bool = False) -> None:
        """Remember decisions in place of earlier ones by the same people, and write what they say; ``blind`` ones say nothing.

        When this returns, all of it is on disk. Raises ``InputError`` for files that cannot be read or changed: then
        nothing is remembered. Cost: reads and writes the files that are concerned, some tenths of a second at most.
        """
        with self._locked():
            there = self.decisions()
            again = {(one.proposal, one.who) for one in new}
            kept = [one for one in there if (one.proposal, one.who) not in again]
            gone = [
                _taken_back(one) for one in there if (one.proposal, one.who) in again and one.writing is Writing.DONE
            ]
            kept = self._handed_over(kept, gone)
            facing = _Facing(self, gone, [one for one in kept if one.writing is Writing.PENDING])
            made = [replace(one, writing=Writing.BLIND if blind else facing.writing(one)) for one in new]
            self._commit([*kept, *gone, *made])

    def take_back(self, proposals: Iterable[str], who: str) -> list[Decision]:
        """Forget what somebody decided of some proposals, and take out what was written of it. Returns these decisions."""
        wanted = set(proposals)
        with self._locked():
            there = self.decisions()
            found = [one for one in there if one.who == who and one.proposal in wanted]
            gone = [_taken_back(one) for one in found if one.writing is Writing.DONE]
            self._commit([*self._handed_over([one for one in there if one not in found], gone), *gone])
            return found

    def _handed_over(self, kept: list[Decision], gone: list[Decision]) -> list[Decision]:
        """The decisions that stay; where another person has found the same, what is taken back is now theirs to say."""
        claims = {facts.claim(one) for one in gone}
        found = []
        for one in kept:
            if one.writing is Writing.THERE and (claim := facts.claim(one)) in claims:
                claims.discard(claim)
                one = replace(one, writing=Writing.PENDING)
            found.append(one)
        return found

    def _commit(self, every: list[Decision]) -> None:
        self._remember(every)
        self._settle(every)

    def _remember(self, every: list[Decision]) -> None:
        data = decision.write(every)
        self._write(self._folder / DECISIONS, data)
        self._read = data, sorted(every, key=lambda one: one.key)

    def _settle(self, every: list[Decision]) -> None:
        """Write what is pending, then that it is written. Whatever was done of it before makes no difference."""
        pending = [one for one in every if one.writing is Writing.PENDING]
        if not pending:
            return
        gone = [one for one in pending if one.verdict is Verdict.TAKEN_BACK]
        new = [one for one in pending if one.holds]
        for name in facts.FILES:
            self._settle_facts(name, gone, new)
        for version in sorted({one.sought_in for one in pending if one.kind is Kind.COUNTERPART}):
            self._settle_table(version, gone, new)
        done = [one if one.writing is not Writing.PENDING else replace(one, writing=Writing.DONE) for one in every]
        self._remember([one for one in done if one.verdict is not Verdict.TAKEN_BACK])

    def _settle_facts(self, file: str, gone: Iterable[Decision], new: Iterable[Decision]) -> None:
        path = self.path(file)
        before = self.text(file)
        after = curation.change(
            before,
            self.repo.name(path),
            [s for one in new if facts.file(one) == file for s in facts.statements(one)],
            self.written(file, gone),
            prefixes(self.repo) | {"char": f"{self.description.text_iri}#char="},
            self._base if file == facts.CURATION else "",
        )
        if after != before:
            self._write(path, after.encode())

    def written(self, file: str, decisions: Iterable[Decision]) -> set[Statement]:
        """Return what a file says because of some decisions; of a thing that is all, whoever has completed it."""
        here = [one for one in decisions if facts.file(one) == file]
        things = {facts.node(one) for one in here if one.kind is Kind.MENTION}
        said = curation.statements(self.text(file), self.repo.name(self.path(file))) if things else ()
        return {s for one in here for s in facts.statements(one)} | {s for s in said if s.subject.value in things}

    def _settle_table(self, version: str, gone: Iterable[Decision], new: Iterable[Decision]) -> None:
        found = self.alignment(version)
        after = counterparts.change(
            found.text,
            self.repo.name(found.path),
            [(facts.row(one, found.turned), one) for one in new if one.sought_in == version],
            [facts.row(one, found.turned) for one in gone if one.sought_in == version],
            self._lang,
        )
        if not found.path.is_file() or after != found.text:
            self._alignments.mkdir(exist_ok=True)
            self._write(found.path, after.encode())

    def path(self, file: str) -> Path:
        """Return where a file of facts stands; the things are those of the plan, whatever the version."""
        return (self._folder if file == facts.CURATION else self.repo.root / "data" / self._plan) / file

    @property
    def _plan(self) -> str:
        return self.edition.partition("/")[0]

    def text(self, file: str) -> str:
        """Return the text of a file of facts; empty where there is none. Raises ``InputError``."""
        path = self.path(file)
        name = self.repo.name(path)
        return turtle.unmarked(read_bytes(path, name), name) if path.is_file() else ""

    def alignment(self, version: str) -> _AlignmentFile:
        """Return the table of the plan's version and another (an IRI), an empty one where there is none.

        Raises ``InputError`` (alignment) where it compares other versions.
        """
        own, other = iris.path_of(self._base.rstrip("/")), iris.path_of(version)
        for turned, pair in ((False, (own, other)), (True, (other, own))):
            path = self._alignments / ("--".join(v.partition("/")[0] for v in pair) + tables.ALIGNMENT)
            if not path.is_file():
                continue
            name = self.repo.name(path)
            text = turtle.unmarked(read_bytes(path, name), name)
            for slot, wanted, stated in zip(_SOURCES, pair, counterparts.versions(text, name), strict=True):
                if stated not in ("", wanted):
                    raise standard.wrong(Place(name), "source-unknown", key=slot, value=wanted)
            return _AlignmentFile(path, text, turned)
        path = self._alignments / (f"{own.partition('/')[0]}--{other.partition('/')[0]}" + tables.ALIGNMENT)
        return _AlignmentFile(path, counterparts.new(own, other), False)

    def _write(self, path: Path, content: bytes) -> None:
        write_atomically(path, content, self.repo.name(path))

    def _sweep(self) -> None:
        """Delete what a process that was killed was about to put in place of a file: nothing in it was promised."""
        for folder, name in (
            *((self.path(file).parent, file) for file in facts.FILES),
            (self._folder, DECISIONS),
            (self._alignments, f"*{tables.ALIGNMENT}"),
        ):
            for path in folder.glob(f".{name}.*.tmp"):
                path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self.repo.root / "data", os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


class _Facing:
    """What the files of facts say already, but for what is about to be taken out."""

    def __init__(self, desk: ReviewDesk, gone: Iterable[Decision], pending: Iterable[Decision]) -> None:
        self._desk = desk
        self._gone = list(gone)
        self._said = {
            file: curation.statements(desk.text(file), desk.repo.name(desk.path(file))) - desk.written(file, self._gone)
            for file in facts.FILES
        }
        self._claims = {facts.claim(one) for one in pending}
        self._tables: dict[str, tuple[bool, set[tuple[str, str]]]] = {}

    def writing(self, one: Decision) -> Writing:
        """How a decision is to be written: not at all, or not again."""
        if not one.holds:
            return Writing.NOTHING
        if one.kind is Kind.COUNTERPART:
            turned, ends = self._ends(one.sought_in)
            row = facts.row(one, turned)
            return Writing.THERE if (row.subject, row.object) in ends else Writing.PENDING
        if one.kind is Kind.MENTION:
            return self._mention(one)
        statements = facts.statements(one)
        return Writing.THERE if any(self._has(one.kind, statement) for statement in statements) else Writing.PENDING

    def _has(self, kind: Kind, wanted: Statement) -> bool:
        """Whether the same is settled: a name in the language, a role of the mention, anything of the annotation."""
        about = [s for s in self._said[facts.CURATION] if s.subject == wanted.subject]
        if kind is Kind.SHORT_NAME:
            lang = getattr(wanted.object, "language", None)
            return any(s.predicate == JPP.shortName and getattr(s.object, "language", None) == lang for s in about)
        return any(s.predicate == JPP.role for s in about) if kind is Kind.ROLE else bool(about)

    def _mention(self, one: Decision) -> Writing:
        """A name is written once, whoever finds it wherever."""
        assert isinstance(one.value, ProposedText)
        said, name, node = self._said[facts.file(one)], one.value.ja, facts.node(one)
        if facts.claim(one) in self._claims or any(s.predicate == JPP.surface and s.object.value == name for s in said):
            return Writing.THERE
        if any(s.subject.value == node for s in said):
            raise UsageError("review-thing", name=one.value.en, thing=node)
        self._claims.add(facts.claim(one))
        return Writing.PENDING

    def _ends(self, version: str) -> tuple[bool, set[tuple[str, str]]]:
        if version not in self._tables:
            found = self._desk.alignment(version)
            gone = [facts.row(one, found.turned) for one in self._gone if one.sought_in == version]
            ends = counterparts.ends(found.text, self._desk.repo.name(found.path))
            self._tables[version] = found.turned, ends - {(row.subject, row.object) for row in gone}
        return self._tables[version]


_SOURCES = ("subject_source", "object_source")


def _taken_back(one: Decision) -> Decision:
    return replace(one, verdict=Verdict.TAKEN_BACK, writing=Writing.PENDING)
