"""Which file goes into which named graph: who says a thing decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kgtool.base.errors import InputError
from kgtool.build import store
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS
from tests.tiny_plan import TinyPlan


def layout(repo: Repo) -> dict[str, set[str]]:
    return {
        graph.iri.removeprefix(iris.GRAPH): {path.relative_to(repo.root).as_posix() for path in graph.files}
        for graph in units.layout(repo)
    }


def test_each_file_goes_into_the_graph_of_who_says_it(tiny: TinyPlan) -> None:
    align = tiny.root / "ontology" / "align"
    pairs = tiny.root / "data" / "alignments"
    beside = [tiny.root / "data" / tiny.id / name for name in ("outside.ttl", "conclusions.ttl")]
    for path in (align / "gist.ttl", pairs / "one--other.sssom.tsv", tiny.root / "ontology" / "things.ttl", *beside):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert layout(tiny.repo) == {
        "ontology": {"ontology/core.ttl", "ontology/things.ttl"},
        "ontology-alignment": {"ontology/align/gist.ttl"},
        "reference": {"data/reference/themes.ttl"},
        f"plan/{tiny.id}": {f"data/{tiny.id}/source.ttl", f"data/{tiny.id}/plan.ttl"},
        f"theme/{tiny.id}": {f"data/{tiny.id}/curation.ttl", f"data/{tiny.id}/conclusions.ttl"},
        f"outside/{tiny.id}": {f"data/{tiny.id}/outside.ttl"},
        "align/one--other": {"data/alignments/one--other.sssom.tsv"},
    }


def test_a_graph_without_files_is_left_out(tiny: TinyPlan) -> None:
    tiny.themes.unlink()
    assert set(layout(tiny.repo)) == {"ontology", f"plan/{tiny.id}", f"theme/{tiny.id}"}


def test_every_file_of_this_repository_is_in_exactly_one_graph(repo: Repo) -> None:
    files = [name for names in layout(repo).values() for name in names]
    assert len(files) == len(set(files))
    turtle = {
        p.relative_to(repo.root).as_posix() for top in ("data", "ontology") for p in (repo.root / top).rglob("*.ttl")
    }
    tables = {p.relative_to(repo.root).as_posix() for p in (repo.root / "data").rglob("*.tsv")}
    beside = {"ontology/prefixes.ttl", "data/reference/kana.tsv"}  # read by other parts, and said by no graph
    assert set(files) == (turtle | tables) - beside


def test_names_of_graphs_are_ascii_below_the_graph_base(repo: Repo) -> None:
    for graph in units.layout(repo):
        assert graph.iri.isascii()
        assert graph.iri.startswith(iris.GRAPH)
        NamedNode(graph.iri)


@pytest.mark.parametrize("name", ["source.ttl", "plan.ttl", "curation.ttl"])
def test_a_plan_folder_that_is_not_whole_is_refused(tiny: TinyPlan, name: str) -> None:
    (tiny.folder / name).unlink()
    with pytest.raises(InputError) as caught:
        units.layout(tiny.repo)
    assert (caught.value.code, caught.value.place.file) == ("plan-incomplete", f"data/{tiny.id}/{name}")


def load(tiny: TinyPlan, *files: Path, into: str = "reference") -> Store:
    made = Store()
    units.load(tiny.repo, units.GraphFiles(iris.graph(into), files), made)
    return made


def test_statements_of_all_files_stand_in_the_one_graph(tiny: TinyPlan) -> None:
    made = load(tiny, tiny.description, tiny.turtle)
    assert {quad.graph_name.value for quad in made} == {iris.graph("reference")}
    assert len(made) == len(load(tiny, tiny.description)) + len(load(tiny, tiny.turtle))


def test_blank_nodes_of_two_files_stay_two(tiny: TinyPlan) -> None:
    files = [tiny.root / "ontology" / f"{name}.ttl" for name in ("one", "other")]
    for path in files:
        path.write_text("_:same <https://example.org/p> 1 .\n", "utf-8")
    nodes = {quad.subject for quad in load(tiny, *files)}
    assert len(nodes) == 2
    assert all(isinstance(node, BlankNode) for node in nodes)


def test_an_alignment_table_becomes_statements(tiny: TinyPlan, repo: Repo) -> None:
    (table,) = repo.alignments
    made = Store()
    units.load(repo, units.GraphFiles(iris.graph("align", "x"), (table,)), made)
    rows = [line for line in table.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(list(made.quads_for_pattern(None, RDF.type, JPP.Correspondence))) == len(rows) - 1


def test_what_cannot_be_read_is_named_by_file_and_line(tiny: TinyPlan) -> None:
    table = tiny.root / "data" / "alignments" / "one--other.sssom.tsv"
    table.parent.mkdir()
    table.write_text("# curie_map:\nsubject_id\tobject_id\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load(tiny, table)
    assert (caught.value.code, str(caught.value.place)) == ("alignment", "data/alignments/one--other.sssom.tsv:2")
    tiny.append(tiny.themes, "theme:x a ; .")
    with pytest.raises(InputError) as caught:
        load(tiny, tiny.themes)
    assert caught.value.code == "turtle-syntax"
    assert caught.value.place.line == tiny.themes.read_text("utf-8").count("\n")
    tiny.curation.write_bytes(tiny.curation.read_bytes() + b"# \xff\n")
    with pytest.raises(InputError) as caught:
        load(tiny, tiny.curation)
    assert caught.value.code == "encoding"
    assert caught.value.place.line == tiny.curation.read_bytes().count(b"\n")


# In the build


def said(built: store.Build, kind: str, predicate: NamedNode, value: NamedNode | None = None) -> list:
    opened, prefix = built.open(), iris.graph(kind)
    return [q for q in opened.quads_for_pattern(None, predicate, value) if q.graph_name.value.startswith(prefix)]


def test_what_a_plan_says_holds_no_judgement_of_ours(built: store.Build) -> None:
    assert said(built, "plan/", JPP.order)
    for predicate in (
        JPP.confidence,
        JPP.method,
        JPP.role,
        JPP.candidate,
        JPP.theme,
        DCTERMS.abstract,
        JPP.correspondsTo,
    ):
        assert said(built, "plan/", predicate) == [], predicate.value
    elements = {quad.subject for quad in said(built, "plan/", JPP.order)}
    english = [
        quad
        for quad in said(built, "plan/", RDFS.label)
        if quad.subject in elements and isinstance(quad.object, Literal) and quad.object.language == "en"
    ]
    assert english == []


def test_judgements_stand_apart_by_kind(built: store.Build) -> None:
    for kind, class_ in (("theme/", JPP.ThemeAnnotation), ("align/", JPP.Correspondence)):
        everywhere = list(built.open().quads_for_pattern(None, RDF.type, class_))
        assert everywhere
        assert len(said(built, kind, RDF.type, class_)) == len(everywhere)


def test_a_reader_can_switch_interpretation_off(built: store.Build) -> None:
    """Without the graphs of judgements, every element still has its class, its place and its parent or a gap."""
    opened = built.open()
    graphs_ = [graph for graph in opened.named_graphs() if graph.value.startswith(iris.graph("plan/"))]
    assert len(graphs_) >= 2
    for graph in graphs_:
        elements = {quad.subject for quad in opened.quads_for_pattern(None, JPP.order, None, graph)}
        for element in elements:
            assert list(opened.quads_for_pattern(element, RDF.type, None, graph))
            assert list(opened.quads_for_pattern(element, JPP.statedAt, None, graph))
        for element in {quad.subject for quad in opened.quads_for_pattern(None, RDF.type, JPP.Measure, graph)}:
            gaps = {
                missing.object
                for gap in opened.quads_for_pattern(None, JPP.gapIn, element, graph)
                for missing in opened.quads_for_pattern(gap.subject, JPP.gapProperty, None, graph)
            }
            for predicate in (SKOS.notation, JPP.partOf):
                there = bool(list(opened.quads_for_pattern(element, predicate, None, graph)))
                assert there != (predicate in gaps), f"{element} {predicate}"


def test_shared_graphs_say_nothing_of_a_plans_elements(built: store.Build) -> None:
    elements = {quad.subject for quad in said(built, "plan/", JPP.order)}
    opened = built.open()
    for kind in ("reference", "ontology"):
        graph = NamedNode(iris.graph(kind))
        assert not {quad.subject for quad in opened.quads_for_pattern(None, None, None, graph)} & elements
    assert all(quad.object in elements for quad in said(built, "theme/", OA.hasTarget))
