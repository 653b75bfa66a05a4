"""Describe the dataset: DCAT for people who look for data, VoID with counts, PROV for where it came from.

Every number is counted in the store that is being built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from kgtool import iris
from kgtool.questions import Question
from kgtool.store import select
from kgtool.turtle import Statement
from kgtool.vocab import DCAT, DCTERMS, JPP, PROV, RDF, RDFS, SH, SKOS, VOID, XSD

DATASET = NamedNode(iris.ID + "dataset")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_TITLES = {"ja": "日本の自治体計画のオープングラフ", "en": "The open graph of Japan's municipal plans"}
_DESCRIPTIONS = {
    "ja": "自治体の総合計画を、役割で比べられる一つの知識グラフにまとめたデータ。計画の本文は含まない。",
    "en": "Municipal comprehensive plans as one knowledge graph, comparable by function. The plans' wording is not in it.",
}


def triples(store: Store) -> Iterator[Statement]:
    """Yield the catalogue of what ``store`` holds. Cost: a few scans of the store."""
    yield Statement(DATASET, RDF.type, DCAT.Dataset)
    yield Statement(DATASET, RDF.type, VOID.Dataset)
    for lang in ("ja", "en"):
        yield Statement(DATASET, DCTERMS.title, Literal(_TITLES[lang], language=lang))
        yield Statement(DATASET, DCTERMS.description, Literal(_DESCRIPTIONS[lang], language=lang))
    yield Statement(DATASET, DCTERMS.license, LICENCE)
    yield Statement(DATASET, VOID.uriSpace, Literal(iris.ID))
    for theme in ("GOVE", "REGI"):
        yield Statement(
            DATASET, DCAT.theme, NamedNode(f"http://publications.europa.eu/resource/authority/data-theme/{theme}")
        )
    yield from _counts(store)
    yield from _graphs(store)
    yield from _provenance(store)


def questions_as_data(catalogue: list[Question]) -> Iterator[Statement]:
    """Yield the catalogue of questions as executables of SHACL-AF (section 5), so that the graph says what to ask it."""
    for question in catalogue:
        node = NamedNode(f"{iris.ID}question/{question.id}")
        yield Statement(node, RDF.type, SH.SPARQLExecutable)
        yield Statement(node, RDF.type, SH[f"SPARQL{question.form.title()}Executable"])
        yield Statement(node, SH[question.form.lower()], Literal(question.body.strip() + "\n"))
        yield Statement(node, DCAT.keyword, Literal(question.topic))
        yield Statement(node, DCTERMS.isPartOf, DATASET)
        for lang in ("ja", "en"):
            yield Statement(node, RDFS.label, Literal(question.header.title[lang], language=lang))
            yield Statement(node, RDFS.comment, Literal(question.header.description[lang], language=lang))
        for parameter in question.header.params.values():
            about = NamedNode(f"{node.value}/{parameter.name}")
            yield Statement(node, SH.parameter, about)
            yield Statement(about, RDF.type, SH.Parameter)
            yield Statement(about, SH.path, NamedNode(f"{iris.ID}parameter/{parameter.name}"))
            if parameter.type == "iri":
                yield Statement(about, SH.nodeKind, SH.IRI)
            else:
                yield Statement(about, SH.datatype, XSD[parameter.type])
            yield Statement(about, SH.optional, Literal(str(parameter.optional).lower(), datatype=XSD.boolean))
            yield Statement(about, SKOS.example, Literal(parameter.example))
            for lang in ("ja", "en"):
                yield Statement(about, SH.name, Literal(parameter.title[lang], language=lang))


def _counts(store: Store) -> Iterator[Statement]:
    total = _rows(
        store,
        "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } }",
    )[0]
    yield Statement(DATASET, VOID.triples, total["n"])
    yield Statement(DATASET, VOID.distinctSubjects, total["subjects"])
    for row in _rows(store, "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class"):
        node = _partition("class", row["class"])
        yield Statement(DATASET, VOID.classPartition, node)
        yield Statement(node, VOID["class"], row["class"])
        yield Statement(node, VOID.entities, row["n"])
    for row in _rows(
        store, "SELECT ?p (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } } GROUP BY ?p"
    ):
        node = _partition("property", row["p"])
        yield Statement(DATASET, VOID.propertyPartition, node)
        yield Statement(node, VOID.property, row["p"])
        yield Statement(node, VOID.triples, row["n"])


def _graphs(store: Store) -> Iterator[Statement]:
    yield Statement(NamedNode(iris.graph("derived")), JPP.method, NamedNode(iris.ID + "method/rule"))
    for row in _rows(store, "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"):
        yield Statement(DATASET, VOID.subset, row["g"])
        yield Statement(row["g"], RDF.type, VOID.Dataset)
        yield Statement(row["g"], VOID.triples, row["n"])


def _provenance(store: Store) -> Iterator[Statement]:
    yield Statement(DATASET, PROV.wasGeneratedBy, NamedNode(iris.ID + "activity/build"))
    yield Statement(NamedNode(iris.ID + "activity/build"), RDF.type, PROV.Activity)
    sources = _rows(store, "PREFIX jpp: <https://w3id.org/jp-plan/ns#> SELECT ?text WHERE { ?text a jpp:SourceText }")
    for row in sources:
        yield Statement(DATASET, PROV.wasDerivedFrom, row["text"])
        yield Statement(NamedNode(iris.ID + "activity/build"), PROV.used, row["text"])


def _partition(kind: str, term: NamedNode) -> NamedNode:
    """Name a partition by the end of its term, and by a hash where two terms could end alike."""
    end = term.value.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return NamedNode(f"{iris.ID}dataset/{kind}/{end}-{hashlib.sha256(term.value.encode()).hexdigest()[:8]}")


def _rows(store: Store, sparql: str) -> list[dict[str, Any]]:
    solutions = select(store, sparql)
    names = [variable.value for variable in solutions.variables]
    rows = [{name: _integer(row[name]) for name in names} for row in solutions]
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def _integer(term: Any) -> Any:
    return Literal(term.value, datatype=XSD.integer) if isinstance(term, Literal) and term.value.isdecimal() else term
