"""Lay an answer out as cells for people: labels for IRIs, the text of literals, empty where unbound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgtool.rdf.vocab import XSD
from kgtool.results import Answer, Term

_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}
_COLUMNS = ("subject", "predicate", "object")


class Cell(NamedTuple):
    """The text of a cell, the IRI that it stands for, its language, whether it is a number."""

    text: str
    iri: str = ""
    language: str = ""
    number: bool = False


class Grid(NamedTuple):
    """An answer as columns and rows: a graph has one row a triple, an ASK one row of one cell."""

    columns: tuple[str, ...]
    rows: list[list[Cell]]

    def numeric(self) -> list[bool]:
        """Say of each column whether all its values are numbers."""
        columns = [[row[n] for row in self.rows if row[n].text] for n in range(len(self.columns))]
        return [bool(cells) and all(cell.number for cell in cells) for cells in columns]


def grid(answer: Answer) -> Grid:
    """Return the answer as cells."""
    if answer.truth is not None:
        return Grid(("ASK",), [[Cell("true" if answer.truth else "false")]])
    if answer.form in ("CONSTRUCT", "DESCRIBE"):
        found = [[triple.subject, triple.predicate, triple.object] for triple in answer.triples]
        return Grid(_COLUMNS, [[cell(term, answer.labels) for term in row] for row in found])
    return Grid(answer.columns, [[cell(term, answer.labels) for term in row] for row in answer.rows])


def cell(term: Term, labels: Mapping[str, str]) -> Cell:
    """Return a term as a cell; None, which is unbound, as an empty one."""
    if term is None:
        return Cell("")
    if isinstance(term, NamedNode):
        return Cell(labels.get(term.value, term.value), term.value)
    if isinstance(term, Literal):
        return Cell(term.value, language=term.language or "", number=term.datatype in _NUMBERS)
    if isinstance(term, BlankNode):
        return Cell(f"_:{term.value}")
    assert isinstance(term, Triple)
    parts = (cell(part, labels).text for part in (term.subject, term.predicate, term.object))
    return Cell(f"<<( {' '.join(parts)} )>>")
