"""Describe the dataset as it is offered at this address: DCAT and VoID with true URLs, and the SPARQL service.

What does not depend on the address is taken from the graph, where ``build/dataset_description.py`` puts it. The
description follows DCAT-AP 3.0: each value also states its own class, so that a harvester validates it without
fetching anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from kgtool.build import dataset_description as catalogue
from kgtool.build.dataset_description import AUTHORITY, DATASET, LICENCE, PUBLISHER
from kgtool.export import dumps, tables
from kgtool.export.releases import graph
from kgtool.rdf import iris, media
from kgtool.rdf.vocab import DCAT, DCTERMS, FOAF, RDF, RDFS, SD, SKOS, VCARD, VOID, XSD
from kgtool.web.backend import Backend
from kgtool.web.formats import Serializations
from kgtool.web.page import Variant

_PREFIXES = {"sd": SD.base, "vcard": VCARD.base, "formats": "http://www.w3.org/ns/formats/"}
_MOST = 500
_CATALOG = NamedNode(iris.graph("catalog"))
_IANA = "https://www.iana.org/assignments/media-types/"
_W3C = "http://www.w3.org/ns/formats/"
_KINDS = {
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCAT.theme: SKOS.Concept,
    DCAT.landingPage: FOAF.Document,
    FOAF.homepage: FOAF.Document,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.compressFormat: DCTERMS.MediaType,
    DCTERMS.format: DCTERMS.MediaTypeOrExtent,
}
"""What DCAT-AP says that the values of a property are."""
_THEMES = {"GOVE": "Government and public sector", "REGI": "Regions and cities"}


class Download(NamedTuple):
    """A file to download: name, media type, code of the format in the EU's authority list, title in both languages.

    ``size`` is in bytes; None while the file has not been made.
    """

    name: str
    media_type: str
    format: str
    title: dict[str, str]
    size: int | None


def write(backend: Backend, description: Sequence[Triple], variant: Variant) -> bytes:
    """Serialize a description in one of the RDF formats, with the prefixes that only descriptions need."""
    return Serializations(description, backend.prefixes | _PREFIXES, backend.context).write(variant)


def files(backend: Backend) -> list[Download]:
    """Return the dumps that the site offers, in the order of their names. Makes none of them."""
    folder = dumps.there(backend.build)
    return [_file(name, folder) for name in dumps.names() if not name.endswith(".json")]


def _file(name: str, folder: Path | None) -> Download:
    known = {
        "dataset.ttl": (media.TURTLE, "全体(Turtle、一つのグラフ)", "Everything, merged into one graph (Turtle)"),
        "dataset.trig": (media.TRIG, "全体(TriG、誰が言うかごと)", "Everything, by who says it (TriG)"),
        "dataset.nq.gz": (media.N_QUADS, "全体(N-Quads、gzip)", "Everything (N-Quads, gzip)"),
        "dataset.jsonld": (media.JSON_LD, "全体(JSON-LD)", "Everything (JSON-LD)"),
    }
    if name in known:
        format, ja, en = known[name]
    else:
        title = tables.modules()[name.partition(".")[0]].TABLE.title
        japanese = name.endswith(".ja.csv")
        format = media.PARQUET if name.endswith(media.PARQUET.ending) else media.CSV
        ja = f"{title.ja}({format.title}、{'日本語の見出し' if japanese else '列名は英語の名前'})"
        en = f"{title.en} ({format.title}, {'Japanese headings' if japanese else 'column names'})"
    size = (folder / name).stat().st_size if folder else None
    return Download(name, format.media_type, format.eu, {"ja": ja, "en": en}, size)


def dataset_description(backend: Backend) -> list[Triple]:
    """Return DCAT and VoID of the dataset at this address, sorted. At most 500 values of any property are listed.

    A SPARQL endpoint is announced only where one answers.
    """
    found = {
        *_from_graph(backend),
        *_dataset(backend),
        *_distributions(backend),
        *(() if backend.files_only else _service(backend)),
        *_catalog(backend),
        *_releases(backend),
    }
    found |= set(_typed(found))
    return _sorted(found)


def service_description(backend: Backend) -> list[Triple]:
    """Return the SPARQL 1.1 Service Description of the endpoint, sorted."""
    service, endpoint = NamedNode(f"{backend.url}sparql#service"), NamedNode(f"{backend.url}sparql")
    data, default = NamedNode(f"{backend.url}sparql#dataset"), NamedNode(f"{backend.url}sparql#default-graph")
    found = {
        Triple(service, RDF.type, SD.Service),
        Triple(service, SD.endpoint, endpoint),
        Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        Triple(service, SD.feature, SD.UnionDefaultGraph),
        Triple(service, SD.defaultDataset, data),
        Triple(service, SD.availableGraphs, data),
        Triple(data, RDF.type, SD.Dataset),
        Triple(data, SD.defaultGraph, default),
        Triple(default, RDF.type, SD.Graph),
        Triple(service, DCTERMS.license, LICENCE),
        Triple(service, DCAT.servesDataset, DATASET),
    }
    found |= {
        Triple(service, SD.resultFormat, NamedNode(_W3C + format.w3c))
        for formats in (media.ROWS, media.GRAPHS)
        for format in formats.values()
    }
    counts: dict[str, int] = backend.manifest["graphs"]
    for iri in sorted(counts)[:_MOST]:
        graph = NamedNode(iri)
        found |= {
            Triple(data, SD.namedGraph, graph),
            Triple(graph, RDF.type, SD.NamedGraph),
            Triple(graph, SD.name, graph),
            Triple(graph, SD.graph, graph),
            Triple(graph, RDF.type, SD.Graph),
            Triple(graph, VOID.triples, Literal(str(counts[iri]), datatype=XSD.integer)),
        }
    return _sorted(found)


def _from_graph(backend: Backend) -> Iterator[Triple]:
    """What the graph itself says of the dataset and of what belongs to it."""
    own: dict[str, list[Triple]] = {}
    for quad in backend.store.quads_for_pattern(DATASET, None, None, _CATALOG):
        own.setdefault(quad.predicate.value, []).append(quad.triple)
    for triples in own.values():
        kept = sorted(triples, key=str)[:_MOST]
        yield from kept
        for triple in kept:
            if isinstance(triple.object, NamedNode) and triple.object.value.startswith(iris.BASE):
                yield from (q.triple for q in backend.store.quads_for_pattern(triple.object, None, None, _CATALOG))


def _dataset(backend: Backend) -> Iterator[Triple]:
    page = NamedNode(f"{backend.url}data")
    contact = NamedNode(f"{backend.url}data#contact")
    version = backend.manifest["contentHash"]
    yield Triple(DATASET, DCAT.version, Literal(version))
    yield Triple(DATASET, DCTERMS.identifier, Literal(f"sha256:{version}"))
    yield Triple(DATASET, DCAT.landingPage, page)
    yield Triple(DATASET, DCAT.contactPoint, contact)
    yield Triple(contact, RDF.type, VCARD.Kind)
    yield Triple(contact, RDF.type, VCARD.Organization)
    for lang in ("ja", "en"):
        yield Triple(contact, VCARD.fn, Literal(catalogue.TITLES[lang], language=lang))
    yield Triple(contact, VCARD.hasURL, NamedNode(f"{backend.url}about"))
    if not backend.files_only:
        yield Triple(DATASET, VOID.sparqlEndpoint, NamedNode(f"{backend.url}sparql"))
    for format in media.GRAPHS.values():
        yield Triple(DATASET, VOID.feature, NamedNode(_W3C + format.w3c))
    yield Triple(DATASET, VOID.rootResource, NamedNode(f"{backend.url}plans"))


def _distributions(backend: Backend) -> Iterator[Triple]:
    for file in files(backend):
        node, url = NamedNode(f"{backend.url}data#{file.name}"), NamedNode(f"{backend.url}dumps/{file.name}")
        yield Triple(DATASET, DCAT.distribution, node)
        yield Triple(node, RDF.type, DCAT.Distribution)
        for lang in ("ja", "en"):
            yield Triple(node, DCTERMS.title, Literal(file.title[lang], language=lang))
        yield Triple(node, DCAT.accessURL, NamedNode(f"{backend.url}data"))
        yield Triple(node, DCAT.downloadURL, url)
        yield Triple(node, DCAT.mediaType, NamedNode(_IANA + file.media_type))
        yield Triple(node, DCTERMS["format"], NamedNode(f"{AUTHORITY}file-type/{file.format}"))
        yield Triple(node, DCTERMS.license, LICENCE)
        if file.size is not None:
            yield Triple(node, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger))
        if file.name.endswith(".gz"):
            yield Triple(node, DCAT.compressFormat, NamedNode(_IANA + media.GZIP.media_type))
        if file.name in dumps.GRAPHS:
            yield Triple(DATASET, VOID.dataDump, url)


def _service(backend: Backend) -> Iterator[Triple]:
    node, endpoint = NamedNode(f"{backend.url}sparql#service"), NamedNode(f"{backend.url}sparql")
    yield Triple(node, RDF.type, DCAT.DataService)
    yield Triple(node, DCTERMS.title, Literal("SPARQLエンドポイント", language="ja"))
    yield Triple(node, DCTERMS.title, Literal("SPARQL endpoint", language="en"))
    yield Triple(node, DCAT.endpointURL, endpoint)
    yield Triple(node, DCAT.endpointDescription, endpoint)
    yield Triple(node, DCAT.servesDataset, DATASET)
    yield Triple(node, DCTERMS.license, LICENCE)
    yield Triple(node, DCTERMS.publisher, PUBLISHER)
    yield Triple(node, DCTERMS.conformsTo, NamedNode("https://www.w3.org/TR/sparql11-protocol/"))


def _catalog(backend: Backend) -> Iterator[Triple]:
    node = NamedNode(f"{backend.url}data#catalog")
    yield Triple(node, RDF.type, DCAT.Catalog)
    yield Triple(node, DCAT.dataset, DATASET)
    if not backend.files_only:
        yield Triple(node, DCAT.service, NamedNode(f"{backend.url}sparql#service"))
    yield Triple(node, DCTERMS.publisher, PUBLISHER)
    yield Triple(node, DCTERMS.license, LICENCE)
    yield Triple(node, FOAF.homepage, NamedNode(backend.url))
    for code in ("JPN", "ENG"):
        yield Triple(node, DCTERMS.language, NamedNode(f"{AUTHORITY}language/{code}"))
    for lang in ("ja", "en"):
        yield Triple(node, DCTERMS.title, Literal(catalogue.TITLES[lang], language=lang))
        yield Triple(node, DCTERMS.description, Literal(catalogue.DESCRIPTIONS[lang], language=lang))


def _releases(backend: Backend) -> Iterator[Triple]:
    """The releases that were kept, the newest 500; the newest is the current one where its content is what is offered."""
    for release in backend.releases[-_MOST:]:
        yield from graph.version(release, backend.url)
    if backend.releases:
        first, newest = backend.releases[0], backend.releases[-1]
        yield Triple(DATASET, DCTERMS.issued, Literal(first.date, datatype=XSD.date))
        if newest.hash == backend.manifest["contentHash"]:
            yield Triple(DATASET, DCAT.hasCurrentVersion, NamedNode(newest.iri))
            yield Triple(DATASET, DCTERMS.modified, Literal(newest.date, datatype=XSD.date))


def _typed(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Say of every value what it is, where DCAT-AP restricts that."""
    for triple in triples:
        kind = _KINDS.get(triple.predicate)
        if kind is not None and isinstance(triple.object, NamedNode):
            yield Triple(triple.object, RDF.type, kind)
    for code, label in _THEMES.items():
        yield Triple(NamedNode(f"{AUTHORITY}data-theme/{code}"), SKOS.prefLabel, Literal(label, language="en"))
    yield Triple(LICENCE, RDFS.label, Literal("CC BY 4.0"))


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(set(triples), key=str)
