"""Reading Turtle with clear errors, and writing it canonically."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kgtool.rdf import turtle
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDF, XSD

BASE = "https://example.org/id/plan/"
PREFIXES = {"id": "https://example.org/id/", "ns": "https://example.org/ns#", "xsd": XSD.base}

# Every character that an IRI may hold and that Turtle, prefixed names or relative IRIs treat in some special way.
# No zeros: IRIs that differ only in leading zeros have a test of their own. No dots: “..” in a path is not ours.
TAIL = st.text("aZé森19-_~!$&'()*+,;=@/?:", max_size=8).map(lambda tail: "x" + tail.lstrip(":"))
IRI = st.builds(
    NamedNode,
    st.builds(str.__add__, st.sampled_from(["https://example.org/", *PREFIXES.values(), "urn:森:"]), TAIL)
    | TAIL.map(lambda tail: BASE + tail),
)
HOSTILE = st.text(
    st.sampled_from("\"'\\\n\r\t\b\f\0\x7f\x85\u2028\u200f\u202e森👨‍👩‍👧\ufeff@^<>#. 1"), max_size=12
) | st.text(st.characters(codec="utf-8", exclude_characters="0"), max_size=12)
LITERAL = (
    st.builds(Literal, HOSTILE)
    | st.builds(lambda text, lang: Literal(text, language=lang), HOSTILE, st.sampled_from(["ja", "en", "ja-hira"]))
    | st.builds(lambda text, kind: Literal(text, datatype=kind), HOSTILE, IRI)
    | st.integers().map(lambda n: Literal(str(n), datatype=XSD.integer))
    | st.sampled_from(["007", "-0", "+5", "", "1.", "abc", "-1"]).map(lambda n: Literal(n, datatype=XSD.integer))
    | st.sampled_from(["0.84", ".5", "-1.50", "1", "1.", "NaN"]).map(lambda n: Literal(n, datatype=XSD.decimal))
)
STATEMENT = st.builds(Statement, IRI, IRI | st.just(RDF.type), IRI | LITERAL)
STATEMENTS = st.lists(STATEMENT, max_size=8)


def read_back(content: bytes) -> set[Statement]:
    return {Statement(q.subject, q.predicate, q.object) for q in parse(content, RdfFormat.TURTLE)}


@given(STATEMENTS)
@example([Statement(NamedNode(BASE + "a"), RDF.type, Literal('"""\\"', language="ja"))])
def test_what_is_written_reads_back_as_the_same_triples(statements: list[Statement]) -> None:
    assert read_back(turtle.write(statements, PREFIXES, BASE)) == set(statements)
    assert read_back(turtle.write(statements, {})) == set(statements)


@given(STATEMENTS.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_the_order_and_number_of_the_statements_do_not_matter(lists: tuple[list[Statement], list[Statement]]) -> None:
    made, shuffled = lists
    assert turtle.write(made, PREFIXES, BASE) == turtle.write(shuffled + made, PREFIXES, BASE)


@given(STATEMENTS)
def test_writing_what_was_written_changes_nothing(statements: list[Statement]) -> None:
    written = turtle.write(statements, PREFIXES, BASE, "a comment")
    assert turtle.write(read_back(written), PREFIXES, BASE, "a comment") == written


def test_the_order_does_not_matter_for_names_that_differ_only_in_leading_zeros() -> None:
    made = [Statement(NamedNode(BASE + name), RDF.type, NamedNode(BASE + "X")) for name in ("a/1", "a/01", "a/001")]
    assert turtle.write(made, PREFIXES, BASE) == turtle.write(made[::-1], PREFIXES, BASE)


def test_canonical_turtle_looks_like_this() -> None:
    ns, plan = "https://example.org/ns#", NamedNode("https://example.org/id/plan")
    statements = [
        Statement(NamedNode(BASE + "goal/10"), NamedNode(ns + "order"), Literal("10", datatype=XSD.integer)),
        Statement(NamedNode(BASE + "goal/2"), NamedNode(ns + "label"), Literal("2つめ", language="ja")),
        Statement(NamedNode(BASE + "goal/2"), NamedNode(ns + "label"), Literal("Second", language="en")),
        Statement(NamedNode(BASE + "goal/2"), RDF.type, NamedNode(ns + "Goal")),
        Statement(NamedNode(BASE + "goal/2"), NamedNode(ns + "at"), NamedNode("https://example.org/id/plan#char=1,5")),
        Statement(plan, NamedNode(ns + "hasPart"), NamedNode(BASE + "goal/10")),
        Statement(plan, NamedNode(ns + "hasPart"), NamedNode(BASE + "goal/2")),
    ]
    assert turtle.write(statements, PREFIXES, BASE, "Made by hand.").decode() == (
        "# Made by hand.\n"
        "@base <https://example.org/id/plan/> .\n"
        "@prefix id: <https://example.org/id/> .\n"
        "@prefix ns: <https://example.org/ns#> .\n"
        "\n"
        "id:plan ns:hasPart <goal/2>, <goal/10> .\n"
        "\n"
        "<goal/2> a ns:Goal ;\n"
        "    ns:at <https://example.org/id/plan#char=1,5> ;\n"
        '    ns:label "2つめ"@ja, "Second"@en .\n'
        "\n"
        "<goal/10> ns:order 10 .\n"
    )


@pytest.mark.parametrize(
    "base", ["https://example.org/id/plan", "https://example.org/id/?x=/", "https://example.org/#/"]
)
def test_nothing_is_relative_to_a_base_that_is_no_folder(base: str) -> None:
    statement = Statement(NamedNode(base + "/goal"), RDF.type, NamedNode(base))
    assert read_back(turtle.write([statement], {}, base)) == {statement}


@pytest.mark.parametrize("tail", ["a:b", "/a", "a/../b", "./a", "..", "a//b", "a?b:c", "a/b:c", "?a", "#a/../b", "a/."])
def test_an_iri_is_relative_only_where_it_resolves_to_itself(tail: str) -> None:
    statement = Statement(NamedNode(BASE + tail), RDF.type, NamedNode("urn:x:y"))
    assert read_back(turtle.write([statement], {}, BASE)) == {statement}


@pytest.mark.parametrize("kind", [XSD.integer, XSD.decimal])
def test_a_number_in_full_width_digits_is_not_written_bare(kind: NamedNode) -> None:
    statement = Statement(
        NamedNode(BASE + "a"), RDF.type, Literal("１.２" if kind == XSD.decimal else "１２", datatype=kind)
    )
    assert read_back(turtle.write([statement], {}, BASE)) == {statement}


@pytest.mark.parametrize("position", ["subject", "object"])
def test_a_blank_node_is_refused(position: str) -> None:
    statement = Statement(NamedNode("urn:x:s"), NamedNode("urn:x:p"), NamedNode("urn:x:o"))
    with pytest.raises(ValueError, match="a blank node in data"):
        turtle.write([statement._replace(**{position: BlankNode("b")})], {})


@pytest.mark.parametrize(
    ("smaller", "greater"),
    [("direction/2", "direction/10"), ("a", "b"), ("a1b2", "a1b10"), ("char:5,9", "char:5,10"), ("", "a")],
)
def test_numbers_sort_by_value(smaller: str, greater: str) -> None:
    assert turtle.natural(smaller) < turtle.natural(greater)


@given(st.text(), st.text())
def test_any_two_texts_have_one_order(one: str, other: str) -> None:
    assert sorted([one, other], key=turtle.natural) == sorted([other, one], key=turtle.natural)


@given(st.text())
def test_decode_is_the_inverse_of_encoding(text: str) -> None:
    assert turtle.decode(text.encode(), "a") == text
