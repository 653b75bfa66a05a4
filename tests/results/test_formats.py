"""The formats of answers: the same bytes every time, and nothing lost or gained on the way through a foreign reader."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
)
from rdflib import Graph
from rdflib.query import Result
from rich.cells import cell_len

from kgtool import results as answers
from kgtool.base.errors import AnswerFormatError
from kgtool.rdf.vocab import XSD
from kgtool.results import Answer, RenderOptions
from kgtool.results.formats import table
from tests import ROOT
from tests.queries import golden

A, B = NamedNode("https://example.org/a?x=1&y=2"), NamedNode("https://example.org/あ")
TERMS = [
    A,
    B,
    Literal(""),
    Literal(" padded "),
    Literal("\"quoted\", and 'so'"),
    Literal("tab\tnew\nline\r\nback\\slash\\t"),
    Literal("<a href='x'>&amp;</a> ]]>"),
    Literal("日本語　\U0001f600\u2028"),
    Literal("森", language="ja"),
    Literal("x", language="en-gb"),
    Literal("42", datatype=XSD.integer),
    Literal("+043", datatype=XSD.integer),
    Literal("4.20", datatype=XSD.decimal),
    Literal("5.", datatype=XSD.decimal),
    Literal("1.5e3", datatype=XSD.double),
    Literal("INF", datatype=XSD.double),
    Literal("true", datatype=XSD.boolean),
    Literal("not a number", datatype=XSD.integer),
    Literal("2025-08-12", datatype=XSD.date),
    BlankNode("b1"),
    None,
]
ANSWER = Answer(("term", "same"), tuple((term, term) for term in TERMS))
READERS = {"tsv": QueryResultsFormat.TSV, "json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML}
PEOPLE = tuple(name for name in answers.FORMATS.own if answers.for_people(name))
WRITTEN = {"turtle": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "ntriples": RdfFormat.N_TRIPLES}


def test_every_answer_is_as_it_was(tmp_path: Path) -> None:
    written = golden.outputs(tmp_path)
    kept = {path.name: path.read_bytes().decode() for path in golden.FOLDER.iterdir()}
    assert written.keys() == kept.keys()
    different = [name for name in written if written[name] != kept[name]]
    assert not different, f"{different}: python -m tests.queries.golden rewrites them; review the difference"


@pytest.mark.parametrize("name", READERS)
def test_oxigraph_reads_the_same_terms_from_what_we_write(name: str) -> None:
    found = pyoxigraph.parse_query_results(answers.render(name, ANSWER, RenderOptions()).encode(), READERS[name])
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == ["term", "same"]
    rows = [tuple(row) for row in found]
    assert [row[0] for row in rows] == [row[1] for row in rows]
    for read, term in zip((row[0] for row in rows), TERMS, strict=True):
        if name == "xml" and term == Literal(" padded "):
            term = Literal("padded")  # Oxigraph's reader trims, which XML does not ask for
        assert isinstance(read, BlankNode) if isinstance(term, BlankNode) else read == term


@pytest.mark.parametrize("name", ["json", "xml"])
def test_rdflib_reads_the_same_from_what_we_write(name: str) -> None:
    """rdflib writes numbers anew, gives blank nodes names of its own and drops a row in which nothing is bound."""
    found = list(Result.parse(io.BytesIO(answers.render(name, ANSWER, RenderOptions()).encode()), format=name))
    for (read, _), term in zip(found, TERMS[:-1], strict=True):
        if isinstance(term, NamedNode) or (
            isinstance(term, Literal) and (term.language or term.datatype == XSD.string)
        ):
            assert str(read) == term.value


def test_csv_reads_as_the_values_with_crlf_at_the_end_of_each_row() -> None:
    text = answers.render("csv", ANSWER, RenderOptions())
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["term", "same"]
    expected = [
        "" if term is None else f"_:{term.value}" if isinstance(term, BlankNode) else term.value for term in TERMS
    ]
    assert [row[0] for row in rows[1:]] == expected
    assert text.endswith("\r\n")
    assert text.startswith("term,same\r\n")


def test_csv_of_one_unbound_column_is_an_empty_line() -> None:
    assert answers.render("csv", Answer(("x",), ((None,), (Literal("y"),))), RenderOptions()) == "x\r\n\r\ny\r\n"


def test_csv_has_iris_unless_labels_are_given() -> None:
    answer = Answer(("x",), ((A,),), labels={A.value: "a, label"})
    assert answers.render("csv", answer, RenderOptions()) == 'x\r\n"a, label"\r\n'
    assert answers.render("csv", Answer(("x",), ((A,),)), RenderOptions()) == f"x\r\n{A.value}\r\n"


def test_tsv_writes_numbers_as_numbers_and_keeps_everything_else_quoted() -> None:
    lines = answers.render("tsv", ANSWER, RenderOptions()).split("\n")
    assert lines[0] == "?term\t?same"
    first = [line.split("\t")[0] for line in lines[1:-1]]
    assert first[TERMS.index(Literal("42", datatype=XSD.integer))] == "42"
    assert first[TERMS.index(Literal("4.20", datatype=XSD.decimal))] == "4.20"
    assert first[TERMS.index(Literal("5.", datatype=XSD.decimal))].startswith('"5."^^')
    assert first[5] == '"tab\\tnew\\nline\\r\\nback\\\\slash\\\\t"'
    assert first[-1] == ""


def test_json_leaves_out_what_is_unbound_and_the_datatype_of_strings() -> None:
    document = json.loads(answers.render("json", ANSWER, RenderOptions()))
    assert document["head"] == {"vars": ["term", "same"]}
    rows = [row.get("term") for row in document["results"]["bindings"]]
    assert rows[0] == {"type": "uri", "value": A.value}
    assert rows[2] == {"type": "literal", "value": ""}
    assert rows[8] == {"type": "literal", "value": "森", "xml:lang": "ja"}
    assert rows[10] == {"type": "literal", "value": "42", "datatype": XSD.integer.value}
    assert rows[-2] == {"type": "bnode", "value": "b1"}
    assert document["results"]["bindings"][-1] == {}


def test_xml_leaves_out_what_is_unbound() -> None:
    root = ET.fromstring(answers.render("xml", ANSWER, RenderOptions()))
    results = root.findall(".//{*}result")
    assert (len(results), len(results[-1])) == (len(TERMS), 0)
    texts = ["".join(result[0].itertext()) for result in results[:-1]]
    assert texts == [term.value for term in TERMS if term is not None]
    assert [variable.get("name") for variable in root.findall(".//{*}variable")] == ["term", "same"]


def test_xml_refuses_a_character_that_it_cannot_write() -> None:
    with pytest.raises(AnswerFormatError, match=r"U\+0007"):
        answers.render("xml", Answer(("x",), ((Literal("bell \x07"),),)), RenderOptions())


@pytest.mark.parametrize("truth", [True, False])
def test_the_truth_of_an_ask_is_read_back(truth: bool) -> None:
    answer = Answer(truth=truth, form="ASK")
    for name in READERS:
        found = pyoxigraph.parse_query_results(answers.render(name, answer, RenderOptions()).encode(), READERS[name])
        assert isinstance(found, QueryBoolean)
        assert bool(found) is truth
    for name in ("csv", *PEOPLE):
        assert str(truth).lower() in answers.render(name, answer, RenderOptions())


TRIPLES = tuple(
    Triple(A, NamedNode("https://example.org/p"), term)
    for term in TERMS
    if term is not None and not isinstance(term, BlankNode)
)


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("prefixes", [{}, {"ex": "https://example.org/", "unused": "https://example.net/"}])
def test_a_graph_is_read_back(name: str, prefixes: dict[str, str]) -> None:
    answer = Answer(triples=TRIPLES + TRIPLES, form="CONSTRUCT")
    text = answers.render(name, answer, RenderOptions(prefixes=prefixes))
    read = [quad.triple for quad in pyoxigraph.parse(text.encode(), WRITTEN[name])]
    assert len(read) == len(TRIPLES)
    assert set(read) == set(TRIPLES)
    assert "unused" not in text
    assert len(Graph().parse(data=text, format={"jsonld": "json-ld", "ntriples": "nt"}.get(name, name))) == len(TRIPLES)
    backwards = Answer(triples=TRIPLES[::-1], form="CONSTRUCT")
    assert answers.render(name, backwards, RenderOptions(prefixes=prefixes)) == text


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (name, form)
        for name in answers.FORMATS.own
        for form in (*answers.ROWS, *answers.GRAPHS)
        if form not in answers.FORMATS.load(name).FORMS
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(name: str, form: str) -> None:
    with pytest.raises(AnswerFormatError) as caught:
        answers.fit(name, form)
    known = caught.value.render("en").partition("choose one of: ")[2].split(", ")
    for fitting in known:
        answers.fit(fitting, form)


@pytest.mark.parametrize("name", answers.FORMATS.own)
def test_the_guide_names_the_format(name: str) -> None:
    page = (ROOT / "docs" / "query.md").read_text("utf-8")
    assert f"`{name}`" in page, f"docs/query.md: name `{name}` among the formats, in both languages"


@pytest.mark.parametrize("name", PEOPLE)
def test_people_see_labels_and_no_tricks(name: str) -> None:
    answer = Answer(("x",), ((A,), (Literal("\x1b[31m\u202e<script>|"),)), labels={A.value: "名前"})
    text = answers.render(name, answer, RenderOptions("ja", "題"))
    assert "名前" in text
    assert "題" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>" not in text or name == "table"


def test_html_is_one_well_formed_page_that_loads_nothing() -> None:
    answer = Answer(("<x>",), ((A,), (NamedNode("javascript:alert(1)"),), (Literal("<img src=x onerror=y>"),)))
    text = answers.render("html", answer, RenderOptions("ja", "<題>", "<説明>"))
    page = ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))
    assert page.get("lang") == "ja"
    assert [link.get("href") for link in page.iter("a")] == [A.value]
    assert not [element for element in page.iter() if element.tag in ("script", "img", "link", "iframe")]
    assert "default-src 'none'" in text
    assert page.findtext(".//th") == "<x>"


def test_columns_of_numbers_are_aligned_to_the_right() -> None:
    number = Literal("4", datatype=XSD.integer)
    answer = Answer(("a", "b"), ((Literal("4"), number), (number, None)))
    assert answers.render("markdown", answer, RenderOptions()).split("\n")[1] == "| --- | ---: |"
    assert answers.render("html", answer, RenderOptions()).count('class="number"') == 3


def shown(answer: Answer, **options: object) -> list[str]:
    """The lines of a table, without those that count its rows."""
    lines = answers.render("table", answer, RenderOptions(**options)).split("\n")  # type: ignore[arg-type]
    assert lines[-1] == lines[-3] == ""
    return lines[:-3]


def texts(*rows: tuple[str, ...]) -> tuple[tuple[Literal | None, ...], ...]:
    return tuple(tuple(Literal(text) if text else None for text in row) for row in rows)


def test_japanese_keeps_the_columns_of_a_table_straight() -> None:
    answer = Answer(("a", "b"), texts(("あいう", "x"), ("abc", "y")))
    assert shown(answer, width=40) == ["a       b", "------  -", "あいう  x", "abc     y"]


@pytest.mark.parametrize(
    ("liked", "least", "most", "widths"),
    [
        ([3, 4], [3, 4], 80, [3, 4]),
        ([100, 4], [12, 4], 24, [20, 4]),
        ([100, 5, 50], [12, 5, 12], 45, [23, 5, 17]),
        ([], [], 80, []),
    ],
)
def test_narrow_columns_keep_their_width_and_wide_ones_share_the_rest_by_what_they_say(
    liked: list[int], least: list[int], most: int, widths: list[int]
) -> None:
    assert table._widths([["x" * width for width in liked]], least, most, cell_len) == widths


REASON = "両方の計画を読み比べたが、似たものは見当たらなかった。"


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_table_keeps_its_words_whole_and_rows_become_records_where_columns_cannot(width: int) -> None:
    head = ("plan", "otherPlan", "confidence", "reason", "evidence")
    answer = Answer(head, texts(("清瀬市の計画", "小平市の計画", "0.95", REASON * 3, "supercalifragilistic")))
    lines = shown(answer, width=width)
    assert max(map(cell_len, lines)) <= width
    for word in ("otherPlan", "confidence", "supercalifragilistic"):
        assert any(word in line for line in lines)
    assert not any(line.lstrip()[:1] in tuple("、。っ") for line in lines)
    assert lines[0].split() == (list(head) if width >= 80 else ["plan", "清瀬市の計画"])


def test_values_of_the_row_above_are_not_shown_again() -> None:
    rows = (("A", "B", "1"), ("A", "B", "2"), ("A", "", "2"), ("C", "B", "2"))
    answer = Answer(("a", "b", "c"), texts(*rows))
    assert [line.split() for line in shown(answer)[2:]] == [["A", "B", "1"], ["2"], ["-", "2"], ["C", "B", "2"]]
    same = Answer(("a",), texts(("A",), ("A",)))
    assert shown(same)[2:] == ["A", "A"], "whole rows that are alike are shown"
    long = Answer(("a", "b", "c"), texts(*((a, b * 30, c * 30) for a, b, c in rows)))
    assert [line[:1] for line in shown(long, width=30) if line[:2] in ("a ", "b ", "c ")] == list("abccbcabc")


@pytest.mark.parametrize(("lang", "counts"), [("en", ("0 rows", "1 row", "2 rows")), ("ja", ("0件", "1件", "2件"))])
def test_a_table_says_how_many_rows_it_has(lang: str, counts: tuple[str, ...]) -> None:
    for n, said in enumerate(counts):
        answer = Answer(("a",), texts(*((str(row),) for row in range(n))))
        assert answers.render("table", answer, RenderOptions(lang=lang)).endswith(f"\n\n{said}\n")
    assert answers.render("table", Answer(form="ASK", truth=True), RenderOptions(lang=lang)).split()[-1] == "true"


def test_a_table_has_no_rule_that_a_japanese_terminal_draws_twice_as_wide() -> None:
    answer = Answer(("a", "b"), texts(("α…", "x"), ("あ", "y")))
    assert shown(answer, ambiguous_wide=True) == ["a     b", "----  -", "α…  x", "あ    y"]


def test_an_iri_without_a_label_is_shown_as_a_prefixed_name_where_it_can_be_written() -> None:
    iris = [
        "https://example.org/ns#theme",
        "https://example.org/ns#a/b",
        "https://example.org/ns#",
        "https://other.example/x",
    ]
    answer = Answer(("x",), tuple((NamedNode(iri),) for iri in (*iris, "https://example.org/ns#named")))
    prefixes = {"ex": "https://example.org/", "ns": "https://example.org/ns#"}
    shown = answers.abbreviate(replace(answer, labels={"https://example.org/ns#named": "名前"}), prefixes)
    assert shown.labels == {iris[0]: "ns:theme", "https://example.org/ns#named": "名前"}


def test_a_table_keeps_to_its_width(asked: Callable[..., Answer]) -> None:
    answer = asked("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")
    text = answers.render("table", answer, RenderOptions(width=60))
    assert all(sum(2 if ord(char) > 0x2E80 else 1 for char in line) <= 60 for line in text.split("\n"))


def test_a_quoted_triple_can_be_written() -> None:
    answer = Answer(("x",), ((Triple(A, A, Literal("z")),),))
    assert (
        json.loads(answers.render("json", answer, RenderOptions()))["results"]["bindings"][0]["x"]["type"] == "triple"
    )
    for name in ("tsv", "xml", "csv", "table"):
        assert "z" in answers.render(name, answer, RenderOptions())
