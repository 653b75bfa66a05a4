"""Mistakes are named as what they are, at their place."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kgtool.sparql.diagnosis import syntax_error
from kgtool.sparql.tokens import Query

CASES = [
    ("", "1:1", "問いが空", "is empty"),
    ("SELEC ?x {}", "1:1", "「SELEC」", "begins with SELEC"),
    ("SELECT\u3000?s {}", "1:7", "U+3000", "U+3000"),
    ("SELECT ?s { ?s ?p ?o \uff5d", "1:22", "半角の「}」", "write “}”"),
    ("SELECT (COUNT(*)) {}", "1:8", "(式 AS ?名前)", "(… AS ?name)"),
    ("SELECT COUNT(*) {}", "1:8", "(式 AS ?名前)", "(… AS ?name)"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "1:8", "GROUP BY", "GROUP BY"),
    ("SELECT ?s {\n ?s x:p ?o }", "2:5", "x: の宣言", "x: is not declared"),
    ("SELECT ?s {\n ?s ?p ?o", "1:11", "閉じられていません", "is not closed"),
    ("SELECT ?s { ?s ?p ?o }}", "1:23", "対応する始まり", "closes nothing"),
    ('SELECT ?s { ?s ?p "a }', "1:19", "引用符", "quotation mark"),
    ("SELECT ?s WERE { ?s ?p ?o }", "1:16", "ここには置けません", "not expected here"),
    ("SELECT ?s {\n ?s ?p ?o  # which\n ?o ?p ?x }", "2:9", "「.」か「;」", "is missing after this"),
    ("SELECT ?s {\n ?s ?p ?o\n ?o ?p ?x }", "2:9", "「.」か「;」", "is missing after this"),
    ("SELECT ?s { ?s ?p }", "1:", "文法に合いません", "grammar is broken"),
    ("SELECT ?s { ?s ?p ?o FILTER (?o >) }", "1:", "文法に合いません", "grammar is broken"),
]


@pytest.mark.parametrize(("text", "place", "ja", "en"), CASES, ids=[text[:24] for text, *_ in CASES])
def test_a_mistake_is_named_at_its_place_in_both_languages(text: str, place: str, ja: str, en: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    error = syntax_error(str(caught.value), Query(text, "q.rq"))
    assert str(error.place).startswith(f"q.rq:{place}")
    assert ja in error.render("ja")
    assert en in error.render("en")
    assert "?: " not in error.render("en").splitlines()[0]


def test_words_of_strings_and_iris_are_not_looked_at() -> None:
    text = 'SELECT ?s { ?s ?p "全角　「」" ; <urn:全角> # 全角　\n ?o'
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    assert "U+" not in syntax_error(str(caught.value), Query(text)).render("ja")


def test_an_engine_that_names_no_place_is_quoted() -> None:
    assert "something else" in syntax_error("something else", Query("ASK {}")).render("en")
