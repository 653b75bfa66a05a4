"""Every question of the catalogue, asked of three invented plans: golden answers that no work on the data changes."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode
from rdflib import Dataset

from kgtool.build import store as stores
from kgtool.corpus import layout as repos
from kgtool.engines import rdflib_engine
from kgtool.results import Answer
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from tests import ROOT
from tests.queries import three_plans
from tests.queries.golden import QUESTIONS, answered
from tests.small_build import SmallBuild

REPO = repos.find(ROOT)
CATALOGUE = catalogue.catalogue(REPO)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of rdflib, about rdflib

# Whatever another plan says is part of these answers, though they concern one plan.
ABOUT_OTHERS = {"shared-things": "a thing is shared with any other plan"}


def rows(answer: Answer) -> list[tuple[object, ...]]:
    names: dict[str, str] = {}
    return [
        tuple(names.setdefault(term.value, f"_:{len(names)}") if isinstance(term, BlankNode) else term for term in row)
        for row in answer.rows
    ]


def test_the_golden_answers_are_those_of_today() -> None:
    made = answered()
    found = {path.name: path.read_text("utf-8") for path in QUESTIONS.iterdir()}
    wrong = sorted(name for name in made.keys() | found.keys() if made.get(name) != found.get(name))
    assert not wrong, f"{wrong}: run python -m tests.queries.golden and review what changes"


@pytest.mark.parametrize("question", CATALOGUE, ids=lambda question: question.id)
def test_a_question_finds_something_among_the_three_plans_however_it_is_asked(question: Question) -> None:
    opened = three_plans.store()
    for given in three_plans.ways(question):
        answer = stores.stream(opened, three_plans.query(REPO, question, given).text).collect()
        assert answer.columns == question.header.columns
        assert answer.rows, f"{given}: name other values in stand-ins.toml"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    made = SmallBuild(tmp_path_factory.mktemp("three") / "build", three_plans.quads())
    return rdflib_engine.load(stores.newest(made.out).folder / stores.DATASET)


@pytest.mark.parametrize("question", CATALOGUE, ids=lambda question: question.id)
def test_rdflib_gives_the_same_answer_with_parameters_and_without(question: Question, loaded: Dataset) -> None:
    opened = three_plans.store()
    for given in three_plans.ways(question):
        text = three_plans.query(REPO, question, given).text
        assert rows(rdflib_engine.stream(loaded, text).collect()) == rows(stores.stream(opened, text).collect()), given


def test_every_question_says_whether_it_concerns_one_thing_or_all() -> None:
    assert [question.id for question in CATALOGUE if not question.header.scope] == []


@pytest.mark.parametrize(
    "question", [q for q in CATALOGUE if q.header.scope != "all" and q.id not in ABOUT_OTHERS], ids=lambda q: q.id
)
def test_a_question_about_one_thing_has_the_same_answer_however_many_plans_there_are(question: Question) -> None:
    """A third plan is there or is not; nobody compared it with the others."""
    two, three = three_plans.store(without=three_plans.THIRD), three_plans.store(without=f"--{three_plans.THIRD}")
    text = three_plans.query(REPO, question, three_plans.ways(question)[0]).text
    assert rows(stores.stream(two, text).collect()) == rows(stores.stream(three, text).collect())


def test_two_plans_that_nobody_compared_have_no_judgement_between_them() -> None:
    """Midori and Sora each were compared with Aoba only: neither lacks a counterpart in the other."""
    opened = three_plans.store()
    for id_ in ("no-counterpart", "units-without-counterpart", "desired-states-without-correspondence"):
        question = catalogue.find(REPO, id_)
        names = {"plan": "99992-midori-2", "other": three_plans.THIRD, "lang": "en"}
        for plan, other in ((names["plan"], names["other"]), (names["other"], names["plan"])):
            given = [f"{name}={value}" for name, value in {**names, "plan": plan, "other": other}.items()]
            assert stores.stream(opened, three_plans.query(REPO, question, given).text).collect().rows == ()
