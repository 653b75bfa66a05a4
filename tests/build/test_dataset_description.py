"""The catalogue says of the dataset what is true of it: each number counted again, in another way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kgtool.build import assemble, dataset_description, store
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, DCTERMS, JPP, PROV, RDF, VOID
from tests.tiny_plan import TinyPlan

CATALOG = NamedNode(iris.graph("catalog"))


@pytest.fixture(scope="module")
def opened(built: store.Build) -> Store:
    return built.open()


@pytest.fixture(scope="module")
def described(opened: Store) -> list[Quad]:
    """What the catalogue speaks of: every statement but its own."""
    return [quad for quad in opened if quad.graph_name != CATALOG]


@pytest.fixture(scope="module")
def value(opened: Store) -> Callable:
    """The only value of a property in the catalogue."""

    def of(subject: NamedNode, predicate: NamedNode) -> str:
        (quad,) = opened.quads_for_pattern(subject, predicate, None, CATALOG)
        return quad.object.value

    return of


def partitions(opened: Store, kind: str, names: str, counts: str) -> dict[str, int]:
    found = {}
    for quad in opened.quads_for_pattern(dataset_description.DATASET, VOID[f"{kind}Partition"], None, CATALOG):
        (term,) = opened.quads_for_pattern(quad.object, VOID[names], None, CATALOG)
        (count,) = opened.quads_for_pattern(quad.object, VOID[counts], None, CATALOG)
        assert term.object.value not in found
        found[term.object.value] = int(count.object.value)
    return found


def test_the_number_of_statements_and_subjects_is_right(described: list, value: Callable) -> None:
    assert int(value(dataset_description.DATASET, VOID.triples)) == len({quad.triple for quad in described})
    assert int(value(dataset_description.DATASET, VOID.distinctSubjects)) == len({quad.subject for quad in described})


def test_every_graph_is_a_subset_with_its_own_count(opened: Store, described: list, value: Callable) -> None:
    counts = Counter(quad.graph_name for quad in described)
    subsets = {
        quad.object for quad in opened.quads_for_pattern(dataset_description.DATASET, VOID.subset, None, CATALOG)
    }
    assert subsets == set(counts)
    for graph, count in counts.items():
        assert int(value(graph, VOID.triples)) == count, graph.value
        (row,) = opened.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        assert int(row["n"].value) == count


def test_every_class_is_a_partition_with_its_members_counted(opened: Store, described: list) -> None:
    members = defaultdict(set)
    for quad in described:
        if quad.predicate == RDF.type:
            members[quad.object.value].add(quad.subject)
    expected = {class_: len(subjects) for class_, subjects in members.items()}
    assert partitions(opened, "class", "class", "entities") == expected
    assert expected[JPP.Measure.value] > 30


def test_every_property_is_a_partition_with_its_statements_counted(opened: Store, described: list) -> None:
    expected = Counter(triple.predicate.value for triple in {quad.triple for quad in described})
    assert partitions(opened, "property", "property", "triples") == expected


def test_counts_are_integers_that_add_up(opened: Store, value: Callable) -> None:
    properties = partitions(opened, "property", "property", "triples")
    assert sum(properties.values()) == int(value(dataset_description.DATASET, VOID.triples))


def test_terms_whose_names_end_alike_have_partitions_of_their_own() -> None:
    given = Store()
    for base in ("https://example.org/a#", "https://example.org/b/"):
        given.add(Quad(NamedNode(base + "x"), RDF.type, NamedNode(base + "Plan"), NamedNode(base)))
    nodes = [t.object for t in dataset_description.triples(given) if t.predicate == VOID.classPartition]
    assert len(nodes) == len(set(nodes)) == 2


def test_the_dataset_is_described_in_both_languages_with_licence_and_address(opened: Store, value: Callable) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description):
        found = opened.quads_for_pattern(dataset_description.DATASET, predicate, None, CATALOG)
        assert sorted(quad.object.language for quad in found) == ["en", "ja"]
    assert value(dataset_description.DATASET, DCTERMS.license) == "https://creativecommons.org/licenses/by/4.0/"
    assert value(dataset_description.DATASET, VOID.uriSpace) == iris.ID
    types = {quad.object for quad in opened.quads_for_pattern(dataset_description.DATASET, RDF.type, None, CATALOG)}
    assert types == {DCAT.Dataset, VOID.Dataset}


def test_the_dataset_is_derived_from_the_source_text_of_every_plan(opened: Store, repo: Repo) -> None:
    texts = {quad.subject for quad in opened.quads_for_pattern(None, RDF.type, JPP.SourceText)}
    assert len(texts) == len(repo.plans)
    derived = {
        quad.object
        for quad in opened.quads_for_pattern(dataset_description.DATASET, PROV.wasDerivedFrom, None, CATALOG)
    }
    activity = NamedNode(iris.ID + "activity/build")
    used = {quad.object for quad in opened.quads_for_pattern(activity, PROV.used, None, CATALOG)}
    assert derived == used == texts
    assert list(opened.quads_for_pattern(dataset_description.DATASET, PROV.wasGeneratedBy, activity, CATALOG))


def test_the_catalogue_says_nothing_that_changes_from_day_to_day(opened: Store) -> None:
    datatypes = {
        quad.object.datatype.value
        for quad in opened.quads_for_pattern(None, None, None, CATALOG)
        if hasattr(quad.object, "datatype")
    }
    assert not {name for name in datatypes if "date" in name.lower() or "time" in name.lower()}


def test_numbers_follow_the_data(tiny: TinyPlan) -> None:
    def measures() -> int:
        opened = assemble.build(tiny.repo, tiny.out).build.open()
        return partitions(opened, "class", "class", "entities")[JPP.Measure.value]

    assert measures() == 1
    tiny.append(tiny.turtle, "<measure/2> a jpp:Measure . <measure/3> a jpp:Measure .")
    assert measures() == 3


def test_a_statement_in_two_graphs_is_counted_once() -> None:
    triple = (NamedNode("https://example.org/a"), RDF.type, JPP.Plan)
    given = Store()
    given.extend(Quad(*triple, NamedNode(f"https://example.org/graph/{n}")) for n in range(2))
    counts = {t.subject: t.object.value for t in dataset_description.triples(given) if t.predicate == VOID.triples}
    assert counts[dataset_description.DATASET] == "1"
