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
from tests.queries import golden, three_plans
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


def each(questions: list[Question] = CATALOGUE) -> pytest.MarkDecorator:
    """One test a question: ``pytest tests/queries -k ID`` runs those of one."""
    return pytest.mark.parametrize("question", questions, ids=lambda question: question.id)


@each()
def test_the_answer_is_the_golden_one(question: Question) -> None:
    path = golden.file(question.id)
    reviewed = path.read_text("utf-8") if path.is_file() else ""
    assert golden.answered(question) == reviewed, (
        f"{question.id} answers otherwise than {path.relative_to(ROOT)}; if that is meant, run "
        f"`python -m tests.queries.golden {question.id}`, review the difference and commit it"
    )


def test_every_golden_answer_has_its_question() -> None:
    asked = {golden.file(question.id) for question in CATALOGUE}
    left = sorted(path.name for path in set(golden.QUESTIONS.iterdir()) - asked)
    assert not left, f"no question of these names any more; delete them from {golden.QUESTIONS.relative_to(ROOT)}/"


@each()
def test_a_question_finds_something_among_the_three_plans_however_it_is_asked(question: Question) -> None:
    opened = three_plans.store()
    for given in three_plans.ways(question):
        answer = stores.stream(opened, three_plans.query(REPO, question, given).text).collect()
        assert answer.columns == question.header.columns
        assert answer.rows, (
            f"{question.name} finds nothing with {given}: name values that occur in tests/queries/three-plans.trig under "
            f"[values.{question.id}] in tests/queries/stand-ins.toml, or add what it asks about to three-plans.trig"
        )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    made = SmallBuild(tmp_path_factory.mktemp("three") / "build", three_plans.quads())
    return rdflib_engine.load(stores.newest(made.out).folder / stores.DATASET)


@each()
def test_rdflib_gives_the_same_answer_with_parameters_and_without(question: Question, loaded: Dataset) -> None:
    opened = three_plans.store()
    for given in three_plans.ways(question):
        text = three_plans.query(REPO, question, given).text
        assert rows(rdflib_engine.stream(loaded, text).collect()) == rows(stores.stream(opened, text).collect()), (
            f"{question.name} with {given}: rdflib and Oxigraph differ; ORDER BY every column that makes a row unique, and "
            "use nothing that SPARQL leaves to the engine"
        )


@each()
def test_a_question_says_whether_it_concerns_one_thing_or_all(question: Question) -> None:
    assert question.header.scope, (
        f'{question.name}: write into its header `#+ scope = "one"` (with its parameters given it is about one plan or '
        'thing) or "all"; docs/questions.md says more'
    )


@each([question for question in CATALOGUE if question.header.scope != "all" and question.id not in ABOUT_OTHERS])
def test_a_question_about_one_thing_has_the_same_answer_however_many_plans_there_are(question: Question) -> None:
    """A third plan is there or is not; nobody compared it with the others."""
    two, three = three_plans.store(without=three_plans.THIRD), three_plans.store(without=f"--{three_plans.THIRD}")
    text = three_plans.query(REPO, question, three_plans.ways(question)[0]).text
    assert rows(stores.stream(two, text).collect()) == rows(stores.stream(three, text).collect()), (
        f'{question.name}: another plan changes the answer; keep to the plan that is asked for, or say scope = "all"'
    )


def test_two_plans_that_nobody_compared_have_no_judgement_between_them() -> None:
    """Midori and Sora each were compared with Aoba only: neither lacks a counterpart in the other."""
    opened = three_plans.store()
    for id_ in ("no-counterpart", "units-without-counterpart", "desired-states-without-correspondence"):
        question = catalogue.find(REPO, id_)
        names = {"plan": "99992-midori-2", "other": three_plans.THIRD, "lang": "en"}
        for plan, other in ((names["plan"], names["other"]), (names["other"], names["plan"])):
            given = [f"{name}={value}" for name, value in {**names, "plan": plan, "other": other}.items()]
            assert stores.stream(opened, three_plans.query(REPO, question, given).text).collect().rows == ()
