"""Question pages: whole without parameters, asked again with them, taken away as data."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from kgtool.base.errors import UsageError
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import RDFS
from kgtool.web import questions
from kgtool.web.html import words
from kgtool.web.page import Parameters
from kgtool.web.site import Site

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "https://example.org/plans/")


def body(site: Site, path: str, **parameters: str) -> str:
    found = site.file(path)
    assert found is not None, path
    page, variant = found
    return page.document(variant, {name: (value,) for name, value in parameters.items()}).body.decode()


def rows(text: str) -> list[list[str]]:
    table = html.fromstring(text).xpath("//table[@class='answer']")[0]
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in table.xpath("./tbody/tr")]


def test_the_catalogue_lists_every_question_in_both_languages(site: Site) -> None:
    for lang in ("ja", "en"):
        text = body(site, f"queries.{lang}.html")
        for question in site.questions.values():
            assert f'href="/plans/queries/{question.id}.{lang}.html"' in text
            assert question.header.title[lang] in unescape(text)


def test_the_catalogue_can_be_narrowed_without_script(site: Site) -> None:
    question = site.questions["outline"]
    text = body(site, "queries.en.html", q=question.header.title.en.upper())
    assert html.fromstring(text).xpath("//section//li/a/@href") == ["/plans/queries/outline.en.html"]
    nothing = html.fromstring(body(site, "queries.ja.html", q="どこにもないことば"))
    assert nothing.xpath("//section//li") == []
    assert "0件" in nothing.text_content()


def test_every_topic_and_every_column_has_a_word_in_both_languages(site: Site) -> None:
    for question in site.questions.values():
        for lang in ("ja", "en"):
            assert words.topic(question.topic, lang) != question.topic
            for name in question.header.columns:
                view = site.view(lang)
                local = {iris.NS + name, iris.NS + name[0].upper() + name[1:]}
                assert name in words.words()["columns"] or any(view.text(iri, RDFS.label) for iri in local), name


def test_no_word_stands_where_the_ontology_or_no_question_needs_it(site: Site) -> None:
    used = {name for question in site.questions.values() for name in question.header.columns}
    view = site.view("ja")
    for name in words.words()["columns"]:
        assert name in used, f"no question has the column {name}"
        for iri in (iris.NS + name, iris.NS + name[0].upper() + name[1:]):
            assert view.text(iri, RDFS.label) is None, f"the ontology has a label for {name}"
    assert set(words.words()["ours"]) <= used
    assert set(words.words()["topics"]) == {question.topic for question in site.questions.values()}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("topic", sorted(words.words()["topics"]))
def test_a_question_answers_with_its_examples_when_nothing_is_given(site: Site, topic: str, lang: str) -> None:
    question = next(question for question in site.questions.values() if question.topic == topic)
    page = html.fromstring(body(site, f"queries/{question.id}.{lang}.html"))
    assert page.xpath("string(//h1)") == question.header.title[lang]
    assert question.header.description[lang] in page.xpath("string(//main)")
    for name in question.header.params:
        labelled = page.xpath(f"//label[@for='in-{name}']")
        assert len(labelled) == 1
        assert page.xpath(f"//form//*[@id='in-{name}' and @name='{name}']")
    assert page.xpath("//table[@class='answer']/tbody/tr")
    assert "SELECT" in page.xpath("string(//pre)")
    assert "UNDEF" not in page.xpath("string(//pre)")


def test_what_is_given_decides_and_what_is_empty_stays_open(site: Site) -> None:
    one = rows(body(site, "queries/desired-state-horizons.ja.html"))
    every = rows(body(site, "queries/desired-state-horizons.ja.html", plan=""))
    assert len(every) > len(one)
    kodaira = rows(body(site, "queries/desired-state-horizons.ja.html", plan=KODAIRA))
    assert kodaira != one
    assert all(row in every for row in [*one, *kodaira])


def test_the_language_of_the_page_fills_lang_unless_another_is_given(site: Site) -> None:
    assert 'VALUES ($lang) { ("en") }' in unescape(body(site, "queries/controlled-concepts.en.html"))
    assert 'VALUES ($lang) { ("ja") }' in unescape(body(site, "queries/controlled-concepts.ja.html"))
    assert 'VALUES ($lang) { ("ja") }' in unescape(body(site, "queries/controlled-concepts.en.html", lang="ja"))


@pytest.mark.parametrize(
    ("id_", "given"),
    [
        ("plans-decided-long-ago", {"date": "2025-02-30", "years": "10"}),
        ("plans-decided-long-ago", {"date": "2025-04-01", "years": "ten"}),
        ("plans-decided-long-ago", {"date": "2025-04-01"}),
        ("everything-on-theme", {"theme": "> } DROP ALL {"}),
        ("everything-on-theme", {"page": "0"}),
        ("everything-on-theme", {"page": "٣"}),
        ("everything-on-theme", {"page": "9" * 5_000}),
    ],
)
def test_a_wrong_value_is_an_error_that_says_what_to_do(site: Site, id_: str, given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="parameter") as error:
        body(site, f"queries/{id_}.ja.html", **given)
    assert "remedy" in error.value.render("en")
    assert "--param" not in error.value.render("en")


def test_a_value_given_twice_is_an_error(site: Site) -> None:
    page = site.find("queries/goals")
    assert page is not None
    with pytest.raises(UsageError, match="more than one"):
        page.document(page.variants[0], {"plan": (KIYOSE, KODAIRA)})


def test_a_value_is_shown_as_text_wherever_it_stands(site: Site) -> None:
    evil = "\"><script>alert('x')</script>"
    text = body(site, "queries/units-naming-a-word.ja.html", word=evil)
    assert "<script>alert" not in text
    assert html.fromstring(text).xpath("//input[@name='word']/@value") == [evil]
    assert "当てはまるものはありませんでした" in text


def test_the_permanent_link_and_the_form_ask_the_same_again(site: Site) -> None:
    given = {"plan": KIYOSE, "lang": "en"}
    text = body(site, "queries/goals.ja.html", **given)
    page = html.fromstring(text)
    link = urlsplit(page.xpath("//li/a[code]/@href")[0])
    assert (link.netloc, link.path) == ("example.org", "/plans/queries/goals")
    again: Parameters = {name: tuple(values) for name, values in parse_qs(link.query).items()}
    assert {name: values[0] for name, values in again.items()} == given
    filled = {field.get("name"): field.get("value") for field in page.xpath("//form//input")}
    filled |= {
        field.get("name"): field.xpath("string(option[@selected]/@value)") for field in page.xpath("//form//select")
    }
    assert filled == given
    assert rows(body(site, "queries/goals.ja.html", **filled)) == rows(text)


def test_links_to_data_carry_the_values_and_none_where_the_file_has_them(site: Site) -> None:
    plain = html.fromstring(body(site, "queries/goals.ja.html")).xpath("//a[text()='CSV']/@href")
    assert plain == ["/plans/queries/goals.csv"]
    english = html.fromstring(body(site, "queries/goals.en.html")).xpath("//a[text()='CSV']/@href")
    assert english == ["/plans/queries/goals.csv?lang=en"]
    asked = html.fromstring(body(site, "queries/goals.ja.html", plan=KODAIRA)).xpath("//a[text()='CSV']/@href")
    assert parse_qs(urlsplit(asked[0]).query) == {"plan": [KODAIRA], "lang": ["ja"]}


def test_data_is_in_the_formats_of_the_w3c(site: Site) -> None:
    found = json.loads(body(site, "queries/goals.json"))
    assert found["head"]["vars"] == list(site.questions["goals"].header.columns)
    lines = body(site, "queries/goals.csv").split("\r\n")
    assert lines[0] == ",".join(found["head"]["vars"])
    assert len(lines) - 2 == len(found["results"]["bindings"])
    assert body(site, "queries/goals.tsv").startswith("?plan\t?goal")
    assert body(site, "queries/goals.xml").startswith("<?xml")


@pytest.mark.parametrize(("lang", "head", "name"), [("ja", "計画", "清瀬市"), ("en", "Plan", "Kiyose")])
def test_the_file_for_spreadsheets_has_names_and_says_that_it_is_utf_8(
    site: Site, lang: str, head: str, name: str
) -> None:
    text = body(site, f"queries/goals.{lang}.csv")
    assert text.startswith(f"\ufeff{head},")
    assert name in text
    assert "https://w3id.org/jp-plan/id/" not in text


def test_who_asks_for_csv_gets_the_plain_one(site: Site) -> None:
    page = site.find("queries/goals")
    assert page is not None
    assert next(v.ending for v in page.variants if v.media_type == "text/csv") == "csv"


def test_long_answers_come_in_pages_that_are_linked(site: Site) -> None:
    given = {"kind": "", "minimum": "1"}
    whole = body(site, "queries/most-named-things.csv", **given).count("\r\n") - 1
    assert whole > 400
    first, second = (body(site, "queries/most-named-things.ja.html", page=n, **given) for n in ("1", "2"))
    assert len(rows(first)) == len(rows(second)) == 200
    assert rows(first)[0] != rows(second)[0]
    link = html.fromstring(first).xpath("//a[@rel='next']/@href")[0]
    assert parse_qs(urlsplit(link).query) == {"minimum": ["1"], "page": ["2"]}
    beyond = body(site, "queries/most-named-things.ja.html", page="99", **given)
    assert "このページには行がありません" in beyond


def test_an_answer_that_was_cut_says_so(site: Site) -> None:
    question = site.questions["outline"]
    asked = questions.read(site, question, {}, "ja")
    assert questions.answer(site, question, asked.values, limit=10).cut
    assert not questions.answer(site, question, asked.values).cut


def test_the_columns_that_hold_our_judgements_are_marked(site: Site) -> None:
    page = html.fromstring(body(site, "queries/inferred-sdgs.en.html"))
    marked = [" ".join(head.text_content().split()) for head in page.xpath("//th[span[contains(@class, 'ours')]]")]
    assert "confidence ours" in marked
    assert "Plan ours" not in marked
    assert "Measure ours" not in marked


def test_no_value_is_shown_as_such(site: Site) -> None:
    assert "値なし" in {cell for row in rows(body(site, "queries/goals.ja.html")) for cell in row}


def test_lists_of_likely_values_are_offered_by_name(site: Site) -> None:
    page = html.fromstring(body(site, "queries/everything-on-theme.ja.html"))
    offered = {option.get("value"): option.text for option in page.xpath("//select[@name='theme']/option")}
    assert offered["theme:older-people"] == site.view("ja").name(iris.THEME + "older-people").text


def test_more_than_a_hundred_are_offered_while_their_names_are_typed(site: Site) -> None:
    page = html.fromstring(body(site, "queries/where-a-thing-is-named.ja.html"))
    field = page.xpath("//input[@name='thing']")[0]
    offered = {option.get("data-value"): option.get("value") for option in page.xpath("//datalist/option")}
    assert field.get("list") == "list-thing"
    assert field.get("value") == offered["thing:ict"] != "thing:ict"
    assert len(offered) > 100


def test_what_is_no_question_has_no_page(site: Site) -> None:
    for path in ("queries/nothing", "queries/term-circle", "queries/", "queries/goals/more", "queriesgoals"):
        assert site.find(path) is None


def test_a_value_may_be_called_by_its_name(site: Site) -> None:
    by_id = body(site, "queries/directions-on-theme.ja.html", theme="theme:child-rearing")
    named = body(site, "queries/directions-on-theme.ja.html", theme="子育て支援")
    table = "//table[@class='answer']//td//text()"
    assert html.fromstring(named).xpath(table) == html.fromstring(by_id).xpath(table) != []
    for page in (named, by_id):
        assert html.fromstring(page).xpath("//select[@name='theme']/option[@selected]/text()") == ["子育て支援"]
    by_city = body(site, "queries/missing-information.ja.html", plan="清瀬市")
    by_plan = body(site, "queries/missing-information.ja.html", plan="13221-kiyose-5")
    assert html.fromstring(by_city).xpath(table) == html.fromstring(by_plan).xpath(table) != []
    with pytest.raises(UsageError, match="parameter"):
        body(site, "queries/directions-on-theme.ja.html", theme="どこにもない主題")


def test_a_value_that_is_not_in_the_data_is_said_to_be_none(site: Site) -> None:
    page = html.fromstring(body(site, "queries/missing-information.ja.html", plan="zzz"))
    said = page.xpath("string(//p[@class='notice'])")
    assert "zzz はこのデータにありません" in said
    assert "町にない" not in said
    assert not page.xpath("//p[@id='about-plan']/a")


@pytest.mark.parametrize("page", ["0" * 8 + "1" + "9" * 30, "0" * 4_500 + "1"])
def test_a_page_of_an_answer_has_a_short_number(site: Site, page: str) -> None:
    with pytest.raises(UsageError, match="parameter"):
        body(site, "queries/goals.ja.html", page=page)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_a_field_offers_is_named_in_the_language_of_the_page(site: Site, lang: str) -> None:
    for id_ in ("missing-information", "words-of-each-city", "sectoral-plans-listed"):
        page = html.fromstring(body(site, f"queries/{id_}.{lang}.html"))
        offered = [option.text for option in page.xpath("//form//option") if option.text]
        assert len(offered) > 3
        if lang == "ja":
            assert [text for text in offered if text.isascii() and not text.isdecimal()] == []


def test_every_topic_belongs_to_those_who_ask_about_it_once() -> None:
    asked = [topic for _, _, *topics in words.words()["askers"].values() for topic in topics]
    assert sorted(asked) == sorted(words.words()["topics"])


def test_an_answer_begins_with_a_sentence_that_counts_it(site: Site) -> None:
    text = body(site, "queries/directions-on-theme.ja.html", theme="子育て支援")
    said = html.fromstring(text).xpath("string(//h2[@id='answer']/following::p[@class='lead'][1])")
    assert said.startswith("主題が「子育て支援」")
    assert said.endswith(f"答えは{len(rows(text))}件です。")
