"""Turn the rows of a city's table into statements.

A record's IRI says its table and its ID: ``…/draft-2025-08-12/table/indicator/K-01/value/target-fy2031``; that of a row
is ``…/table/indicators.csv#row=2``. A department is known by its name in the city, so its IRI ends in a hash of it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count

from pyoxigraph import Literal, NamedNode

from kgtool.base.printed_numbers import PrintedPeriod
from kgtool.rdf import iris
from kgtool.rdf.city_tables import cells, mistakes
from kgtool.rdf.city_tables.form import DASH, PLAN, CityTable
from kgtool.rdf.city_tables.mistakes import Row
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, ORG, RDF, RDFS, SKOS, XSD

_MUNICIPALITY = re.compile(r"([0-9]{5})-")
_LOCAL_TYPES = {"indicator": ("指標", "Indicator"), "project": ("事業", "Project")}
Said = tuple[Statement, str]
"""A statement, and the column that says it; empty where the row as a whole does."""


class Records:
    """The statements of one table of a plan, row by row in their order: it counts siblings as it goes."""

    def __init__(self, table: CityTable, plan: str, rows: Iterable[Row]) -> None:
        """``rows`` are all rows of the table, free of mistakes."""
        self._table = table
        self._plan = plan
        aims = (row for row in rows if row.get("kind") in ("target", "projection"))
        self._with_target = {self._record(row, f"table/indicator/{row['indicator']}") for row in aims}
        self._source = NamedNode(f"{iris.element(plan)}/table/{table.file}")
        self._orders: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._seen: set[NamedNode] = set()

    def statements(self, number: int, row: Row) -> Iterator[Said]:
        """Yield what a row says; ``number`` is its number in the table, the heads being 1."""
        at = NamedNode(f"{self._source.value}#row={number}")
        yield Statement(self._source, RDF.type, JPP.SourceTable), ""
        yield Statement(self._source, RDFS.label, Literal(self._table.file)), ""
        yield Statement(at, RDF.type, JPP.TableRow), ""
        yield Statement(at, DCTERMS.isPartOf, self._source), ""
        makers = {"indicators": self._indicator, "projects": self._project, "budgets": self._budget}
        yield from makers[self._table.name](at, row)

    def _indicator(self, at: NamedNode, row: Row) -> Iterator[Said]:
        node = self._record(row, f"table/indicator/{row['indicator']}")
        if node not in self._seen:
            self._seen.add(node)
            yield from self._element(node, at, row, JPP.Indicator, "of")
            if row["of"] != DASH:
                whole = row["of"] == PLAN
                measured = NamedNode(iris.element(self._plan)) if whole else self._record(row, row["of"])
                yield Statement(node, JPP.indicatorOf, measured), "of"
            for name in ("polarity", "quantity"):
                if row[name]:
                    yield Statement(node, JPP[name], _concept(name, row[name])), name
            if node not in self._with_target:
                yield from self._no_target(node, at)
        yield from self._value(node, at, row)

    def _no_target(self, indicator: NamedNode, at: NamedNode) -> Iterator[Said]:
        """A target that no row gives: it stands in no row, so none is made of it again."""
        node = NamedNode(f"{indicator.value}/value/target")
        yield Statement(indicator, JPP.indicatorValue, node), ""
        yield Statement(node, RDF.type, JPP.IndicatorValue), ""
        yield Statement(node, JPP.valueKind, _concept("value-kind", "target")), ""
        yield from _gap(node, "value", "not-stated", "", at)

    def _value(self, indicator: NamedNode, at: NamedNode, row: Row) -> Iterator[Said]:
        node = NamedNode(f"{indicator.value}/value/{row['kind']}-{mistakes.when(row['period'])}")
        yield Statement(indicator, JPP.indicatorValue, node), "kind"
        yield Statement(node, RDF.type, JPP.IndicatorValue), ""
        yield Statement(node, JPP.statedInRow, at), ""
        yield Statement(node, JPP.valueKind, _concept("value-kind", row["kind"])), "kind"
        yield from _time(node, row["period"], at)
        found = cells.value(row["value"])
        yield from _printed(node, JPP.valueText, row["value"], "value")
        if found.gap:
            yield from _gap(node, "value", found.gap, "value", at)
        if found.value is not None:
            yield Statement(node, JPP.value, _decimal(found.value)), "value"
        if found.upper is not None:
            yield Statement(node, JPP.upperValue, _decimal(found.upper)), "value"
        if found.comparator:
            yield Statement(node, JPP.comparator, _concept("comparator", found.comparator)), "value"
        if found.approximate:
            yield Statement(node, JPP.approximate, Literal("true", datatype=XSD.boolean)), "value"
        if row["unit"] == DASH:
            yield from _gap(node, "unitOfMeasure", cells.gap(DASH), "unit", at)
        elif row["unit"]:
            yield Statement(node, JPP.unitOfMeasure, _concept("unit", row["unit"])), "unit"

    def _project(self, at: NamedNode, row: Row) -> Iterator[Said]:
        node = self._record(row, f"table/project/{row['project']}")
        yield from self._element(node, at, row, JPP.Project, "measure")
        for name, term in (("start", "startFiscalYear"), ("end", "endFiscalYear")):
            reason = cells.gap(row[name])
            if reason:
                yield from _gap(node, term, reason, name, at)
            else:
                yield Statement(node, JPP[term], Literal(row[name], datatype=XSD.integer)), name

    def _element(self, node: NamedNode, at: NamedNode, row: Row, kind: NamedNode, of: str) -> Iterator[Said]:
        """What indicators and projects have in common: class, version, name, parent, department, row."""
        noun = node.value.rsplit("/", 2)[1]
        yield Statement(node, RDF.type, kind), ""
        yield Statement(node, JPP.statedInRow, at), ""
        yield Statement(node, JPP.inVersion, self._record(row, "")), "version"
        yield Statement(node, RDFS.label, Literal(row["name"], language="ja")), "name"
        local = NamedNode(f"{iris.element(self._plan)}/local-type/table-{noun}")
        yield Statement(node, JPP.localType, local), ""
        yield Statement(local, RDF.type, JPP.LocalType), ""
        for lang, label in zip(("ja", "en"), _LOCAL_TYPES[noun], strict=True):
            yield Statement(local, SKOS.prefLabel, Literal(label, language=lang)), ""
        if row[of] == DASH:
            yield from _gap(node, self._table.column(of).property, cells.gap(DASH), of, at)
        elif row[of] != PLAN:
            yield Statement(node, JPP.partOf, self._record(row, row[of])), of
        siblings = f"{row['version']} {row[of] if row[of] not in (DASH, PLAN) else ''}"
        yield Statement(node, JPP.order, Literal(str(next(self._orders[siblings])), datatype=XSD.integer)), ""
        yield from self._department(node, row["department"], at)

    def _department(self, node: NamedNode, name: str, at: NamedNode) -> Iterator[Said]:
        if name in ("", DASH):
            yield from _gap(node, "responsibleUnit", cells.gap(name), "department", at)
            return
        unit = NamedNode(f"{iris.element(self._plan)}/unit/{_hash(name)}")
        yield Statement(node, JPP.responsibleUnit, unit), "department"
        yield Statement(unit, RDF.type, JPP.OrganisationUnit), "department"
        yield Statement(unit, RDFS.label, Literal(name, language="ja")), "department"
        code = _MUNICIPALITY.match(self._plan)
        if code:
            yield Statement(unit, ORG.unitOf, NamedNode(f"{iris.ID}municipality/{code[1]}")), "department"

    def _budget(self, at: NamedNode, row: Row) -> Iterator[Said]:
        of = f"table/project/{row['project']}" if row["project"] else row["of"]
        when = mistakes.when(row["period"])
        node = self._record(row, f"table/budget/{of.removeprefix('table/')}/{when}")
        column = "project" if row["project"] else "of"
        yield Statement(node, RDF.type, JPP.BudgetLine), ""
        yield Statement(node, JPP.statedInRow, at), ""
        yield Statement(node, JPP.budgetOf, self._record(row, of)), column
        yield from _time(node, row["period"], at)
        found = cells.amount(row["amount"], row["currency"])
        unit = row["currency"] if found.value is not None else ""
        yield from _printed(node, JPP.valueText, row["amount"] + unit, "amount")
        if found.value is not None:
            yield Statement(node, JPP.amount, _decimal(found.value)), "amount"
        else:
            yield from _gap(node, "amount", found.gap, "amount", at)

    def _record(self, row: Row, path: str) -> NamedNode:
        return NamedNode(iris.element(self._plan, row["version"], path))


def _time(node: NamedNode, cell: str, at: NamedNode) -> Iterator[Said]:
    found = cells.period(cell)
    yield from _printed(node, JPP.periodText, cell, "period")
    if found.gap:
        yield from _gap(node, "fiscalYear", found.gap, "period", at)
    for term, text, kind in _times(found):
        yield Statement(node, term, Literal(text, datatype=kind)), "period"


def _times(found: PrintedPeriod) -> Iterator[tuple[NamedNode, str, NamedNode]]:
    if found.date:
        yield JPP.valueDate, found.date, XSD.date if found.date.count("-") == 2 else XSD.gYearMonth
    year, start = ("fiscalYear", "startFiscalYear") if found.fiscal else ("calendarYear", "startCalendarYear")
    if found.year is not None:
        yield JPP[year], str(found.year), XSD.integer
    if found.first is not None:
        yield JPP[start], str(found.first), XSD.integer


def _printed(node: NamedNode, term: NamedNode, cell: str, column: str) -> Iterator[Said]:
    if cell:
        yield Statement(node, term, Literal(cell)), column


def _gap(node: NamedNode, term: str, reason: str, column: str, at: NamedNode) -> Iterator[Said]:
    gap = NamedNode(f"{node.value}/gap/{term}")
    yield Statement(gap, RDF.type, JPP.InformationGap), column
    yield Statement(gap, JPP.gapIn, node), column
    yield Statement(gap, JPP.gapProperty, JPP[term]), column
    yield Statement(gap, JPP.gapReason, _concept("gap-reason", reason)), column
    yield Statement(gap, JPP.statedInRow, at), column


def _concept(scheme: str, name: str) -> NamedNode:
    return NamedNode(f"{iris.ID}{scheme}/{name}")


def _decimal(number: Decimal) -> Literal:
    return Literal(format(number, "f"), datatype=XSD.decimal)


def _hash(name: str) -> str:
    return hashlib.sha256(unicodedata.normalize("NFKC", name).encode()).hexdigest()[:12]
