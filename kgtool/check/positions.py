"""Find where a statement stands in a Turtle file: line and column, a side channel that never becomes triples.

The parser is rdflib's own, with offsets noted on the way, so it accepts, refuses and means exactly what rdflib does.
It costs about half as much again as a plain parse, so it runs only on files that have findings, and there on the
statements about what was found. rdflib documents its
parser for use, not for extension: tests/check/test_positions.py lists what is relied on.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rdflib import BNode, Graph
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.term import Node

from kgtool.base.errors import InputError, Place
from kgtool.check.locate import Range
from kgtool.check.terms import from_ntriples
from kgtool.check.turtle_statements import CutError, TurtleStatements
from kgtool.corpus.input_file import InputFile

_FEW = 100
"""Of more subjects it costs less to parse the whole."""
_ROUNDS = 8
"""How far around a blank node is looked to tell it from others, in statements."""


@dataclass(frozen=True)
class _Note:
    subject: int
    verb: tuple[int, int]
    value: tuple[int, int]


class NodePositions:
    """The places of all statements of one Turtle text, asked for by rdflib's terms."""

    def __init__(
        self, text: str, notes: dict[tuple[Node, Node, Node], _Note], subjects: dict[Node, tuple[int, int]]
    ) -> None:
        self._starts = [0] + [n + 1 for n, char in enumerate(text) if char == "\n"]
        self._notes = notes
        self._subjects = subjects
        self._predicates: dict[tuple[Node, Node], _Note] = {}
        for (subject, predicate, _), note in notes.items():
            self._predicates.setdefault((subject, predicate), note)

    def value(self, subject: Node, predicate: Node, value: Node) -> Range | None:
        """Where the object of a statement stands."""
        note = self._notes.get((subject, predicate, value))
        return self._range(note.value) if note else None

    def predicate(self, subject: Node, predicate: Node) -> Range | None:
        """Where a predicate of a subject first stands."""
        note = self._predicates.get((subject, predicate))
        return self._range(note.verb) if note else None

    def subject(self, subject: Node) -> Range | None:
        """Where the first statement about a subject begins; for an anonymous blank node, where it opens."""
        at = self._subjects.get(subject)
        return self._range(at) if at else None

    def _range(self, at: tuple[int, int]) -> Range:
        line, end_line = bisect_right(self._starts, at[0]), bisect_right(self._starts, max(at[0], at[1] - 1))
        return Range(line, at[0] - self._starts[line - 1] + 1, end_line, at[1] - self._starts[end_line - 1] + 1)


class TurtlePositions:
    """The places of all statements of one Turtle file, asked for by terms in N-Triples form.

    A blank node is asked for by the name that the file's statements have for it. What is asked of a few subjects is looked
    for in their statements alone; of blank nodes, of many subjects, and in a text that cannot be cut, in the whole.
    """

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._parts: dict[str, NodePositions | None] = {}

    def value(self, subject: str, predicate: str, value: str) -> Range | None:
        return self._about(subject, value).value(*map(self._term, (subject, predicate, value)))

    def predicate(self, subject: str, predicate: str) -> Range | None:
        return self._about(subject).predicate(self._term(subject), self._term(predicate))

    def subject(self, subject: str) -> Range | None:
        return self._about(subject).subject(self._term(subject))

    def _about(self, subject: str, value: str = "") -> NodePositions:
        """The places of what is said of a subject, and maybe of more."""
        if "_parsed" in vars(self) or not (subject.startswith("<") and self._statements) or value.startswith("_:"):
            return self._whole
        if subject not in self._parts and len(self._parts) < _FEW:
            self._parts[subject] = self._part(subject)
        return self._parts.get(subject) or self._whole

    def _part(self, subject: str) -> NodePositions | None:
        text = self._statements.about(subject) if self._statements else None
        try:
            return parse(text, self._file.name, Graph(), self._file.base) if text else None
        except InputError:
            return None

    @cached_property
    def _statements(self) -> TurtleStatements | None:
        try:
            return TurtleStatements(_as_read(self._file.text), self._file.base)
        except CutError:
            return None

    @property
    def _whole(self) -> NodePositions:
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Graph, NodePositions]:
        graph = Graph()
        return graph, parse(self._file.text, self._file.name, graph, self._file.base)

    def _term(self, text: str) -> Node | None:
        if text.startswith("_:"):
            return self._blank_nodes.get(BNode(text.removeprefix("_:")))
        return from_ntriples(text)

    @cached_property
    def _blank_nodes(self) -> dict[Node, Node]:
        """The blank nodes of this parser by those of the file's statements: what the same is said of is the same."""
        read = Graph()
        for subject, predicate, value, _, _ in self._file.lines:
            read.add(tuple(_as_parsed(term.decode()) for term in (subject, predicate, value)))
        ours = _described(self._parsed[0])
        return {node: ours[said].pop(0) for said, nodes in _described(read).items() for node in nodes if ours.get(said)}


def _as_parsed(text: str) -> Node:
    term = BNode(text.removeprefix("_:")) if text.startswith("_:") else from_ntriples(text)
    assert term is not None
    return term


def _described(graph: Graph) -> dict[int, list[Node]]:
    """The blank nodes of a graph by a hash of what is said around them, in the order in which they come."""
    triples = list(graph)
    said: dict[Node, int] = {node: 0 for triple in triples for node in triple if isinstance(node, BNode)}
    for _ in range(_ROUNDS if said else 0):
        around: dict[Node, list[tuple[str, object, object]]] = {node: [] for node in said}
        for subject, predicate, value in triples:
            if subject in said:
                around[subject].append(("", predicate, said.get(value, value)))
            if value in said:
                around[value].append(("^", predicate, said.get(subject, subject)))
        said = {node: hash(tuple(sorted(map(repr, found)))) for node, found in around.items()}
    nodes: dict[int, list[Node]] = {}
    for node, found in said.items():
        nodes.setdefault(found, []).append(node)
    return nodes


def parse(text: str, name: str, graph: Graph, base: str = "") -> NodePositions:
    """Parse a Turtle text into ``graph``, without its prefixes, and return where everything stands.

    Raises ``InputError`` (turtle-syntax) with line and column where rdflib's parser refuses the text.
    """
    text = _as_read(text)
    sink = _Sink(graph)
    parser = _Parser(sink, baseURI=base or "file:///", turtle=True)
    try:
        parser.loadBuf(text)
    except BadSyntax as error:
        *_, at, reason = error.args
        at = at if at >= 0 else len(text.rstrip())  # rdflib says -1 for the end
        line = text.count("\n", 0, at) + 1
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        raise InputError("turtle-syntax", Place(name, line, column), reason=reason) from None
    return NodePositions(text, sink.notes, sink.subjects)


def _as_read(text: str) -> str:
    """A text as rdflib's text streams give it: without a byte order mark, each line ended by one character."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class _Sink(RDFSink):
    """Adds statements to a graph and keeps the note that the parser made of each."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self.notes: dict[tuple[Node, Node, Node], _Note] = {}
        self.subjects: dict[Node, tuple[int, int]] = {}
        self.note: _Note | None = None

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:  # noqa: N802
        formula, predicate, subject, value = quadruple
        if self.note is None or formula != self.rootFormula:
            super().makeStatement(quadruple, why)
            return
        subject = self.normalise(formula, subject)
        predicate = self.normalise(formula, predicate)
        value = self.normalise(formula, value)
        self.graph.add((subject, predicate, value))
        self.notes.setdefault((subject, predicate, value), self.note)


class _Frame:
    """A property list that is being read."""

    __slots__ = ("count", "subject", "values", "verb")

    def __init__(self, subject: int) -> None:
        self.subject = subject
        self.verb = (subject, subject)
        self.values: list[tuple[int, int]] = []
        self.count = 0


class _Parser(SinkParser):
    """rdflib's Turtle parser, noting offsets. Each override does what its parent does."""

    def __init__(self, store: _Sink, **options: Any) -> None:
        super().__init__(store, **options)
        self._sink = store
        self._frames: list[_Frame] = []
        self._opened = 0

    def statement(self, argstr: str, i: int) -> int:
        self._opened = max(self.skipSpace(argstr, i), i)
        start = self._opened
        subject: list[Any] = []
        i = super().object(argstr, i, subject)
        if i < 0:
            return i
        self._sink.subjects.setdefault(self._sink.normalise(None, subject[0]), (start, i))
        self._opened = start
        j = self.property_list(argstr, i, subject[0])
        if j < 0:
            self.BadSyntax(argstr, i, "expected propertylist")
        return j

    def node(self, argstr: str, i: int, res: Any, subjectAlready: Any = None) -> int:  # noqa: N803
        j = self.skipSpace(argstr, i)
        if j >= 0 and argstr[j] == "[":
            self._opened = j
            end = super().node(argstr, i, res, subjectAlready)
            if end >= 0:
                self._sink.subjects.setdefault(res[-1], (j, j + 1))
            return end
        return super().node(argstr, i, res, subjectAlready)

    def property_list(self, argstr: str, i: int, subj: Any) -> int:
        self._frames.append(_Frame(self._opened))
        try:
            return super().property_list(argstr, i, subj)
        finally:
            self._frames.pop()

    def verb(self, argstr: str, i: int, res: Any) -> int:
        end = super().verb(argstr, i, res)
        if end >= 0:
            self._frames[-1].verb = (self.skipSpace(argstr, i), end)
        return end

    def objectList(self, argstr: str, i: int, res: Any) -> int:  # noqa: N802
        frame = self._frames[-1]
        frame.values, frame.count = [], 0
        return super().objectList(argstr, i, res)

    def object(self, argstr: str, i: int, res: Any) -> int:
        end = super().object(argstr, i, res)
        if end >= 0 and self._frames:
            self._frames[-1].values.append((self.skipSpace(argstr, i), end))
        return end

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802
        frame = self._frames[-1] if self._frames else None
        if frame and frame.count < len(frame.values):  # else a path expression, which rdflib accepts
            self._sink.note = _Note(frame.subject, frame.verb, frame.values[frame.count])
            frame.count += 1
        super().makeStatement(quadruple)
        self._sink.note = None
