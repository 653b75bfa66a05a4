"""The search page: whole without words, marked results with words, ways to narrow down, and the copy that is only files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kgtool.base.errors import UsageError
from kgtool.build import assemble, search_index
from kgtool.build.store import MANIFEST, Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.search import entries, expansion, folding
from kgtool.search.entries import SearchEntry
from kgtool.search.index import Index
from kgtool.web import assets, search_results
from kgtool.web.page import Page, Parameters
from kgtool.web.site import Site
from tests import node
from tests.search.test_index import QUERIES
from tests.tiny_plan import PLAN, TinyPlan
from tests.web.test_static_site import prepared

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
URL = "http://127.0.0.1:8000/"
CARE = "介護サービス基盤の充実と人材確保に取り組みます"
FOUND = {
    "介護者": CARE,
    "家族介護": CARE,
    "ケアラー": CARE,
    "かいごしゃ": CARE,
    "carer": CARE,
    "caregivers": CARE,
    "ぼうさい": "防災・減災",
    "とくしゅさぎ": "特殊詐欺",
}
NEAR = {"ぼうさえ": "防災", "防災 ドーナツ": "防災", "災害食料品": "災害", "diaster drils": "Disaster drills"}
"""Words that find nothing, and what is suggested instead."""


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, URL)


def found(site: Site, path: str = "search") -> Page:
    page = site.find(path)
    assert page is not None
    return page


def body(site: Site, ending: str = "ja.html", **parameters: str) -> str:
    page = found(site)
    variant = page.variant(ending)
    assert variant is not None
    given: Parameters = {name.rstrip("_"): (value,) for name, value in parameters.items()}
    return page.document(variant, given).body.decode()


def shown(site: Site, lang: str = "ja", **parameters: str) -> html.HtmlElement:
    return html.document_fromstring(body(site, f"{lang}.html", **parameters))


def titles(page: html.HtmlElement) -> list[str]:
    return [" ".join(link.text_content().split()) for link in page.xpath("//ol[@class='entries']/li/p[2]/a")]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_words_the_page_says_how_to_search_and_gives_examples_that_find_something(
    site: Site, lang: str
) -> None:
    page = shown(site, lang)
    assert page.xpath("//form[@role='search']//input[@name='q']")
    assert not page.xpath("//ol[@class='entries']")
    examples = page.xpath("//ul[@class='inline']/li/a")
    assert len(examples) > 3
    for example in examples:
        assert titles(shown(site, lang, q=example.text_content())), example.text_content()


@pytest.mark.parametrize(("lang", "words"), [("ja", "防災"), ("en", "disaster")])
def test_results_link_to_their_pages_and_mark_what_was_searched_for(site: Site, lang: str, words: str) -> None:
    page = shown(site, lang, q=words)
    assert page.xpath("//input[@name='q']/@value") == [words]
    results = page.xpath("//ol[@class='entries']/li")
    assert len(results) == 20
    for result in results:
        assert result.xpath(".//mark"), result.text_content()
        (link,) = result.xpath("./p[2]/a/@href")
        assert site.file(link.partition("#")[0].removeprefix("/")) is not None, link


def test_a_result_found_by_its_theme_says_so(site: Site) -> None:
    page = shown(site, q="防災", class_="Direction", plan=KIYOSE)
    notes = [note.text_content() for note in page.xpath("//ol[@class='entries']/li/p[@class='note']")]
    assert "主題: 防災・減災" in notes


def test_a_result_found_in_the_other_language_shows_that_text(site: Site) -> None:
    page = shown(site, "ja", q="preparedness", class_="Measure")
    assert page.xpath("//ol[@class='entries']//span[@lang='en']/mark/text()") == ["preparedness"]


def test_a_goal_whose_title_was_lost_is_found_by_the_name_that_is_ours(site: Site) -> None:
    page = shown(site, "ja", q="child-rearing", class_="Goal", plan=KIYOSE)
    assert "11 子育てと家庭への支援" in titles(page)
    notes = page.xpath("//ol[@class='entries']/li[p/a/span = '11']/p[@class='note']")
    assert any("Child-rearing and family support" in note.text_content() for note in notes)
    english = shown(site, "en", q="child-rearing", class_="Goal", plan=KIYOSE)
    assert "11 Child-rearing and family support" in titles(english)


def test_what_an_element_belongs_to_is_named_in_the_language_of_the_page(site: Site) -> None:
    page = shown(site, "ja", q="1-111", class_="Measure", plan=KIYOSE)
    assert (
        page.xpath("string(//ol[@class='entries']/li/p[@class='kind'])") == "施策 · 清瀬市 · 11 子育てと家庭への支援※"
    )


def test_kinds_and_plans_narrow_down_and_can_be_left_again(site: Site) -> None:
    page = shown(site, q="防災")
    links = {link.text_content(): link for link in page.xpath("//dl[@class='facts']//a")}
    (count,) = links["清瀬市"].xpath("following-sibling::span[1]/text()")
    narrow = shown(site, q="防災", plan=KIYOSE)
    assert links["清瀬市"].get("href") == "/search.ja.html?q=%E9%98%B2%E7%81%BD&plan=13221-kiyose-5"
    assert narrow.xpath("//h2[@id='results']/span/text()") == [count]
    assert "小平市" in [link.text_content() for link in narrow.xpath("//dl[@class='facts']//a")]
    (leave,) = narrow.xpath("//dl[@class='facts']//a[@aria-label]/@href")
    assert leave == "/search.ja.html?q=%E9%98%B2%E7%81%BD"


def test_a_municipality_is_named_in_the_form_as_people_call_it(site: Site) -> None:
    for plan in ("清瀬市", "清瀬", "13221", "132217", KIYOSE):
        page = shown(site, q="防災", plan=plan)
        assert page.xpath("//input[@name='plan']/@value") == ["清瀬市"]
    page = shown(site, q="防災", plan="どこか市")
    assert "どこか市" in page.xpath("string(//p[@role='status'])")
    assert page.xpath("//input[@name='plan']/@value") == ["どこか市"]


@pytest.mark.parametrize(("words", "title"), FOUND.items(), ids=FOUND)
def test_what_is_there_is_found_in_other_words_by_its_reading_and_in_the_other_language(
    site: Site, words: str, title: str
) -> None:
    assert title in titles(shown(site, q=words)), shown(site, q=words).xpath("string(//main)")


def test_what_was_searched_for_in_other_words_is_said(site: Site) -> None:
    assert "ぼうさい → 防災" in shown(site, q="ぼうさい").xpath("string(//main)")
    assert "家族介護者" in shown(site, q="ケアラー").xpath("string(//p[@class='note'][contains(., '→')])")
    assert not shown(site, q="家族介護").xpath("//p[contains(., '→')]")


@pytest.mark.parametrize(("words", "meant"), NEAR.items(), ids=NEAR)
def test_where_nothing_is_found_what_may_have_been_meant_is_linked(site: Site, words: str, meant: str) -> None:
    page = shown(site, q=words)
    assert meant in page.xpath("//main/p/a[contains(@href, 'search')]/text()")
    assert titles(shown(site, q=meant))


def test_a_reading_that_no_table_has_is_said_to_be_that(site: Site) -> None:
    assert "読みの表にありません" in shown(site, q="どーなつやさん").xpath("string(//main)")


def test_a_result_opens_in_the_reading_view_with_its_passage_in_view(site: Site) -> None:
    page = shown(site, q="ケアラー", class_="Direction")
    (link,) = page.xpath("//ol[@class='entries']/li/p[2]/a/@href")
    path, _, fragment = link.removeprefix("/").partition("#")
    assert path.startswith("doc/text/13221-kiyose-5/")
    reading = site.file(path)
    assert reading is not None
    assert html.document_fromstring(reading[0].document(reading[1]).body).xpath("//*[@id=$it]", it=fragment)


def suggested(site: Site, query: str) -> list[str]:
    page = shown(site, q=query)
    return list(page.xpath("//main/p[contains(., 'もしかして')]/a/text()"))


def test_indicators_and_the_wording_that_a_build_holds_are_found(tmp_path: Path) -> None:
    plan = prepared(tmp_path)
    plan.append(
        plan.turtle,
        f"<{iris.element(PLAN, 'v1', 'indicator/1')}> a jpp:Indicator ; jpp:inVersion <{iris.element(PLAN, 'v1')}> ; "
        "rdfs:label '夜空の明るさ'@ja ; jpp:order 1 .",
    )
    made = Site(plan.repo, assemble.build(plan.repo, plan.out).build, URL)
    assert "夜空の明るさ" in titles(shown(made, q="夜空の明"))
    said = SearchEntry(
        3, iris.element(PLAN, "v1", "goal/1"), "Goal", wording=(("ja", "まちの灯りを減らすことにします。"),)
    )
    (also,) = search_results.result(said, folding.asked("減らす"), "ja").elsewhere
    assert also.of == "wording"
    assert "減ら" in entries.tokens(said)["pairs"]


def test_pages_follow_each_other_and_keep_what_was_chosen(site: Site) -> None:
    first = shown(site, q="支援", plan=KIYOSE)
    (after,) = first.xpath("//a[@rel='next']/@href")
    assert after == "/search.ja.html?q=%E6%94%AF%E6%8F%B4&plan=13221-kiyose-5&page=2"
    second = shown(site, q="支援", plan=KIYOSE, page="2")
    assert second.xpath("//ol[@class='entries']/@start") == ["21"]
    assert not {*first.xpath("//ol//a/@href")} & {*second.xpath("//ol//a/@href")}
    assert second.xpath("//a[@rel='prev']/@href") == ["/search.ja.html?q=%E6%94%AF%E6%8F%B4&plan=13221-kiyose-5"]


@pytest.mark.parametrize(
    "page", ["0", "51", "x", "1e3", "-1", "", "９", "9" * 30, "0" * 8 + "1" + "9" * 30, "0" * 4_500 + "1"]
)
def test_a_page_that_cannot_be_is_an_error(site: Site, page: str) -> None:
    with pytest.raises(UsageError) as caught:
        body(site, q="防災", page=page)
    assert caught.value.code == "parameter"


def test_nothing_found_is_said(site: Site) -> None:
    page = shown(site, q="ドーナツ屋さん")
    assert "ドーナツ屋さん" in page.xpath("string(//p[@role='status'])")
    assert not page.xpath("//ol[@class='entries']")


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "\"'><b>", "防災<mark>", "\u202e防災", "a" * 5_000, "防 " * 50, "・", "\x00", "%00"],
)
def test_words_are_shown_as_text_whatever_they_are(site: Site, words: str) -> None:
    for lang in ("ja", "en"):
        text = body(site, f"{lang}.html", q=words)
        assert "alert(1)</script>" not in text
        assert "<b>" not in text.partition("<main")[2]
        assert len(text) < 60_000


def test_names_are_shown_as_text_whatever_they_are(tiny: TinyPlan) -> None:
    tiny.edit(tiny.curation, "Fewer lights", "Fewer <img src=x onerror=alert(1)> lights")
    made = assemble.build(tiny.repo, tiny.out).build
    page = shown(Site(tiny.repo, made, URL), "en", q="onerror lights")
    (result,) = titles(page)
    assert result == "Fewer <img src=x onerror=alert(1)> lights"
    assert not page.xpath("//main//img")
    assert page.xpath("//ol//mark/text()") == ["onerror", "lights"]


def test_too_many_words_are_cut_and_that_is_said(site: Site) -> None:
    for words in ("支援 " + "支" * 300, "支援 の 市 子 を に は と が で"):
        assert shown(site, q=words).xpath("//p[@class='notice']")
    assert not shown(site, q="支援 の 市 子 を に は と").xpath("//p[@class='notice'][contains(., '100')]")


def test_programs_get_the_same_results_as_json(site: Site) -> None:
    answer = json.loads(body(site, "json", q="防災", plan="清瀬", page="1"))
    assert answer["query"] == {"q": "防災", "plan": KIYOSE}
    assert answer["total"] == answer["counts"]["plan"][KIYOSE] == len(answer["results"])
    first = answer["results"][0]
    assert first["class"] == "Measure"
    assert first["names"][0] == {"lang": "ja", "text": "防災・防犯体制の充実・強化"}
    for result in answer["results"]:
        assert site.file(result["page"].removeprefix(URL)) is not None
    assert json.loads(body(site, "json"))["results"] == []


def test_a_page_of_results_is_small(site: Site) -> None:
    for words in QUERIES:
        assert len(body(site, q=words).encode()) < 50_000


def test_the_page_without_words_carries_the_script_and_where_its_index_is(site: Site) -> None:
    page = shown(site)
    assert page.xpath("//script[not(contains(@src, '/place.') or contains(@src, '/picker.'))]/@src") == [
        f"/{assets.path('search.js')}"
    ]
    (index,) = page.xpath("//*[@id='found']/@data-index")
    assert site.file(index.removeprefix("/")) is not None
    assert not page.xpath("//script[not(@src)][not(@type='application/ld+json')]")
    assert not shown(site, q="防災").xpath("//script[contains(@src, 'search')]|//*[@data-index]")


def test_with_many_plans_there_is_no_index_as_one_file(repo: Repo, built: Build, tmp_path: Path) -> None:
    for path in built.folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    manifest: dict[str, Any] = dict(built.manifest)
    graph = next(name for name in manifest["graphs"] if name.endswith(f"plan/{KIYOSE}"))
    manifest["graphs"] = manifest["graphs"] | {f"{graph}{number}": 1 for number in range(20)}
    (tmp_path / MANIFEST).unlink()
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    site = Site(repo, Build(tmp_path), URL)
    assert site.find("search-index.json") is None
    page = shown(site)
    assert not page.xpath("//script[contains(@src, 'search')]|//*[@data-index]")
    assert "検索は動きません" in page.text_content()


@node.needed
def test_the_script_of_a_copy_on_files_finds_the_same_in_the_same_order(site: Site, built: Build) -> None:
    whole = json.loads(found(site, "search-index.json").document(found(site, "search-index.json").variants[0]).body)
    assert not [row for row in whole["entries"] if row[8]], "every entry has a name in both languages"
    index = Index(search_index.folder(built))
    code = """(() => {
      const entries = script.prepare(given.whole);
      return given.queries.map((query) => {
        const words = script.expanded(script.asked(query), entries, given.whole);
        const found = script.find(entries, words);
        const others = words.map((word) => word.others.map((other) => other.text));
        const alike = found.length ? [] : script.near(words, entries, given.whole);
        const counts = ["kind", "plan"].map((field) => script.counts(found, field));
        return [others, alike, found.map((entry) => entry.names), ...counts];
      });
    })()"""
    queries = [*QUERIES, *FOUND, *NEAR]
    theirs = node.run(code, {"whole": whole, "queries": queries})
    for query, (others, alike, names, kinds, plans) in zip(queries, theirs, strict=True):
        words = expansion.expanded(folding.asked(query), index, site.kana)
        assert others == [[other.text for other in word.others] for word in words], query
        ours = index.find(words, most=2_000)
        assert alike == ([] if ours.total else suggested(site, query)), query
        assert names == [[[*name] for name in entry.names] for entry in ours.entries], query
        assert [tuple(count) for count in kinds] == [*ours.kinds.items()]
        assert [tuple(count) for count in plans] == [*ours.plans.items()]


def test_a_search_for_punctuation_is_said_to_be_none(site: Site) -> None:
    page = shown(site, q="%")
    assert "「%」には、さがせる文字や数字がありません" in page.xpath("string(//p[@role='status'])")
