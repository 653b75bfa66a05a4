"""Read SSSOM tables (Simple Standard for Sharing Ontological Mappings, version 1.1) as correspondences.

A table is a TSV file with a YAML header in ``# `` lines. We read what we write: plain ``key: value`` lines and one
``curie_map``; columns beyond SSSOM's own are declared as extension slots in the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.base.files import read_bytes
from kgtool.rdf import iris, turtle
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SSSOM, XSD

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
    text = turtle.unmarked(read_bytes(path, name), name)
    if "\r" in text:
        place = Place(name, text.count("\n", 0, text.index("\r")) + 1)
        raise _wrong(place, "改行がCRLFです。LFだけにしてください", "lines end in CRLF; use LF only")
    lines = text.split("\n")
    head = [line for line in lines if line.startswith("#")]
    curies = dict(re.findall(r"^#   ([A-Za-z]+): (\S+)$", "\n".join(head), re.M))
    set_iri = _set_iri(path, name)
    yield Statement(set_iri, RDF.type, SSSOM.MappingSet)
    for key, predicate in (("mapping_set_title", DCTERMS.title), ("mapping_set_description", DCTERMS.description)):
        for value in re.findall(rf"^# {key}: (.+)$", "\n".join(head), re.M):
            yield Statement(set_iri, predicate, Literal(value, language="en"))
    for found in re.findall(r"^# mapping_set_id: (.+)$", "\n".join(head), re.M):
        if found.strip() != set_iri.value:
            raise _wrong(
                Place(name),
                f"mapping_set_id がファイルの名前のとおりの {set_iri.value} ではありません",
                f"mapping_set_id is not {set_iri.value}, as the file is named",
            )
    for key, predicate in (("subject_source", SSSOM.subject_source), ("object_source", SSSOM.object_source)):
        for prefix, local in re.findall(rf"^# {key}: ([A-Za-z]+):(\S+)$", "\n".join(head), re.M):
            if prefix not in curies:
                term = f"{prefix}:{local}"
                raise _wrong(
                    Place(name),
                    f"{key} の {term} は curie_map のCURIEではありません",
                    f"{key} {term} is no CURIE of curie_map",
                )
            yield Statement(set_iri, predicate, NamedNode(curies[prefix] + local))
    if len(lines) <= len(head) or tuple(lines[len(head)].split("\t")) != COLUMNS:
        columns = ", ".join(COLUMNS)
        raise _wrong(Place(name, len(head) + 1), f"列は {columns} でなければなりません", f"columns must be {columns}")
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[len(head) + 1 :], len(head) + 2):
        if line:
            yield from _correspondence(_row(line, Place(name, number), curies), set_iri, seen)


def _set_iri(path: Path, name: str) -> NamedNode:
    try:
        return NamedNode(iris.element("alignment", path.name.removesuffix(".sssom.tsv")))
    except ValueError:
        raise _wrong(
            Place(name),
            "計画の組を表すファイルの名前がASCIIではありません",
            "the file's name, which names the pair of plans, is not ASCII",
        ) from None


def _wrong(place: Place, ja: str, en: str) -> InputError:
    return InputError("alignment", place, reason={"ja": ja, "en": en})


@dataclass(frozen=True)
class _Row:
    """The cells of one line by column."""

    cells: dict[str, str]
    place: Place
    curies: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def bad(self, ja: str, en: str) -> InputError:
        return _wrong(self.place, ja, en)

    def iri(self, column: str) -> NamedNode:
        prefix, _, local = self[column].partition(":")
        node = _node(self.curies[prefix] + local) if prefix in self.curies and local else None
        if node is None:
            raise self.bad(
                f"{column} の「{self[column]}」は curie_map のCURIEではありません",
                f"{column} {self[column]!r} is no CURIE of curie_map",
            )
        return node

    def path(self, column: str) -> str:
        """The path of an element below its version; ``none`` where nothing corresponds."""
        term = self.iri(column)
        if term == _NO_TERM:
            return "none"
        parts = term.value.removeprefix(iris.ID).split("/", 2)
        if not term.value.startswith(iris.ID) or len(parts) < 3:
            raise self.bad(
                f"{column} の「{self[column]}」は計画の要素ではありません",
                f"{column} {self[column]!r} is no element of a plan",
            )
        return parts[2]

    def evidence(self, column: str) -> NamedNode:
        node = _node(self[column]) if iris.read_span(self[column]) else None
        if node is None or not node.value.startswith(iris.TEXT):
            form = f"{iris.TEXT}…#char=start,end"
            raise self.bad(
                f"{column} の「{self[column]}」は原文の場所({form})ではありません",
                f"{column} {self[column]!r} is no place in a source text ({form})",
            )
        return node


def _row(line: str, place: Place, curies: dict[str, str]) -> _Row:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise _wrong(
            place, f"欄が{len(cells)}個です({len(COLUMNS)}個のはずです)", f"{len(cells)} cells, {len(COLUMNS)} expected"
        )
    return _Row(dict(zip(COLUMNS, cells, strict=True)), place, curies)


def _node(iri: str) -> NamedNode | None:
    """An IRI as a term; None when it is no IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _correspondence(row: _Row, set_iri: NamedNode, seen: dict[str, int]) -> Iterator[Statement]:
    subject, predicate, object_ = row.iri("subject_id"), row.iri("predicate_id"), row.iri("object_id")
    if not re.fullmatch(r"0\.[0-9]+|1\.0+|0|1", row["confidence"]):
        given = row["confidence"]
        raise row.bad(
            f"confidence の「{given}」は0から1までの数ではありません", f"confidence {given!r} is no number from 0 to 1"
        )
    key = f"{row.path('subject_id')}--{row.path('object_id')}"
    if key in seen:
        raise row.bad(f"同じ組が{seen[key]}行目にもあります", f"the pair stands on line {seen[key]} already")
    seen[key] = row.place.line
    node = NamedNode(f"{set_iri.value}/{key}")
    yield Statement(node, RDF.type, JPP.Correspondence)
    yield Statement(node, RDF.type, SSSOM.Mapping)
    yield Statement(node, DCTERMS.isPartOf, set_iri)
    yield Statement(node, SSSOM.subject_id, subject)
    yield Statement(node, SSSOM.predicate_id, predicate)
    yield Statement(node, SSSOM.object_id, object_)
    yield Statement(node, SSSOM.mapping_justification, row.iri("mapping_justification"))
    yield Statement(node, JPP.confidence, Literal(row["confidence"], datatype=XSD.decimal))
    yield Statement(node, JPP.method, NamedNode(iris.ID + "method/close-reading"))
    for lang in ("ja", "en"):
        if not row[f"reason_{lang}"].strip():
            raise row.bad(f"reason_{lang} が空です", f"reason_{lang} is empty")
        yield Statement(node, JPP.reason, Literal(row[f"reason_{lang}"], language=lang))
    for column, term in (("subject_evidence", subject), ("object_evidence", object_)):
        if row[column]:
            yield Statement(node, JPP.evidence, row.evidence(column))
        elif term != _NO_TERM:
            raise row.bad(f"{column} が空です", f"{column} is empty")
    if _NO_TERM not in (subject, object_):
        yield Statement(subject, predicate, object_)
