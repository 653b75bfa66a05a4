"""Lines of canonical N-Quads: cut into terms without parsing, because there may be millions of them.

Canonical lines have one space between terms and before the full stop (RDF Dataset Canonicalization, section 5). Sorted,
the statements of one resource stand together, and so does one statement that several graphs make.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store, parse, serialize

from kgtool.rdf.vocab import RDF

TYPE = f"<{RDF.type.value}>".encode()
"""rdf:type as it stands in a line."""

_NODE = rb"(?:<[^<>\\ \n]*>|_:[^ \n]+)"
_TEXT = rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:@[^ \n]+|\^\^<[^<>\\ \n]*>)?'
_NODES = re.compile(rb"(?:%b\n)*" % _NODE)
_POINTED = re.compile(rb"^[^ ]+ [^ ]+ (<[^>]*>)", re.M)
_OBJECTS = re.compile(rb"(?:(?:%b|%b) <[^<>\\ \n]*>\n)*" % (_NODE, _TEXT))


class Line(NamedTuple):
    """One statement: its terms as they are written, and the whole line. ``graph`` is empty for the default graph."""

    subject: bytes
    predicate: bytes
    object: bytes
    graph: bytes
    text: bytes

    @property
    def triple(self) -> bytes:
        """The statement as a line of N-Triples."""
        return b"%b %b %b .\n" % self[:3]


def cut(texts: Iterable[bytes]) -> list[Line]:
    """Cut lines that all stand in named graphs into their terms. Cost: half a microsecond a line."""
    lines = []
    for text in texts:
        subject, predicate, rest = text.split(b" ", 2)
        value, _, graph = rest[:-3].rpartition(b" ")
        lines.append(Line(subject, predicate, value, graph, text))
    return lines


def cut_triple(text: bytes) -> Line:
    """Cut a canonical line without a graph into its terms."""
    subject, predicate, rest = text.split(b" ", 2)
    return Line(subject, predicate, rest[:-3], b"", text)


def split(text: bytes) -> Line:
    """Cut any line into its terms, with or without a graph."""
    subject, predicate, rest = text.split(b" ", 2)
    rest = rest.rstrip()[:-2]
    whole, _, last = rest.rpartition(b" ")
    if whole and last[:1] in (b"<", b"_") and b'"' not in last:
        return Line(subject, predicate, whole, last, text)
    return Line(subject, predicate, rest, b"", text)


def within(graph: bytes, triples: bytes) -> Iterator[Line]:
    """Yield canonical N-Triples as lines of a graph."""
    end = b" %b .\n" % graph
    for text in triples.splitlines():
        subject, predicate, rest = text.split(b" ", 2)
        yield Line(subject, predicate, rest[:-2], graph, text[:-2] + end)


def subject(text: bytes) -> bytes:
    """Return the subject of a line."""
    return text[: text.index(b" ")]


def graph(text: bytes) -> bytes:
    """Return the graph of a line that stands in a named graph."""
    return text[text.rfind(b" ", 0, -3) + 1 : -3]


def has_blank(text: bytes) -> bool:
    """Say whether the subject or the object of a line is a blank node."""
    if b"_:" not in text:
        return False
    terms = split(text)
    return terms.subject.startswith(b"_:") or terms.object.startswith(b"_:")


def triples(lines: Iterable[Line]) -> list[bytes]:
    """Return lines as lines of N-Triples."""
    return [b"%b %b %b .\n" % line[:3] for line in lines]


def is_node(term: bytes) -> bool:
    """Say whether a term is an IRI or a blank node rather than a literal."""
    return term[:1] != b'"'


def nodes(lines: Sequence[Line]) -> tuple[set[bytes], set[bytes], set[bytes]]:
    """Return the subjects of lines, those with a class, and the IRIs that they point to."""
    subjects = {line[0] for line in lines}
    typed = {line[0] for line in lines if line[1] == TYPE}
    objects = {value for value in {line[2] for line in lines} if value[:1] == b"<"}
    return subjects, typed, objects


def objects(data: bytes) -> set[bytes]:
    """Return the IRIs that canonical statements point to. Cost: one regular expression over all of them."""
    return set(_POINTED.findall(data))


def iri(term: bytes) -> str:
    """Return the IRI of a term that is one; empty for any other."""
    return term[1:-1].decode() if term.startswith(b"<") else ""


def load_again(store: Store, lines: Iterable[bytes]) -> None:
    """Load N-Quads lines that kgtool itself has serialised, without validating their terms again; blank nodes keep their names."""
    text = b"".join(lines)
    if b"_:" in text:
        store.extend(parse(text, RdfFormat.N_QUADS, lenient=True))
    elif text:
        store.load(text, RdfFormat.N_QUADS, lenient=True)


def naming(texts: Iterable[bytes], wanted: Set[bytes]) -> list[bytes]:
    """Return the lines whose predicate is wanted, or else the class that they state."""
    pieces = [(text, *text.split(b" ", 2)[1:]) for text in texts]
    return [text for text, p, rest in pieces if p in wanted or (p == TYPE and rest[: rest.index(b" ")] in wanted)]


def by_triple(texts: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    """Return lines that all stand in named graphs as pairs: subject, predicate and object in one, and the graph."""
    pieces = [text.rsplit(b" ", 2) for text in texts]
    return [(triple, graph) for triple, graph, _ in pieces]


def pick(data: bytes, wanted: Set[bytes], subjects: Set[bytes], about: Set[bytes]) -> list[Line] | None:
    """Return the lines of N-Quads with a predicate or class in ``wanted``, and those about some subjects.

    Of ``subjects``, lines with a predicate in ``about`` are returned. None where lines cannot be cut as they stand:
    without a graph, or with other space or escapes than canonical ones.
    """
    texts = data.splitlines(keepends=True)
    try:
        pieces = [text.split(b" ", 2) for text in texts]
        terms = {subject for subject, _, _ in pieces}.union([predicate for _, predicate, _ in pieces])
        found = cut(
            text
            for text, (subject, predicate, rest) in zip(texts, pieces, strict=True)
            if predicate in wanted
            or (subject in subjects and predicate in about)
            or (predicate == TYPE and rest[: rest.index(b" ")] in wanted)
        )
    except ValueError:
        return None
    plain = _NODES.fullmatch(b"".join(term + b"\n" for term in terms))
    ends = {line.text[-3:] for line in found} <= {b" .\n"}
    objects = {b"%b %b\n" % line[2:4] for line in found}
    return found if plain and ends and _OBJECTS.fullmatch(b"".join(objects)) else None


def read(lines: Iterable[bytes], rename: bool = False) -> list[Quad]:
    """Parse lines; with ``rename``, blank nodes get names that nothing else has."""
    return list(parse(b"".join(lines), RdfFormat.N_QUADS, rename_blank_nodes=rename))


def digest(texts: Iterable[bytes]) -> str:
    """Return the SHA-256 of a set of statements: of their sorted lines, blank nodes with canonical names."""
    every = sorted({*texts})
    whole = b"".join(every)
    if b"_:" in whole:
        blank = {text for text in every if b"_:" in text}
        whole = b"".join(sorted({*every} - blank | {*dataset(blank)}))
    return hashlib.sha256(whole).hexdigest()


def write(path: Path, pieces: Iterable[bytes]) -> str:
    """Write sorted lines to a new file and return their SHA-256, which is the content hash of a dataset."""
    found = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            found.update(piece)
    return found.hexdigest()


def dataset(texts: Iterable[bytes]) -> list[bytes]:
    """Return lines as those of a canonical dataset (RDFC-1.0): sorted, blank nodes with names that depend on them alone."""
    made = Dataset(parse(b"".join(texts), RdfFormat.N_QUADS))
    made.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted_lines(made)


def sorted_lines(quads: Iterable[Quad]) -> list[bytes]:
    """Return quads as sorted lines, each once; blank nodes keep their names."""
    return sorted({*(serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)})


def lines(store: Store) -> list[bytes]:
    """Return what a store holds as sorted lines; blank nodes keep their names."""
    return sorted((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
