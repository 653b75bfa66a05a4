"""One file of a repository, and everything that is made of it: bytes, hash, text, statements. Each is made once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kgtool.base.errors import InputError, Place
from kgtool.base.files import read_bytes
from kgtool.rdf import nquads, tables, turtle
from kgtool.rdf.nquads import Line
from kgtool.rdf.turtle import Statement

if TYPE_CHECKING:
    from kgtool.rdf.sssom.table import TableRow

_LONGEST_TERM = 1 << 24
"""What pyoxigraph takes for one term, in bytes."""
Made = TypeVar("Made")


class InputFile:
    """A file that is read when something is first asked of it, and never again. ``name`` is how errors call it.

    Relative IRIs in it are refused, unless there is a ``base`` by which they are resolved.

    ``local_name`` is its name in the repository; of a file elsewhere just the end, so that it does not depend on where
    that is.

    Every property raises ``InputError`` for a file that cannot be read, and those about statements for one that cannot
    be parsed, with its place. A file is Turtle, N-Quads, an SSSOM table, a table of readings or a city's own by the end of its name.
    """

    def __init__(self, path: Path, name: str, base: str = "") -> None:
        self.path = path
        self.name = name
        self.base = base
        self.local_name = path.name if Path(name).is_absolute() else name
        self._made: dict[Callable[[InputFile], object], object] = {}

    @cached_property
    def data(self) -> bytes:
        """Its bytes."""
        return read_bytes(self.path, self.name)

    @cached_property
    def size(self) -> int:
        """How many bytes it has; none where there is no file."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """Its bytes as UTF-8."""
        return turtle.decode(self.data, self.name)

    @cached_property
    def table(self) -> list[tuple[Statement, TableRow, str]]:
        """The statements of a table, each with the row and the column that say it."""
        decode = turtle.decode if self.name.endswith(tables.CITY) else turtle.unmarked
        return list(tables.reader(self.name).statements(decode(self.data, self.name), self.name))

    @cached_property
    def canonical(self) -> bytes:
        """Its statements as canonical N-Triples, of an N-Quads file as N-Quads: terms as written, in the order of the file.

        Blank nodes have names that no other file has.
        """
        if tables.is_table(self.name):
            table = (Triple(*statement) for statement, _, _ in self.table)
            return serialize(table, format=RdfFormat.N_TRIPLES) or b""
        (turtle.decode if self.names_graphs else turtle.unmarked)(self.data, self.name)
        syntax = RdfFormat.N_QUADS if self.names_graphs else RdfFormat.TURTLE
        try:
            quads = parse(self.data, syntax, base_iri=self.base or None, rename_blank_nodes=True)
            found = serialize(quads, format=self._syntax) or b""
        except SyntaxError as error:
            raise self._wrong(error.msg, error.lineno or 0, error.offset or 0) from None
        except MemoryError as error:
            raise self._wrong(str(error), self._line_of_long_term()) from None
        for line in found.splitlines() if b" <<(" in found else ():
            if nquads.split(line).object.startswith(b"<<("):
                raise self._wrong(f"a quoted triple: {line.decode()}")
        return found

    def _wrong(self, reason: str, line: int = 0, column: int = 0) -> InputError:
        """The error for statements that cannot be parsed, at a place of the file; line 0 where it is not known."""
        place = Place(self.name, line, column)
        if self.names_graphs:
            return InputError("nquads-syntax", place, reason=reason)
        return InputError("turtle-syntax", place, reason=reason)

    @property
    def names_graphs(self) -> bool:
        """Whether its statements name the graphs that they stand in."""
        return self.path.suffix == ".nq"

    @property
    def _syntax(self) -> RdfFormat:
        return RdfFormat.N_QUADS if self.names_graphs else RdfFormat.N_TRIPLES

    def _line_of_long_term(self) -> int:
        """The line with a term that the parser gave up on; 0 where there is none that long."""
        lines = enumerate(self.data.split(b"\n"), 1)
        return next((number for number, text in lines if len(text) >= _LONGEST_TERM), 0)

    @cached_property
    def lines(self) -> list[Line]:
        """Its statements, cut into terms, in the order of the file."""
        cut = nquads.split if self.names_graphs else nquads.cut_triple
        return [cut(text) for text in self.canonical.splitlines(keepends=True)]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Its statements without their graphs, in the order of the file. Cost: an object a statement."""
        found = parse(self.canonical, self._syntax, lenient=True)
        return tuple(Statement(quad.subject, quad.predicate, quad.object) for quad in found)

    @cached_property
    def digest(self) -> str:
        """A hash of its statements, which comments, order and layout of the file do not change."""
        return nquads.digest(self.canonical.splitlines(keepends=True))

    def load(self, store: Store, graph: str) -> None:
        """Add its statements to a store: those of an N-Quads file to the graphs that it names, others to ``graph``."""
        name = None if self.names_graphs else NamedNode(graph)
        if b"_:" in self.canonical:  # a store that loads bytes gives blank nodes other names
            found = parse(self.canonical, self._syntax, lenient=True)
            store.extend(Quad(q.subject, q.predicate, q.object, name or q.graph_name) for q in found)
        elif self.canonical:
            store.load(self.canonical, self._syntax, to_graph=name, lenient=True)

    def once(self, make: Callable[[InputFile], Made]) -> Made:
        """Return what ``make`` makes of this file; it is asked only once."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])


def statements(files: Iterable[InputFile]) -> list[Statement]:
    """Return the statements of files, one file after the other."""
    return [statement for file in files for statement in file.statements]


def digests(files: Iterable[InputFile]) -> dict[str, str]:
    """Return the hash of each file's statements, by local name."""
    return {file.local_name: file.digest for file in files}


def hashes(files: Iterable[InputFile]) -> dict[str, str]:
    """Return the hash of each file's bytes, by local name."""
    return {file.local_name: file.hash for file in files}
