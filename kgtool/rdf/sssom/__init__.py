"""Read SSSOM tables (Simple Standard for Sharing Ontological Mappings, version 1.1) as correspondences of two plans.

A table is a TSV file under a YAML header in ``#`` lines, as its standard has it: columns in any order, optional columns,
extension slots that the header declares. What we ask for beyond the standard is said by shapes and check queries, so a
table without reasons is read and reported on. Three things are narrower than in the standard, since the graph could not
say them: both ends are elements of the two versions that the table compares, or ``sssom:NoTermFound``; a pair of
elements has one row; no row negates its predicate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import Place
from kgtool.base.files import read_bytes
from kgtool.rdf import iris, turtle
from kgtool.rdf.sssom import metadata as block
from kgtool.rdf.sssom import slots, table, values
from kgtool.rdf.sssom.metadata import Metadata, Setting, wrong
from kgtool.rdf.sssom.table import TableRow
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SSSOM, XSD

ENDING = ".sssom.tsv"
_SOURCES = ("subject_source", "object_source")
_REASONS = {"reason_ja": "ja", "reason_en": "en"}
_EVIDENCE = ("subject_evidence", "object_evidence")
_CLOSE_READING = "language-model-assisted close reading"
"""The tool that ``jpp:method`` names; any other is said as ``sssom:mapping_tool``."""
_APART = {
    *("subject_id", "predicate_id", "object_id", "subject_source", "object_source"),
    *("subject_label", "predicate_label", "object_label"),  # said by the plans
    *("mapping_set_id", "mapping_set_version", "sssom_version"),  # the IRI of the set; the catalogue, for all graphs
}
"""Slots that the graph says in another way than by a property with this value, or elsewhere."""
_Located = Iterator[tuple[Statement, TableRow, str]]


def read(path: Path, name: str) -> Iterator[Statement]:
    """Yield the triples of a table, rows in file order.

    ``name`` is how errors call the file; it ends in ``<plan>--<plan>.sssom.tsv``. Raises ``InputError``: alignment, with
    line and what is wrong; file-missing, file-unreadable, encoding, bom.
    """
    return (statement for statement, _, _ in statements(turtle.unmarked(read_bytes(path, name), name), name))


def statements(text: str, name: str) -> _Located:
    """Yield the triples of a table's text, each with what says it: a row and a column of it, or no column.

    What the header says stands in a row of its own, one a line, without cells.

    Raises ``InputError`` (alignment) with line and what is wrong.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata = block.read(lines[:first], name)
    rows = list(table.read(lines[first:], first + 1, metadata, name))
    compared = _mapping_set(metadata, rows, name)
    yield from compared.statements(lines)
    seen: dict[str, int] = {}
    for row in rows:
        mapping = _Mapping(row, compared)
        key = mapping.key
        if key in seen:
            raise wrong(
                row.place, f"同じ組が{seen[key]}行目にもあります", f"the pair stands on line {seen[key]} already"
            )
        seen[key] = row.place.line
        yield from mapping.statements(key)


@dataclass(frozen=True)
class _MappingSet:
    """A table as a whole: its IRI, the two versions that it compares, what its metadata say of each mapping."""

    iri: NamedNode
    name: str
    metadata: Metadata
    versions: dict[str, NamedNode]
    inherited: dict[str, Setting]

    def statements(self, lines: list[str]) -> _Located:
        settings = self.metadata.settings

        def line(slot: str) -> TableRow:
            number = settings[slot].line if slot in settings else 1
            return TableRow({}, Place(self.name, number), lines[number - 1])

        yield Statement(self.iri, RDF.type, SSSOM.MappingSet), line(""), ""
        for slot, version in self.versions.items():
            yield Statement(self.iri, slots.property_of(slot), version), line(slot), ""
        for slot, setting in settings.items():
            if slot not in self.inherited and slot != "license":
                for predicate, value in self.said(slot, setting):
                    yield Statement(self.iri, predicate, value), line(slot), ""

    def said(self, slot: str, setting: Setting) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
        """What the values of a slot say, of the set or of a mapping: predicates with their objects."""
        texts, place = setting.values, Place(self.name, setting.line)
        if slot in _APART or (slot == "mapping_tool" and texts == (_CLOSE_READING,)):
            return
        if slot == "predicate_modifier":
            raise wrong(
                place,
                "predicate_modifier(否定)は使えません。対応しないことは sssom:NoTermFound で書いてください",
                "predicate_modifier (a negation) cannot be used; say sssom:NoTermFound where nothing corresponds",
            )
        declared = self.metadata.extensions.get(slot)
        for text in texts:
            if slot in _REASONS:
                yield JPP.reason, Literal(text, language=_REASONS[slot])
            elif slot in _EVIDENCE:
                yield JPP.evidence, values.span(slot, text, place)
            elif slot == "confidence":
                yield JPP.confidence, Literal(values.number(slot, text, place), datatype=XSD.decimal)
            elif slot in ("mapping_set_title", "mapping_set_description"):
                yield slots.property_of(slot), Literal(text, language="en")
            elif declared is not None:
                yield declared.property, values.extension(declared, text, self.metadata)
            else:
                yield slots.property_of(slot), values.term(slot, text, self.metadata, place)


def _mapping_set(metadata: Metadata, rows: list[TableRow], name: str) -> _MappingSet:
    pair = name.rpartition("/")[2].removesuffix(ENDING)
    plans = pair.split("--")
    if len(plans) != 2 or not all(map(iris.is_path, plans)):
        raise wrong(
            Place(name),
            f"ファイルの名前が「計画--計画{ENDING}」(ASCII)ではありません",
            f"the file is not named <plan>--<plan>{ENDING}, in ASCII",
        )
    iri = NamedNode(iris.element("alignment", pair))
    called = metadata.settings.get("mapping_set_id")
    if called and called.values != (iri.value,):
        raise wrong(
            Place(name, called.line),
            f"mapping_set_id がファイルの名前のとおりの {iri.value} ではありません",
            f"mapping_set_id is not {iri.value}, as the file is named",
        )
    versions = {slot: _version(slot, plan, metadata, rows, name) for slot, plan in zip(_SOURCES, plans, strict=True)}
    own = {slot for row in rows for slot, _ in row.filled()}
    inherited = {
        slot: setting
        for slot, setting in metadata.settings.items()
        if slot not in own and slot in slots.SLOTS and slots.SLOTS[slot].propagated
    }
    return _MappingSet(iri, name, metadata, versions, inherited)


def _version(slot: str, plan: str, metadata: Metadata, rows: list[TableRow], name: str) -> NamedNode:
    """The version of a plan that one side of the table is about, by its header or else by every row alike."""
    setting = metadata.settings.get(slot)
    stated = [(curie, Place(name, setting.line)) for curie in setting.values] if setting else []
    stated += [(row.cells[slot], row.place) for row in rows if row.cells.get(slot, "").strip()]
    if not stated:
        raise wrong(
            Place(name, 1),
            f"{slot} がありません。{plan} のどの版の対応表かを書いてください",
            f"{slot} is missing: say which version of {plan} the table is about",
        )
    found = None
    for curie, place in stated:
        version = values.entity(slot, curie, metadata, place)
        start, _, rest = version.value.rpartition("/")
        if start != iris.ID + plan or not iris.is_path(rest):
            raise wrong(
                place,
                f"{slot} の「{curie}」は、ファイルの名前にある計画 {plan} の版ではありません",
                f"{slot} {curie!r} is no version of {plan}, for which the file is named",
            )
        if found not in (None, version):
            raise wrong(place, f"{slot} が一つではありません", f"the table has more than one {slot}")
        found = version
    assert found is not None
    return found


class _Mapping:
    """One row: an element of each version, or none, and how they correspond."""

    def __init__(self, row: TableRow, compared: _MappingSet) -> None:
        self._row = row
        self._set = compared
        self._subject, self._predicate, self._object, _ = map(self._iri, slots.REQUIRED)

    @property
    def key(self) -> str:
        """The paths of both ends below their versions; ``none`` where nothing corresponds."""
        subject, object_ = self._set.versions.values()
        return f"{self._path('subject_id', self._subject, subject)}--{self._path('object_id', self._object, object_)}"

    def statements(self, key: str) -> _Located:
        node = NamedNode(f"{self._set.iri.value}/{key}")
        yield Statement(node, RDF.type, JPP.Correspondence), self._row, ""
        yield Statement(node, RDF.type, SSSOM.Mapping), self._row, ""
        yield Statement(node, DCTERMS.isPartOf, self._set.iri), self._row, ""
        yield Statement(node, JPP.method, NamedNode(iris.ID + "method/close-reading")), self._row, ""
        for slot, term in zip(slots.REQUIRED, (self._subject, self._predicate, self._object), strict=False):
            yield Statement(node, slots.property_of(slot), term), self._row, slot
        if SSSOM.NoTermFound not in (self._subject, self._object):
            yield Statement(self._subject, self._predicate, self._object), self._row, "predicate_id"
        cells = {slot: Setting(values.split(slot, cell), self._row.place.line) for slot, cell in self._row.filled()}
        for slot, setting in {**self._set.inherited, **cells}.items():
            for predicate, value in self._set.said(slot, setting):
                yield Statement(node, predicate, value), self._row, slot if slot in cells else ""

    def _iri(self, slot: str) -> NamedNode:
        return values.entity(slot, self._row.cells[slot], self._set.metadata, self._row.place)

    def _path(self, slot: str, end: NamedNode, version: NamedNode) -> str:
        if end == SSSOM.NoTermFound:
            return "none"
        path = end.value.removeprefix(f"{version.value}/")
        if path in ("", end.value):
            raise wrong(
                self._row.place,
                f"{slot} の「{self._row.cells[slot]}」は {version.value} の要素ではありません",
                f"{slot} {self._row.cells[slot]!r} is no element of {version.value}",
            )
        return path
