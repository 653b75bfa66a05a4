"""Read SSSOM tables (Simple Standard for Sharing Ontological Mappings, version 1.1) as correspondences.

A table is a TSV file with a YAML header in ``# `` lines. We read what we write: plain ``key: value`` lines and one
``curie_map``; columns beyond SSSOM's own are declared as extension slots in the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kgtool import iris, turtle
from kgtool.errors import InputError, Place
from kgtool.repo import read_bytes
from kgtool.turtle import Statement
from kgtool.vocab import DCTERMS, JPP, RDF, SSSOM, XSD

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "reason_ja",
    "reason_en",
    "subject_evidence",
    "object_evidence",
)
_NO_TERM = SSSOM.NoTermFound


def read(path: Path, name: str) -> Iterator[Statement]:
    """Yield the triples of one alignment, rows in file order.

    Raises ``InputError`` (alignment) with line and what is wrong: columns, CURIEs, confidence, empty cells.
    """
    lines = turtle.decode(read_bytes(path, name), name).split("\n")
    head = [line for line in lines if line.startswith("#")]
    curies = dict(re.findall(r"^#   ([A-Za-z]+): (\S+)$", "\n".join(head), re.M))
    pair = path.name.removesuffix(".sssom.tsv")
    set_iri = NamedNode(f"{iris.ID}alignment/{pair}")
    yield Statement(set_iri, RDF.type, SSSOM.MappingSet)
    for key, predicate in (("mapping_set_title", DCTERMS.title), ("mapping_set_description", DCTERMS.description)):
        for value in re.findall(rf"^# {key}: (.+)$", "\n".join(head), re.M):
            yield Statement(set_iri, predicate, Literal(value, language="en"))
    if len(lines) <= len(head) or tuple(lines[len(head)].split("\t")) != COLUMNS:
        raise InputError("alignment", Place(name, len(head) + 1), reason=f"columns must be {', '.join(COLUMNS)}")
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[len(head) + 1 :], len(head) + 2):
        if line:
            yield from _row(line, Place(name, number), curies, set_iri, seen)


def _row(
    line: str, place: Place, curies: dict[str, str], set_iri: NamedNode, seen: dict[str, int]
) -> Iterator[Statement]:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise InputError("alignment", place, reason=f"{len(cells)} cells, {len(COLUMNS)} expected")
    row = dict(zip(COLUMNS, cells, strict=True))

    def iri(column: str) -> NamedNode:
        prefix, _, local = row[column].partition(":")
        if prefix not in curies or not local:
            raise InputError("alignment", place, reason=f"{column} {row[column]!r} is no CURIE of curie_map")
        return NamedNode(curies[prefix] + local)

    subject, predicate, object_ = iri("subject_id"), iri("predicate_id"), iri("object_id")
    if not re.fullmatch(r"0\.\d+|1\.0+|0|1", row["confidence"]):
        raise InputError("alignment", place, reason=f"confidence {row['confidence']!r} is no number from 0 to 1")
    key = f"{_path(subject)}--{_path(object_)}"
    if key in seen:
        raise InputError("alignment", place, reason=f"the pair stands on line {seen[key]} already")
    seen[key] = place.line
    node = NamedNode(f"{set_iri.value}/{key}")
    yield Statement(node, RDF.type, JPP.Correspondence)
    yield Statement(node, RDF.type, SSSOM.Mapping)
    yield Statement(node, DCTERMS.isPartOf, set_iri)
    yield Statement(node, SSSOM.subject_id, subject)
    yield Statement(node, SSSOM.predicate_id, predicate)
    yield Statement(node, SSSOM.object_id, object_)
    yield Statement(node, SSSOM.mapping_justification, iri("mapping_justification"))
    yield Statement(node, JPP.confidence, Literal(row["confidence"], datatype=XSD.decimal))
    yield Statement(node, JPP.method, NamedNode(iris.ID + "method/close-reading"))
    for lang in ("ja", "en"):
        if not row[f"reason_{lang}"].strip():
            raise InputError("alignment", place, reason=f"reason_{lang} is empty")
        yield Statement(node, JPP.reason, Literal(row[f"reason_{lang}"], language=lang))
    for column, term in (("subject_evidence", subject), ("object_evidence", object_)):
        if row[column]:
            yield Statement(node, JPP.evidence, NamedNode(row[column]))
        elif term != _NO_TERM:
            raise InputError("alignment", place, reason=f"{column} is empty")
    if _NO_TERM not in (subject, object_):
        yield Statement(subject, predicate, object_)


def _path(term: NamedNode) -> str:
    """The last part of an element's IRI below its version; ``none`` where nothing corresponds."""
    return "none" if term == _NO_TERM else "/".join(iris.path_of(term.value).split("/")[2:])
