"""Describe the municipality of a plan, whose code begins the name of its folder, by the table of all municipalities."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, ORG, RDF, RDFS, SKOS

_AREA = "http://data.e-stat.go.jp/lod/sac/C"
_GOVERNMENTS = {"name": f"{iris.THING}municipal-government", "prefecture": f"{iris.THING}prefectural-government"}
"""Of which general thing of data/reference a column of the table holds a name."""


def statements(repo: Repo, plan: str) -> Iterator[Statement]:
    """Yield what the table says of a plan's municipality: name, its reading in kana, code, area.

    Nothing for a code that it does not have, and for a municipality that data/reference describes itself.
    """
    area = plan[:5]
    node = NamedNode(f"{iris.ID}municipality/{area}")
    described = (s for file in repo.files(repo.reference) for s in file.statements)
    if any(s.subject == node and s.predicate == RDF.type for s in described):
        return
    for row in _rows(repo, area):
        yield Statement(node, RDF.type, ORG.FormalOrganization)
        yield Statement(node, RDFS.label, Literal(row["name"], language="ja"))
        yield Statement(node, SKOS.altLabel, Literal(row["reading"], language="ja-hira"))
        yield Statement(node, DCTERMS.identifier, Literal(row["code"]))
        yield Statement(node, DCTERMS.spatial, NamedNode(_AREA + area))


def names(repo: Repo, plan: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a plan's municipality and of its prefecture by the table, each with the general thing that bears it."""
    for row in _rows(repo, plan[:5]):
        yield from ((row[column], thing) for column, thing in _GOVERNMENTS.items())


def _rows(repo: Repo, area: str) -> list[dict[str, str]]:
    """The table's row of an area, if it has one."""
    path = repo.municipalities
    rows = csv.DictReader(repo.file(path).text.splitlines()) if path.is_file() else ()
    return [row for row in rows if row["area"] == area]
