"""The SPARQL page: a form that is whole by itself, answers where an engine is there, and what the editor completes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.pool import local
from kgtool.rdf import iris
from kgtool.web import assets
from kgtool.web.page import Document, Parameters
from kgtool.web.site import Site
from tests.web.served import TestClient


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def body(site: Site, lang: str = "ja", **parameters: str) -> str:
    return document(site, lang, **parameters).body.decode()


def document(site: Site, lang: str = "ja", **parameters: str) -> Document:
    page = site.find("sparql")
    assert page is not None
    variant = page.variant(f"{lang}.html")
    assert variant is not None
    given: Parameters = {name.replace("_", "-"): (value,) for name, value in parameters.items()}
    return page.document(variant, given)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_form_works_by_itself(site: Site, lang: str) -> None:
    page = html.fromstring(body(site, lang))
    (form,) = page.xpath("//main//form")
    assert form.get("method") == "get"
    assert form.get("action") == f"/sparql.{lang}.html"
    assert form.xpath(".//button/@formaction") == ["/sparql"]
    for name in ("query", "format"):
        assert page.xpath(f"//label[@for='{name}']")
        assert form.xpath(f".//*[@id='{name}' and @name='{name}']")
    assert "SELECT" in form.xpath("string(.//textarea)")


def test_the_script_is_there_exactly_when_it_was_built(site: Site) -> None:
    scripts = html.fromstring(body(site)).xpath("//script/@src")
    editors = [script for script in scripts if "/editor." in script]
    assert editors == ([f"/{assets.path('editor.js')}"] if "editor.js" in assets.names() else [])


def test_a_query_is_put_into_the_field_as_text(site: Site) -> None:
    evil = "ASK {} # </textarea><script>alert(1)</script>"
    text = body(site, query=evil)
    assert html.fromstring(text).xpath("string(//textarea)") == evil
    assert "alert(1)</script>" not in text


def test_nothing_is_evaluated_where_no_engine_guards_it(site: Site) -> None:
    assert not html.fromstring(body(site, query="SELECT * { ?s ?p ?o }")).xpath("//table[@class='answer'][.//td//a]")


def test_an_engine_answers_as_a_table_that_says_when_it_was_cut(site: Site, built: Build) -> None:
    guarded = replace(site, engine=local(built))
    text = body(guarded, "en", query="SELECT ?s { ?s ?p ?o } LIMIT 10100")
    assert len(html.fromstring(text).xpath("//h2[@id='answer']/following::table[1]/tbody/tr")) == 200
    assert "rows 1 to 200 of 10,000" in text
    assert "These are the first 10,000 rows only" in text
    assert "Nothing was found" in body(guarded, "en", query="SELECT * { ?s ?p 'nowhere' }")
    assert "はい" in body(guarded, query="ASK {}")


def test_an_answer_is_sorted_by_the_column_whose_head_is_chosen_and_comes_in_pages(site: Site, built: Build) -> None:
    guarded = replace(site, engine=local(built))
    query = "SELECT ?n ?v { VALUES (?n ?v) { (10 'b') (9 'a') (UNDEF 'c') } }"

    def columns(**more: str) -> list[str]:
        page = html.fromstring(body(guarded, "en", query=query, **more))
        return [
            row.xpath("string(td[2])").strip() for row in page.xpath("//h2[@id='answer']/following::table[1]/tbody/tr")
        ]

    assert columns() == ["b", "a", "c"]
    assert columns(sort="n") == ["a", "b", "c"], "numbers are sorted as numbers, and what has no value comes last"
    assert columns(sort="-n") == ["b", "a", "c"]
    page = html.fromstring(body(guarded, "en", query=query, sort="n"))
    assert page.xpath("//th[@aria-sort='ascending']/button[@form='sort']/@value") == ["-n"]
    assert page.xpath("//form[@id='sort']/input[@name='query']/@value") == [query]
    assert "no rows on this page" in body(guarded, "en", query=query, page="2")


@pytest.mark.parametrize(("lang", "place"), [("ja", "(1行10文字目)"), ("en", "(line 1, column 10)")])
def test_what_is_wrong_with_a_query_is_said_above_it_with_its_place(
    site: Site, built: Build, lang: str, place: str
) -> None:
    query = "SELECT * {\n ?s ?p "
    made = document(replace(site, engine=local(built)), lang, query=query)
    page = html.fromstring(made.body.decode())
    (said,) = page.xpath("//form/preceding-sibling::*[@role='alert']")
    assert place in said.text_content()
    (field,) = page.xpath("//textarea")
    assert (field.text, field.get("aria-invalid"), field.get("aria-describedby")) == (query, "true", said.get("id"))
    assert not page.xpath("//*[@id='answer']")
    assert made.status == 400


@pytest.mark.parametrize("path", ["sparql", "sparql.ja.html"])
def test_a_browser_gets_the_form_again_with_the_status_of_an_error(client: TestClient, path: str) -> None:
    answer = client.get(f"/{path}", params={"query": "SELECT * {"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert html.fromstring(answer.text).xpath("string(//textarea)") == "SELECT * {"


def test_a_query_that_would_change_data_is_refused_above_the_form(site: Site, built: Build) -> None:
    made = document(replace(site, engine=local(built)), query="DROP ALL")
    assert made.status == 403
    assert html.fromstring(made.body.decode()).xpath("string(//textarea)") == "DROP ALL"


def test_a_query_that_takes_too_long_stays_in_its_field(site: Site, built: Build) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
    made = document(replace(site, engine=local(built, seconds=0.01)), query=query)
    assert made.status == 504
    assert html.fromstring(made.body.decode()).xpath("string(//textarea)") == query


def test_graphs_of_the_protocol_are_not_silently_dropped(site: Site, built: Build) -> None:
    guarded = replace(site, engine=local(built))
    text = body(guarded, query="SELECT * { ?s ?p ?o } LIMIT 1", default_graph_uri=iris.graph("derived"))
    assert "default-graph-uri を使う問い合わせは" in text
    assert 'id="answer"' not in text


def test_named_graphs_of_the_protocol_are_not_silently_dropped_either(site: Site, built: Build) -> None:
    guarded = replace(site, engine=local(built))
    text = body(guarded, query="SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1", named_graph_uri="http://nowhere.example/")
    assert "named-graph-uri を使う問い合わせは" in text
    assert 'id="answer"' not in text


def test_each_example_is_a_question_that_needs_no_value(site: Site) -> None:
    page = html.fromstring(body(site, "en"))
    examples = page.xpath("//h2[@id='examples']/following-sibling::ul[1]/li/a/@href")
    assert len(examples) >= 10
    assert all(link.startswith("/sparql.en.html?query=") and len(link) < 8_000 for link in examples)


def test_every_prefix_is_listed(site: Site) -> None:
    shown = {cell.text_content() for cell in html.fromstring(body(site)).xpath("//details//th[@scope='row']")}
    assert shown == {f"{name}:" for name in site.prefixes}


def test_the_vocabulary_has_every_term_with_its_meaning_in_both_languages(site: Site) -> None:
    found = site.file("vocabulary.json")
    assert found is not None
    document = json.loads(found[0].document(found[1]).body)
    assert document["prefixes"] == dict(sorted(site.prefixes.items()))
    names = [term["name"] for term in document["terms"]]
    assert names == sorted(set(names))
    assert {"jpp:Measure", "jpp:theme", "jpp:targetYear"} <= set(names)
    for term in document["terms"]:
        assert term["kind"] in ("class", "property")
        assert all(term[field][lang] for field in ("label", "definition") for lang in ("ja", "en")), term["name"]
