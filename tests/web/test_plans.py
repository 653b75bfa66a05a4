"""The list of plans: whole on two plans, a page at a time on many, filtered by name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad, Store

from kgtool.build.store import MANIFEST, Build, select
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import DQV, JPP, RDF, RDFS
from kgtool.web.pages.plans import AT_ONCE
from kgtool.web.site import Site

MANY = 60


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


@pytest.fixture(scope="module")
def crowded(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A build of many plans of which little is known."""
    folder = tmp_path_factory.mktemp("crowded")
    store = Store(str(folder / "store"))
    ids = [f"{number:05}-machi-1" for number in range(1, MANY + 1)]
    for number, plan in enumerate(ids, 1):
        iri, city = iris.element(plan), NamedNode(f"{iris.ID}municipality/{plan[:5]}")
        graph = NamedNode(iris.graph("plan", plan))
        for s, p, o in (
            (NamedNode(iri), RDF.type, JPP.ComprehensivePlan),
            (NamedNode(f"{iri}/draft"), JPP.versionOf, NamedNode(iri)),
            (NamedNode(iri), RDFS.label, Literal("総合計画", language="ja")),
            (NamedNode(iri), JPP.responsibleBody, city),
            (city, RDFS.label, Literal(f"マチ{number}市", language="ja")),
        ):
            store.add(Quad(s, p, o, graph))
    store.flush()
    del store
    graphs = {iris.graph("plan", plan): 4 for plan in ids}
    (folder / MANIFEST).write_text(json.dumps({"contentHash": "0" * 64, "graphs": graphs}), encoding="utf-8")
    return Site(repo, Build(Path(folder)), "http://127.0.0.1:8000/")


def page(site: Site, path: str, **parameters: str) -> html.HtmlElement:
    found = site.file(path)
    assert found is not None, path
    given = {name: (value,) for name, value in parameters.items()}
    return html.document_fromstring(found[0].document(found[1], given).body.decode())


def rows(found: html.HtmlElement) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found.xpath("//tbody/tr")]


def test_plans_are_listed_by_municipality_with_period_status_level_and_what_is_there(site: Site, built: Build) -> None:
    sums = (
        "SELECT ?plan (SUM(?e) AS ?expected) (SUM(?p) AS ?present) WHERE { ?v <V> ?plan . ?m <C> ?v ; <E> ?e ; <P> ?p }"
    )
    terms = {"V": JPP.versionOf, "C": DQV.computedOn, "E": JPP.expectedCount, "P": JPP.presentCount}
    asked = re.sub("<(.)>", lambda letter: str(terms[letter[1]]), sums) + " GROUP BY ?plan ORDER BY ?plan"
    there = [f"{row['expected'].value}件のうち{row['present'].value}件" for row in select(built.open(), asked)]
    assert rows(page(site, "plans.ja.html")) == [
        ["小平市", "第四次長期総合計画", "〜令和14(2032)年度(12年間) 始まりは不明", "未確認", "判断", there[0]],
        ["清瀬市", "第5次清瀬市長期総合計画", "令和8(2026)年度〜令和17(2035)年度", "素案", "判断", there[1]],
    ]
    assert "fiscal 2026 (Reiwa 8) to fiscal 2035 (Reiwa 17)" in rows(page(site, "plans.en.html"))[1]


def test_plans_are_filtered_by_any_name_whatever_its_case_or_width(site: Site) -> None:
    for words in ("KIYOSE", "ｋｉｙｏｓｅ", "清瀬", "13221"):
        assert [row[0] for row in rows(page(site, "plans.ja.html", q=words))] == ["清瀬市"]
    nothing = page(site, "plans.ja.html", q="どこにもない")
    assert not rows(nothing)
    assert "当てはまる計画はありません" in nothing.text_content()


def test_what_was_asked_for_is_shown_as_text(site: Site) -> None:
    found = page(site, "plans.en.html", q='"><script>alert(1)</script>')
    assert not found.xpath("//main//script[not(@src)]")
    assert found.xpath("//input[@name='q']/@value") == ['"><script>alert(1)</script>']


def test_many_plans_fill_several_pages_each_plan_once(crowded: Site) -> None:
    paths = [path for path in crowded.paths() if path.split("/")[0] == "plans"]
    assert paths == ["plans", "plans/2", "plans/3"]
    listed = [row[0] for path in paths for row in rows(page(crowded, f"{path}.ja.html"))]
    assert listed == [f"マチ{number}市" for number in range(1, MANY + 1)]
    assert page(crowded, "plans.ja.html").xpath("//a[@rel='next']/@href") == ["/plans/2.ja.html"]
    assert page(crowded, "plans/2.ja.html").xpath("//a[@rel='prev']/@href") == ["/plans.ja.html"]


def test_there_is_no_page_beyond_the_last_nor_a_second_name_for_the_first(crowded: Site, site: Site) -> None:
    assert [crowded.find(path) for path in ("plans/0", "plans/1", "plans/4", "plans/02", "plans/x")] == [None] * 5
    assert site.find("plans/2") is None


def test_a_filter_that_finds_too_much_says_so(crowded: Site) -> None:
    found = page(crowded, "plans.ja.html", q="まち")
    assert len(rows(found)) == AT_ONCE
    assert f"はじめの{AT_ONCE}件です" in found.text_content()
    assert len(rows(page(crowded, "plans.ja.html", q="まち60"))) == 1


def test_the_first_page_shows_some_of_many_plans_and_leads_to_all(crowded: Site) -> None:
    found = page(crowded, "index.ja.html")
    assert len(found.xpath("//ul[contains(@class, 'cards')]/li")) == 6
    assert found.xpath("//a[contains(., '60の計画すべて')]/@href") == ["/plans.ja.html"]
