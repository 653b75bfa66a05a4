"""Find the files of a repository: a folder with ontology/, data/, shapes/ and queries/."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kgtool.base.errors import InputError, UsageError
from kgtool.corpus import configuration
from kgtool.corpus.input_file import InputFile
from kgtool.rdf import tables

FOLDERS = ("data", "ontology", "queries", "shapes")
"""The folders of a repository that a check reads."""
CARRIER = "kgtool"
"""What the files are called by that a repository takes from kgtool."""
PROFILE = "profile.toml"
PLAN_FILES = (PROFILE, "source.ttl", "plan.ttl", "curation.ttl")
CONCLUSIONS = "conclusions.ttl"
"""What rules conclude from the text of the plan; generated beside plan.ttl where they conclude anything."""
RETIRED = "retired.ttl"
"""Addresses of a plan that are no longer used, with their successors; a plan may have it."""
OUTSIDE = "outside.ttl"
"""What sources outside the plan say; a plan may have it."""
THINGS = "things.ttl"
"""The things of a city itself that its plan names, and how it writes them; a plan may have it. What any city has is in data/reference."""
CITY_TABLES = ("indicators.csv", "projects.csv", "budgets.csv")
"""A city's own tables (kgtool/rdf/city_tables/); a plan may have each of them."""
DOUBTS = "doubts.md"
"""What is doubtful in a drafted profile, for whoever reviews it; no part of the graph."""
RECOGNITION = "recognition.tsv"
"""What of a plan's text was recognised from pictures of pages, and how surely (kgtool/extract/recognition.py); a plan may have it."""
PROPOSED = "proposed.ttl"
"""What is proposed of a plan's elements (kgtool/suggest/); no part of the graph."""
DECISIONS = "decisions.tsv"
"""What people decided of the proposals (kgtool/review/); no part of the graph."""
HEADING_TERMS = "heading-terms.toml"
"""The words of headings, in data/reference/; no part of the graph."""
MUNICIPALITIES = "municipalities.csv"
"""All municipalities of Japan, in data/reference/; its licence beside it. Only those with a plan become part of the graph."""
KANA = "kana.tsv"
"""How words are read in kana, in data/reference/, for searching; the licence of the dictionary beside it; no part of the graph."""
_BESIDE = (HEADING_TERMS, MUNICIPALITIES, "municipalities.LICENSE", KANA, "kana.LICENSE")
LEVELS = "levels"
"""The folder of shapes/ with a file for each curation level: what versions of that level promise."""
WHOLE = "plan.nq"
"""A plan that comes as one N-Quads file with all its graphs has just this file."""
_BEGUN = (*PLAN_FILES, WHOLE)
_PACKAGE = Path(__file__).parents[1]
_CARRIED = (_PACKAGE / "share", _PACKAGE.parent)
"""Where ontology, shapes and queries of ours are: in a wheel, in a checkout."""
_VERSION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_PLANS = {"reference", "alignments", "readings"}


@dataclass(frozen=True)
class Pack:
    """Rules and questions that another distribution adds; its folder holds shapes/ and queries/ (kgtool/corpus/packs.py)."""

    name: str
    folder: Path


@dataclass(frozen=True)
class Repo:
    """A repository of plans at ``root``; ``share`` is the folder with ontology, shapes and queries: the root, or kgtool's own.

    ``packs`` hold further shapes, check queries and questions. What ``share`` holds of reference data is context that the
    root's own adds to, unless the root is to stand ``alone``. One that ``reads_on`` passes over files that nobody reads,
    where others raise ``InputError`` (stray-file): ``strays`` has them.
    """

    root: Path
    share: Path
    packs: tuple[Pack, ...] = ()
    alone: bool = False
    reads_on: bool = False

    def resolved(self) -> Repo:
        """Return it with absolute folders, which mean the same in every process that sees them."""
        return replace(self, root=self.root.resolve(), share=self.share.resolve())

    def owns(self, path: Path) -> bool:
        """Say whether a file is the repository's own, to be reported on; what kgtool carries is context."""
        return self.root == self.share or path.is_relative_to(self.root / "data")

    @property
    def ontology(self) -> list[Path]:
        """The ontology's own modules, in name order."""
        return sorted(p for p in (self.share / "ontology").glob("*.ttl") if p.name != "prefixes.ttl")

    @property
    def ontology_alignments(self) -> list[Path]:
        """Links from the ontology to foreign vocabularies."""
        return sorted((self.share / "ontology" / "align").glob("*.ttl"))

    @property
    def reference(self) -> list[Path]:
        """Data shared by all plans: themes, goals, named things, concept schemes; what is carried, then the root's own.

        Raises ``InputError`` (stray-file).
        """
        return [path for at in self._reference_folders for path in self._only(at, ".ttl")]

    @property
    def kana(self) -> list[Path]:
        """The tables of how words are read in kana: what is carried, then the root's own."""
        return [path for at in self._reference_folders if (path := at / KANA).is_file()]

    @property
    def _reference_folders(self) -> list[Path]:
        folders = [self.root] if self.alone else dict.fromkeys((self.share, self.root))
        return [folder / "data" / "reference" for folder in folders]

    def things(self, plan: str) -> list[Path]:
        """Where the things that a plan may name are described: those of any city, then the plan's own.

        Raises ``InputError`` (stray-file).
        """
        own = self.root / "data" / plan / THINGS
        return [*self.reference, *([own] if own.is_file() else [])]

    @property
    def own_things(self) -> list[Path]:
        """Where plans describe things of their own, in the order of the plans."""
        paths = (self.root / "data" / plan / THINGS for plan in self.plans)
        return [path for path in paths if path.is_file()]

    @property
    def heading_terms(self) -> Path:
        """The words of headings by which a profile is drafted: the root's own, or those carried along."""
        return self._carried(HEADING_TERMS)

    @property
    def municipalities(self) -> Path:
        """All municipalities of Japan as a table: the root's own, or the one carried along."""
        return self._carried(MUNICIPALITIES)

    def _carried(self, name: str) -> Path:
        own = self.root / "data" / "reference" / name
        return own if own.is_file() else self.share / "data" / "reference" / name

    @property
    def alignments(self) -> list[Path]:
        """SSSOM tables, one a pair of plans. Raises ``InputError`` (stray-file)."""
        return self._only(self.root / "data" / "alignments", tables.ALIGNMENT)

    def alignments_of(self, plan: str) -> list[Path]:
        """The SSSOM tables of a plan with another. Raises ``InputError`` (stray-file)."""
        return [path for path in self.alignments if plan in path.name.removesuffix(tables.ALIGNMENT).split("--")]

    @property
    def readings(self) -> list[Path]:
        """Independent readings of a plan or a pair of plans: tables (.tsv) and remarks (.ttl). Raises ``InputError`` (stray-file)."""
        return self._only(self.root / "data" / "readings", ".tsv", ".ttl")

    def _only(self, folder: Path, *endings: str) -> list[Path]:
        """The files of a folder that may hold no others but tables that the tool reads; in name order, none where there is none."""
        found = []
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.name.endswith(endings):
                found.append(path)
            elif not path.is_dir() and path.name not in _BESIDE and not self.reads_on:
                raise self._stray(path, ", ".join(f"*{ending}" for ending in endings))
        return found

    def strays(self) -> list[InputError]:
        """Return an error (stray-file) for each file of data/ that nobody reads, plans first, in the order of their names.

        A folder without any file of a plan is none that was begun: all of it would be stray.
        """
        begun = [plan for plan in self.plans if any((self.root / "data" / plan / name).is_file() for name in _BEGUN)]
        found = [error for plan in begun for edition in self.editions(plan) for error in self._strays_of(edition)]
        for name, endings in (
            ("alignments", (tables.ALIGNMENT,)),
            ("readings", (".tsv", ".ttl")),
            ("reference", (".ttl",)),
        ):
            folder = self.root / "data" / name
            others = (
                (path for path in sorted(folder.iterdir()) if not path.name.endswith(endings))
                if folder.is_dir()
                else ()
            )
            known = ", ".join(f"*{ending}" for ending in endings)
            found += [self._stray(path, known) for path in others if not path.is_dir() and path.name not in _BESIDE]
        return found + [
            self._stray(path, ", ".join(f"{name}/" for name in sorted(_NOT_PLANS))) for path in self._misplaced()
        ]

    def _misplaced(self) -> Iterator[Path]:
        """The files of data/ itself that look like those of its folders."""
        kinds = (".ttl", ".nq", ".tsv", ".csv", ".toml")
        return (path for path in sorted((self.root / "data").iterdir()) if path.suffix in kinds and path.is_file())

    def _strays_of(self, edition: str) -> Iterator[InputError]:
        """The files of the folder of a plan or a version that nobody reads."""
        beside = "/" in edition
        may = (
            *PLAN_FILES,
            CONCLUSIONS,
            RETIRED,
            RECOGNITION,
            PROPOSED,
            DECISIONS,
            DOUBTS,
            *(() if beside else (THINGS, *CITY_TABLES, OUTSIDE, WHOLE)),
        )
        for file in sorted((self.root / "data" / edition).iterdir()):
            if file.name not in may and (beside or not _is_version(file)):
                yield self._stray(file, ", ".join(name for name in may if name != WHOLE))

    def _stray(self, file: Path, known: str) -> InputError:
        return InputError("stray-file", self.name(file), file=file.name, known=known)

    @property
    def plans(self) -> list[str]:
        """The ids of all plans: the names of their folders."""
        data = self.root / "data"
        return sorted(p.name for p in data.iterdir() if p.is_dir() and p.name not in _NOT_PLANS)

    @property
    def holds_plans(self) -> bool:
        """Whether any folder has a file of a plan."""
        folders = [self.root / "data" / plan for plan in self.plans]
        return any((folder / name).is_file() for folder in folders for name in _BEGUN)

    def has(self, plan: str) -> bool:
        """Say whether there is a folder of this plan."""
        return plan not in _NOT_PLANS and (self.root / "data" / plan).is_dir()

    def plan(self, edition: str) -> Path:
        """Return the folder of a plan, or of one version beside its first (``22208-ito-5/adopted``).

        Raises ``InputError`` (stray-file) and ``UsageError`` (plan-unknown).
        """
        folder = self.root / "data" / edition
        plan, beside, _ = edition.partition("/")
        above = self.root / "data" / plan if beside else self.root / "data"
        if plan in (*_NOT_PLANS, "..") or not folder.is_dir() or folder.parent != above or folder.name == "..":
            raise UsageError("plan-unknown", plan=edition, known=", ".join(self.plans) or "-")
        stray = None if self.reads_on else next(self._strays_of(edition), None)
        if stray:
            raise stray
        return folder

    def editions(self, plan: str) -> list[str]:
        """Return a plan and the versions beside its first, in name order, each by the path of its folder below data/."""
        return [plan, *(f"{plan}/{path.name}" for path in sorted(self.plan(plan).iterdir()) if _is_version(path))]

    def plan_file(self, edition: str, name: str) -> Path:
        """Return one file of the folder of a plan or a version. Raises ``InputError`` when it does not exist."""
        path = self.plan(edition) / name
        if not path.is_file():
            raise InputError("plan-incomplete", self.name(path), file=name)
        return path

    def whole(self, plan: str) -> Path | None:
        """Return a plan's one N-Quads file, where it has one. Raises ``InputError`` (stray-file) beside others."""
        path = self.plan(plan) / WHOLE
        if not path.exists():
            return None
        strays = {error.place.file for error in self._strays_of(plan) if error.place}
        beside = [f for f in sorted(path.parent.iterdir()) if f.name != WHOLE and self.name(f) not in strays]
        if beside:
            raise self._stray(beside[0], WHOLE)
        return path

    @property
    def shapes(self) -> list[Path]:
        """All files of shapes/: core shapes, what each curation level promises, profiles of single plans; then those of packs."""
        every = [self.share, *(pack.folder for pack in self.packs)]
        folders = [part for at in every for part in (at / "shapes", at / "shapes" / LEVELS, at / "shapes" / "profiles")]
        return [path for folder in folders for path in sorted(folder.glob("*.ttl"))]

    def queries(self, topic: str = "*") -> list[Path]:
        """The ``.rq`` files of a topic's folder, in name order; those of packs among ours."""
        folders = [self.share / "queries", *(pack.folder / "queries" for pack in self.packs)]
        found = [path for folder in folders for path in folder.glob(f"{topic}/*.rq")]
        return sorted(found, key=lambda path: (path.parent.name, path.name))

    def file(self, path: Path, name: str = "") -> InputFile:
        """Return a file, to be read when something is asked of it: anew each time (see ``kgtool.corpus.snapshot``)."""
        return InputFile(path, name or self.name(path))

    def files(self, paths: Iterable[Path]) -> list[InputFile]:
        """Return files in the order of their paths, as ``file`` does."""
        return [self.file(path) for path in paths]

    def name(self, path: Path) -> str:
        """Return a path as people should see it: relative to the root where possible, with forward slashes.

        A link in the root is called by its own name, wherever it leads; so names do not depend on how the root was given.
        A file of a pack is called by the pack and its place there, ``town-rules/shapes/Budget.ttl``, one that kgtool carries
        by kgtool: ``kgtool/shapes/Measure.ttl``.
        """
        for pack in self.packs:
            if path.is_relative_to(pack.folder):
                return f"{pack.name}/{path.relative_to(pack.folder).as_posix()}"
        whole = os.path.abspath(path)
        for folder, called in ((self.root, ""), (self.share, f"{CARRIER}/")):
            at = os.path.abspath(folder)
            if whole.startswith(at + os.sep):
                return called + Path(whole[len(at) + 1 :]).as_posix()
        return path.as_posix()


def _is_version(path: Path) -> bool:
    """Whether a path in a plan's folder is the folder of a further version; a link to one may lead back to the plan."""
    return _VERSION.fullmatch(path.name) is not None and (path / "source.ttl").is_file() and not path.is_symlink()


def find(root: str | os.PathLike[str] | None = None) -> Repo:
    """Return the repository at ``root``, or at the nearest parent of the working folder that has one.

    A folder that holds data/ but no ontology/ uses the ontology, shapes and queries that kgtool carries. One that holds
    plans in a folder below names that in its configuration.
    Raises ``UsageError`` (root-not-found) and ``InputError`` for a configuration that cannot be read.
    """
    here = Path.cwd()
    for path in [Path(root)] if root is not None else map(_configured, (here, *here.parents)):
        if (path / "data").is_dir():
            if (path / "ontology").is_dir():
                return Repo(path, path)
            carried = next((folder for folder in _CARRIED if (folder / "ontology").is_dir()), None)
            if carried and Repo(path, carried).holds_plans:
                return Repo(path, carried)
    raise UsageError("root-not-found", str(here if root is None else root))


def _configured(folder: Path) -> Path:
    """The root that the configuration in a folder names, or the folder itself. Raises ``InputError`` (toml-value)."""
    table = configuration.of(folder)
    named = table.data.get(configuration.ROOT, ".") if table else "."
    if table and (not isinstance(named, str) or not (folder / named).is_dir()):
        raise table.bad(configuration.ROOT, "must name a folder", "フォルダーを書いてください")
    return folder / named


def carried() -> Repo:
    """Return the folder with ontology, shapes, queries and data that kgtool carries. Raises ``UsageError`` (root-not-found)."""
    folder = next((folder for folder in _CARRIED if (folder / "ontology").is_dir()), None)
    if folder is None:
        raise UsageError("root-not-found", _PACKAGE.as_posix())
    return Repo(folder, folder)


def context(root: str | os.PathLike[str] | None = None) -> Repo:
    """Return the repository that ``find`` returns or, without ``root`` in a folder that has none, what kgtool carries.

    For whatever needs rules and questions, but no plans of one's own. Raises ``UsageError`` (root-not-found).
    """
    try:
        return find(root)
    except UsageError:
        if root is not None:
            raise
        return carried()


def begun(root: str | os.PathLike[str] | None = None) -> Repo:
    """Return the repository that ``find`` returns or, where there is none yet, one to begin at ``root`` or the working folder.

    Raises ``UsageError`` (root-not-found) where ``root`` is no folder.
    """
    try:
        return find(root)
    except UsageError:
        here = Path.cwd() if root is None else Path(root)
        carried = next((folder for folder in _CARRIED if (folder / "ontology").is_dir()), None)
        if carried is None or not here.is_dir() or (here / "ontology").is_dir():
            raise
        return Repo(here, carried)


def prefixes(repo: Repo) -> dict[str, str]:
    """Return the project's prefixes, from ontology/prefixes.ttl. Raises ``InputError`` when it cannot be read."""
    text = repo.file(repo.share / "ontology" / "prefixes.ttl").text
    return dict(re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", text, re.M))
