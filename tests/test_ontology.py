"""The ontology's files, one by one and together; and HermiT's opinion of them."""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import owlready2
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgtool.corpus import layout
from kgtool.rdf import iris
from tests import ROOT

ONTOLOGY = ROOT / "ontology"
PREFIXES = ONTOLOGY / "prefixes.ttl"
CORE = ONTOLOGY / "core.ttl"
FOREIGN = ONTOLOGY / "foreign.ttl"
MODULES = sorted(path for path in ONTOLOGY.glob("*.ttl") if path not in (PREFIXES, FOREIGN))
ALIGNMENTS = sorted((ONTOLOGY / "align").glob("*.ttl"))
FILES = [*MODULES, FOREIGN, *ALIGNMENTS]
PLANS = sorted(path.parent for path in (ROOT / "data").glob("*/plan.ttl"))
NS = rdflib.Namespace(iris.NS)
DCTERMS = rdflib.DCTERMS
VANN = rdflib.VANN
XSD_IRI = "http://www.w3.org/2001/XMLSchema#"
# The version in which a module came into being, where that is not the first of all.
FIRST: dict[str, str] = {}
KINDS = {
    OWL.Class: "Classes",
    OWL.AnnotationProperty: "Annotation properties",
    OWL.ObjectProperty: "Object properties",
    OWL.DatatypeProperty: "Datatype properties",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def by_name(paths: Iterable[Path]) -> list:
    """Files as test parameters."""
    return [pytest.param(path, id=name(path)) for path in paths]


@cache
def parsed(path: Path) -> Graph:
    return Graph().parse(path, format="turtle")


def read(*paths: Path) -> Graph:
    """One graph of all files; the caller may add to it."""
    graph = Graph()
    for path in paths:
        graph += parsed(path)
    return graph


@pytest.fixture(scope="module")
def modules() -> Graph:
    return read(*MODULES)


@pytest.fixture(scope="module")
def declared(modules: Graph) -> dict[URIRef, URIRef]:
    """Each term of ours and its kind."""
    found = {}
    for kind in KINDS:
        found |= {term: kind for term in modules.subjects(RDF.type, kind) if isinstance(term, URIRef)}
    return found


@pytest.fixture(scope="module")
def prefixes() -> dict[str, str]:
    return dict(re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", PREFIXES.read_text("utf-8"), re.M))


def texts(graph: Graph, term: Node, predicate: Node) -> Counter:
    return Counter(value.language for value in graph.objects(term, predicate) if str(value).strip())


# Terms


def test_every_term_has_one_label_and_one_definition_in_each_language(modules: Graph, declared: dict) -> None:
    both = {"ja": 1, "en": 1}
    for term in sorted(declared):
        assert texts(modules, term, RDFS.label) == both, f"{term}: rdfs:label @ja and @en, once each"
        assert texts(modules, term, SKOS.definition) == both, f"{term}: skos:definition @ja and @en, once each"
        assert set(texts(modules, term, SKOS.example)) in (set(), {"ja", "en"}), f"{term}: skos:example in one language"


@pytest.mark.parametrize("path", by_name(MODULES))
def test_every_term_is_defined_by_the_ontology_of_its_file_and_stands_in_our_namespace(path: Path) -> None:
    graph = parsed(path)
    ontology = graph.value(predicate=RDF.type, object=OWL.Ontology)
    terms = {term for kind in KINDS for term in graph.subjects(RDF.type, kind)}
    assert terms, f"{name(path)} declares no term: delete it"
    for term in terms:
        assert str(term).startswith(iris.NS), f"{term} is no term of ours: declare it in ontology/foreign.ttl"
        assert list(graph.objects(term, RDFS.isDefinedBy)) == [ontology], f"{term}: write rdfs:isDefinedBy <{ontology}>"


def test_no_term_is_declared_twice() -> None:
    files = defaultdict(list)
    for path in MODULES:
        for term, kind in parsed(path).subject_objects(RDF.type):
            if kind in KINDS:
                files[term].append((name(path), kind))
    twice = {str(term): where for term, where in files.items() if len(where) > 1}
    assert not twice, f"declared twice; keep one: {twice}"


def test_no_two_classes_and_no_two_properties_share_a_label(modules: Graph, declared: dict) -> None:
    labels = Counter(
        (kind == OWL.Class, label.language, label.casefold())
        for term, kind in declared.items()
        for label in modules.objects(term, RDFS.label)
    )
    twice = sorted(f"“{label}”@{language}" for (_, language, label), count in labels.items() if count > 1)
    assert not twice, f"two terms are called {', '.join(twice)}: give one of them a label that tells them apart"


def test_class_names_begin_with_a_capital_and_property_names_with_a_small_letter(declared: dict) -> None:
    for term, kind in declared.items():
        first = str(term).removeprefix(iris.NS)[0]
        assert first.isupper() == (kind == OWL.Class), f"{term}: a class begins with a capital, a property does not"


def test_domains_ranges_and_supers_are_declared_terms(modules: Graph, declared: dict) -> None:
    known = set(declared) | set(parsed(FOREIGN).subjects(RDF.type, None))
    predicates = (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf, OWL.disjointWith)
    for predicate in predicates:
        for term, value in modules.subject_objects(predicate):
            built_in = str(value).startswith((XSD_IRI, str(OWL), str(RDF), str(RDFS)))
            assert built_in or value in known, f"{term} {predicate} {value}: declare it here or in ontology/foreign.ttl"
    members = [term for head in modules.objects(None, OWL.members) for term in modules.items(head)]
    strangers = sorted(str(term) for term in set(members) - set(declared))
    assert not strangers, f"disjoint with others but not declared: declare or take out of owl:members {strangers}"


def test_a_property_has_a_domain_or_range_of_the_right_kind(modules: Graph, declared: dict) -> None:
    for term, kind in declared.items():
        for value in modules.objects(term, RDFS.range):
            is_datatype = str(value).startswith(XSD_IRI) or value == RDF.langString
            assert is_datatype == (kind == OWL.DatatypeProperty), (
                f"{term} rdfs:range {value}: a datatype property leads to an XML Schema datatype, an object property to a class"
            )
        for value in modules.objects(term, RDFS.domain):
            assert declared.get(value, OWL.Class) == OWL.Class, f"{term} rdfs:domain {value}: name a class"


def test_a_property_without_domain_or_range_says_why(modules: Graph, declared: dict) -> None:
    for term, kind in declared.items():
        if kind not in (OWL.ObjectProperty, OWL.DatatypeProperty):
            continue
        open_ = [name for name in ("domain", "range") if not set(modules.objects(term, RDFS[name]))]
        notes = texts(modules, term, SKOS.scopeNote)
        assert notes == ({"ja": 1, "en": 1} if open_ else {}), (
            f"{term} leaves open {open_}: say why as skos:scopeNote in both languages; where nothing is left open, say nothing"
        )
        said = " ".join(note for note in modules.objects(term, SKOS.scopeNote) if note.language == "en").lower()
        assert all(name in said for name in open_), f"{term}: skos:scopeNote does not say why there is no {open_}"


# Files


@pytest.mark.parametrize("path", by_name(FILES))
def test_a_file_is_one_ontology_with_a_full_header(path: Path) -> None:
    graph = parsed(path)
    ontologies = list(graph.subjects(RDF.type, OWL.Ontology))
    assert len(ontologies) == 1, (
        f"{name(path)} needs one owl:Ontology, not {len(ontologies)}; ontology/core.ttl shows how"
    )
    (ontology,) = ontologies
    expected = iris.NS.rstrip("#")
    if path != CORE:
        expected += "/" + path.relative_to(ONTOLOGY).with_suffix("").as_posix()
    assert str(ontology) == expected, f"{name(path)}: call the ontology <{expected}>, as its file is called"
    remedy = f"{name(path)}: mend the header of the ontology; ontology/core.ttl shows how"
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert texts(graph, ontology, predicate) == {"ja": 1, "en": 1}, f"{predicate} @ja and @en, once each; {remedy}"
    version = str(graph.value(ontology, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version), remedy
    assert list(graph.objects(ontology, OWL.versionIRI)) == [URIRef(f"{ontology}/{version}")], remedy
    licence = [URIRef("https://creativecommons.org/licenses/by/4.0/")]
    assert list(graph.objects(ontology, DCTERMS.license)) == licence, remedy
    assert str(graph.value(ontology, VANN.preferredNamespacePrefix)) == "jpp", remedy
    assert str(graph.value(ontology, VANN.preferredNamespaceUri)) == iris.NS, remedy
    assert list(graph.objects(ontology, DCTERMS.creator)), remedy
    assert list(graph.objects(ontology, DCTERMS.publisher)) == [URIRef(iris.ID + "project")], remedy
    for predicate in (DCTERMS.contributor, DCTERMS.bibliographicCitation):
        assert texts(graph, ontology, predicate) == {"ja": 1, "en": 1}, f"{predicate} @ja and @en, once each; {remedy}"
    cited = [str(citation) for citation in graph.objects(ontology, DCTERMS.bibliographicCitation)]
    assert all(f"<{ontology}/{version}>" in citation for citation in cited), f"cite this version; {remedy}"
    prior = [str(before).removeprefix(f"{ontology}/") for before in graph.objects(ontology, OWL.priorVersion)]
    assert [before < version for before in prior] == ([True] if version != FIRST.get(path.stem, "0.1.0") else []), (
        f"owl:priorVersion, but for the first version of a module; {remedy}"
    )
    dates = [graph.value(ontology, predicate) for predicate in (DCTERMS.created, DCTERMS.modified)]
    assert all(date is not None and date.datatype == URIRef(XSD_IRI + "date") for date in dates), remedy
    assert str(dates[0]) <= str(dates[1]), f"dcterms:modified is before dcterms:created; {remedy}"


@pytest.mark.parametrize("path", by_name(FILES))
def test_a_file_has_no_blank_nodes_but_lists_and_disjointness(path: Path) -> None:
    graph = parsed(path)
    for node in {term for triple in graph for term in triple if isinstance(term, BNode)}:
        kinds = set(graph.objects(node, RDF.type))
        is_list = (node, RDF.first, None) in graph
        assert is_list or (kinds <= {OWL.AllDisjointClasses, OWL.AllDisjointProperties} and kinds), (
            f"{name(path)}: a blank node; give what it stands for an IRI: {list(graph[node])}"
        )


@pytest.mark.parametrize("path", by_name(MODULES))
def test_imports_lead_to_modules_of_this_folder_and_never_to_alignments(path: Path) -> None:
    ours = {parsed(file).value(predicate=RDF.type, object=OWL.Ontology) for file in (*MODULES, FOREIGN)}
    foreign = sorted(str(iri) for iri in set(parsed(path).objects(None, OWL.imports)) - ours)
    assert not foreign, f"{name(path)} imports {foreign}: import modules of ontology/ only, never alignments"


def sections(path: Path) -> dict[str, list[str]]:
    """The terms of ours that begin a block, under the comment that heads their section."""
    found: dict[str, list[str]] = defaultdict(list)
    heading = ""
    for line in path.read_text("utf-8").splitlines():
        if line.removeprefix("# ") in KINDS.values():
            heading = line.removeprefix("# ")
        elif match := re.match(r"jpp:(\w+)\s", line):
            found[heading].append(match[1])
    return found


@pytest.mark.parametrize("path", by_name(MODULES + ALIGNMENTS))
def test_each_section_holds_its_own_kind_of_terms(path: Path, declared: dict) -> None:
    for heading, terms in sections(path).items():
        for term in terms:
            if heading or (NS[term], RDF.type, None) in parsed(path):
                right = KINDS[declared[NS[term]]]
                assert right == heading, f"jpp:{term} stands under “{heading}”; move it under “# {right}”"


@pytest.mark.parametrize("path", by_name(MODULES + ALIGNMENTS))
def test_terms_stand_in_alphabetical_order_inside_their_sections(path: Path) -> None:
    order = [heading for heading in sections(path) if heading]
    right = [heading for heading in KINDS.values() if heading in order]
    assert order == right, f"{name(path)}: put the sections into this order: {right}"
    for heading, terms in sections(path).items():
        blocks = [
            term for term in dict.fromkeys(terms) if (NS[term], RDF.type, None) in parsed(path) or path in ALIGNMENTS
        ]
        late = next((term for term, before in zip(blocks[1:], blocks, strict=False) if term < before), "")
        assert not late, f"{name(path)}: under “{heading}”, move jpp:{late} up to its alphabetical place"


# Links to other vocabularies


def test_foreign_terms_are_declared_once_in_alphabetical_order_by_vocabulary_and_kind(prefixes: dict) -> None:
    blocks = re.split(r"\n\s*\n", FOREIGN.read_text("utf-8"))
    seen: list[str] = []
    for block in blocks:
        terms = re.findall(r"^([\w-]+:[\w-]+) a (owl:\w+)", block, re.M)
        remedy = (
            f"ontology/foreign.ttl: a block has terms of one vocabulary and one kind, in alphabetical order:\n{block}"
        )
        assert [term for term, _ in terms] == sorted(term for term, _ in terms), remedy
        assert len({kind for _, kind in terms}) <= 1, remedy
        assert len({term.split(":")[0] for term, _ in terms}) <= 1, remedy
        seen += [term for term, _ in terms]
    assert seen
    twice = [term for term, count in Counter(seen).items() if count > 1]
    assert not twice, f"ontology/foreign.ttl declares twice; keep one: {twice}"


def test_every_foreign_class_and_property_that_is_used_is_declared(modules: Graph) -> None:
    known = set(parsed(FOREIGN).subjects(RDF.type, None))
    paths = [*MODULES, *sorted((ROOT / "data").rglob("*.ttl"))]
    used = set()
    for path in paths:
        for _, predicate, value in data_graph(path):
            used.add(predicate)
            used |= {value} if predicate == RDF.type else set()
    used = {term for term in used if not str(term).startswith((iris.NS, str(OWL), str(RDF), str(RDFS), XSD_IRI))}
    strangers = sorted(str(term) for term in used - known)
    assert not strangers, f"used but not declared; declare them in ontology/foreign.ttl: {strangers}"


@pytest.mark.parametrize("path", by_name(ALIGNMENTS))
def test_alignments_only_link_our_declared_terms_by_annotations(path: Path, declared: dict) -> None:
    graph = parsed(path)
    (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
    allowed = {NS.closeTerm, NS.relatedTerm, SKOS.note}
    links = [triple for triple in graph if triple[0] != ontology]
    assert links
    for term, predicate, value in links:
        assert term in declared, f"{name(path)}: {term} is not declared in ontology/; declare it, or take the link out"
        said = f"{name(path)}: {term} {predicate} {value}"
        assert predicate in allowed, (
            f"{said}: link by jpp:closeTerm or jpp:relatedTerm; a SKOS relation would make the term a concept"
        )
        assert isinstance(value, Literal) == (predicate == SKOS.note), f"{said}: a link leads to an IRI, a note is text"
        assert not str(value).startswith(iris.NS), f"{said}: link to another vocabulary, not to our own"


# Prefixes and terms in the whole repository

TURTLE = sorted(path for folder in ("ontology", "data", "shapes") for path in (ROOT / folder).rglob("*.ttl"))
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
TABLES = sorted((ROOT / "data").rglob("*.sssom.tsv"))
DECLARATION = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.M | re.I)


def test_prefixes_are_declared_once_in_alphabetical_order() -> None:
    lines = [line for line in PREFIXES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = [re.fullmatch(r"@prefix ([\w-]+): <([^>]+)> \.", line) for line in lines]
    assert all(found), "one declaration a line, nothing else"
    names = [match[1] for match in found]
    assert names == sorted(set(names)), "ontology/prefixes.ttl: each prefix once, in alphabetical order"
    assert len({match[2] for match in found}) == len(found), "ontology/prefixes.ttl: one prefix a namespace"


@pytest.mark.parametrize("path", by_name(TURTLE + QUERIES))
def test_a_file_binds_only_prefixes_of_the_list(path: Path, prefixes: dict) -> None:
    found = DECLARATION.findall(path.read_text("utf-8"))
    text = re.search(r"<(https://w3id\.org/jp-plan/text/[^>#]+)[#>]", path.read_text("utf-8"))
    of_plan = {"char": f"{text[1]}#char=", "position": f"{text[1]}#position="} if text and path.parent in PLANS else {}
    assert len(found) == len({prefix for prefix, _ in found}), f"{name(path)} binds a prefix twice; delete one line"
    for prefix, namespace in found:
        assert (prefixes | of_plan).get(prefix) == namespace, (
            f"{name(path)}: write <{prefixes.get(prefix)}> for {prefix}:, or add the prefix to ontology/prefixes.ttl"
        )


def test_kgtool_knows_every_prefix_of_the_list(prefixes: dict) -> None:
    assert layout.prefixes(layout.find(ROOT)) == prefixes


@pytest.mark.parametrize("path", by_name(TABLES))
def test_a_curie_map_agrees_with_the_list_of_prefixes(path: Path, prefixes: dict) -> None:
    map_ = dict(re.findall(r"^#   ([A-Za-z]+): (https?://\S+)$", path.read_text("utf-8"), re.M))
    assert map_, f"{name(path)}: its header has no curie_map"
    for prefix, namespace in map_.items():
        if prefix in prefixes:
            assert namespace == prefixes[prefix], (
                f"{name(path)}: write {prefixes[prefix]} for {prefix} in the curie_map"
            )
        else:
            assert namespace.startswith(iris.ID), f"{prefix} is neither in ontology/prefixes.ttl nor a plan of ours"


def data_graph(path: Path) -> list[tuple[Node, Node, Node]]:
    """The triples of a file, parsed quickly: pyoxigraph reads the large generated files ten times as fast."""
    return [
        tuple(URIRef(term.value) if isinstance(term, NamedNode) else term for term in quad.triple)
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE)
    ]


def terms_in_turtle(path: Path) -> set[str]:
    terms = {term for triple in data_graph(path) for term in triple if isinstance(term, URIRef)}
    return {str(term).removeprefix(iris.NS) for term in terms if str(term).startswith(iris.NS)}


def terms_in_text(text: str) -> set[str]:
    """The terms in SPARQL or prose: by prefix or by whole IRI."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("@prefix", "PREFIX")))
    return set(re.findall(r"\bjpp:([A-Za-z]\w*)", lines)) | set(
        re.findall(re.escape(iris.NS) + r"([A-Za-z]\w*)", lines)
    )


def terms_in_python(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "JPP":
            found.add(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "JPP":
            found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= terms_in_text(node.value)
    return found


USERS = {
    ".ttl": terms_in_turtle,
    ".rq": lambda path: terms_in_text(path.read_text("utf-8")),
    ".tsv": lambda path: terms_in_text(path.read_text("utf-8")),
    ".py": terms_in_python,
}


@pytest.mark.parametrize(
    "path",
    by_name(
        [path for path in TURTLE if path.is_relative_to(ROOT / "data") or path.is_relative_to(ROOT / "shapes")]
        + QUERIES
        + TABLES
        + sorted((ROOT / "kgtool").rglob("*.py"))
    ),
)
def test_every_term_of_ours_that_is_used_is_declared(path: Path, declared: dict) -> None:
    unknown = sorted(USERS[path.suffix](path) - {term.removeprefix(iris.NS) for term in declared})
    assert not unknown, (
        f"{name(path)} uses jpp:{', jpp:'.join(unknown)}: mend the name, or declare it (kgtool new term)"
    )


# HermiT


DATES = {URIRef(XSD_IRI + name) for name in ("date", "dateTime", "gYear", "gYearMonth")}


def inconsistent_classes(graph: Graph) -> list[str]:
    """Ask HermiT, through Owlready2, which classes can have no member. Raises when the whole is inconsistent.

    Imports are dropped, since everything is loaded already; so are dates, whose datatypes HermiT does not know.
    """
    kept = Graph()
    for triple in graph:
        undated = not (isinstance(triple[2], Literal) and triple[2].datatype in DATES)
        if triple[1] != OWL.imports and undated:
            kept.add(triple)
    with tempfile.NamedTemporaryFile(suffix=".nt") as file:
        file.write(kept.serialize(format="nt", encoding="utf-8"))
        file.flush()
        world = owlready2.World()
        ontology = world.get_ontology(Path(file.name).as_uri()).load()
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
        return sorted(str(item.iri) for item in world.inconsistent_classes() if item is not owlready2.Nothing)


needs_java = [
    pytest.mark.java,
    pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs a Java runtime, and there is no `java` here"),
]


class TestHermit:
    pytestmark = needs_java

    def test_finds_the_ontology_consistent_and_every_class_satisfiable(self) -> None:
        assert inconsistent_classes(read(*FILES)) == []

    def test_finds_the_ontology_with_both_plans_consistent(self) -> None:
        reference = sorted((ROOT / "data" / "reference").glob("*.ttl"))
        plans = [
            plan / file
            for plan in PLANS
            for file in ("source.ttl", "plan.ttl", "curation.ttl", "conclusions.ttl", "outside.ttl")
        ]
        assert len(PLANS) >= 2
        assert inconsistent_classes(read(*MODULES, FOREIGN, *reference, *plans)) == []

    def test_would_notice_an_element_of_two_disjoint_kinds(self) -> None:
        graph = read(CORE, FOREIGN)
        graph.add((URIRef(iris.ID + "x"), RDF.type, NS.Goal))
        graph.add((URIRef(iris.ID + "x"), RDF.type, NS.Measure))
        with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
            inconsistent_classes(graph)

    def test_would_notice_a_class_below_two_disjoint_classes(self) -> None:
        graph = read(CORE, FOREIGN)
        for above in (NS.Goal, NS.Measure):
            graph.add((NS.Impossible, RDFS.subClassOf, above))
        graph.add((NS.Impossible, RDF.type, OWL.Class))
        assert inconsistent_classes(graph) == [str(NS.Impossible)]
