"""Lines of canonical N-Quads: cut into terms without parsing, because there may be millions of them.

Canonical lines have one space between terms and before the full stop (RDF Dataset Canonicalization, section 5). Sorted,
the statements of one resource stand together, and so does one statement that several graphs make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from kgtool.rdf.vocab import RDF

TYPE = f"<{RDF.type.value}>".encode()
"""rdf:type as it stands in a line."""

_NODE = rb"(?:<[^<>\\ \n]*>|_:[^ \n]+)"
_TEXT = rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:@[^ \n]+|\^\^<[^<>\\ \n]*>)?'
_NODES = re.compile(rb"(?:%b\n)*" % _NODE)
_RESTS = re.compile(rb"(?:(?:%b|%b) <[^<>\\ \n]*> \.\n)*" % (_NODE, _TEXT))


class Terms(NamedTuple):
    """The terms of a line, as they are written; ``graph`` is empty for the default graph."""

    subject: bytes
    predicate: bytes
    object: bytes
    graph: bytes


class Line(NamedTuple):
    """A line, and the pieces that it is cut into."""

    text: bytes
    subject: bytes
    predicate: bytes
    rest: bytes


def split(line: bytes) -> Terms:
    """Cut a line into its terms."""
    subject, predicate, rest = line.split(b" ", 2)
    rest = rest.rstrip()[:-2]
    whole, _, last = rest.rpartition(b" ")
    if whole and last[:1] in (b"<", b"_") and b'"' not in last:
        return Terms(subject, predicate, whole, last)
    return Terms(subject, predicate, rest, b"")


def cut(lines: Sequence[bytes]) -> list[list[bytes]]:
    """Cut lines into subject, predicate and the rest: object, graph and full stop."""
    return [line.split(b" ", 2) for line in lines]


def with_pieces(lines: Sequence[bytes]) -> list[Line]:
    """Return lines with what they are cut into."""
    return [Line(line, *pieces) for line, pieces in zip(lines, cut(lines), strict=True)]


def iri(term: bytes) -> str:
    """Return the IRI of a term that is one; empty for any other."""
    return term[1:-1].decode() if term.startswith(b"<") else ""


def load_again(store: Store, lines: Iterable[bytes]) -> None:
    """Load lines that were written from what was loaded: their terms are known to be well-formed."""
    text = b"".join(lines)
    if text:
        store.load(text, RdfFormat.N_QUADS, lenient=True)


def names(pieces: Sequence[bytes], wanted: Set[bytes]) -> bool:
    """Say whether the predicate of a line that was cut is wanted, or else the class that it states."""
    _, predicate, rest = pieces
    return predicate in wanted or (predicate == TYPE and rest[: rest.index(b" ")] in wanted)


def pick(data: bytes, wanted: Set[bytes], subjects: Set[bytes], told: Set[bytes]) -> list[Line] | None:
    """Return the lines of N-Quads with a predicate or class that is wanted, and what is ``told`` of some subjects.

    None where they cannot be cut as they stand: without a graph, or with other space or escapes than canonical ones.
    """
    lines = data.splitlines(keepends=True)
    pieces = cut(lines)
    try:
        nodes = {s for s, _, _ in pieces}.union([p for _, p, _ in pieces])
        found = [
            Line(line, s, p, rest)
            for line, (s, p, rest) in zip(lines, pieces, strict=True)
            if p in wanted or (s in subjects and p in told) or (p == TYPE and rest[: rest.index(b" ")] in wanted)
        ]
    except ValueError:
        return None
    plain = _NODES.fullmatch(b"".join(node + b"\n" for node in nodes))
    return found if plain and _RESTS.fullmatch(b"".join({line.rest for line in found})) else None


def read(lines: Iterable[bytes], rename: bool = False) -> list[Quad]:
    """Parse lines; with ``rename``, blank nodes get names that nothing else has."""
    return list(parse(b"".join(lines), RdfFormat.N_QUADS, rename_blank_nodes=rename))


def sorted_lines(quads: Iterable[Quad]) -> list[bytes]:
    """Return quads as sorted lines, each once; blank nodes keep their names."""
    return sorted({*(serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)})


def lines(store: Store) -> list[bytes]:
    """Return what a store holds as sorted lines; blank nodes keep their names."""
    return sorted((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
