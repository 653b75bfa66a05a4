"""Read tables of independent readings: what each reader found of an element, one row a value.

A table is a TSV file, ``data/readings/<plan>.tsv`` or ``data/readings/<plan>--<plan>.tsv``. Readings are evidence of how
far judgements can be relied on; they are no judgements of this graph, and stand in graphs of their own. A row about a
counterpart is two readings: where it is, and in which relation.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.rdf import iris, turtle
from kgtool.rdf.sssom.table import TableRow
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, PROV, RDF, RDFS

COLUMNS = ("reader", "kind", "element", "value", "counterpart", "main", "confidence")
NOTHING = ("-", "none", "none-close")
"""Values that say that the reader looked and found nothing."""
_LABELS = {"ja": "読み手ごとの読み", "en": "Independent readings"}


def read(data: bytes, name: str) -> Iterator[Statement]:
    """Yield the triples of a table, rows in file order.

    ``name`` is how errors call the file; it ends in ``<plan>.tsv`` or ``<plan>--<plan>.tsv``. Raises ``InputError``:
    readings, with line and what is wrong; encoding, bom.
    """
    return (statement for statement, _, _ in statements(turtle.unmarked(data, name), name))


def statements(text: str, name: str) -> Iterator[tuple[Statement, TableRow, str]]:
    """Yield the triples of a table's text, each with the row and the column that say it.

    Raises ``InputError`` (readings) with line and what is wrong.
    """
    lines = text.splitlines()
    if tuple(lines[0].split("\t") if lines else ()) != COLUMNS:
        columns = ", ".join(COLUMNS)
        raise _wrong(Place(name, 1), f"列は {columns} でなければなりません", f"the columns must be {columns}")
    file = name.rpartition("/")[2].removesuffix(".tsv")
    seen: dict[str, int] = {}
    described: set[str] = set()
    for number, line in enumerate(lines[1:], 2):
        place = Place(name, number)
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise _wrong(place, f"欄が{len(cells)}個です", f"{len(cells)} cells, {len(COLUMNS)} expected")
        key = "\t".join(cells[:5])
        if key in seen:
            raise _wrong(place, f"同じ値が{seen[key]}行目にもあります", f"the value stands on line {seen[key]} already")
        seen[key] = number
        row = TableRow(dict(zip(COLUMNS, cells, strict=True)), place, line)
        for statement, column in _row(row.cells, file, place, described):
            yield statement, row, column


def _row(row: dict[str, str], file: str, place: Place, described: set[str]) -> Iterator[tuple[Statement, str]]:
    """The triples of a row and their columns, but those of collections and readings that earlier rows have described."""
    for column in ("reader", "kind"):
        if not iris.is_path(row[column]):
            raise _wrong(
                place, f"{column} の「{row[column]}」が名前ではありません", f"{column} {row[column]!r} is no name"
            )
    if not row["value"] or row["main"] not in ("", "yes", "no"):
        raise _wrong(
            place, "value が空か、main が yes, no のどちらでもありません", "value is empty, or main neither yes nor no"
        )
    element, collection, local = _element(row["element"], file, place)
    if collection not in described:
        described.add(collection)
        yield Statement(NamedNode(collection), RDF.type, PROV.Collection), ""
        for lang, label in _LABELS.items():
            yield Statement(NamedNode(collection), RDFS.label, Literal(label, language=lang)), ""
    found = {row["kind"]: row["counterpart"] or row["value"]}
    if row["kind"] == "counterpart":
        found["relation"] = f"{row['value']} {row['counterpart']}"
    for kind, value in found.items():
        iri = f"{collection}#{row['reader']}/{kind}/{local}"
        node = NamedNode(iri)
        if iri not in described:
            described.add(iri)
            yield Statement(node, RDF.type, JPP.Reading), ""
            yield Statement(node, PROV.wasAttributedTo, NamedNode(f"{iris.ID}reader/{row['reader']}")), "reader"
            yield Statement(node, JPP.readingKind, NamedNode(f"{iris.ID}reading-kind/{kind}")), "kind"
            yield Statement(node, JPP.readingOf, NamedNode(element)), "element"
        if row["value"] not in NOTHING:
            yield Statement(node, JPP.readingValue, Literal(value)), "value"
            if row["main"] == "yes":
                yield Statement(node, JPP.mainReadingValue, Literal(value)), "main"


def _element(path: str, file: str, place: Place) -> tuple[str, str, str]:
    """The IRI of what was read, that of the collection of its readings, and its name in there."""
    spanned = path.partition("#char=")
    plan, version, local = (*path.split("/", 2), "", "")[:3]
    if spanned[1]:
        version, local = version.partition("#")[0], f"char={spanned[2]}"
    iri = (iris.TEXT if spanned[1] else iris.ID) + path
    known = iris.read_span(iri) if spanned[1] else iris.is_path(path)
    if not known or not version or plan not in file.split("--"):
        raise _wrong(
            place,
            f"element の「{path}」は、{file} の版でも、その要素でも、原文の範囲でもありません",
            f"element {path!r} is neither a version of {file} nor one of its elements or spans",
        )
    if "--" in file:
        return iri, f"{iris.element('alignment', file)}/readings", path
    return iri, f"{iris.element(plan, version)}/readings", local or "version"


def _wrong(place: Place, ja: str, en: str) -> InputError:
    return InputError("readings", place, reason={"ja": ja, "en": en})
