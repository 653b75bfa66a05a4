"""Lines of canonical N-Quads: cut into terms without parsing, because there may be millions of them.

Canonical lines have one space between terms and before the full stop (RDF Dataset Canonicalization, section 5). Sorted,
the statements of one resource stand together, and so does one statement that several graphs make.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Quad, RdfFormat, Store, parse, serialize


class Terms(NamedTuple):
    """The terms of a line, as they are written; ``graph`` is empty for the default graph."""

    subject: bytes
    predicate: bytes
    object: bytes
    graph: bytes


def split(line: bytes) -> Terms:
    """Cut a line into its terms."""
    subject, predicate, rest = line.split(b" ", 2)
    rest = rest.rstrip()[:-2]
    whole, _, last = rest.rpartition(b" ")
    if whole and last[:1] in (b"<", b"_") and b'"' not in last:
        return Terms(subject, predicate, whole, last)
    return Terms(subject, predicate, rest, b"")


def iri(term: bytes) -> str:
    """Return the IRI of a term that is one; empty for any other."""
    return term[1:-1].decode() if term.startswith(b"<") else ""


def read(lines: Iterable[bytes], rename: bool = False) -> list[Quad]:
    """Parse lines; with ``rename``, blank nodes get names that nothing else has."""
    return list(parse(b"".join(lines), RdfFormat.N_QUADS, rename_blank_nodes=rename))


def sorted_lines(quads: Iterable[Quad]) -> list[bytes]:
    """Return quads as sorted lines, each once; blank nodes keep their names."""
    return sorted({*(serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)})


def lines(store: Store) -> list[bytes]:
    """Return what a store holds as sorted lines; blank nodes keep their names."""
    return sorted((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
