"""Write Turtle canonically; texts and statements as every reader of ours has them.

Canonical Turtle is a function of the triples alone: prefixes in name order, subjects in natural order of their IRIs
(numbers by value), ``a`` first, then predicates and objects in order. Blank nodes are refused: data has none.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.rdf.vocab import RDF, XSD

_NUMBER = re.compile(r"([0-9]+)")
_LOCAL = re.compile(r"^[A-Za-z_0-9](?:[A-Za-z0-9_,/-]|[.](?=[A-Za-z0-9_-]))*$")


class Statement(NamedTuple):
    """A triple of RDF 1.1, which pyoxigraph's own ``Triple`` need not be: it may quote triples."""

    subject: NamedNode | BlankNode
    predicate: NamedNode
    object: NamedNode | BlankNode | Literal


def unmarked(data: bytes, name: str) -> str:
    """Return bytes as text that does not begin with a byte order mark. Raises ``InputError`` (encoding, bom)."""
    if data.startswith(codecs.BOM_UTF8):
        raise InputError("bom", Place(name, 1, 1))
    return decode(data, name)


def decode(data: bytes, name: str) -> str:
    """Return bytes as text. Raises ``InputError`` (encoding) with the line of the first bad byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("encoding", Place(name, line), offset=error.start) from None


def natural(text: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return a sort key by which digits compare as numbers: ``direction/2`` before ``direction/10``.

    The text itself settles what is equal as numbers (1 and 01), so no two texts have one key.
    """
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in _NUMBER.split(text) if part), text


def write(triples: Iterable[Statement], prefixes: dict[str, str], base: str = "", comment: str = "") -> bytes:
    """Return triples as canonical Turtle in UTF-8.

    ``prefixes`` are written only where used; IRIs below ``base`` are written relative to it.
    Raises ``ValueError`` on a blank node.
    """
    writer = _TurtleWriter(prefixes, base)
    subjects: dict[str, dict[str, set[str]]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise ValueError(f"a blank node in data: {triple}")
        predicate = "a" if triple.predicate == RDF.type else writer.term(triple.predicate)
        predicates = subjects.setdefault(triple.subject.value, {})
        predicates.setdefault(predicate, set()).add(writer.term(triple.object))
    blocks = [_block(writer.iri(subject), subjects[subject]) for subject in sorted(subjects, key=natural)]
    head = [f"# {line}" for line in comment.splitlines()]
    head += [f"@base <{base}> ."] if base else []
    head += [f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(writer.used)]
    return ("\n".join(head) + "\n\n" + "\n".join(blocks)).encode()


def _block(subject: str, predicates: dict[str, set[str]]) -> str:
    lines = [
        f"{predicate} {', '.join(sorted(predicates[predicate], key=natural))}"
        for predicate in sorted(predicates, key=lambda name: (name != "a", name))
    ]
    return f"{subject} " + " ;\n    ".join(lines) + " .\n"


class _TurtleWriter:
    def __init__(self, prefixes: dict[str, str], base: str) -> None:
        self.prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self.base = base
        self.used: set[str] = set()
        self.seen: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        if iri not in self.seen:
            self.seen[iri] = self._iri(iri)
        return self.seen[iri]

    def _iri(self, iri: str) -> str:
        if relative := _relative(iri, self.base):
            return f"<{relative}>"
        for name, start in self.prefixes:
            if iri.startswith(start):
                local = iri[len(start) :]
                if _LOCAL.match(local):
                    self.used.add(name)
                    return f"{name}:" + local.replace(",", "\\,").replace("/", "\\/")
        return f"<{iri}>"

    def term(self, term: NamedNode | Literal) -> str:
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if term.datatype == XSD.integer and re.fullmatch(r"-?[0-9]+", term.value):
            return term.value
        if term.datatype == XSD.decimal and re.fullmatch(r"-?[0-9]*\.[0-9]+", term.value):
            return term.value
        text = '"' + "".join(_ESCAPES.get(char, char) for char in term.value) + '"'
        if term.language:
            return f"{text}@{term.language}"
        return text if term.datatype == XSD.string else f"{text}^^{self.iri(term.datatype.value)}"


def _relative(iri: str, base: str) -> str:
    """What of an IRI may stand for it below a base: empty unless it resolves to the IRI again (RFC 3986, section 5.2)."""
    if not re.fullmatch(r"[^?#]+/", base) or not iri.startswith(base):
        return ""
    rest = iri[len(base) :]
    segments = re.split(r"[/?#]", rest)
    ambiguous = "//" in rest or rest.startswith("/") or ":" in segments[0] or {".", ".."} & set(segments)
    return "" if ambiguous else rest


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
