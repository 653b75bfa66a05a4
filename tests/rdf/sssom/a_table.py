"""An SSSOM table of two invented plans, to be changed by a test."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kgtool.base.errors import InputError
from kgtool.rdf import iris, sssom, tables
from kgtool.rdf.turtle import Statement

PAIR = "11111-a-1--22222-b-1"
NAME = f"data/alignments/{PAIR}.sssom.tsv"
SET = NamedNode(f"{iris.ID}alignment/{PAIR}")
A, B = (NamedNode(f"{iris.ID}{plan}/adopted") for plan in ("11111-a-1", "22222-b-1"))
HEAD = f"""\
mapping_set_title: Correspondences of two plans
subject_source: id:11111-a-1/adopted
object_source: id:22222-b-1/adopted
curie_map:
  A: {A.value}/
  B: {B.value}/
  id: {iris.ID}
extension_definitions:
  - slot_name: reason_ja
  - slot_name: reason_en
  - slot_name: subject_evidence
    type_hint: xsd:anyURI
  - slot_name: object_evidence
    type_hint: xsd:anyURI
"""
AT_A = f"{iris.TEXT}11111-a-1/adopted#char=1,5"
AT_B = f"{iris.TEXT}22222-b-1/adopted#char=6,9"
ROW = {
    "subject_id": "A:measure/1",
    "subject_label": "One",
    "predicate_id": "skos:closeMatch",
    "object_id": "B:measure/2",
    "object_label": "Two",
    "mapping_justification": "semapv:ManualMappingCuration",
    "confidence": "0.8",
    "reason_ja": "同じ事業",
    "reason_en": "The same programme",
    "subject_evidence": AT_A,
    "object_evidence": AT_B,
}
FIRST = HEAD.count("\n") + 2
"""The line of the first row."""
Said = dict[NamedNode, set[object]]


def text(*rows: dict[str, str], head: str = HEAD, mark: str = "# ") -> str:
    """A table with some rows, whose columns are those of the first."""
    lines = [f"{mark}{line}" for line in head.splitlines()]
    lines += ["\t".join(rows[0] if rows else ROW), *("\t".join(row.values()) for row in rows)]
    return "\n".join([*lines, ""])


def read(*rows: dict[str, str], head: str = HEAD, mark: str = "# ") -> list[Statement]:
    """The triples of a table."""
    return [statement for statement, _, _ in sssom.statements(text(*rows, head=head, mark=mark), NAME)]


def about(statements: list[Statement], subject: str) -> Said:
    """What is said of a subject."""
    found: Said = {}
    for statement in statements:
        if statement.subject == NamedNode(subject):
            found.setdefault(statement.predicate, set()).add(statement.object)
    return found


def of_first(*rows: dict[str, str], head: str = HEAD) -> Said:
    """What is said of the correspondence of the first row."""
    return about(read(*rows, head=head), f"{SET.value}/measure/1--measure/2")


def refused(*rows: dict[str, str], head: str = HEAD) -> tuple[int, str]:
    """The line of the error that a table ends in, and its text in English."""
    with pytest.raises(InputError) as caught:
        read(*rows, head=head)
    assert caught.value.code == "alignment"
    assert caught.value.place is not None
    assert caught.value.place.file == NAME
    assert caught.value.render("ja") != caught.value.render("en")
    return caught.value.place.line, str(caught.value)


def read_file(folder: Path, data: bytes) -> list[Statement]:
    """The triples of a table in a file."""
    path = folder / f"{PAIR}{tables.ALIGNMENT}"
    path.write_bytes(data)
    return list(sssom.read(path.read_bytes(), NAME))
