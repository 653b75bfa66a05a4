"""Words of people → questions of the catalogue: lists of a question, or ``-`` for what must be refused, and a text.

``paraphrases.tsv`` has every question in both languages. Each list of ``heldout`` was written before the router had seen
any of it, one after the other; what was learnt from one made the next one easier. Nothing was learnt from the last.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.search.routing import learning
from kgtool.search.routing import router as routers
from kgtool.search.routing.features import Features, fold, stem
from kgtool.search.routing.router import Router
from kgtool.search.routing.spelling import Spelling
from kgtool.sparql import catalogue
from tests import ROOT

KIYOSE = "https://w3id.org/jp-plan/id/13221-kiyose-5"
KODAIRA = "https://w3id.org/jp-plan/id/13211-kodaira-4"
THEME = "https://w3id.org/jp-plan/id/theme/"
REFUSED = "-"
LISTS = Path(__file__).parent
LEAST = {
    "paraphrases": (0.96, 0.98, 0.95),
    "heldout/1-journalist": (0.94, 0.95, 0.90),
    "heldout/2-citizen": (0.94, 0.97, 0.84),
    "heldout/3-official": (0.97, 0.98, 0.95),
    "heldout/4-resident": (0.92, 0.97, 0.95),
    "heldout/5-hurried": (0.95, 0.97, 0.94),
    "heldout/6-last": (0.86, 0.92, 0.95),
    "heldout/7-many-voices": (0.82, 0.90, 0.90),
    "heldout/8-second-look": (0.81, 0.90, 0.90),
    "heldout/9-fresh": (0.90, 0.93, 0.90),
}
"""The least share of each list for which the right question is taken, is among three, and that is refused."""


def words(name: str) -> dict[str, dict[str, list[str]]]:
    held: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "queries" / name).read_text(encoding="utf-8"))
    return held


def paraphrases(name: str = "paraphrases") -> Iterator[tuple[str, str]]:
    for line in (LISTS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        id_, _, text = line.partition("\t")
        yield id_, text


@pytest.fixture(scope="module")
def router(repo: Repo, built: Build) -> Router:
    return routers.open_router(repo, store.resolver(built))


@pytest.mark.parametrize("name", LEAST)
def test_paraphrases_lead_to_their_questions_and_what_cannot_be_answered_is_refused(router: Router, name: str) -> None:
    first = among = 0
    asked = [(id_, text) for id_, text in paraphrases(name) if id_ != REFUSED]
    wrong = []
    for id_, text in asked:
        routing = router.route(text)
        ids = [one.question.id for one in routing.candidates] if routing.taken else []
        first += ids[:1] == [id_]
        among += id_ in ids
        if ids[:1] != [id_]:
            wrong.append(f"{text}: {id_} was taken for {ids or routing.refused}")
    unanswerable = [text for id_, text in paraphrases(name) if id_ == REFUSED]
    answered = [text for text in unanswerable if router.route(text).taken]
    least_first, least_among, least_refused = LEAST[name]
    assert first / len(asked) >= least_first, "\n".join(wrong)
    assert among / len(asked) >= least_among, "\n".join(wrong)
    assert 1 - len(answered) / len(unanswerable) >= least_refused, "\n".join(answered)


def test_the_lists_name_questions_that_there_are(repo: Repo) -> None:
    there = {question.id for question in catalogue.catalogue(repo)} | {REFUSED}
    assert {id_ for name in LEAST for id_, _ in paraphrases(name)} <= there


def test_every_phrase_leads_to_its_question_or_it_is_among_three(router: Router) -> None:
    said = words(learning.PHRASES)
    asked = [(id_, said[id_][lang][0]) for id_ in said if not id_.startswith("-") for lang in ("ja", "en")]
    plain = [(id_, text) for id_, text in asked if "{" not in text]
    lost = [text for id_, text in plain if id_ not in {one.question.id for one in router.route(text).candidates}]
    assert not lost


def test_the_list_has_both_languages_for_every_question(repo: Repo) -> None:
    said: dict[str, Counter[bool]] = defaultdict(Counter)
    for id_, text in paraphrases():
        said[id_][text.isascii()] += 1
    assert said.keys() == {question.id for question in catalogue.catalogue(repo)} | {REFUSED}
    assert all(held[True] and held[False] for held in said.values())


def test_every_question_is_known_by_phrases_in_both_languages(repo: Repo) -> None:
    known = {id_: said for id_, said in words(learning.PHRASES).items() if not id_.startswith("-")}
    assert known.keys() == {question.id for question in catalogue.catalogue(repo)}
    few = [id_ for id_, said in known.items() if min(len(said["ja"]), len(said["en"])) < 4]
    assert not few


def test_a_phrase_stands_for_one_question_only() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for id_, said in words(learning.PHRASES).items():
        for text in (*said["ja"], *said["en"]):
            found[fold(text)].add(id_)
    assert not {text: ids for text, ids in found.items() if len(ids) > 1}


def test_a_word_is_in_one_list_of_synonyms_only() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for concept, listed in words(learning.SYNONYMS)["words"].items():
        for word in listed:
            found[" ".join(map(stem, fold(word).split()))].add(concept)
    assert not {word: concepts for word, concepts in found.items() if len(concepts) > 1}


def test_the_words_for_themes_are_of_themes_that_there_are_and_of_one_each(router: Router) -> None:
    themes = {one.iri.rpartition("/")[2] for one in router.names.of_kind("theme")}
    listed = words(learning.THEME_WORDS)["themes"]
    assert listed.keys() <= themes
    held = Counter(fold(word) for said in listed.values() for word in said)  # type: ignore[attr-defined]
    assert not [word for word, count in held.items() if count > 1]


@pytest.mark.parametrize(
    ("text", "id_", "values"),
    [
        (
            "清瀬市は子育てについて何をすると言っていますか",
            "directions-on-theme",
            {"plan": KIYOSE, "theme": f"{THEME}child-rearing"},
        ),
        ("What will Kodaira do about climate change?", "directions-on-theme", {"plan": KODAIRA}),
        (
            "Which measures of Kodaira have no counterpart in Kiyose?",
            "units-without-counterpart",
            {"plan": KODAIRA, "other": KIYOSE},
        ),
        (
            "小平の施策のうち、対応する施策がないものは?",
            "units-without-counterpart",
            {"plan": KODAIRA, "other": KIYOSE},
        ),
        ("令和8年度に有効な計画は?", "plans-current-in-fiscal-year", {"year": "2026"}),
        ("2025年4月1日に期限切れの個別計画", "sectoral-plans-expired", {"date": "2025-04-01"}),
        ("Sectoral plans expired on 1 April 2025", "sectoral-plans-expired", {"date": "2025-04-01"}),
        ("策定から二十年以上たった個別計画", "plans-decided-long-ago", {"years": "20"}),
        ("施策3-331の主題とその根拠", "why-this-theme", {"element": f"{KIYOSE}/draft-2025-08-12/measure/3-331"}),
        ("小平の目標2の下にあるものをすべて", "everything-below", {"above": f"{KODAIRA}/as-received/goal/2"}),
        ("「健康」という言葉を最初に題名に使ったのは?", "word-first-used", {"word": "健康"}),
        ("SDG 4 stated and inferred", "sdg-stated-and-inferred", {"goal": "http://metadata.un.org/sdg/4"}),
    ],
)
def test_names_in_the_text_become_values(router: Router, text: str, id_: str, values: dict[str, str]) -> None:
    taken = router.route(text).taken
    assert taken is not None
    assert taken.question.id == id_
    assert {name: taken.values[name].text for name in values} == values
    assert not taken.missing


def test_what_a_question_needs_and_nobody_said_is_missing_and_not_made_up(router: Router) -> None:
    taken = router.route("この要素は原文のどこに書かれていますか").taken
    assert taken is not None
    assert (taken.question.id, taken.missing, dict(taken.values)) == ("where-it-is-stated", ("element",), {})


@pytest.mark.parametrize("text", ["立川市の計画の目標は何ですか", "What are the goals in the plan of Tachikawa?"])
def test_a_city_that_the_data_does_not_hold_is_refused_by_name(router: Router, text: str) -> None:
    routing = router.route(text)
    assert routing.taken is None
    assert routing.refused == "-elsewhere"
    assert routing.refusal is not None
    assert routing.refusal.en.endswith(("立川市", "Tachikawa"))


@pytest.mark.parametrize(
    "text", ["", " ", "?", "。。。", "{theme}", "{", "\x00", "市" * 500, "a" * 2000, "1-1-1-1", "「」"]
)
def test_any_text_is_routed_or_refused(router: Router, text: str) -> None:
    routing = router.route(text)
    assert routing.taken is not None or routing.refusal is not None


def test_width_case_and_punctuation_make_no_difference(router: Router) -> None:
    for one, other in (("SDGsの数", "SDGsの数?"), ("WHICH THEMES EXIST", "which themes exist?")):
        assert router.route(one).candidates[0].question.id == router.route(other).candidates[0].question.id


def test_synonyms_of_both_languages_are_one_feature() -> None:
    features = Features({"measure": ["施策", "measure", "policy measure"], "both": ["両市"]})
    assert "=measure" in features.of("施策の一覧").keys() & features.of("Measures").keys()
    assert "=measure" in features.of("all policy measures")
    assert "polici" not in features.of("all policy measures"), "the longest synonym wins"
    assert "=both" in features.of("{plan} and {plan}").keys() & features.of("両市").keys()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("budjet of the plan", "budget of the plan"),
        ("what indicaters", "what indicators"),
        ("simmilar measures", "similar measures"),
        ("Tachikawa", "Tachikawa"),
        ("cost", "cost"),
    ],
)
def test_a_word_that_one_letter_misspells_is_mended(written: str, meant: str) -> None:
    assert Spelling(lambda: ["budget of the plan", "indicators", "similar", "measures"]).mended(written) == meant


def test_a_goal_of_a_themes_name_is_meant_only_where_goals_are_spoken_of(router: Router) -> None:
    assert router.names.spot("gender equality").of("theme")
    assert not router.names.spot("gender equality").of("sdg")
    assert router.names.spot("the goal gender equality").of("sdg")


def test_a_municipality_in_hiragana_is_none_within_another_word(router: Router) -> None:
    assert router.route("ふたつの市の目標ってどこが同じ?").refused != "-elsewhere"
    assert router.route("たつの市の目標は?").refused == "-elsewhere"


def test_a_name_is_not_found_at_the_beginning_of_a_longer_word_to_ask_with(router: Router) -> None:
    assert not router.names.spot("どの自治体ですか").of("thing")
    assert router.names.spot("自治とは").of("thing")
