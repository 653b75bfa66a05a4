"""Say where a finding is: the place of its value, else of its predicate, else of its subject; and in the plan's text.

Positions are looked up only when there is something to report, in the files that speak of the finding's subject.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pyoxigraph import RdfFormat, Store

from kgtool.base.languages import Text
from kgtool.check.finding import Location
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import CONCLUSIONS, PROFILE, WHOLE
from kgtool.rdf import iris, nquads, tables, turtle
from kgtool.rdf.reader import NAMES
from kgtool.rdf.vocab import JPP, OA

if TYPE_CHECKING:
    from kgtool.rdf.sssom.table import TableRow

_MADE = ("plan.ttl", CONCLUSIONS)
"""The files of a plan's folder that are made by its profile."""
_DIGITS = re.compile(r'"(\d+)')
_ABOUT = {str(term) for term in (JPP.gapIn, OA.hasTarget, JPP.repairOf)}
_NAMES = tuple(map(str, NAMES))
_KEPT = {
    term.encode(): term
    for term in (*map(str, (JPP.statedAt, JPP.firstLine, JPP.lastLine, JPP.fileName)), *_NAMES, *_ABOUT)
}
"""The predicates whose values are asked for, by how they stand in a line."""


class Range(NamedTuple):
    """A stretch of a file: line and column of its start and end, from 1, columns in code points, end excluded."""

    line: int
    column: int
    end_line: int
    end_column: int


class Positions(Protocol):
    """Where the statements of one file stand. Terms are in N-Triples form; None is for what does not stand there."""

    def value(self, subject: str, predicate: str, value: str) -> Range | None:
        """Return where the object of a statement stands."""

    def predicate(self, subject: str, predicate: str) -> Range | None:
        """Return where a predicate of a subject first stands."""

    def subject(self, subject: str) -> Range | None:
        """Return where the first statement about a subject begins."""


def positions(file: InputFile) -> Positions:
    """Return where the statements of a file stand. Cost: half as much again as reading it with rdflib."""
    if tables.is_table(file.name):
        return _TablePositions(file.text, file.name)
    if file.path.name == WHOLE:
        return _LinePositions(file.text)
    # rdflib takes longer to import than a check without findings needs
    found: Positions = importlib.import_module("kgtool.check.positions").TurtlePositions(file)
    return found


class Locator:
    """Places of the statements of some files; each file is parsed for positions at most once.

    Places are in files that are ``own``; names are taken from the others as well.
    """

    def __init__(self, files: Iterable[InputFile], own: Callable[[Path], bool] = lambda path: True) -> None:
        self._files: dict[bytes, list[InputFile]] = {}
        self._values: dict[bytes, dict[str, list[str]]] = {}
        self._numbers: dict[tuple[bytes, bytes], list[bytes]] = {}
        self._all: list[InputFile] = []
        for file in files:
            typed: set[bytes] = set()
            places, before = own(file.path), b""
            self._all += [file] if places else []
            for subject, predicate, value, _, _ in file.lines:  # in bytes: there may be a hundred thousand of them
                if predicate in _KEPT:
                    values = self._values.setdefault(subject, {})
                    values.setdefault(_KEPT[predicate], []).append(value.decode())
                if not places:
                    continue
                if subject != before:
                    before, among = subject, self._files.setdefault(subject, [])
                    if file not in among[-1:]:
                        among.append(file)
                if predicate == nquads.TYPE and subject not in typed:
                    typed.add(subject)
                    among.remove(file)
                    among.insert(0, file)
                if value[:1] == b'"' and value[-1:] == b">":
                    self._numbers.setdefault((subject, predicate), []).append(value)

    def written(self, focus: str, path: str, value: str) -> str:
        """Return a value as its file writes it: rules see numbers and dates in the form that the store gives them."""
        found = self._numbers.get((focus.encode(), path.encode()), []) if "^^" in value else []
        for literal in map(bytes.decode, found):
            if _in_a_store(literal) == value:
                return literal
        return value

    def place(self, focus: str, path: str, value: str) -> Location:
        """Return where a result stands: ``path`` is a predicate, ``^`` and a predicate, or empty."""
        predicate = path.removeprefix("^")
        subject, other = (value, focus) if path.startswith("^") and value else (focus, value)
        for file in self._in(subject) if predicate and other else []:
            found = file.once(positions).value(subject, predicate, other)
            if found:
                return _location(file, found)
        if predicate and not path.startswith("^"):
            for file in self._in(focus):
                found = file.once(positions).predicate(focus, predicate)
                if found:
                    return _location(file, found)
        for file in self._in(focus):
            found = file.once(positions).subject(focus)
            return _location(file, found) if found else Location(file.name)
        if value != focus and self._in(value):
            return self.place(value, "", "")
        return self._pointed(focus) or Location("data")

    def _pointed(self, focus: str) -> Location | None:
        """Return where something that no file describes is first pointed to; a shape may look at it nonetheless."""
        for file in self._all:
            line = next((line for line in file.lines if line.object == focus.encode()), None)
            found = line and file.once(positions).value(line.subject.decode(), line.predicate.decode(), focus)
            if found:
                return _location(file, found)
        return None

    def beside(self, missing: str) -> Location | None:
        """Return where an element that is not there would stand in its plan.ttl: at the one that comes after it."""
        iri = missing.strip("<>")
        wanted, plan = turtle.natural(iri), f"/{PurePosixPath(iri.removeprefix(iris.ID)).parts[0]}/"
        for file in (one for one in self._all if one.path.name == _MADE[0] and plan in f"/{one.name}"):
            subjects = {line.subject.decode().strip("<>") for line in file.lines}
            later = [subject for subject in subjects if turtle.natural(subject) > wanted]
            found = file.once(positions).subject(f"<{min(later, key=turtle.natural)}>") if later else None
            if found:
                return _location(file, found)
        return None

    def mendable(self, focus: str, path: str, value: str, at: Location) -> tuple[str, ...]:
        """Return the names of the files in which what is found at a place could be mended.

        A value that is wrong is mended where it stands. What is missing, or is there too often, may have been taken away
        from any file beside those that describe the thing, or be added to it. What is made by a profile is mended there.
        """
        inverse = path.startswith("^")
        subject, other = (value, focus) if inverse else (focus, value)
        stating = [file for file in self._in(subject) if self._states(file, subject, path.lstrip("^"), other)]
        folders = {file.path.parent for file in self._in(focus)}
        found = {file.name for file in stating or self._all if stating or file.path.parent in folders} | {at.file}
        made = {f"{PurePosixPath(name).parent / PROFILE}" for name in found if PurePosixPath(name).name in _MADE}
        return tuple(sorted(found | made))

    def _states(self, file: InputFile, subject: str, predicate: str, value: str) -> bool:
        if not (predicate and value):
            return False
        wanted = (subject.encode(), predicate.encode(), value.encode())
        return any(line[:3] == wanted for line in file.lines)

    def source(self, focus: str) -> Location | None:
        """Return the lines of the plan's text where the thing, or what it is about, is stated."""
        for span in self._of(focus).get(str(JPP.statedAt), []) or [focus]:
            lines = self._of(span)
            at = iris.read_span(span.strip("<>"))
            first, last = (_number(lines.get(str(p), [])) for p in (JPP.firstLine, JPP.lastLine))
            if at and first and last:
                names = self._of(f"<{at.text}>").get(str(JPP.fileName), [f'"{at.text}"'])
                return Location(names[0].split('"')[1], first, 0, last, 0)
        about = self._about(focus)
        return self.source(about) if about else None

    def label(self, focus: str) -> Text | None:
        """Return the name of the thing, or of what it is about, with its path where the plan gives it one."""
        values = self._of(focus)
        labels = [text for name in reversed(_NAMES) for text in values.get(name, [])]  # the last counts
        by_language = {text.rsplit("@", 1)[-1]: text.rsplit("@", 1)[0].strip('"') for text in labels if "@" in text}
        iri = focus.strip("<>")
        short = "[]" if iri.startswith("_:") else iri.removeprefix(iris.ID).removeprefix(iris.BASE)
        if not by_language:
            about = self._about(focus)
            inner = self.label(about) if about else None
            return Text(f"{inner.ja}: {short}", f"{inner.en}: {short}") if inner else Text(short, short)
        ja = by_language.get("ja") or by_language.get("en") or short
        return Text(f"{ja}: {short}", f"{by_language.get('en') or ja}: {short}")

    def _in(self, subject: str) -> list[InputFile]:
        """The files with statements about a subject: first those that say what it is."""
        return self._files.get(subject.encode(), [])

    def _of(self, subject: str) -> dict[str, list[str]]:
        """The values of a subject that are kept, by predicate."""
        return self._values.get(subject.encode(), {})

    def _about(self, focus: str) -> str:
        values = self._of(focus)
        return next((values[p][0] for p in sorted(_ABOUT) if p in values and values[p][0] != focus), "")


def _number(literals: list[str]) -> int:
    """The whole number that the first literal begins with; 0 where it is none."""
    found = _DIGITS.match(literals[0]) if literals else None
    return int(found[1]) if found else 0


def _in_a_store(literal: str) -> str:
    """A literal as the store gives it back."""
    store = Store()
    store.load(f"<urn:x> <urn:x> {literal} .".encode(), RdfFormat.N_TRIPLES, lenient=True)
    return str(next(iter(store)).object)


class _TablePositions:
    """Places in a table: a statement stands in a cell, or else on a row or a line of the header."""

    def __init__(self, text: str, name: str) -> None:
        self._cells: dict[tuple[str, ...], tuple[TableRow, str]] = {}
        for (subject, predicate, value), row, column in tables.reader(name).statements(text, name):
            self._cells.setdefault((str(subject), str(predicate), str(value)), (row, column))
            self._cells.setdefault((str(subject), str(predicate)), (row, column))
            self._cells.setdefault((str(subject),), (row, ""))

    def value(self, subject: str, predicate: str, value: str) -> Range | None:
        return self._at(subject, predicate, value)

    def predicate(self, subject: str, predicate: str) -> Range | None:
        return self._at(subject, predicate)

    def subject(self, subject: str) -> Range | None:
        return self._at(subject)

    def _at(self, *terms: str) -> Range | None:
        row, column = self._cells.get(terms, (None, ""))
        return Range(*row.extent(column)) if row else None


class _LinePositions:
    """Places in N-Quads: a statement is a line, so its terms are found in it."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, list[tuple[int, str]]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            self._lines.setdefault(line.partition(" ")[0], []).append((number, line))

    def value(self, subject: str, predicate: str, value: str) -> Range | None:
        return self._at(subject, f"{subject} {predicate} ", value)

    def predicate(self, subject: str, predicate: str) -> Range | None:
        return self._at(subject, f"{subject} ", predicate)

    def subject(self, subject: str) -> Range | None:
        return self._at(subject, "", subject)

    def _at(self, subject: str, before: str, term: str) -> Range | None:
        """Where a term stands on the first line that begins with what is before it."""
        for number, line in self._lines.get(subject, ()):
            if line.startswith(f"{before}{term} "):
                return Range(number, len(before) + 1, number, len(before) + len(term) + 1)
        return None


def _location(file: InputFile, at: Range) -> Location:
    return Location(file.name, at.line, at.column, at.end_line, at.end_column)
