"""Describe the dataset: DCAT for people who look for data, VoID with counts, PROV for where it came from.

Every number is counted in the store that is being built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Store, Triple

from kgtool import iris
from kgtool.vocab import DCAT, DCTERMS, PROV, RDF, VOID, XSD

DATASET = NamedNode(iris.ID + "dataset")
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_TITLES = {"ja": "日本の自治体計画のオープングラフ", "en": "The open graph of Japan's municipal plans"}
_DESCRIPTIONS = {
    "ja": "自治体の総合計画を、役割で比べられる一つの知識グラフにまとめたデータ。計画の本文は含まない。",
    "en": "Municipal comprehensive plans as one knowledge graph, comparable by function. The plans' wording is not in it.",
}


def triples(store: Store) -> Iterator[Triple]:
    """Yield the catalogue of what ``store`` holds. Cost: a few scans of the store."""
    yield Triple(DATASET, RDF.type, DCAT.Dataset)
    yield Triple(DATASET, RDF.type, VOID.Dataset)
    for lang in ("ja", "en"):
        yield Triple(DATASET, DCTERMS.title, Literal(_TITLES[lang], language=lang))
        yield Triple(DATASET, DCTERMS.description, Literal(_DESCRIPTIONS[lang], language=lang))
    yield Triple(DATASET, DCTERMS.license, _LICENCE)
    yield Triple(DATASET, VOID.uriSpace, Literal(iris.ID))
    for theme in ("GOVE", "REGI"):
        yield Triple(DATASET, DCAT.theme, NamedNode(f"http://publications.europa.eu/resource/authority/data-theme/{theme}"))
    yield from _counts(store)
    yield from _graphs(store)
    yield from _provenance(store)


def _counts(store: Store) -> Iterator[Triple]:
    total = _rows(store, "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) WHERE { ?s ?p ?o }")[0]
    yield Triple(DATASET, VOID.triples, total["n"])
    yield Triple(DATASET, VOID.distinctSubjects, total["subjects"])
    for row in _rows(store, "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class"):
        node = _partition("class", row["class"])
        yield Triple(DATASET, VOID.classPartition, node)
        yield Triple(node, VOID["class"], row["class"])
        yield Triple(node, VOID.entities, row["n"])
    for row in _rows(store, "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"):
        node = _partition("property", row["p"])
        yield Triple(DATASET, VOID.propertyPartition, node)
        yield Triple(node, VOID.property, row["p"])
        yield Triple(node, VOID.triples, row["n"])


def _graphs(store: Store) -> Iterator[Triple]:
    for row in _rows(store, "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"):
        yield Triple(DATASET, VOID.subset, row["g"])
        yield Triple(row["g"], RDF.type, VOID.Dataset)
        yield Triple(row["g"], VOID.triples, row["n"])


def _provenance(store: Store) -> Iterator[Triple]:
    yield Triple(DATASET, PROV.wasGeneratedBy, NamedNode(iris.ID + "activity/build"))
    yield Triple(NamedNode(iris.ID + "activity/build"), RDF.type, PROV.Activity)
    sources = _rows(store, "PREFIX jpp: <https://w3id.org/jp-plan/ns#> SELECT ?text WHERE { ?text a jpp:SourceText }")
    for row in sources:
        yield Triple(DATASET, PROV.wasDerivedFrom, row["text"])
        yield Triple(NamedNode(iris.ID + "activity/build"), PROV.used, row["text"])


def _partition(kind: str, term: NamedNode) -> NamedNode:
    """Name a partition by the end of its term, and by a hash where two terms could end alike."""
    end = term.value.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return NamedNode(f"{iris.ID}dataset/{kind}/{end}-{hashlib.sha256(term.value.encode()).hexdigest()[:8]}")


def _rows(store: Store, sparql: str) -> list[dict[str, NamedNode]]:
    solutions = store.query(sparql, use_default_graph_as_union=True)
    names = [variable.value for variable in solutions.variables]
    rows = [{name: _integer(row[name]) for name in names} for row in solutions]
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def _integer(term: NamedNode | Literal) -> NamedNode | Literal:
    return Literal(term.value, datatype=XSD.integer) if isinstance(term, Literal) and term.value.isdecimal() else term
