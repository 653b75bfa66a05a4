"""The reference: every term, rule and word has its place, where its address says."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import pytest
from jsonschema import Draft202012Validator
from lxml import html
from pyoxigraph import NamedNode

from kgtool.base import errors
from kgtool.build.store import Build
from kgtool.check import rules
from kgtool.corpus.layout import Repo
from kgtool.docs import glossary, openapi, reference
from kgtool.rdf import iris
from kgtool.rdf.vocab import OWL, RDF
from kgtool.web.site import Site
from tests import TESTS

SCHEMA = Draft202012Validator(json.loads((TESTS / "schemas" / "openapi-3.1.json").read_text("utf-8")))
PAGES = (
    "reference",
    "reference/errors",
    "reference/ontology",
    "reference/shapes",
    "glossary",
    "doc/ns",
    "doc/ns/things",
    "doc/shapes",
)


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "https://example.org/plans/")


def page(site: Site, path: str, lang: str = "ja") -> html.HtmlElement:
    found = site.file(f"{path}.{lang}.html")
    assert found is not None
    return html.fromstring(found[0].document(found[1]).body.decode())


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_and_each_id_once(site: Site, path: str, lang: str) -> None:
    made = page(site, path, lang)
    assert len(made.xpath("//h1")) == 1
    assert [name for name, n in Counter(made.xpath("//@id")).items() if n > 1] == []
    levels = [int(heading.tag[1]) for heading in made.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for link in made.xpath("//a[starts-with(@href, '#')]/@href"):
        assert made.xpath("//*[@id=$id]", id=link[1:]), link


@pytest.mark.parametrize("path", ["doc/ns", "reference/ontology"])
def test_every_term_of_ours_is_where_its_address_leads(site: Site, path: str) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    subjects = [q.subject for kind in kinds for q in site.store.quads_for_pattern(None, RDF.type, kind, None)]
    terms = {
        s.value.removeprefix(iris.NS) for s in subjects if isinstance(s, NamedNode) and s.value.startswith(iris.NS)
    }
    assert len(terms) > 80
    made = page(site, path, "en")
    assert terms == {element.get("id") for element in made.xpath("//h3[@id]")}
    assert all(section.xpath("string(p[2])") for section in made.xpath("//section[h3]")), "a term lacks its definition"


def test_a_term_tells_what_it_is_and_how_often_it_is_used(site: Site) -> None:
    (measure,) = page(site, "doc/ns", "en").xpath("//section[h3[@id='Measure']]")
    text = " ".join(measure.text_content().split())
    assert "Measure 施策" in text
    assert "jpp:Measure" in text
    assert "Plan element" in text
    count = sum(1 for _ in site.store.quads_for_pattern(None, RDF.type, NamedNode(iris.NS + "Measure"), None))
    assert f"Uses in this data{count}" in text


def test_a_module_has_its_own_terms_only(site: Site) -> None:
    ids = page(site, "doc/ns/things").xpath("//h3/@id")
    assert "Actor" in ids
    assert "Measure" not in ids


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_rule_is_under_its_code_with_message_reason_and_place(site: Site, repo: Repo, lang: str) -> None:
    made = page(site, "reference/shapes", lang)
    shown = {section.xpath("string(h3/@id)"): section.text_content() for section in made.xpath("//section[h3]")}
    found = reference.by_code(repo)
    assert shown.keys() == found.keys()
    for code, rule in found.items():
        for said in (rule.message[lang], rule.why[lang], rule.location.file):
            assert said in shown[code]
    rule = found["Measure-notation"]
    assert f"{rule.location.file}:{rule.location.line}" in shown["Measure-notation"]


def test_every_named_shape_is_where_its_address_leads(site: Site, repo: Repo) -> None:
    named = {
        s.subject.value.removeprefix(iris.SHAPES)
        for s in rules.shape_statements(repo)
        if isinstance(s.subject, NamedNode) and s.subject.value.startswith(iris.SHAPES)
    }
    assert named <= set(page(site, "doc/shapes").xpath("//@id"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_error_is_under_its_code_with_reason_remedy_and_status(site: Site, lang: str) -> None:
    made = page(site, "reference/errors", lang)
    shown = {section.xpath("string(h3/@id)"): section.text_content() for section in made.xpath("//section[h3]")}
    assert shown.keys() == errors.messages().keys()
    for code, message in errors.messages().items():
        for said in (*message.paragraph(lang), f"HTTP {message.status}"):
            assert said in shown[code]
    assert {kind.__name__ for kind in errors.families()} == set(made.xpath("//h2/@id"))


def test_the_glossary_has_every_word_in_both_languages(site: Site) -> None:
    words = glossary.words()
    assert len({word.id for word in words}) == len(words)
    for lang, other in (("ja", "en"), ("en", "ja")):
        made = page(site, "glossary", lang)
        for word in words:
            (row,) = made.xpath("//tr[@id=$id]", id=word.id)
            assert [cell.text_content() for cell in row.xpath("*")][:2] == [word.name[lang], word.name[other]]
            assert word.meaning[lang].replace("`", "") in row.text_content()


@pytest.mark.parametrize("path", ["openapi.json", "openapi.ja.json", "openapi.en.json"])
def test_the_addresses_of_openapi_are_those_of_the_site(site: Site, path: str) -> None:
    found = site.file(path)
    assert found is not None
    document = json.loads(found[0].document(found[1]).body)
    assert document["servers"] == [{"url": "https://example.org/plans"}]
    assert len(document["paths"]) == len(site.questions)
    for address, item in document["paths"].items():
        asked = site.find(address[1:])
        assert asked is not None, address
        offered = set(item["get"]["responses"]["200"]["content"])
        assert offered == {variant.media_type for variant in asked.variants}
        assert {parameter["name"] for parameter in item["get"]["parameters"]} <= asked.takes


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_openapi_is_valid_for_each_type_of_parameter(site: Site, lang: str) -> None:
    by_type = {p.type: question for question in site.questions.values() for p in question.header.params.values()}
    document = openapi.describe([*{q.id: q for q in by_type.values()}.values()], lang, "0.1.0", site.url)
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    assert not SCHEMA.is_valid(document | {"info": {}})


def test_examples_in_openapi_are_of_their_type(site: Site) -> None:
    for item in openapi.describe(list(site.questions.values()), "en", "0.1.0")["paths"].values():
        for parameter in item["get"]["parameters"]:
            assert Draft202012Validator(parameter["schema"]).is_valid(parameter["example"]), parameter


def test_openapi_names_no_server_where_none_is_known(site: Site) -> None:
    assert "servers" not in openapi.describe(list(site.questions.values()), "en", "0.1.0")
