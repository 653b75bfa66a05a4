"""The description of the dataset holds against the shapes of DCAT-AP 3.0, and says what is true of the site."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, RDFS, SH, URIRef

from kgtool.build import dataset_description
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.export import dumps
from kgtool.rdf import nquads
from kgtool.rdf.vocab import DCAT as DCAT_TERMS
from kgtool.rdf.vocab import SD, VOID
from kgtool.web import dcat
from kgtool.web.site import Site
from tests import TESTS

SHAPES = TESTS / "schemas" / "dcat-ap-3.0.0.jsonld"
URL = "https://plans.example.org/open/"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    dumps.folder(repo, built)
    return Site(repo, built, URL)


@pytest.fixture(scope="module")
def described(site: Site) -> list[Triple]:
    return dcat.dataset_description(site)


@pytest.fixture(scope="module")
def graph(described: list[Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialize(described, format=RdfFormat.N_TRIPLES), format="nt")


def violations(graph: rdflib.Graph) -> list[str]:
    """What DCAT-AP finds. Every resource is an rdfs:Resource (RDF Schema, section 2.1), so that is said first."""
    whole = rdflib.Graph() + graph
    for resource in {term for triple in graph for term in triple if isinstance(term, URIRef)}:
        whole.add((resource, RDF.type, RDFS.Resource))
    shapes = rdflib.Graph().parse(SHAPES, format="json-ld")
    _, results, _ = validate(whole, shacl_graph=shapes, inference="none")
    found = results.subjects(RDF.type, SH.ValidationResult)
    return sorted(f"{results.value(r, SH.focusNode)} {results.value(r, SH.resultPath)}" for r in found)


def test_the_description_is_valid_dcat_ap(graph: rdflib.Graph) -> None:
    assert violations(graph) == []


def test_the_shapes_notice_what_is_mandatory(graph: rdflib.Graph) -> None:
    less = rdflib.Graph() + graph
    less.remove((URIRef(dataset_description.DATASET.value), DCTERMS.title, None))
    less.remove((None, DCAT.endpointURL, None))
    assert len(violations(less)) == 2


@pytest.mark.parametrize(
    "name",
    ["contactPoint", "distribution", "keyword", "theme", "version", "landingPage"],
)
def test_what_dcat_ap_recommends_of_a_dataset_is_there(graph: rdflib.Graph, name: str) -> None:
    assert list(graph.objects(URIRef(dataset_description.DATASET.value), DCAT[name]))


@pytest.mark.parametrize("name", ["publisher", "spatial", "temporal", "language", "license", "accessRights"])
def test_what_dublin_core_adds_is_there(graph: rdflib.Graph, name: str) -> None:
    assert list(graph.objects(URIRef(dataset_description.DATASET.value), DCTERMS[name]))


def test_the_contact_names_no_person_and_no_mail_address(graph: rdflib.Graph) -> None:
    assert not [term for triple in graph for term in triple if "mailto:" in str(term) or "@" in str(term)]


def test_every_dump_is_a_distribution_with_its_size(graph: rdflib.Graph, repo: Repo, built: Build) -> None:
    found = {
        str(graph.value(node, DCAT.downloadURL)): int(graph.value(node, DCAT.byteSize))
        for node in graph.subjects(RDF.type, DCAT.Distribution)
    }
    folder = dumps.folder(repo, built)
    expected = {
        f"{URL}dumps/{name}": (folder / name).stat().st_size for name in dumps.names() if not name.endswith(".json")
    }
    assert found == expected


def test_the_version_is_the_content_hash(graph: rdflib.Graph, built: Build) -> None:
    assert str(graph.value(URIRef(dataset_description.DATASET.value), DCAT.version)) == built.manifest["contentHash"]


def test_addresses_are_those_of_the_site(graph: rdflib.Graph) -> None:
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    assert str(graph.value(service, DCAT.endpointURL)) == f"{URL}sparql"
    assert URIRef(f"{URL}dumps/dataset.trig") in set(graph.objects(None, URIRef(VOID.dataDump.value)))


def test_an_endpoint_is_announced_where_one_answers_and_nowhere_else(site: Site, repo: Repo, built: Build) -> None:
    files = Site(repo, built, URL, files_only=True)
    terms = {SD.endpoint, DCAT_TERMS.endpointURL, VOID.sparqlEndpoint, DCAT_TERMS.service}
    for backend, announced in ((site, terms - {SD.endpoint}), (files, set())):
        assert {triple.predicate for triple in dcat.dataset_description(backend)} & terms == announced
    assert site.file("sparql.ttl") is not None
    assert files.file("sparql.ttl") is None
    described = serialize(dcat.dataset_description(files), format=RdfFormat.N_TRIPLES)
    assert violations(rdflib.Graph().parse(data=described, format="nt")) == []


def test_partitions_come_with_their_counts(graph: rdflib.Graph) -> None:
    dataset = URIRef(dataset_description.DATASET.value)
    for kind, count in (("classPartition", "entities"), ("propertyPartition", "triples")):
        nodes = list(graph.objects(dataset, URIRef(VOID[kind].value)))
        assert len(nodes) > 30
        assert all(graph.value(node, URIRef(VOID[count].value)) is not None for node in nodes)


def test_the_period_is_that_of_the_plans(graph: rdflib.Graph) -> None:
    (period,) = graph.objects(URIRef(dataset_description.DATASET.value), DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) <= "2026"
    assert str(graph.value(period, DCAT.endDate)) == "2035"


def test_the_service_description_names_endpoint_formats_and_graphs(site: Site) -> None:
    found = dcat.service_description(site)
    objects = {
        predicate: {t.object for t in found if t.predicate == predicate} for predicate in {t.predicate for t in found}
    }
    assert objects[SD.endpoint] == {NamedNode(f"{URL}sparql")}
    assert SD.UnionDefaultGraph in objects[SD.feature]
    assert {node.value for node in objects[SD.namedGraph]} == set(site.manifest["graphs"])
    assert len(objects[SD.resultFormat]) == 8


def test_counting_a_stream_keeps_no_statement(built: Build) -> None:
    with (built.folder / "dataset.nq").open("rb") as lines:
        counts = dataset_description.count(lines)
    assert sum(counts.graphs.values()) == built.manifest["quads"]
    assert counts.period is not None
    assert {nquads.iri(text) for text in counts.texts} == {
        quad.object.value
        for quad in built.open().quads_for_pattern(
            dataset_description.DATASET, NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"), None
        )
    }
