"""Pages of resources: each kind says what it is, where it comes from, and what is missing of it."""

from __future__ import annotations

import gzip
import itertools
import re
from html import unescape

import pytest
from lxml import html
from pyoxigraph import NamedNode

from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF, SSSOM
from kgtool.web import resources
from kgtool.web.html import names
from kgtool.web.models import contents, sdgs
from kgtool.web.models.conclusions import themes
from kgtool.web.models.view import View
from kgtool.web.site import Site
from tests.tiny_plan import TinyPlan

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
DRAFT, RECEIVED = f"{KIYOSE}/draft-2025-08-12", f"{KODAIRA}/as-received"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def page(site: Site, path: str, lang: str = "en") -> html.HtmlElement:
    """The page of a resource below ``…/id/``."""
    found = site.file(f"doc/id/{path}.{lang}.html")
    assert found is not None, path
    return html.document_fromstring(found[0].document(found[1]).body.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def main(site: Site, path: str, lang: str = "en") -> str:
    """The text of a page without its list of everything that is recorded."""
    found = page(site, path, lang)
    for details in found.xpath("//main/details"):
        details.drop_tree()
    return words(found.xpath("//main")[0])


def linked(site: Site, path: str, lang: str = "en") -> set[str]:
    """The IRIs below ``…/id/`` whose documents a page links to, outside its list of everything."""
    found = page(site, path, lang)
    for details in found.xpath("//main/details"):
        details.drop_tree()
    hrefs = found.xpath("//main//a/@href")
    return {
        match[1] for href in hrefs if (match := re.fullmatch(rf"/doc/id/(.+?)\.{lang}\.html(#.*)?", unescape(href)))
    }


def test_every_kind_of_resource_has_a_page_that_says_more_than_its_statements(site: Site) -> None:
    view = site.view("en")
    classes = {quad.object.value for quad in site.store.quads_for_pattern(None, RDF.type, None, None)}
    ours = {name for name in classes if name.startswith(iris.NS)}
    known = (
        "SourceSpan",
        "Correspondence",
        "CommitmentRule",
        "ContextRule",
        "Reading",
    )  # rules and readings are shown by questions
    assert ours - set(resources.modules()) <= {f"{iris.NS}{name}" for name in known}
    assert resources.of(view, iris.element(KIYOSE))[0] == "plan.html"


@pytest.mark.parametrize(("lang", "said"), [("en", "it ends in 「努めます」"), ("ja", "終わりの言葉は 「努めます」")])
def test_a_directions_page_says_how_firm_it_is_by_which_words_and_where(site: Site, lang: str, said: str) -> None:
    direction = f"{DRAFT}/measure/1-111/direction/1"
    text = main(site, direction, lang)
    assert said in text
    assert ("Strive" if lang == "en" else "努力") in text
    assert "努めます" in main(site, f"{direction}/commitment", lang)
    assert {"commitment/strive", direction} <= linked(site, f"{direction}/commitment", lang)


def test_each_page_of_an_element_begins_with_one_heading_and_goes_down_in_order(site: Site) -> None:
    for path in (f"{DRAFT}/measure/1-111", f"{RECEIVED}/goal/1", KIYOSE, KODAIRA, RECEIVED):
        levels = [
            int(heading.tag[1])
            for heading in page(site, path).xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_an_element_shows_where_it_stands_and_what_it_is_called_by_the_city(site: Site) -> None:
    crumbs = page(site, f"{RECEIVED}/measure/5", "ja").xpath("//nav[@class='crumbs']//li")
    assert [words(crumb) for crumb in crumbs] == ["小平市", "第四次長期総合計画", "II 暮らしづくり"]
    assert "施策 · 市のことばでは 方針" in main(site, f"{RECEIVED}/measure/5", "ja")


def test_a_measure_shows_its_image_directions_fields_and_the_states_of_its_goal(site: Site) -> None:
    kiyose = linked(site, f"{DRAFT}/measure/1-111")
    assert {f"{DRAFT}/measure/1-111/desired-state", f"{DRAFT}/measure/1-111/direction/2"} <= kiyose
    kodaira = linked(site, f"{RECEIVED}/measure/5")
    assert {f"{RECEIVED}/measure/5/field/1", f"{RECEIVED}/goal/2/desired-state/3"} <= kodaira


def test_what_was_concluded_is_marked_and_carries_method_and_confidence(site: Site) -> None:
    found = page(site, f"{DRAFT}/measure/1-111")
    heading = found.xpath("//h2[contains(., 'Themes')]")[0]
    assert "our judgement" in words(heading)
    table = words(heading.getnext())
    assert "Child-rearing support" in table
    assert "0.95" in table
    assert "Close reading" in table
    assert "line 65" in table


def test_goals_that_the_plan_names_and_inferred_ones_are_never_in_one_list(site: Site) -> None:
    named = main(site, f"{RECEIVED}/measure/5")
    assert "Goals that the plan names" in named
    assert "inferred" not in named
    inferred = main(site, f"{DRAFT}/measure/1-111")
    assert "This plan names no goals" in inferred
    assert "Not stated by the plan" in inferred
    assert "theme: Child-rearing support" in inferred


def test_inferred_goals_rest_on_the_themes_that_the_rule_takes(site: Site) -> None:
    view = site.view("en")
    concluded = {q.subject.value for q in site.store.quads_for_pattern(None, JPP.inferredContributesTo, None, None)}
    assert len(concluded) > 10
    for element in concluded:
        found = sdgs.inferred(view, element)
        carried = {given.theme for given in themes(view, element) if float(given.confidence) >= 0.75}
        assert {group.theme for group in found} <= carried
        goals = [goal.iri for group in found for goal in group.goals]
        assert sorted(goals) == view.objects(element, JPP.inferredContributesTo)


def test_correspondences_are_told_from_the_side_of_the_page(site: Site) -> None:
    there, here = main(site, f"{DRAFT}/measure/1-111"), main(site, f"{RECEIVED}/measure/1")
    assert "the other one is broader" in there
    assert "the other one is narrower" not in there
    assert "the other one is narrower" in here


def test_that_nothing_corresponds_is_said_with_its_reason(site: Site) -> None:
    assert "No counterpart found" in main(site, f"{DRAFT}/measure/unnumbered-4")
    text = main(site, f"{DRAFT}/measure/1-111/direction/2")
    assert "No counterpart found" not in text
    assert "Nothing close, broader or narrower found" in text
    assert "Kodaira City" in text
    assert "single parents" in text


def test_what_is_missing_is_shown_with_reason_and_guess_and_no_value(site: Site) -> None:
    text = main(site, f"{DRAFT}/measure/unnumbered-1")
    assert "code: Lost in the scan" in text
    assert "our guess “2-222”" in text
    assert "0.75 (medium)" in text
    assert "It is not known to which goal it belongs" in text
    assert f"{DRAFT}/goal/22" in linked(site, f"{DRAFT}/measure/unnumbered-1")
    assert "表に「—」とある" in main(site, f"{RECEIVED}/sectoral-plan/18", "ja")


def test_who_says_something_is_told_by_the_kind_of_voice_and_the_city(site: Site) -> None:
    voices = {words(cell) for cell in page(site, f"{DRAFT}/goal/12", "ja").xpath("//td[@class='graphs']//a")}
    assert {"計画が述べること – 清瀬市", "計画について私たちが述べること – 清瀬市"} <= voices


def test_a_goal_without_a_title_is_called_by_our_name_marked_as_such(site: Site) -> None:
    title = page(site, f"{DRAFT}/goal/11", "ja").xpath("//h1")[0]
    assert words(title) == "11 子育てと家庭への支援※"
    assert words(page(site, f"{DRAFT}/goal/11").xpath("//h1")[0]) == "11 Child-rearing and family support*"
    assert "題名: 読み取りで失われた" in main(site, f"{DRAFT}/goal/11", "ja")


def test_what_a_lost_goal_is_called_where_others_point_to_it(site: Site) -> None:
    trail = page(site, f"{DRAFT}/measure/1-111", "ja").xpath("//nav[@class='crumbs']//li")
    assert words(trail[-1]) == "11 子育てと家庭への支援※"
    assert "11 子育てと家庭への支援※" in main(site, f"{DRAFT}/goal/12", "ja")


def test_terms_of_other_vocabularies_have_a_name_in_both_languages(site: Site) -> None:
    """``names.toml`` has what the ontology does not name, and no more."""
    quads = list(site.store)
    used = {quad.predicate.value for quad in quads} | {
        quad.object.value for quad in quads if quad.predicate == RDF.type and isinstance(quad.object, NamedNode)
    }
    pointed = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
    views = [site.view(lang) for lang in ("ja", "en")]
    unnamed = {iri for iri in used | pointed for view in views if view.name(iri).lang != view.lang}
    assert used & unnamed <= names.terms().keys() <= unnamed
    assert all(ja and en for ja, en in names.terms().values())


def test_a_kind_of_another_vocabulary_is_named_in_the_language_of_the_page(site: Site) -> None:
    for path, ja, en in (
        (f"{RECEIVED}/quality/code-completeness", "品質の測定値", "Quality Measurement"),
        ("plan-status", "概念の一覧", "Concept Scheme"),
    ):
        assert ja in main(site, path, "ja")[:60]
        assert en in main(site, path, "en")[:90]


def test_an_alignment_is_called_after_its_plans(site: Site) -> None:
    alignment = f"alignment/{KIYOSE}--{KODAIRA}"
    assert words(page(site, alignment, "ja").xpath("//h1")[0]) == "小平市と清瀬市の計画の対応"
    one = page(site, f"{alignment}/measure/1-112/direction/3--measure/1/direction/2", "ja")
    (link,) = one.xpath(f"//details//td//a[@href='/doc/id/{alignment}.ja.html']")
    assert words(link) == "小平市と清瀬市の計画の対応"
    assert names.name(site.view("en"), iris.ID + alignment).lang == "en"


def test_an_alignment_of_two_plans_of_one_city_names_the_plans(tiny: TinyPlan) -> None:
    tiny.append(
        tiny.description,
        f"id:{tiny.id} jpp:responsibleBody id:city . id:city rdfs:label '元市'@ja .\n"
        f"id:{tiny.id}2 a jpp:ComprehensivePlan ; jpp:responsibleBody id:city ; rdfs:label '次の計画'@ja .\n"
        f"<{iris.element(f'{tiny.id}2', 'v')}> a jpp:PlanVersion ; jpp:versionOf id:{tiny.id}2 .\n"
        f"<{iris.ID}alignment/x> a <{SSSOM.MappingSet.value}> ; "
        f"<{SSSOM.subject_source.value}> <{iris.element(f'{tiny.id}2', 'v')}> ; "
        f"<{SSSOM.object_source.value}> <{iris.element(tiny.id, tiny.version)}> .",
    )
    made = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    assert names.name(made.view("ja"), f"{iris.ID}alignment/x").text == "元計画と次の計画の対応"


def test_a_citys_own_word_says_whose_it_is_where_cities_are_mixed(site: Site) -> None:
    word = iris.element(KIYOSE, "local-type", "goal")
    assert names.full(site.view("ja"), word) == "基本目標(清瀬市)"
    assert names.full(site.view("en"), word) == "Basic goal (Kiyose City)"
    assert words(page(site, f"{KIYOSE}/local-type/goal", "ja").xpath("//p[@class='kind']")[0]).endswith("清瀬市")
    own = page(site, f"{DRAFT}/goal/11", "ja").xpath(f"//p[@class='kind']//a[contains(@href, '{KIYOSE}/local-type')]")
    assert [words(link) for link in own] == ["基本目標"]


def test_a_place_is_given_by_text_lines_characters_and_hash_and_leads_to_the_text(site: Site) -> None:
    found = page(site, f"{DRAFT}/measure/1-111")
    row = found.xpath("//table[caption[contains(., 'Text read from')]]//tbody/tr")[0]
    assert "lines 63–65" in words(row)
    assert "1331–1361" in words(row)
    assert re.fullmatch(r"[0-9a-f]{64}", row.xpath(".//code")[0].text)
    target = row.xpath(".//a/@href")[0]
    assert target == f"/doc/text/{DRAFT}.en.html#char=1331,1361"


def test_every_place_that_a_page_may_link_to_is_in_the_page_of_the_text(site: Site) -> None:
    for text in (DRAFT, RECEIVED):
        found = site.file(f"doc/text/{text}.ja.html")
        assert found is not None
        anchors = set(html.document_fromstring(found[0].document(found[1]).body.decode()).xpath("//@id"))
        start = f"{iris.TEXT}{text}#"
        targets = {
            q.object.value for q in site.store if str(getattr(q.object, "value", "")).startswith(f"{start}char=")
        }
        assert targets
        assert {target.removeprefix(start) for target in targets} <= anchors


def test_siblings_of_a_kind_are_walked_in_the_order_of_the_text(site: Site) -> None:
    row = contents.sequence(site.store, iris.element(*DRAFT.split("/")), "Measure")
    names = [iri.rpartition("/")[2] for iri in row]
    assert names[:3] == ["1-111", "1-112", "1-121"]
    assert names.index("2-221") + 1 == names.index("unnumbered-1")
    beside = page(site, f"{DRAFT}/measure/1-112").xpath("//ul[@class='beside']/li")
    assert [words(item).split(":")[0] for item in beside] == ["Before", "After"]
    assert len(page(site, f"{DRAFT}/measure/1-111").xpath("//ul[@class='beside']/li")) == 1


def test_a_plan_is_an_outline_of_all_its_elements(site: Site) -> None:
    for plan, version in ((KIYOSE, DRAFT), (KODAIRA, RECEIVED)):
        found = contents.read(site.view("ja"), iris.element(*version.split("/")))
        assert len(found.elements) > 150
        shown = page(site, plan, "ja")
        hrefs = set(shown.xpath("//main//a/@href"))
        missing = [iri for iri in found.elements if f"/doc/id/{iris.path_of(iri)}.ja.html" not in hrefs]
        assert not missing


def test_an_outline_goes_from_visions_to_goals_to_measures(site: Site) -> None:
    found = page(site, KIYOSE, "ja")
    levels = {heading.get("id"): heading.tag for heading in found.xpath("//div[@class='outline']//*[@id]")}
    assert (levels["vision/1"], levels["goal/11"], levels["measure/1-111"]) == ("h3", "h4", "h5")
    assert levels["measure/unnumbered-1"] == "h4"
    assert page(site, KODAIRA).xpath("//*[@id='goal/1']")[0].tag == "h3"


def test_an_element_whose_heading_is_a_word_and_a_number_is_called_by_what_it_is_about(site: Site) -> None:
    item = page(site, KODAIRA, "ja").xpath("//li[a[contains(@href, 'measure/5/direction/1.')]]")[0]
    assert words(item).startswith("身近な通いの場による健康維持と介護予防※ ")
    assert "12年間の取組の視点 1" in main(site, "13211-kodaira-4/as-received/measure/5/direction/1", "ja")
    assert len(words(item)) > 30
    item = page(site, KIYOSE, "ja").xpath("//li[a[contains(@href, 'measure/1-111/direction/1.')]]")[0]
    assert words(item) == "全ての子どもの育ちを支援します"


def test_a_plan_tells_its_period_status_and_how_whole_it_is(site: Site) -> None:
    text = main(site, KODAIRA, "ja")
    assert "〜令和14(2032)年度(12年間)" in text
    assert "始まりの年度: 計画が述べていない" in text
    assert "未確認" in text
    assert "令和3(2021)年度 · 確からしさ 0.95(高い)" in text
    rows = page(site, KIYOSE, "ja").xpath("//table[caption='そろっている情報']/tbody/tr")
    cells = [[words(cell) for cell in row] for row in rows]
    assert ["題名の完全さ", "4", "11"] in cells
    assert ["番号の完全さ", "23", "27"] in cells


def test_the_table_of_listed_plans_shows_gaps_where_the_plan_prints_a_dash(site: Site) -> None:
    rows = page(site, KODAIRA, "ja").xpath("//table[caption='この計画が挙げている計画']/tbody/tr")
    assert len(rows) == 33
    canal = next(words(row) for row in rows if "用水路活用計画" in words(row))
    assert canal.count("表に「—」とある") == 2


def test_a_plan_that_is_only_listed_says_where_and_with_which_years(site: Site) -> None:
    master = "13211/plan/urban-master-plan"
    text = main(site, master)
    assert "this is only what other plans say of it" in text
    assert linked(site, master) >= {f"{RECEIVED}/sectoral-plan/21", f"{RECEIVED}/goal/3", "municipality/13211"}
    row = page(site, master, "ja").xpath("//table/tbody/tr")[0]
    assert "平成29(2017)年度" in words(row)
    assert "平成28(2016)年度" in words(row)
    assert master in linked(site, f"{RECEIVED}/sectoral-plan/21")
    assert master in linked(site, "municipality/13211")


def test_an_address_that_moved_leads_to_its_successor(site: Site) -> None:
    for old, new in (("mention/kiyose-city", "mention/kiyose-town"), ("theme/agriculture", "")):
        path = f"{DRAFT}/measure/3-311/desired-state/{old}"
        found = site.find(f"doc/id/{path}")
        assert found is not None
        successors = (iris.ID + f"{DRAFT}/measure/3-311/desired-state/{new}",) if new else ()
        assert found.successors == successors
        assert "This resource is retired." in main(site, path)


def test_a_plan_named_in_running_text_is_a_plan_of_its_city(site: Site) -> None:
    plan, element = "13221/plan/public-facilities-master-plan", f"{DRAFT}/measure/4-442/direction/2"
    assert linked(site, plan) >= {f"{element}/listing/1", element, "municipality/13221"}
    assert f"{element}/listing/1" in linked(site, element)


def test_a_version_lists_what_was_mended_and_a_plan_says_how_often(site: Site) -> None:
    assert "mended in 55 places" in main(site, KIYOSE)
    items = page(site, DRAFT).xpath("//h2[@id='repairs']/following-sibling::ol[1]/li")
    assert len(items) == 55
    assert "● → ①" in " ".join(words(item) for item in items)


def test_a_theme_says_what_belongs_to_it_and_leads_to_its_comparison(site: Site) -> None:
    found = page(site, "theme/child-rearing")
    assert "/compare/child-rearing.en.html" in found.xpath("//main//a/@href")
    assert "Early" not in words(found.xpath("//h1")[0])
    assert "theme/child-rearing" in linked(site, "theme/children-and-learning")


def test_a_named_thing_shows_how_it_is_written_and_where_each_plan_names_it(site: Site) -> None:
    text = main(site, "thing/central-tokyo", "ja")
    assert "「都心」" in text
    assert "小平市" in text
    assert "清瀬市" in text
    assert linked(site, "thing/central-tokyo") >= {KIYOSE, KODAIRA}


@pytest.mark.parametrize("path", [f"{DRAFT}/measure/2-212", f"{RECEIVED}/measure/3", f"{RECEIVED}/management-policy"])
def test_a_measure_and_a_policy_show_who_acts_with_whom_and_for_whom(site: Site, path: str) -> None:
    heading = page(site, path).xpath("//h2[contains(., 'Who acts, with whom, and for whom')]")[0]
    assert "our judgement" in words(heading)
    shown = {words(term): words(term.getnext()) for term in heading.getnext().xpath("./dt")}
    store, named = site.store, {}
    for part in store.quads_for_pattern(None, JPP.unit, NamedNode(iris.ID + path), None):
        for mention in store.quads_for_pattern(part.subject, JPP.mentions, None, None):
            node = NamedNode(f"{part.subject.value}/mention/{mention.object.value.rpartition('/')[2]}")
            for role in store.quads_for_pattern(node, JPP.role, None, None):
                named.setdefault(role.object.value.rpartition("/")[2], set()).add(mention.object.value)
    view = site.view("en")
    acting = [role for role in ("performer", "partner", "beneficiary") if role in named]
    assert [name.lower() for name in shown] == acting
    for role in acting:
        for thing in named[role]:
            assert re.search(re.escape(view.name(thing).text) + r" \(lines? \d", shown[role.capitalize()]), thing


def test_nodes_that_speak_of_an_element_lead_to_it(site: Site) -> None:
    goal = f"{RECEIVED}/goal/1/desired-state/1"
    for path, target in (
        (f"{goal}/theme/child-rearing", goal),
        (f"{goal}/mention/life-stage", goal),
        (f"{RECEIVED}/measure/1/contribution/1", f"{RECEIVED}/measure/1"),
        (f"{RECEIVED}/gap/startFiscalYear", RECEIVED),
        (f"{RECEIVED}/gap/startFiscalYear/candidate/1", RECEIVED),
        (f"{DRAFT}/repair/10", f"{DRAFT}/measure/1-123/direction/1"),
        (f"{RECEIVED}/quality/code-completeness", RECEIVED),
        (f"{KODAIRA}/local-type/policy", f"{RECEIVED}/measure/1"),
        ("municipality/13211", KODAIRA),
    ):
        assert target in linked(site, path), path


def test_a_question_as_data_leads_to_where_it_is_answered(site: Site) -> None:
    for path in ("question/actors-in-units", "question/actors-in-units/plan"):
        assert "/queries/actors-in-units.ja.html" in page(site, path, "ja").xpath("//main//a/@href")


def test_the_wording_is_quoted_only_where_the_build_has_it(site: Site) -> None:
    assert not page(site, f"{DRAFT}/measure/1-111").xpath("//blockquote")


def test_pages_of_plans_stay_small(site: Site) -> None:
    for path in (KIYOSE, KODAIRA, DRAFT, RECEIVED):
        for lang in ("ja", "en"):
            found = site.file(f"doc/id/{path}.{lang}.html")
            assert found is not None
            assert len(gzip.compress(found[0].document(found[1]).body)) < 40_000


def test_names_read_in_one_pass_are_those_that_are_looked_up(site: Site) -> None:
    for lang in ("ja", "en"):
        for version in (DRAFT, RECEIVED):
            known, fresh = View(site.store, lang), View(site.store, lang)
            for element in contents.read(known, iris.element(*version.split("/"))).elements:
                assert known.name(element) == fresh.name(element)


def test_the_wording_is_quoted_where_the_build_has_it(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out, tiny.sources).build
    quoted = page(Site(tiny.repo, made, "http://127.0.0.1:8000/"), f"{tiny.id}/{tiny.version}/measure/1", "ja")
    assert quoted.xpath("//blockquote")[0].text_content() == "施策 灯りを減らす"


def test_pages_hold_where_little_is_known(tiny: TinyPlan) -> None:
    made = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    for path in made.paths():
        if path.startswith(("doc/id/", "doc/text/", "plans", "themes", "mentioned", "sdgs", "about")) or not path:
            found = made.find(path)
            assert found is not None, path
            for variant in found.variants[:2]:
                assert b"</html>" in found.document(variant).body, path


def test_what_a_label_holds_is_shown_and_never_run(tiny: TinyPlan) -> None:
    evil = '<script>alert(1)</script>\\" onmouseover=alert(2) \\u202e' + "長" * 300
    tiny.edit(tiny.turtle, "'灯りを減らす'@ja", f'"{evil}"@ja')
    made = Site(tiny.repo, assemble.build(tiny.repo, tiny.out).build, "http://127.0.0.1:8000/")
    for path in (tiny.id, f"{tiny.id}/{tiny.version}/measure/1", f"{tiny.id}/{tiny.version}/goal/1"):
        found = page(made, path, "ja")
        assert not found.xpath("//main//script | //*[@onmouseover]")
        assert "<script>alert(1)</script>" in found.text_content()


def test_only_what_is_missing_is_said_to_be_missing(site: Site) -> None:
    unknown = "どの目標に属するかは分かりません"
    plan = main(site, f"{RECEIVED}/sectoral-plan/1", "ja")
    assert unknown not in plan
    assert "掲げられた見出し" in plan
    assert unknown in main(site, f"{DRAFT}/measure/unnumbered-1", "ja")


def test_a_number_of_statements_says_what_it_leaves_out(site: Site) -> None:
    assert "目録そのものを除く" in main(site, "dataset", "ja")
