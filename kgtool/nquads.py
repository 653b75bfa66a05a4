"""Lines of canonical N-Quads: cut into terms without parsing, because there may be millions of them.

Canonical lines have one space between terms and before the full stop (RDF Dataset Canonicalization, section 5). Sorted,
the statements of one resource stand together, and so does one statement that several graphs make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from kgtool.vocab import RDF

TYPE = f"<{RDF.type.value}>".encode()
"""rdf:type as it stands in a line."""

_IRI = re.compile(rb"<[^>]*>")
_LANGUAGE = re.compile(rb'"@([^ ]+)')
_AT_ONCE = 3
_PLAIN_LINE = (
    rb"(?:<[^<>\\ ]*>|_:[^ \n]+) <[^<>\\ ]*> "
    rb'(?:<[^<>\\ ]*>|_:[^ \n]+|"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:@[^ \n]+|\^\^<[^<>\\ ]*>)?) '
    rb"<[^<>\\ ]*> \.\n"
)
_PLAIN = re.compile(rb"(?:" + _PLAIN_LINE + rb")*")


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


def cut(lines: Sequence[bytes]) -> list[list[bytes]]:
    """Cut lines into subject, predicate and the rest: object, graph and full stop."""
    return [line.split(b" ", 2) for line in lines]


def iri(term: bytes) -> str:
    """Return the IRI of a term that is one; empty for any other."""
    return term[1:-1].decode() if term.startswith(b"<") else ""


def load(store: Store, data: bytes) -> None:
    """Load N-Quads into a store, looking at each IRI and language tag once instead of wherever it stands.

    That is half the work of loading. Raises ``SyntaxError`` with its place.
    """
    store.bulk_load(data, RdfFormat.N_QUADS, lenient=_well_formed(data))


def load_again(store: Store, lines: Iterable[bytes]) -> None:
    """Load lines that were written from what was loaded: their terms are known to be well-formed."""
    text = b"".join(lines)
    if text:
        store.bulk_load(text, RdfFormat.N_QUADS, lenient=True)


def _well_formed(data: bytes) -> bool:
    """Whether all that looks like an IRI or a language tag is one. It may be text that only looks like it."""
    iris = sorted({*_IRI.findall(data)})
    iris += iris[:1] * (-len(iris) % _AT_ONCE)
    rows = zip(*(iris[n::_AT_ONCE] for n in range(_AT_ONCE)), strict=True)
    sample = [b"%s %s %s .\n" % row for row in rows]
    sample += [b'<urn:s> <urn:p> ""@%s .\n' % tag for tag in sorted({*_LANGUAGE.findall(data)})]
    try:
        for _ in parse(b"".join(sample), RdfFormat.N_TRIPLES):
            pass
    except SyntaxError:
        return False
    return True


def is_plain(data: bytes) -> bool:
    """Whether every line has a graph, one space between terms and IRIs without escapes, so that it can be cut as it is."""
    return _PLAIN.fullmatch(data) is not None


def read(lines: Iterable[bytes], rename: bool = False) -> list[Quad]:
    """Parse lines; with ``rename``, blank nodes get names that nothing else has."""
    return list(parse(b"".join(lines), RdfFormat.N_QUADS, rename_blank_nodes=rename))


def sorted_lines(quads: Iterable[Quad]) -> list[bytes]:
    """Return quads as sorted lines, each once; blank nodes keep their names."""
    return sorted({*(serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)})


def lines(store: Store) -> list[bytes]:
    """Return what a store holds as sorted lines; blank nodes keep their names."""
    return sorted((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
