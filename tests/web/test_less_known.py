"""No sentence says more of a plan than was looked at: every page and every question, with plans of other kinds and levels.

A plan at level structure has elements and their names; nobody has looked for its themes, its development goals and its
counterparts. What nobody looked for is “not looked at”: no page says that it is absent, and no answer counts it as zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import html

from kgtool.build import assemble
from kgtool.web import questions
from kgtool.web.models import choice
from kgtool.web.page import HTML
from kgtool.web.site import Site, families
from tests.less_known import CARE, TOWN, repository

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
SETS = {
    "one": (TOWN,),
    "one-care": (CARE,),
    "two-kinds": (CARE, TOWN),
    "two-judged": (KIYOSE, KODAIRA),
    "three": (CARE, KIYOSE, KODAIRA),
    "four": (CARE, TOWN, KIYOSE, KODAIRA),
}
NAMES = {"ja": ("なぎさ町", "みさき町"), "en": ("なぎさ町", "みさき町", "Nagisa", "Misaki")}
ABSENT = {
    "ja": re.compile(
        r"だけに|だけ$|見当たらない|見当たりません|どこにもない|^なし$|述べていない|挙げていません|対応するものなし|^0件?$"
    ),
    "en": re.compile(
        r"\bonly\b|none found|^none$|not stated|names no goals|for none of its parts|no counterpart|^0$", re.IGNORECASE
    ),
}
RECORDED = {"ja": "いつの時点の文か", "en": "date of the text"}  # a gap that the profile of both plans records
KIND = {"ja": "総合計画", "en": "comprehensive plan"}
PROMISED = {
    "counts-by-function": "the structure, which every level promises",
    "parts-of-measures": "the structure, which every level promises",
    "themes-new-in-prefecture": "how many earlier plans there are to compare with",
    "gap-counts": "candidates of recorded gaps",
    "missing-information": "candidates of recorded gaps",
    "groups-addressed": "names, which a rule looks for in every plan",
    "actors-per-unit": "names, which a rule looks for in every plan",
}


@pytest.fixture(scope="module", params=SETS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp(request.param)
    repo = repository(folder / "plans", *SETS[request.param])
    return Site(repo, assemble.build(repo, folder / "build").build, "http://127.0.0.1:8000/")


def read(site: Site, path: str, lang: str, *plans: str) -> html.HtmlElement:
    found = site.file(f"{path}.{lang}.html" if path else f"index.{lang}.html")
    assert found is not None, path
    page, variant = found
    return html.document_fromstring(page.document(variant, {"plan": plans} if plans else {}).body.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def claims(page: html.HtmlElement, lang: str) -> Iterator[str]:
    """What a page says of the less known plans: their columns, their sections, the sentences that name them."""
    named = NAMES[lang]
    for table in page.xpath("//main//table[thead/tr/th]"):
        heads = [cell for cell in table.xpath("./thead/tr[1]/th") for _ in range(int(cell.get("colspan", 1)))]
        own = [n for n, cell in enumerate(heads) if any(name in words(cell) for name in named)]
        for row in table.xpath("./tbody/tr"):
            cells = row.xpath("./th|./td")
            yield from (words(cells[n]) for n in own if n < len(cells))
    for head in page.xpath("//main//section/h3 | //main//li/h3"):
        if any(name in words(head) for name in named):
            yield words(head.getparent())
    for block in page.xpath("//main//p | //main//li[not(.//li)] | //main//h1 | //main//h2 | //main//text"):
        for sentence in re.split(r"(?<=[。.])\s*", words(block)):
            if any(name in sentence for name in named):
                yield sentence


def people(site: Site) -> Iterator[str]:
    """Every page for people but those of single resources, of which those of the less known plans are walked."""
    for name, family in families().items():
        if name == "resource":
            view = site.view("ja")
            wanted = [path for path in family.paths(site) if any(plan in path for plan in (CARE, TOWN))]
            assert wanted or not {CARE, TOWN} & set(choice.ids(site.build)), view
        else:
            wanted = list(family.paths(site))
        for path in wanted:
            page = family.find(site, path)
            if page is not None and all(variant in page.variants for variant in HTML):
                yield path


def allowed(claim: str, lang: str) -> bool:
    return ABSENT[lang].search(claim) is None or RECORDED[lang] in claim


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_page_says_that_something_is_absent_where_nobody_looked(site: Site, lang: str) -> None:
    paths = list(people(site))
    assert len(paths) > 200
    wrong = [
        (path, claim) for path in paths for claim in claims(read(site, path, lang), lang) if not allowed(claim, lang)
    ]
    assert not wrong


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_comparison_with_a_less_known_plan_says_that_something_is_absent_there(site: Site, lang: str) -> None:
    known = choice.ids(site.build)
    chosen = [(less, *more) for less in {CARE, TOWN} & set(known) for more in ((), (KIYOSE,), (KIYOSE, KODAIRA))]
    for plans in [plans for plans in chosen if set(plans) <= set(known)]:
        for path in ("compare", "compare/traffic-safety", "compare/child-rearing", "sdgs", "sdgs/3", "timeline"):
            page = read(site, path, lang, *plans)
            assert not [claim for claim in claims(page, lang) if not allowed(claim, lang)], (path, plans)
            where = [words(cell) for cell in page.xpath("//td[@class='where']")]
            assert not [text for text in where if ABSENT[lang].search(text)], (path, plans)
            cards = [words(head) for head in page.xpath("//ul[contains(@class, 'cards')]//h3")]
            assert not [text for text in cards if ABSENT[lang].search(text)], (path, plans)
        assert "調べ" in words(read(site, "compare", "ja", *plans))
        assert "looked at" in words(read(site, "compare", "en", *plans))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_plan_of_another_kind_is_not_called_a_comprehensive_plan(site: Site, lang: str) -> None:
    if CARE not in choice.ids(site.build):
        pytest.skip("the care plan is not among these")
    pages = [
        read(site, "timeline", lang, CARE),
        read(site, f"doc/id/{CARE}", lang),
        read(site, f"doc/id/{CARE}/adopted", lang),
    ]
    for page in pages:
        about = page.xpath("//main")[0]
        for form in about.xpath(".//form"):
            form.getparent().remove(form)
        assert KIND[lang] not in words(about).lower()
    assert pages[1].xpath("//table//td[@class='number']"), "the plan is shown as one, with its outline and completeness"


def test_an_indicator_has_a_page_and_stands_on_that_of_its_measure_and_of_its_plan(site: Site) -> None:
    if TOWN not in choice.ids(site.build):
        pytest.skip("the plan with an indicator is not among these")
    version = f"doc/id/{TOWN}/adopted"
    for path in (f"{version}/measure/3/indicator/1", f"{version}/measure/3", version):
        assert "夜に灯りのある横断歩道" in words(read(site, path, "ja").xpath("//main")[0])


def test_the_plans_of_the_first_comparison_are_of_one_kind_and_were_compared(site: Site) -> None:
    known, view = set(choice.ids(site.build)), site.view("ja")
    found = [plan.id for plan in choice.choose(site, view, {}).plans]
    assert found == ([KODAIRA, KIYOSE] if KIYOSE in known else [min(known & {TOWN}, default=CARE)])
    if len(known) > 1:
        two = [plan.id for plan in choice.choose(site, view, {}, least=2).plans]
        assert two == (found if len(found) == 2 else [TOWN, CARE])
        assert next(plan.id for plan in choice.choose(site, view, {"plan": (two[1],)}, least=2).plans) == two[1]
    if KIYOSE in known:
        assert len(read(site, "correspondence", "ja").xpath("//table//tbody/tr")) > 10
        beside = choice.choose(site, view, {"plan": (KIYOSE,)}, least=2).plans
        assert [plan.id for plan in beside] == [KIYOSE, KODAIRA]
    first = read(site, "", "ja").xpath("//ul[contains(@class, 'cards')]//h3")
    assert len(first) == len(known)
    assert [found[0] in link for link in first[0].xpath(".//a/@href")].count(True) == 1


def test_no_answer_counts_as_zero_what_nobody_looked_for(site: Site) -> None:
    asked = set()
    for plan in {CARE, TOWN} & set(choice.ids(site.build)):
        for question in site.questions.values():
            takes = [name for name, p in question.header.params.items() if p.example in (KIYOSE, KODAIRA)]
            if not takes or question.id in PROMISED:
                continue
            given = {name: (p.example,) for name, p in question.header.params.items() if not p.optional}
            values = questions.read(site, question, {**given, takes[0]: (plan,)}, "ja").values
            answer = questions.answer(site, question, values)
            zeros = [row for row in answer.rows if any(getattr(term, "value", "") in ("0", "0.0") for term in row)]
            assert not zeros, (question.id, plan)
            asked.add(question.id)
    assert asked or not {CARE, TOWN} & set(choice.ids(site.build))
    assert set(PROMISED) <= set(site.questions)


def test_questions_about_what_only_one_plan_has_ask_for_judged_plans(site: Site) -> None:
    if not {TOWN, KODAIRA} <= set(choice.ids(site.build)):
        pytest.skip("a judged plan and one that is not are not among these")
    question = site.questions["themes-in-one-plan-only"]
    columns = question.header.columns
    for given in ({"first": (TOWN,), "second": (KODAIRA,)}, {"first": (KODAIRA,), "second": (TOWN,)}):
        rows = questions.answer(site, question, questions.read(site, question, given, "ja").values).rows
        said = [dict(zip(columns, row, strict=True)) for row in rows]
        assert [(str(row["plan"]), row["theme"]) for row in said] == [(f"<https://w3id.org/jp-plan/id/{TOWN}>", None)]
        assert "not-looked" in str(said[0]["standing"])
