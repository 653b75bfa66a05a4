"""Add rows to an SSSOM table, and take them out, without touching the others.

A new row stands behind the last that is not after it in the order of its ends, so that a table of nothing but decisions is in
that order. Columns that a row needs and the table lacks come behind the others.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

from kgtool.base.csv import tabbed
from kgtool.rdf import iris, turtle
from kgtool.rdf.sssom import metadata, table
from kgtool.rdf.sssom.metadata import Metadata
from kgtool.rdf.vocab import SSSOM
from kgtool.review.decision import Decision
from kgtool.review.facts import CounterpartRow

_JUSTIFICATION = "semapv:ManualMappingCuration"
_OURS = ("reason_ja", "reason_en", "subject_evidence", "object_evidence")
_ENDS = ("subject_id", "object_id")
_NEW = """# mapping_set_id: {iri}
# mapping_set_title: Correspondences between {subject} and {object}
# license: https://creativecommons.org/licenses/by/4.0/
# sssom_version: "1.1"
# subject_source: ID:{subject_version}
# object_source: ID:{object_version}
# curie_map:
#   ID: https://w3id.org/jp-plan/id/
#   semapv: https://w3id.org/semapv/vocab/
#   skos: http://www.w3.org/2004/02/skos/core#
#   sssom: https://w3id.org/sssom/
#   xsd: http://www.w3.org/2001/XMLSchema#
# extension_definitions:
#   - slot_name: reason_ja
#     type_hint: xsd:string
#   - slot_name: reason_en
#     type_hint: xsd:string
#   - slot_name: subject_evidence
#     type_hint: xsd:anyURI
#   - slot_name: object_evidence
#     type_hint: xsd:anyURI
"""
_COLUMNS = (
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "confidence",
    *_OURS,
    "author_label",
    "mapping_date",
    "mapping_tool",
)


def new(subject_version: str, object_version: str) -> str:
    """Return a table without rows for two versions, each as ``<plan>/<version>``."""
    subject, object_ = (version.partition("/")[0] for version in (subject_version, object_version))
    iri = iris.element("alignment", f"{subject}--{object_}")
    head = _NEW.format(
        iri=iri, subject=subject, object=object_, subject_version=subject_version, object_version=object_version
    )
    return head + "\t".join(_COLUMNS) + "\n"


def versions(text: str, name: str) -> tuple[str, str]:
    """Return the versions that a table compares, by its header, each as ``<plan>/<version>``; empty where it does not say."""
    header = _parted(text, name)[1]
    found = [header.settings.get(slot) for slot in ("subject_source", "object_source")]
    named = [header.iri(setting.values[0]) if setting else None for setting in found]
    subject, object_ = (iri.value.removeprefix(iris.ID) if iri else "" for iri in named)
    return subject, object_


def ends(text: str, name: str) -> set[tuple[str, str]]:
    """Return the IRIs of both ends of each row. Raises ``InputError`` (alignment)."""
    _, header, rows = _parted(text, name)
    return {_key(header, row.cells) for row in rows}


def change(
    text: str,
    name: str,
    add: Iterable[tuple[CounterpartRow, Decision]],
    remove: Iterable[CounterpartRow],
    lang: str,
) -> str:
    """Return a table's text with some rows more, each with who decided, and some less; ``lang`` is that of the reasons.

    A pair that has a row keeps it. Raises ``InputError`` (alignment).
    """
    first, header, rows = _parted(text, name)
    gone = {(row.subject, row.object) for row in remove}
    there = {_key(header, row.cells) for row in rows}
    lines = [(_key(header, row.cells), row.raw, dict(row.cells)) for row in rows]
    kept = [line for line in lines if line[0] not in gone]
    new_rows = [(row, decision) for row, decision in add if (row.subject, row.object) not in there - gone]
    if len(kept) == len(lines) and not new_rows:
        return text
    head = text.replace("\r\n", "\n").split("\n")[: first + 1]
    columns = next(csv.reader([head[first]], delimiter="\t"))
    declared = set(header.extensions)
    cells = [(row, _cells(header, row, decision, lang, declared)) for row, decision in new_rows]
    missing = [c for c in _COLUMNS if c not in columns and any(made.get(c) for _, made in cells)]
    if missing:
        head[first] = tabbed([*columns, *missing])
        kept = [(key, tabbed([row.get(c, "") for c in (*columns, *missing)]), row) for key, _, row in kept]
    for row, made in cells:
        key = (row.subject, row.object)
        earlier = [(_order(other), number) for number, (other, _, _) in enumerate(kept) if _order(other) <= _order(key)]
        at = max(earlier)[1] + 1 if earlier else 0
        kept.insert(at, (key, tabbed([made.get(c, "") for c in (*columns, *missing)]), made))
    return "\n".join([*head, *(raw for _, raw, _ in kept)]) + "\n"


def _parted(text: str, name: str) -> tuple[int, Metadata, list[table.TableRow]]:
    """The number of the line with the columns, the header, the rows."""
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = metadata.read(lines[:first], name)
    return first, header, list(table.read(lines[first:], first + 1, header, name))


def _key(header: Metadata, cells: Mapping[str, str]) -> tuple[str, str]:
    subject, object_ = (found.value if (found := header.iri(cells[end])) else cells[end] for end in _ENDS)
    return subject, object_


def _order(key: tuple[str, str]) -> tuple[object, ...]:
    """By the subject, then the object; what has no counterpart stands where the other end would, behind all others."""
    none = SSSOM.NoTermFound.value
    return key[0] == none, turtle.natural(key[0]), key[1] == none, turtle.natural(key[1])


def _cells(
    header: Metadata, row: CounterpartRow, decision: Decision, lang: str, declared: Iterable[str]
) -> dict[str, str]:
    cells = {
        "subject_id": _curie(header, row.subject),
        "predicate_id": _curie(header, row.predicate),
        "object_id": _curie(header, row.object),
        "mapping_justification": _JUSTIFICATION,
        "confidence": f"{decision.confidence:.2f}",
        f"reason_{lang}": decision.why,
        "subject_evidence": row.subject_evidence,
        "object_evidence": row.object_evidence,
        "author_label": decision.who,
        "mapping_date": decision.when.partition("T")[0],
        "mapping_tool": "kgtool suggest",
    }
    return {column: cell for column, cell in cells.items() if column not in _OURS or column in declared}


def _curie(header: Metadata, iri: str) -> str:
    fitting = [
        (len(start), prefix) for prefix, start in header.prefixes.items() if iri.startswith(start) and iri != start
    ]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
