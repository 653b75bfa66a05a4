"""Words of people → questions of the catalogue. ``paraphrases.tsv`` was written after the phrases by which the questions are
known, and not from them: a question, or ``-`` for what must be refused, and a text.
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
from kgtool.search.routing import router as routers
from kgtool.search.routing.features import Features, fold, stem
from kgtool.search.routing.router import Router
from kgtool.sparql import catalogue
from tests import ROOT

KIYOSE = "https://w3id.org/jp-plan/id/13221-kiyose-5"
KODAIRA = "https://w3id.org/jp-plan/id/13211-kodaira-4"
THEME = "https://w3id.org/jp-plan/id/theme/"
REFUSED = "-"
LEAST_FIRST, LEAST_AMONG_THREE, LEAST_REFUSED = 0.92, 0.97, 0.95


def words(name: str) -> dict[str, dict[str, list[str]]]:
    held: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "queries" / name).read_text(encoding="utf-8"))
    return held


def paraphrases() -> Iterator[tuple[str, str]]:
    for line in (Path(__file__).parent / "paraphrases.tsv").read_text(encoding="utf-8").splitlines():
        id_, _, text = line.partition("\t")
        yield id_, text


@pytest.fixture(scope="module")
def router(repo: Repo, built: Build) -> Router:
    return routers.open_router(repo, store.resolver(built))


def test_paraphrases_lead_to_their_questions_and_what_cannot_be_answered_is_refused(router: Router) -> None:
    first = among = 0
    asked = [(id_, text) for id_, text in paraphrases() if id_ != REFUSED]
    wrong = []
    for id_, text in asked:
        routing = router.route(text)
        ids = [one.question.id for one in routing.candidates] if routing.taken else []
        first += ids[:1] == [id_]
        among += id_ in ids
        if ids[:1] != [id_]:
            wrong.append(f"{text}: {id_} was taken for {ids or routing.refused}")
    unanswerable = [text for id_, text in paraphrases() if id_ == REFUSED]
    answered = [text for text in unanswerable if router.route(text).taken]
    assert first / len(asked) >= LEAST_FIRST, "\n".join(wrong)
    assert among / len(asked) >= LEAST_AMONG_THREE, "\n".join(wrong)
    assert 1 - len(answered) / len(unanswerable) >= LEAST_REFUSED, "\n".join(answered)


def test_the_list_has_both_languages_for_every_question(repo: Repo) -> None:
    said: dict[str, Counter[bool]] = defaultdict(Counter)
    for id_, text in paraphrases():
        said[id_][text.isascii()] += 1
    assert said.keys() == {question.id for question in catalogue.catalogue(repo)} | {REFUSED}
    assert all(held[True] and held[False] for held in said.values())


def test_every_question_is_known_by_phrases_in_both_languages(repo: Repo) -> None:
    known = {id_: said for id_, said in words(routers.PHRASES).items() if not id_.startswith("-")}
    assert known.keys() == {question.id for question in catalogue.catalogue(repo)}
    few = [id_ for id_, said in known.items() if min(len(said["ja"]), len(said["en"])) < 4]
    assert not few


def test_a_phrase_stands_for_one_question_only() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for id_, said in words(routers.PHRASES).items():
        for text in (*said["ja"], *said["en"]):
            found[fold(text)].add(id_)
    assert not {text: ids for text, ids in found.items() if len(ids) > 1}


def test_a_word_is_in_one_list_of_synonyms_only() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for concept, listed in words(routers.SYNONYMS)["words"].items():
        for word in listed:
            found[" ".join(map(stem, fold(word).split()))].add(concept)
    assert not {word: concepts for word, concepts in found.items() if len(concepts) > 1}


def test_the_words_for_themes_are_of_themes_that_there_are_and_of_one_each(router: Router) -> None:
    themes = {one.iri.rpartition("/")[2] for one in router.names.of_kind("theme")}
    listed = words(routers.THEME_WORDS)["themes"]
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
    features = Features({"measure": ["施策", "measure", "policy measure"]})
    assert "=measure" in features.of("施策の一覧").keys() & features.of("Measures").keys()
    assert "=measure" in features.of("all policy measures")
    assert "polici" not in features.of("all policy measures"), "the longest synonym wins"
