"""docs/reference/ is what ontology, rules and questions give; every term of the ontology is asked about."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest

from kgtool.base import errors
from kgtool.corpus.layout import Repo
from kgtool.docs import openapi, reference
from kgtool.rdf import iris
from kgtool.rdf.vocab import OWL, RDF
from kgtool.sparql import catalogue as questions
from kgtool.sparql import tokens

NEVER_ASKED = {
    **dict.fromkeys(
        ("Proposal", "proposedProperty", "proposedValue", "rank", "soughtIn"),
        "proposals are no facts: no build has them",
    ),
    "text": "only a build with the source texts has it",
}


def terms_of(question: questions.Question) -> set[str]:
    """The terms of ours that the query names."""
    found = tokens.tokens(question.body)
    declared = tokens.prefixes(found)
    named = (iri for token in found for iri in tokens.meanings(token, declared))
    return {iri.removeprefix(iris.NS) for iri in named if iri.startswith(iris.NS)}


@pytest.fixture(scope="module")
def made(repo: Repo) -> dict[str, str]:
    return reference.pages(repo)


def test_the_reference_is_up_to_date(made: dict[str, str], repo: Repo) -> None:
    outdated = reference.outdated(repo, made)
    said = "".join(f"\n  docs/reference/{page.name}:{page.line}, made from {page.sources}" for page in outdated)
    assert not outdated, f"not what their sources give: run `kgtool reference` and commit{said}"


def test_every_rule_and_every_question_has_its_page(made: dict[str, str], repo: Repo) -> None:
    for question in questions.catalogue(repo):
        assert f"## {question.id}\n" in made[f"questions-{question.topic}.md"], (
            f"kgtool/docs/reference.py: {question.id}"
        )
    for path in repo.queries("checks"):
        assert f"### {path.stem}\n" in made["rules.md"], f"kgtool/docs/reference.py leaves out {path.name}"


def test_the_catalogue_has_its_size_and_its_topics(repo: Repo) -> None:
    topics = Counter(question.topic for question in questions.catalogue(repo))
    assert sum(topics.values()) >= 40
    assert {
        "structure",
        "desired-states",
        "comparison",
        "themes",
        "sdgs",
        "time",
        "actors",
        "laws",
        "provenance",
        "gaps",
        "vocabulary",
        "quality",
    } <= set(topics)


def test_ids_are_unique_in_the_whole_catalogue(repo: Repo) -> None:
    files = defaultdict(list)
    for question in questions.catalogue(repo):
        files[question.id].append(question.name)
    twice = [names for names in files.values() if len(names) > 1]
    assert not twice, f"{twice}: two questions of one id; rename one of the files"


def test_every_term_of_the_ontology_is_touched_by_a_question(repo: Repo) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    terms = {
        s.subject.value.removeprefix(iris.NS)
        for path in repo.ontology
        for s in repo.file(path).statements
        if s.predicate == RDF.type and s.object in kinds and str(s.subject.value).startswith(iris.NS)
    }
    asked = {term for question in questions.catalogue(repo) for term in terms_of(question)}
    unasked = sorted(terms - asked - set(NEVER_ASKED))
    assert not unasked, (
        f"no question asks about jpp:{', jpp:'.join(unasked)}: add them to a query in queries/, or write a question with "
        "`kgtool new question`; what only a build with the source texts has goes into NEVER_ASKED, with the reason"
    )
    left = sorted(set(NEVER_ASKED) & asked | set(NEVER_ASKED) - terms)
    assert not left, f"{left}: asked about or gone by now; take them out of NEVER_ASKED"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_openapi_describes_every_question_once(lang: str, repo: Repo) -> None:
    catalogue = questions.catalogue(repo)
    described = openapi.describe(catalogue, lang, "0.1.0")
    assert json.loads(json.dumps(described)) == described
    assert list(described["paths"]) == [f"/queries/{question.id}" for question in catalogue]
    for question in catalogue:
        operation = described["paths"][f"/queries/{question.id}"]["get"]
        assert [parameter["name"] for parameter in operation["parameters"]] == list(question.header.params)
        assert operation["summary"] == question.header.title[lang]
        assert set(operation["responses"]) == {"200", *described["components"]["responses"]}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_openapi_names_what_each_class_of_errors_of_a_query_answers(lang: str, repo: Repo) -> None:
    failures = openapi.describe(questions.catalogue(repo), lang, "0.1.0")["components"]["responses"]
    kinds = [kind for kind in errors.families() if issubclass(kind, (errors.UsageError, errors.QueryError))]
    assert set(failures) == {str(kind.status) for kind in kinds}
    for kind in kinds:
        assert errors.families()[kind].about[lang] in failures[str(kind.status)]["description"], kind.__name__
    assert [status for status, failure in failures.items() if "Retry-After" in failure.get("headers", {})] == ["503"]
