"""Read SSSOM tables (Simple Standard for Sharing Ontological Mappings, version 1.1) as correspondences of two plans.

A table is a TSV file under a YAML header in ``#`` lines, as its standard has it: columns in any order, optional columns,
extension slots that the header declares. What we ask for beyond the standard is said by shapes and check queries, so a
table without reasons is read and reported on. Three things are narrower than in the standard, since the graph could not
say them: both ends are elements of the two versions that the table compares, or ``sssom:NoTermFound``; a pair of
elements has one row; no row negates its predicate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import Place
from kgtool.rdf import iris, turtle
from kgtool.rdf.sssom import metadata as block
from kgtool.rdf.sssom import standard, table
from kgtool.rdf.sssom.metadata import Metadata, Setting, node
from kgtool.rdf.sssom.standard import Slot, wrong
from kgtool.rdf.sssom.table import TableRow
from kgtool.rdf.tables import ALIGNMENT
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SSSOM, XSD

_CLOSE_READING = ("mapping_tool", ("language-model-assisted close reading",))
"""The tool that ``jpp:method`` names; any other is said as ``sssom:mapping_tool``."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IRIS = (XSD.anyURI.value, "https://w3id.org/linkml/uriOrCurie", "https://w3id.org/linkml/uriorcurie")
_Located = Iterator[tuple[Statement, TableRow, str]]


def read(data: bytes, name: str) -> Iterator[Statement]:
    """Yield the triples of a table, rows in file order.

    ``name`` is how errors call the file; it ends in ``<plan>--<plan>.sssom.tsv``. Raises ``InputError``: alignment, with
    line and what is wrong; encoding, bom.
    """
    return (statement for statement, _, _ in statements(turtle.unmarked(data, name), name))


def statements(text: str, name: str) -> _Located:
    """Yield the triples of a table's text, each with its origin: a row and a column of it, or no column for a whole row.

    The origin of what the header says is a row without cells, one for each line.

    Raises ``InputError`` (alignment) with line and what is wrong.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata = block.read(lines[:first], name)
    return _Table(metadata, list(table.read(lines[first:], first + 1, metadata, name)), name).statements(lines)


class _Table:
    """A table as a whole: the IRI of its set, the versions that it compares, the settings that hold for each mapping."""

    def __init__(self, metadata: Metadata, rows: list[TableRow], name: str) -> None:
        self._metadata, self._rows, self._name = metadata, rows, name
        pair = name.rpartition("/")[2].removesuffix(ALIGNMENT)
        plans = pair.split("--")
        if len(plans) != 2 or not all(map(iris.is_path, plans)):
            raise wrong(Place(name), "named")
        self._iri = NamedNode(iris.element("alignment", pair))
        called = metadata.settings.get("mapping_set_id")
        if called and called.values != (self._iri.value,):
            raise wrong(Place(name, called.line), "set-named", iri=self._iri.value)
        self._versions = [
            self._version(f"{side}_source", plan) for side, plan in zip(("subject", "object"), plans, strict=True)
        ]
        own = {slot for row in rows for slot in row.settings()}
        shared = {name for name, slot in standard.slots().items() if slot.propagated} - own
        self._shared = {slot: setting for slot, setting in metadata.settings.items() if slot in shared}

    def statements(self, lines: list[str]) -> _Located:
        settings = self._metadata.settings

        def line(slot: str) -> TableRow:
            number = settings[slot].line if slot in settings else 1
            return TableRow({}, Place(self._name, number), lines[number - 1])

        yield Statement(self._iri, RDF.type, SSSOM.MappingSet), line(""), ""
        for slot, version in zip(("subject_source", "object_source"), self._versions, strict=True):
            yield Statement(self._iri, SSSOM[slot], version), line(slot), ""
        for slot, setting in settings.items():
            if slot in self._shared or slot == "license":
                continue
            for predicate, value in self._said(slot, setting):
                yield Statement(self._iri, predicate, value), line(slot), ""
        seen: dict[str, int] = {}
        for row in self._rows:
            yield from self._mapping(row, seen)

    def _mapping(self, row: TableRow, seen: dict[str, int]) -> _Located:
        """One row: an element of each version, or none, and how they correspond."""
        subject, predicate, object_, _ = (self._entity(slot, row.cells[slot], row.place) for slot in standard.REQUIRED)
        ends = zip(("subject_id", "object_id"), (subject, object_), self._versions, strict=True)
        key = "--".join(self._path(*end, row) for end in ends)
        if key in seen:
            raise wrong(row.place, "pair", line=seen[key])
        seen[key] = row.place.line
        mapping = NamedNode(f"{self._iri.value}/{key}")
        yield Statement(mapping, RDF.type, JPP.Correspondence), row, ""
        yield Statement(mapping, RDF.type, SSSOM.Mapping), row, ""
        yield Statement(mapping, DCTERMS.isPartOf, self._iri), row, ""
        yield Statement(mapping, JPP.method, NamedNode(iris.ID + "method/close-reading")), row, ""
        if SSSOM.NoTermFound not in (subject, object_):
            yield Statement(subject, predicate, object_), row, "predicate_id"
        own = row.settings()
        for slot, setting in {**self._shared, **own}.items():
            for property_, value in self._said(slot, setting):
                yield Statement(mapping, property_, value), row, slot if slot in own else ""

    def _said(self, slot: str, setting: Setting) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
        """What the values of a slot say, of the set or of a mapping: predicates with their objects."""
        place = Place(self._name, setting.line)
        if slot == "predicate_modifier":
            raise wrong(place, "negated")
        declared = self._metadata.extensions.get(slot)
        known = standard.slots("ours" if declared else "slots").get(slot)
        if known and known.property and (slot, setting.values) != _CLOSE_READING:
            yield from ((NamedNode(known.property), self._term(slot, known, text, place)) for text in setting.values)
        elif declared and not known:
            for text in setting.values:
                found = (self._metadata.iri(text) or node(text)) if declared.type in _IRIS else None
                yield declared.property, found or Literal(text, datatype=NamedNode(declared.type))

    def _term(self, name: str, slot: Slot, text: str, place: Place) -> NamedNode | Literal:
        """A value of a slot as a term of its kind."""
        found: NamedNode | Literal | None = None
        if slot.kind == "text":
            found = Literal(text, language=slot.lang) if slot.lang else Literal(text)
        elif slot.kind == "entity":
            found = self._metadata.iri(text)
        elif slot.kind == "entity_type":
            found = self._metadata.iri(standard.entity_type(text))
        elif slot.kind == "number" and _NUMBER.fullmatch(text) and slot.least <= Decimal(text) <= 1:
            plain = format(Decimal(text), "f") if "e" in text.lower() else text
            found = Literal(plain, datatype=XSD.decimal if slot.property == JPP.confidence.value else XSD.double)
        elif slot.kind == "date" and _is_date(text):
            found = Literal(text, datatype=XSD.date)
        elif slot.kind == "iri" or (slot.kind == "span" and text.startswith(iris.TEXT) and iris.read_span(text)):
            found = node(text)
        if found is None:
            raise wrong(place, slot.kind, key=name, value=text, least=slot.least)
        return found

    def _entity(self, slot: str, curie: str, place: Place) -> NamedNode:
        found = self._metadata.iri(curie)
        if found is None:
            raise wrong(place, "entity", key=slot, value=curie)
        return found

    def _version(self, slot: str, plan: str) -> NamedNode:
        """The version of a plan that one side of the table is about, by its header or else by every row alike."""
        origins = [self._metadata.settings, *(row.settings() for row in self._rows)]
        stated = [(curie, found[slot].line) for found in origins if slot in found for curie in found[slot].values]
        if not stated:
            raise wrong(Place(self._name, 1), "no-source", key=slot, plan=plan)
        versions = {self._entity(slot, curie, Place(self._name, line)): (curie, line) for curie, line in stated}
        for version, (curie, line) in versions.items():
            start, _, rest = version.value.rpartition("/")
            if start != iris.ID + plan or not iris.is_path(rest):
                raise wrong(Place(self._name, line), "source", key=slot, value=curie, plan=plan)
        if len(versions) > 1:
            raise wrong(Place(self._name, [line for _, line in versions.values()][1]), "sources", key=slot)
        version, (curie, line) = next(iter(versions.items()))
        ends = [row.cells.get(slot.replace("_source", "_id"), "") for row in self._rows]
        named = {end for end in map(self._metadata.iri, ends) if end and end != SSSOM.NoTermFound}
        if len(named) > 1 and not any(end.value.startswith(f"{version.value}/") for end in named):
            raise wrong(Place(self._name, line), "source-of-none", key=slot, value=curie, version=version.value)
        return version

    def _path(self, slot: str, end: NamedNode, version: NamedNode, row: TableRow) -> str:
        """The path of an end below its version; ``none`` where nothing corresponds."""
        if end == SSSOM.NoTermFound:
            return "none"
        path = end.value.removeprefix(f"{version.value}/")
        if path in ("", end.value):
            raise wrong(row.place, "element", key=slot, value=row.cells[slot], version=version.value)
        return path


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
