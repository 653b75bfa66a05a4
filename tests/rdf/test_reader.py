"""The one reader of a graph: neighbours in order, texts by language, what people call things."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kgtool.build import assemble, store
from kgtool.rdf import iris, reader
from kgtool.rdf.reader import GraphReader, LangString
from kgtool.rdf.turtle import natural
from kgtool.rdf.vocab import DCTERMS, JPP, RDFS, SKOS, Namespace
from tests.tiny_plan import PLAN, VERSION, TinyPlan

EX = Namespace("https://example.org/")


def holding(turtle: str) -> Store:
    """A store with one statement a graph."""
    head = (
        f"@prefix : <{EX.base}> . @prefix dcterms: <{DCTERMS.base}> . @prefix jpp: <{JPP.base}> . "
        f"@prefix rdfs: <{RDFS.base}> . @prefix skos: <{SKOS.base}> . "
    )
    made = Store()
    for number, quad in enumerate(parse(head + turtle, RdfFormat.TURTLE)):
        made.add(Quad(*quad.triple, EX[f"graph/{number}"]))
    return made


def iri(*names: str) -> list[str]:
    return [EX.base + name for name in names]


# Neighbours

POINTING = ':a :p :x10 , :x9 , :x9 , "text" , [] . :b :p :x9 . :c a :Thing . [] :p :x9 . :d :q :x9 .'


def test_neighbours_are_iris_in_the_order_of_their_texts() -> None:
    found = GraphReader(holding(POINTING))
    assert found.objects(EX.base + "a", EX.p) == found.objects(EX.a, EX.p) == iri("x10", "x9")
    assert found.subjects(EX.p, EX.base + "x9") == found.subjects(EX.p, EX.x9) == iri("a", "b")
    assert found.subjects(EX.p) == iri("a", "b")
    assert found.subjects(EX.p, Literal("text")) == iri("a")
    assert found.object(EX.a, EX.p) == EX.x10.value
    assert found.object(EX.a, EX.q) is None
    assert found.types(EX.c) == iri("Thing")


def test_neighbours_may_come_in_natural_order() -> None:
    assert GraphReader(holding(POINTING), natural).objects(EX.a, EX.p) == iri("x9", "x10")


def test_of_very_many_statements_only_some_are_looked_at() -> None:
    found = GraphReader(holding(":a :p " + ",".join(f":x{n}" for n in range(100)) + "."))
    assert len(found.objects(EX.a, EX.p, 5)) == 5
    many = GraphReader(holding("".join(f":x{n} :p :a ." for n in range(100))))
    assert len(many.subjects(EX.p, EX.a, 5)) == 5


def test_a_graph_may_be_named() -> None:
    found = GraphReader(holding(":a :p :x . :a :p :y . :b :p :x ."))
    assert found.objects(EX.a, EX.p, graph=EX["graph/1"]) == iri("y")
    assert found.object(EX.a, EX.p, EX["graph/0"]) == EX.x.value
    assert found.subjects(EX.p, EX.x, graph=EX["graph/2"]) == iri("b")
    assert list(found.pairs(EX.p, EX["graph/2"])) == [(EX.b.value, EX.x)]


def test_pairs_are_all_statements_of_a_predicate_but_those_with_blank_nodes() -> None:
    found = GraphReader(holding(':a :p :x , "text" , [] . [] :p :x . :b :q :x .'))
    assert set(found.pairs(EX.p)) == {(EX.a.value, EX.x), (EX.a.value, Literal("text"))}


# Literals

SAID = ':a :p "2", "b"@en, "い"@ja, "あ"@ja, "a"@en, "c"@fr ; :n "x", "-3", "12" ; :d "0.85" ; :e "x"@fr, "y"@de .'


def test_literals_come_in_the_order_of_their_languages_and_texts() -> None:
    found = GraphReader(holding(SAID))
    assert [str(literal) for literal in found.literals(EX.a, EX.p)] == [
        '"2"',
        '"a"@en',
        '"b"@en',
        '"c"@fr',
        '"あ"@ja',
        '"い"@ja',
    ]
    assert found.literals(EX.a, EX.q) == []


def test_a_value_is_the_first_literal_or_the_first_in_a_language() -> None:
    found = GraphReader(holding(SAID))
    assert (found.value(EX.a, EX.p), found.value(EX.a, EX.p, "en"), found.value(EX.a, EX.p, "de")) == ("2", "a", "")
    assert (found.number(EX.a, EX.n), found.number(EX.a, EX.d), found.number(EX.a, EX.q)) == (-3, None, None)
    assert (found.decimal(EX.a, EX.d), found.decimal(EX.a, EX.q)) == (0.85, None)


@pytest.mark.parametrize(
    ("lang", "predicates", "text"),
    [
        ("ja", [EX.p], LangString("あ", "ja")),
        ("en", [EX.p], LangString("a", "en")),
        ("ja", [EX.e], LangString("y", "de")),
        ("ja", [EX.d], LangString("0.85")),
        ("ja", [EX.e, EX.p], LangString("あ", "ja")),
        ("ja", [EX.e, EX.d], LangString("y", "de")),
        ("ja", [EX.q], None),
        ("ja", [], None),
    ],
)
def test_a_text_is_in_the_language_else_in_the_other_else_in_any(
    lang: str, predicates: list[NamedNode], text: LangString | None
) -> None:
    assert GraphReader(holding(SAID)).said(EX.a, lang, *predicates) == text


def test_a_text_in_the_other_language_comes_before_any_other() -> None:
    found = GraphReader(holding(':a :p "c"@de, "b"@en .'))
    assert found.said(EX.a, "ja", EX.p) == LangString("b", "en")


def test_a_name_in_a_language_is_the_label_before_the_preferred_one() -> None:
    found = GraphReader(holding(':a skos:prefLabel "A"@en, "甲"@ja ; rdfs:label "B"@en . :b dcterms:title "B"@en .'))
    assert (found.called(EX.a, "en"), found.called(EX.a, "ja")) == ("B", "甲")
    assert (found.called(EX.b, "en"), found.called(None, "en")) == ("", "")


# Labels

LABELS = """
:both rdfs:label "二つ"@ja, "Both"@en .
:english rdfs:label "English"@en . :japanese rdfs:label "日本語"@ja .
:plain rdfs:label "plain" . :other rdfs:label "autre"@fr .
:concept skos:prefLabel "概念"@ja, "Concept"@en . :title dcterms:title "題"@ja, "Title"@en .
:measure rdfs:label "学校教育の充実"@ja, "Schools"@en ; skos:notation "1-121" ; jpp:inVersion :version .
:theme skos:prefLabel "学校教育"@ja, "School education"@en ; skos:notation "A3" .
:lost rdfs:label "Goal without a title"@en ; skos:notation "11" ; jpp:inVersion :version .
:nameless skos:notation "7" ; jpp:inVersion :version .
"""


def labels(given: Store, terms: Iterable[NamedNode], lang: str) -> dict[NamedNode, str]:
    found = reader.labels(lambda sparql: store.stream(given, sparql).rows, (term.value for term in terms), lang)
    return {NamedNode(name): label for name, label in found.items()}


@pytest.mark.parametrize(
    ("name", "ja", "en"),
    [
        ("both", "二つ", "Both"),
        ("english", "English", "English"),
        ("japanese", "日本語", "日本語"),
        ("plain", "plain", "plain"),
        ("other", "autre", "autre"),
        ("concept", "概念", "Concept"),
        ("title", "題", "Title"),
        ("measure", "1-121 学校教育の充実", "1-121 Schools"),
        ("theme", "学校教育", "School education"),
        ("lost", "11 Goal without a title", "11 Goal without a title"),
        ("nameless", None, None),
        ("unknown", None, None),
    ],
)
def test_a_label_is_in_the_language_else_in_the_other_with_an_elements_code_before_it(
    name: str, ja: str, en: str
) -> None:
    given = holding(LABELS)
    assert labels(given, {EX[name]}, "ja").get(EX[name]) == ja
    assert labels(given, {EX[name]}, "en").get(EX[name]) == en


def test_many_labels_are_asked_for_at_once() -> None:
    terms = {EX[name] for name in ("both", "measure", "theme", "unknown")}
    assert set(labels(holding(LABELS), terms, "ja")) == terms - {EX.unknown}


def test_no_terms_have_no_labels() -> None:
    assert labels(holding(LABELS), set(), "ja") == {}


def test_of_two_labels_in_one_language_the_same_is_taken_every_time() -> None:
    given = holding(':a rdfs:label "乙"@ja, "甲"@ja ; skos:prefLabel "丙"@ja .')
    assert len({labels(given, {EX.a}, "ja")[EX.a] for _ in range(5)}) == 1


def test_labels_of_a_build_join_graphs(tiny: TinyPlan) -> None:
    """The Japanese label stands in the plan's graph, the English one in ours."""
    opened = assemble.build(tiny.repo, tiny.out).build.open()
    measure = NamedNode(iris.element(PLAN, VERSION, "measure/1"))
    assert labels(opened, {measure}, "ja")[measure] == "灯りを減らす"
    assert labels(opened, {measure}, "en")[measure] == "Fewer lights"


def test_every_element_of_both_plans_has_a_label_in_either_language(built: store.Build) -> None:
    opened = built.open()
    elements = {quad.subject for quad in opened.quads_for_pattern(None, JPP.order, None)}
    for lang in ("ja", "en"):
        assert set(labels(opened, elements, lang)) == elements


def test_an_iri_that_sparql_cannot_write_and_a_span_without_a_line_have_no_label() -> None:
    given = holding(':span jpp:firstLine 12 . :a rdfs:label "A"@en .')
    asked = [EX.span.value, EX.a.value, "https://example.org/a b", 'https://example.org/">']
    found = reader.labels(lambda sparql: store.stream(given, sparql).rows, asked, "ja")
    assert found == {EX.span.value: "12行目", EX.a.value: "A"}
