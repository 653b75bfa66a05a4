"""Write offsets where a person has named a place by its words.

Words may stand where a place does: ``jpp:evidence "first … last"`` in ``curation.ttl``, a cell of ``subject_evidence`` or
``object_evidence`` in an alignment, ``line = "…"`` of a ``[[repair]]`` in ``profile.toml``. They are for writing only: as long
as they stand there the file is refused or found wrong, so that no sentence of a plan stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.base import toml
from kgtool.base.errors import InputError, Place, UsageError
from kgtool.check import locate
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import PROFILE, Repo
from kgtool.extract import passages, source
from kgtool.extract.passages import Passages
from kgtool.rdf import iris, tables
from kgtool.rdf.sssom import metadata, table
from kgtool.rdf.vocab import JPP, OA

_SIDES = {"subject_evidence": "subject", "object_evidence": "object"}
_LINE = re.compile(r"""^[ \t]*line[ \t]*=[ \t]*(?P<words>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')""", re.M)
_PREFIX = re.compile(r"^\s*@?prefix\s+(?P<name>[\w-]*):\s*<(?P<iri>[^>]*)>", re.M | re.I)


class Settled(NamedTuple):
    """A file with offsets for words: its text as it should be, and how many places were given by words."""

    text: str
    places: int


class _Edit(NamedTuple):
    """Something to be written over a half-open range of a file, in code points."""

    start: int
    end: int
    text: str


def settle(repo: Repo, path: Path, sources: Path) -> Settled:
    """Return a file with offsets for the words by which it names places; write nothing.

    Raises ``InputError`` (words-unknown, words-ambiguous; those of the file and of the text) at the place of the words,
    and ``UsageError`` (words-file) for a file that names no places.
    """
    path = path.resolve()
    file = repo.file(path)
    if path.name.endswith(tables.ALIGNMENT):
        edits = list(_in_alignment(repo, file, sources))
    elif path.name in ("curation.ttl", PROFILE) and (edition := _edition(repo, path)):
        there = passages.of(repo, source.read(repo, edition, sources))
        edits = list((_in_profile if path.name == PROFILE else _in_curation)(file, there))
    else:
        raise UsageError("words-file", file.name)
    text = file.text
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return Settled(text, len(edits))


def _edition(repo: Repo, path: Path) -> str:
    """The plan or version in whose folder a file stands; empty where it stands in none."""
    for plan in repo.plans:
        for edition in repo.editions(plan):
            if repo.plan(edition).resolve() == path.parent:
                return edition
    return ""


def _in_curation(file: InputFile, there: Passages) -> Iterator[_Edit]:
    description = there.source.description
    below = iris.element(description.plan, description.version) + "/"
    statements = list(file.statements)
    targets = {s.subject: s.object.value for s in statements if s.predicate == OA.hasTarget}
    prefix = next((m["name"] for m in _PREFIX.finditer(file.text) if m["iri"] == f"{description.text_iri}#char="), None)
    named = [s for s in statements if s.predicate in (JPP.evidence, JPP.statedAt) and isinstance(s.object, Literal)]
    found_in = locate.positions(file) if named else None
    starts = _line_starts(file.text)
    for subject, predicate, words in named:
        assert found_in is not None
        assert isinstance(words, Literal)
        assert isinstance(subject, NamedNode)
        at = found_in.value(str(subject), str(predicate), str(words))
        assert at, "what is read from a file stands in it"
        element = targets.get(subject, subject.value).removeprefix(below)
        start, end = there.one(words.value, element, Place(file.name, at.line, at.column)).at
        written = f"<{iris.span(description.text_iri, start, end)}>" if prefix is None else f"{prefix}:{start}\\,{end}"
        yield _Edit(starts[at.line - 1] + at.column - 1, starts[at.end_line - 1] + at.end_column - 1, written)


def _in_profile(file: InputFile, there: Passages) -> Iterator[_Edit]:
    for match in _LINE.finditer(file.text):
        line = file.text.count("\n", 0, match.start("words")) + 1
        column = match.start("words") - file.text.rfind("\n", 0, match.start("words"))
        words = toml.parse(f"words = {match['words']}", file.name, "docs/profile.md").data["words"]
        found = there.one(words, place=Place(file.name, line, column))
        yield _Edit(*match.span("words"), str(found.line))


def _in_alignment(repo: Repo, file: InputFile, sources: Path) -> Iterator[_Edit]:
    lines = file.text.split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = metadata.read(lines[:first], file.name)
    pair = file.path.name.removesuffix(tables.ALIGNMENT).split("--")
    texts: dict[str, Passages] = {}
    starts = _line_starts(file.text)
    for row in table.read(lines[first:], first + 1, header, file.name):
        for column, side in _SIDES.items():
            words = row.cells.get(column, "").strip()
            if not words or words.startswith(iris.TEXT):
                continue
            at = row.extent(column)
            place = Place(file.name, at.line, at.column)
            element = header.iri(row.cells[f"{side}_id"])
            path = iris.path_of(element.value) if element and element.value.startswith(iris.ID) else ""
            version = "/".join(path.split("/")[:2])
            if version not in texts:
                texts[version] = _version(repo, version, pair, sources, place)
            found = texts[version].one(words, path.removeprefix(f"{version}/"), place)
            span = iris.span(texts[version].source.description.text_iri, *found.at)
            yield _Edit(starts[at.line - 1] + at.column - 1, starts[at.end_line - 1] + at.end_column - 1, span)


def _version(repo: Repo, version: str, pair: list[str], sources: Path, place: Place) -> Passages:
    """The text of a version of one of the plans of an alignment."""
    for plan in pair if version else ():
        for edition in repo.editions(plan) if repo.has(plan) else ():
            described = source.describe(repo, edition)
            if f"{described.plan}/{described.version}" == version:
                return passages.of(repo, source.read(repo, edition, sources))
    raise InputError("words-unknown", place, words=version or "-", text=", ".join(pair))


def _line_starts(text: str) -> list[int]:
    return [0] + [n + 1 for n, char in enumerate(text) if char == "\n"]
