"""SPARQL as tokens: what a query is, which graphs it chooses, and whom it would call, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.rdf.vocab import RDF
from kgtool.sparql import tokens


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# DELETE\nprefix a: <urn:a:> BASE <urn:b> PREFIX : <urn:c:> ask {}", "ASK"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("DESCRIBE <urn:x>", "DESCRIBE"),
        ("PREFIX select: <urn:x> INSERT DATA {}", "UPDATE"),
        ("WITH <urn:g> DELETE {} WHERE {}", "UPDATE"),
        ("load <http://h/>", "UPDATE"),
        ("clear all", "UPDATE"),
        ("", ""),
        ("SELECTED", ""),
        ("{", ""),
        ("PREFIX", ""),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(text: str, form: str) -> None:
    assert tokens.form(text) == form


@pytest.mark.parametrize(
    ("text", "chooses"),
    [
        ("SELECT * FROM <urn:g> {}", True),
        ("SELECT *\nfrom named <urn:g> {}", True),
        ("SELECT * { ?from ?p 'FROM <urn:g>' } # FROM <urn:g>", False),
        ("SELECT * { ?s <urn:FROM> x:from }", False),
    ],
)
def test_only_the_word_from_chooses_graphs(text: str, chooses: bool) -> None:
    assert tokens.names_dataset(text) is chooses


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", ["s", "p", "o"]),
        ("PREFIX a: <urn:a> SELECT DISTINCT * { ?o $p ?s }", ["o", "p", "s"]),
        ("SELECT ?o ?p ?s { ?s ?p ?o FILTER (1 * 2) }", ["o", "p", "s"]),
        ("SELECT (?o * 2 AS ?x) ?s { ?s ?p ?o }", ["x", "s"]),
    ],
)
def test_columns_are_as_selected_and_of_a_star_as_they_appear(text: str, columns: list[str]) -> None:
    given = columns if "*" not in text.split("{")[0] or "AS" in text else sorted(columns)
    assert tokens.columns(text, given) == columns


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r'"\u3042"', '"あ"'),
        (r'"\\u3042"', r'"\\u3042"'),
        (r'"\\\u3042"', '"\\\\あ"'),
        (r'"\u0022\u005C\u000A\U0001F600"', '"\\"\\\\\\n😀"'),
        (r"<http://x/\u3042>", "<http://x/あ>"),
        (r"# \u3042", r"# \u3042"),
        (r"\u0053ELECT", r"\u0053ELECT"),
    ],
)
def test_escapes_of_strings_and_iris_can_be_written_out(written: str, plain: str) -> None:
    assert tokens.plain(written) == plain


@given(st.text(alphabet="\"'\\\n#<>{}?:@_.-aE1 あ\U0001f600", max_size=40))
def test_tokens_lose_nothing_but_space_and_comments(text: str) -> None:
    end = 0
    for token in tokens.tokens(text):
        assert text[token.offset : token.offset + len(token.text)] == token.text
        between = text[end : token.offset]
        assert "\n" in between or "#" in between or not between.strip(" \n")
        end = token.offset + len(token.text)


@pytest.mark.parametrize(
    "text",
    [
        "BASE." * 200_000,
        "a." * 500_000,
        "a:b." * 250_000,
        "_:a." * 250_000,
        '"\\' * 500_000,
        '"""' + '\\"""\n' * 200_000,
        "<a" * 500_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_megabyte_of_what_is_hard_to_read_is_read(text: str) -> None:
    """Looking ahead from every word to the end would take hours."""
    assert "".join(token.text for token in tokens.tokens(text)) == text.replace("\n", "")
    assert tokens.form(text) == ""


def test_a_string_that_is_not_closed_hides_nothing() -> None:
    kinds = [(token.kind, token.text) for token in tokens.tokens("'a \\' SERVICE <urn:b>\n'c'")]
    assert kinds == [
        ("stray", "'"),
        ("word", "a"),
        ("stray", "\\"),
        ("stray", "'"),
        ("word", "SERVICE"),
        ("iri", "<urn:b>"),
        ("string", "'c'"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * { ?s <urn:p> ?o , ?v ; a <urn:A> , <urn:B> }", {"urn:p", "urn:A", "urn:B"}),
        ("PREFIX a: <urn:> SELECT * { ?s a:b ?o }", {"urn:b"}),
        ("SELECT * { ?s a ?class }", {RDF.type.value}),
        ("SELECT * { ?s a <urn:A> , ?class }", {"urn:A", RDF.type.value}),
        ("SELECT * { ?s a/<urn:up> <urn:A> }", {"urn:A", "urn:up", RDF.type.value}),
        ("SELECT * { ?s ?p ?o FILTER (?p = <urn:p> || ?p IN (<urn:q>)) }", {"urn:p", "urn:q"}),
        ("SELECT * { ?s ?p ?o FILTER (?p != <urn:p> && ?p NOT IN (<urn:q>, (<urn:r>)) && ?s = <urn:s>) }", {"urn:s"}),
        ("SELECT * { ?s !<urn:p> ?o }", {"urn:p"}),
    ],
)
def test_what_a_query_reads_is_what_it_names_and_does_not_only_exclude(text: str, found: set[str]) -> None:
    assert tokens.reads(text) == found
