"""Comparison by theme: the matrix counts what the graph says, every number leads to its list, gaps are told as gaps."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache

import pytest
from lxml import html

from kgtool.base.errors import UsageError
from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA, RDF
from kgtool.web.models import comparison, coverage, plans, themes
from kgtool.web.pages import compare
from kgtool.web.site import Site
from tests.tiny_plan import TinyPlan

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def body(site: Site, path: str, *plans: str, **more: list[str]) -> str:
    found = site.file(path)
    assert found is not None, path
    page, variant = found
    return page.document(variant, {"plan": plans, **more} if plans else more).body.decode("utf-8-sig")


def tree(site: Site, path: str, *plans: str, **more: list[str]) -> html.HtmlElement:
    return html.document_fromstring(body(site, path, *plans, **more))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_there_is_a_page_for_every_group_and_theme(site: Site) -> None:
    paths = list(compare.paths(site))
    quads = site.store.quads_for_pattern(None, RDF.type, JPP.Theme, None)
    themes = {str(quad.subject.value) for quad in quads}
    assert paths[0] == "compare"
    assert {iris.THEME + path.removeprefix("compare/") for path in paths[1:]} == themes
    assert all(compare.find(site, path) for path in paths)


@pytest.mark.parametrize(
    "path", ["compare/", "compare/unknown", "compare/youth/x", "comparecompare", "compare/../themes"]
)
def test_what_is_no_theme_has_no_page(site: Site, path: str) -> None:
    assert compare.find(site, path) is None


@pytest.mark.parametrize("plan", [KIYOSE, KODAIRA])
def test_the_matrix_counts_what_the_graph_says(site: Site, plan: str) -> None:
    counted = themes.counts(site.view("ja"), plans.read(site.view("ja"), iris.element(plan)))
    rows = site.view("ja").rows(f"""
        SELECT ?theme ?kind (COUNT(DISTINCT ?element) AS ?number) WHERE {{
          ?annotation a {JPP.ThemeAnnotation} ; {OA.hasBody} ?theme ;
            {OA.hasTarget} ?element .
          ?element a ?kind ; {JPP.inVersion}/{JPP.versionOf} <{iris.element(plan)}>
        }} GROUP BY ?theme ?kind""")
    expected: dict[str, Counter[str]] = {}
    for row in rows:
        expected.setdefault(row["theme"], Counter())[row["kind"].removeprefix(iris.NS)] = int(row["number"])
    assert dict(counted) == expected


def test_a_cell_has_a_number_words_a_share_of_the_plan_and_a_shade(site: Site) -> None:
    row = tree(site, "compare.en.html").xpath("//tr[th/a[contains(., 'Child-rearing')]]")[0]
    kodaira, kiyose = row.xpath("./td")[:2]
    assert words(kodaira) == "4 1 field, 3 directions, 6 others 6 % of the plan"
    assert words(kiyose) == "10 3 measures, 7 directions, 4 others 9 % of the plan"
    assert (kodaira.get("class"), kiyose.get("class")) == ("shade-2", "shade-4")


def test_plans_are_counted_at_a_level_that_can_be_chosen(site: Site) -> None:
    def counted(level: str) -> tuple[list[str], str]:
        page = tree(site, "compare.en.html", level=[level])
        heads = [words(head).rpartition(" by ")[2] for head in page.xpath("(//table[@class='matrix'])[1]//th/span/..")]
        chosen = page.xpath("string(//select[@name='level']/option[@selected])")
        return heads, chosen

    assert counted("") == (["field", "measure"], "")
    assert counted("measure") == (["measure", "measure"], "measure")
    assert counted("goal") == (["goal", "goal"], "goal")
    assert counted("field") == (["field", "measure"], "field")  # a plan without fields is counted at its own level
    assert counted("house") == (["field", "measure"], "")


def test_nothing_found_is_told_in_words_and_never_as_zero(site: Site) -> None:
    page = tree(site, "compare.ja.html")
    cells = [words(cell) for cell in page.xpath("//table[@class='matrix']//td[not(@class='where')]")]
    assert "– 見当たらない" in cells
    assert not [cell for cell in cells if cell.startswith("0") or "施策0" in cell]


def test_the_summary_tells_what_only_one_plan_has(site: Site) -> None:
    page = tree(site, "compare.ja.html")
    cards = {
        words(card.xpath("./h3")[0]): words(card.xpath("./p")[0]) for card in page.xpath("//ul[@class='cards']/li")
    }
    assert cards["小平市の計画だけに (1)"] == "若者・青少年"
    assert "公的医療保険" in cards["清瀬市の計画だけに (4)"]
    assert cards["どの計画にも見当たらない (3)"] == "交通安全、上水道、林業・水産業"


def test_every_cell_leads_to_the_list_behind_it(site: Site) -> None:
    anchors = cache(lambda path: set(tree(site, path).xpath("//@id")))
    for chosen in ((), (KIYOSE, KODAIRA)):
        for link in tree(site, "compare.ja.html", *chosen).xpath("//table[@class='matrix']//td/a/@href")[::9]:
            path, _, anchor = link.lstrip("/").partition("#")
            path, _, query = path.partition("?")
            assert anchor in anchors(path)
            assert query == "&".join(f"plan={plan}" for plan in chosen)


def test_a_theme_that_only_listed_plans_carry_is_not_one_that_the_plan_treats() -> None:
    assert coverage.cell(Counter(PlanListing=2), "measure", 100, judged=True).treats is False
    assert coverage.cell(Counter(PlanListing=2, Field=1), "measure", 100, judged=True).treats is True


@pytest.mark.parametrize(
    ("number", "shade"), [(0, 0), (1, 1), (2, 1), (3, 2), (5, 3), (8, 4), (11, 4), (12, 5), (99, 5)]
)
def test_the_shade_has_five_steps(number: int, shade: int) -> None:
    assert coverage.cell(Counter(Direction=number), "measure", 100, judged=True).shade == shade


def test_a_group_page_has_only_its_themes(site: Site) -> None:
    page = tree(site, "compare/safety.ja.html")
    assert [words(caption) for caption in page.xpath("//caption")] == ["安全・安心"]
    assert len(page.xpath("//table[@class='matrix']/tbody/tr")) == 4


def test_the_csv_has_a_line_for_every_theme_and_plan(site: Site) -> None:
    found = list(csv.DictReader(io.StringIO(body(site, "compare.csv"))))
    number = sum(len(group.below) for group in themes.groups(site.store, "ja"))
    assert len(found) == 2 * number
    line = next(line for line in found if line["theme_en"] == "Youth" and line["municipality_en"] == "Kiyose City")
    assert (line["theme_ja"], line["measures"], line["plan_treats_theme"]) == ("若者・青少年", "0", "no")


def test_a_table_cannot_say_that_a_plan_is_unknown_but_a_page_can(site: Site) -> None:
    assert "「&lt;b&gt;」という計画は見つかりませんでした" in body(site, "compare.ja.html", "<b>")
    with pytest.raises(UsageError):
        body(site, "compare.csv", "<b>")


def test_one_plan_alone_is_shown_without_comparison(site: Site) -> None:
    page = tree(site, "compare.ja.html", KIYOSE)
    assert not page.xpath("//ul[@class='cards']")
    assert not page.xpath("//td[@class='where']")
    assert page.xpath("//input[@name='plan' and @checked]/@value") == [KIYOSE]


def test_a_citizen_sees_how_two_towns_differ_on_child_care(site: Site) -> None:
    page = tree(site, "compare/child-rearing.ja.html")
    for kind, number in {"DesiredState": [1, 3], "Measure": [1, 3], "Direction": [3, 7]}.items():
        columns = page.xpath(f"//h2[@id='{kind}']/following-sibling::div[1]/section")
        assert [words(column.xpath("./h3")[0]) for column in columns] == ["小平市", "清瀬市"]
        assert [len(column.xpath(".//ul[@class='entries']/li")) for column in columns] == number
    missing = page.xpath("//li[@id='13221-kiyose-5/measure/1-111/direction/2']//div[@class='gap']")
    assert "小平市に近いもの・広いもの・狭いものなし: 清瀬は手当や養育費などの家計支援" in words(missing[0])
    assert "この計画には、この種類の部分がありません。" in words(
        page.xpath("//h2[@id='Field']/following-sibling::div[1]")[0]
    )
    assert "小平市の方が広い" in words(page.xpath("//ul[@class='matches']")[0])


def test_a_theme_that_one_plan_does_not_treat_is_a_gap(site: Site) -> None:
    column = tree(site, "compare/youth.en.html").xpath("//h2[@id='Direction']/following-sibling::div[1]/section")[1]
    assert "None found on this theme. It does not mean that the city does no such work." in words(column)


def test_a_lost_code_is_shown_with_its_reason_and_our_guess(site: Site) -> None:
    entry = tree(site, "compare/health-insurance.ja.html").xpath("//li[@id='13221-kiyose-5/measure/unnumbered-1']")[0]
    assert "番号: 読み取りで失われた(推定 2-222)" in words(entry)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_have_unique_ids_and_no_inline_style(site: Site, lang: str) -> None:
    for path in (
        "compare",
        "compare/safety",
        "compare/child-rearing",
        "compare/disaster-resilience",
        "compare/water-supply",
    ):
        page = tree(site, f"{path}.{lang}.html")
        names = page.xpath("//@id")
        assert len(names) == len(set(names))
        assert not page.xpath("//@style | //style | //main//script | //@onclick")


def test_the_order_of_print_is_kept_within_a_plan(site: Site) -> None:
    view = site.view("ja")
    plan = plans.read(view, iris.element(KIYOSE))
    found = themes.elements(view, plan, iris.THEME + "child-rearing")
    assert [element.at for element in found] == sorted(element.at for element in found)
    assert [comparison.anchor(e.iri, plan) for e in found if e.kind == "Measure"] == [
        f"{KIYOSE}/measure/{code}" for code in ("1-111", "1-112", "1-122")
    ]


def test_a_folder_with_one_plan_and_no_themes_has_a_whole_page(tiny: TinyPlan) -> None:
    site = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    assert tree(site, "compare.ja.html").xpath("//h1")
