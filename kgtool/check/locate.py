"""Say where a finding is: the place of its value, else of its predicate, else of its subject; and in the plan's text.

Positions are looked up only when there is something to report, in the files that speak of the finding's subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import Graph
from rdflib.term import Node

from kgtool.base.files import read_bytes
from kgtool.base.languages import Text
from kgtool.check.finding import Location
from kgtool.check.inputs import File
from kgtool.check.positions import Positions, Range, parse
from kgtool.check.terms import from_ntriples, ntriples
from kgtool.corpus.layout import WHOLE
from kgtool.rdf import iris, sssom, turtle
from kgtool.rdf.reader import NAMES
from kgtool.rdf.sssom.table import TableRow
from kgtool.rdf.vocab import JPP, OA, RDF, XSD

_TEXTS = (XSD.string, RDF.langString)
_DIGITS = re.compile(r'"(\d+)')
_ABOUT = {JPP.gapIn.value, OA.hasTarget.value, JPP.repairOf.value}


class Locator:
    """Places of the statements of some files; each file is parsed for positions at most once."""

    def __init__(self, files: Iterable[File]) -> None:
        self._positions: dict[str, Positions] = {}
        self._files: dict[str, list[File]] = {}
        self._values: dict[str, dict[str, list[str]]] = {}
        self._numbers: dict[tuple[str, str], list[Literal]] = {}
        kept = {p.value for p in (JPP.statedAt, JPP.firstLine, JPP.lastLine, JPP.fileName, *NAMES)} | _ABOUT
        for file in files:
            typed: set[str] = set()
            for s in file.statements:
                subject = str(s.subject)
                files = self._files.setdefault(subject, [])
                if file not in files[-1:]:
                    files.append(file)
                if s.predicate == RDF.type and subject not in typed:
                    typed.add(subject)
                    files.remove(file)
                    files.insert(0, file)
                if isinstance(s.object, Literal) and s.object.datatype not in _TEXTS:
                    self._numbers.setdefault((subject, str(s.predicate)), []).append(s.object)
                if s.predicate.value in kept:
                    self._values.setdefault(subject, {}).setdefault(s.predicate.value, []).append(str(s.object))

    def written(self, focus: str, path: str, value: str) -> str:
        """A value as its file writes it: rules are shown numbers and dates in the form that the store gives them."""
        for literal in self._numbers.get((focus, path), []) if "^^" in value else []:
            if _in_a_store(literal) == value:
                return str(literal)
        return value

    def place(self, focus: str, path: str, value: str) -> Location:
        """Where a result stands: ``path`` is a predicate, ``^`` and a predicate, or empty."""
        predicate = path.removeprefix("^")
        subject, other = (value, focus) if path.startswith("^") and value else (focus, value)
        for file in self._files.get(subject, []) if predicate and other else []:
            found = self._in(file).value(*(from_ntriples(t) for t in (subject, predicate, other)))
            if found:
                return _location(file, found)
        if predicate and not path.startswith("^"):
            for file in self._files.get(focus, []):
                found = self._in(file).predicate(from_ntriples(focus), from_ntriples(predicate))
                if found:
                    return _location(file, found)
        for file in self._files.get(focus, []):
            found = self._in(file).subject(from_ntriples(focus))
            return _location(file, found) if found else Location(file.name)
        if value != focus and value in self._files:
            return self.place(value, "", "")
        return Location("data")

    def source(self, focus: str) -> Location | None:
        """The lines of the plan's text where the thing, or what it is about, is stated."""
        for span in self._values.get(focus, {}).get(JPP.statedAt.value, []) or [focus]:
            lines = self._values.get(span, {})
            at = iris.read_span(span.strip("<>"))
            first, last = (_number(lines.get(p.value, [])) for p in (JPP.firstLine, JPP.lastLine))
            if at and first and last:
                names = self._values.get(f"<{at.text}>", {}).get(JPP.fileName.value, [f'"{at.text}"'])
                return Location(names[0].split('"')[1], first, 0, last, 0)
        about = self._about(focus)
        return self.source(about) if about else None

    def label(self, focus: str) -> Text | None:
        """The name of the thing, or of what it is about, with its path where the plan gives it one."""
        values = self._values.get(focus, {})
        labels = [text for name in reversed(NAMES) for text in values.get(name.value, [])]  # the last counts
        by_language = {text.rsplit("@", 1)[-1]: text.rsplit("@", 1)[0].strip('"') for text in labels if "@" in text}
        iri = focus.strip("<>")
        short = iri.removeprefix(iris.ID).removeprefix(iris.BASE)
        if not by_language:
            about = self._about(focus)
            inner = self.label(about) if about else None
            return Text(f"{inner.ja}: {short}", f"{inner.en}: {short}") if inner else Text(short, short)
        ja = by_language.get("ja") or by_language.get("en") or short
        return Text(f"{ja}: {short}", f"{by_language.get('en') or ja}: {short}")

    def _about(self, focus: str) -> str:
        values = self._values.get(focus, {})
        return next((values[p][0] for p in sorted(_ABOUT) if p in values and values[p][0] != focus), "")

    def _in(self, file: File) -> Positions:
        if file.name not in self._positions:
            text = turtle.decode(read_bytes(file.path, file.name), file.name)
            if file.path.suffix == ".tsv":
                self._positions[file.name] = _TablePositions(text, file.name)
            elif file.path.name == WHOLE:
                self._positions[file.name] = _LinePositions(text)
            else:
                self._positions[file.name] = parse(text, file.name, Graph())
        return self._positions[file.name]


def _number(literals: list[str]) -> int:
    """The whole number that the first literal begins with; 0 where it is none."""
    found = _DIGITS.match(literals[0]) if literals else None
    return int(found[1]) if found else 0


def _in_a_store(literal: Literal) -> str:
    """A literal as the store gives it back."""
    node = NamedNode("urn:x")
    store = Store()
    store.add(Quad(node, node, literal))
    return str(next(iter(store)).object)


class _TablePositions(Positions):
    """Places in an SSSOM table: a statement stands in a cell, or else on a row or a line of the header."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, {}, {})
        self._cells: dict[tuple[str, ...], tuple[TableRow, str]] = {}
        for (subject, predicate, value), row, column in sssom.statements(text, name):
            self._cells.setdefault((str(subject), str(predicate), str(value)), (row, column))
            self._cells.setdefault((str(subject), str(predicate)), (row, column))
            self._cells.setdefault((str(subject),), (row, ""))

    def value(self, subject: Node, predicate: Node, value: Node) -> Range | None:
        return self._at(subject, predicate, value)

    def predicate(self, subject: Node, predicate: Node) -> Range | None:
        return self._at(subject, predicate)

    def subject(self, subject: Node) -> Range | None:
        return self._at(subject)

    def _at(self, *terms: Node) -> Range | None:
        row, column = self._cells.get(tuple(map(ntriples, terms)), (None, ""))
        return Range(*row.extent(column)) if row else None


class _LinePositions(Positions):
    """Places in N-Quads: a statement is a line, so its terms are found in it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, {}, {})
        self._lines: dict[str, list[tuple[int, str]]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            self._lines.setdefault(line.partition(" ")[0], []).append((number, line))

    def value(self, subject: Node, predicate: Node, value: Node) -> Range | None:
        start = f"{subject.n3()} {predicate.n3()} "
        term = ntriples(value)
        for number, line in self._lines.get(subject.n3(), ()):
            if line.startswith(f"{start}{term} "):
                return Range(number, len(start) + 1, number, len(start) + len(term) + 1)
        return None

    def predicate(self, subject: Node, predicate: Node) -> Range | None:
        before = f"{subject.n3()} "
        for number, line in self._lines.get(subject.n3(), ()):
            if line.startswith(f"{before}{predicate.n3()} "):
                return Range(number, len(before) + 1, number, len(before) + len(predicate.n3()) + 1)
        return None

    def subject(self, subject: Node) -> Range | None:
        for number, _ in self._lines.get(subject.n3(), ()):
            return Range(number, 1, number, len(subject.n3()) + 1)
        return None


def _location(file: File, at: Range) -> Location:
    return Location(file.name, at.line, at.column, at.end_line, at.end_column)
