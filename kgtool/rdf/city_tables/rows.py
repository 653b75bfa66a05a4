"""Turn the statements of a city's tables back into their rows: the inverse of ``records``."""

from __future__ import annotations

import re
from collections.abc import Callable

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.city_tables.form import CURRENCIES, DASH, PLAN, UNDECIDED, CityTable, tables
from kgtool.rdf.city_tables.mistakes import Row
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, RDF, RDFS

_ROW = re.compile(r".*#row=([0-9]+)")
_GAPS = {"dash-in-table": DASH, "to-be-decided": UNDECIDED}


def rows(graph: GraphReader, plan: str) -> dict[str, list[Row]]:
    """Return the rows of each table of a plan, by the table's name, as the CSV file of the table holds them."""
    return {table.name: _RowReader(graph, plan, table).all() for table in tables().values()}


class _RowReader:
    def __init__(self, graph: GraphReader, plan: str, table: CityTable) -> None:
        self._graph = graph
        self._plan = plan
        self._table = table

    def all(self) -> list[Row]:
        makers: dict[str, tuple[NamedNode, Callable[[str], Row]]] = {
            "indicators": (JPP.IndicatorValue, self._indicator),
            "projects": (JPP.Project, self._project),
            "budgets": (JPP.BudgetLine, self._budget),
        }
        kind, make = makers[self._table.name]
        start = f"{iris.element(self._plan)}/table/{self._table.file}#"
        found = {}
        for node in self._graph.subjects(RDF.type, kind):
            row = self._graph.object(node, JPP.statedInRow) or ""
            number = _ROW.fullmatch(row)
            if number and row.startswith(start):
                found[int(number[1])] = make(node)
        return [found[number] for number in sorted(found)]

    def _indicator(self, value: str) -> Row:
        node = value.rpartition("/value/")[0]
        return {
            "indicator": node.rpartition("/")[2],
            **self._element(node),
            "of": self._subject(node),
            "polarity": self._code(node, "polarity"),
            "quantity": self._code(node, "quantity"),
            "kind": self._code(value, "valueKind"),
            "period": self._graph.value(value, JPP.periodText),
            "value": self._graph.value(value, JPP.valueText),
            "unit": self._code(value, "unitOfMeasure") or self._gap(value, "unitOfMeasure"),
        }

    def _subject(self, node: str) -> str:
        measured = self._graph.object(node, JPP.indicatorOf)
        if measured is None:
            return DASH
        return PLAN if measured == iris.element(self._plan) else self._path(measured)

    def _project(self, node: str) -> Row:
        parent = self._graph.object(node, JPP.partOf)
        years = {"start": "startFiscalYear", "end": "endFiscalYear"}
        return {
            "project": node.rpartition("/")[2],
            **self._element(node),
            "measure": self._path(parent) if parent else DASH,
            **{name: self._graph.value(node, JPP[term]) or self._gap(node, term) for name, term in years.items()},
        }

    def _element(self, node: str) -> Row:
        unit = self._graph.object(node, JPP.responsibleUnit)
        version = self._graph.object(node, JPP.inVersion) or ""
        return {
            "version": version.rpartition("/")[2],
            "name": self._graph.value(node, RDFS.label, "ja"),
            "department": self._graph.value(unit, RDFS.label, "ja") if unit else self._gap(node, "responsibleUnit"),
        }

    def _budget(self, node: str) -> Row:
        of = self._graph.object(node, JPP.budgetOf) or ""
        path = self._path(of)
        project = path.removeprefix("table/project/")
        printed = self._graph.value(node, JPP.valueText)
        unit = "" if self._gaps(node, "amount") else max((u for u in CURRENCIES if printed.endswith(u)), key=len)
        return {
            "version": iris.path_of(of).split("/")[1],
            "project": project if project != path else "",
            "of": "" if project != path else path,
            "period": self._graph.value(node, JPP.periodText),
            "amount": printed.removesuffix(unit),
            "currency": unit,
        }

    def _path(self, element: str) -> str:
        """The path of an element in its version."""
        return iris.path_of(element).split("/", 2)[2]

    def _code(self, node: str, term: str) -> str:
        return (self._graph.object(node, JPP[term]) or "").rpartition("/")[2]

    def _gap(self, node: str, term: str) -> str:
        """What the cell of a gap holds: a dash, a word for what is undecided, or nothing."""
        return _GAPS.get(self._gaps(node, term), "")

    def _gaps(self, node: str, term: str) -> str:
        """Why a property of a record is missing; empty where it is not."""
        reason = self._graph.object(f"{node}/gap/{term}", JPP.gapReason) or ""
        return reason.rpartition("/")[2]
