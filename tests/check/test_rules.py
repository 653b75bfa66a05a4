"""Every rule finds the mistakes that it is for, and nothing in a repository without a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, serialize

from kgtool.check import rules, shacl
from kgtool.check.finding import Rule
from kgtool.check.terms import ntriples
from kgtool.check.validators.queries import query_results
from kgtool.sparql.catalogue import Question

from .rule_fixtures import (
    VALID,
    Found,
    Mistake,
    apart,
    as_rows,
    changed,
    for_shapes,
    found_by_shapes,
    from_results,
    mistakes,
    shape_rules,
    shape_statements,
    together,
    valid,
)

QUERIES = {rule.code: (question, rule) for question, rule in rules.from_queries(VALID)}
SHAPES = {rule.code for rule in shape_rules().values()}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib uses its own deprecated parts
VALID_IS_BROKEN = (
    "the rules find something in tests/fixtures/rules/valid/, which has no fault: mend the rule, or add to the folder what "
    "the rule now demands of every plan:"
)
CODES = pytest.mark.parametrize("code", sorted(SHAPES | QUERIES.keys()))
MISTAKES = pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.name)


@pytest.fixture(scope="module")
def dataset() -> Store:
    store = Store()
    store.bulk_extend(valid())
    return store


@pytest.fixture(scope="module")
def graphs() -> rdflib.Dataset:
    """The same in rdflib."""
    made = rdflib.Dataset(default_union=True)
    made.parse(data=serialize(valid(), format=RdfFormat.N_QUADS), format="nquads")
    return made


def answers(store: Store, question: Question, rule: Rule) -> list[Found]:
    rows = query_results(question, store)
    return [Found(rule.code, shacl.without_name(row.focus), row.path, row.value, rule.severity) for row in rows]


def rdflib_answers(graphs: rdflib.Dataset, question: Question, rule: Rule) -> list[Found]:
    rows = {tuple(ntriples(row[column]) for column in question.header.columns) for row in graphs.query(question.body)}
    return sorted(Found(rule.code, shacl.without_name(focus), *row, rule.severity) for focus, *row in rows)


@CODES
def test_a_rule_has_a_fixture(code: str) -> None:
    assert code in {mistake.code for mistake in mistakes()}, (
        f"no fixture breaks {code}: write tests/fixtures/rules/{code}.trig (CONTRIBUTING.md, “Write a fixture”)"
    )


@MISTAKES
def test_a_fixture_breaks_its_own_rule_and_says_why_in_both_languages(mistake: Mistake) -> None:
    where = f"tests/fixtures/rules/{mistake.name}.trig"
    assert mistake.code in SHAPES | QUERIES.keys(), (
        f"{where}: there is no rule {mistake.code}; rename or delete the file"
    )
    assert mistake.code in mistake.codes, (
        f"{where}: no row of expect has the code {mistake.code}, for which the file is"
    )
    assert all(mistake.why[lang].strip() for lang in ("ja", "en")), f"{where}: say why.ja and why.en"
    assert mistake.why.en.isascii() or not any("ぁ" <= char <= "ゟ" for char in mistake.why.en), (
        f"{where}: why.en is Japanese"
    )


@MISTAKES
def test_a_fixture_changes_something(mistake: Mistake) -> None:
    where = f"tests/fixtures/rules/{mistake.name}.trig"
    assert mistake.removed or mistake.added, (
        f"{where}: write what to take away into <urn:remove> or to add into <urn:add>"
    )
    twice = sorted(str(quad.triple) for quad in set(mistake.added) & set(valid()))
    assert not twice, f"{where}: tests/fixtures/rules/valid/ says already what <urn:add> adds: {twice}"


@pytest.mark.parametrize("engine", [shacl.fast, shacl.pyshacl])
def test_shapes_find_nothing_in_the_valid_repository(engine: shacl.Engine) -> None:
    found = from_results(engine(shape_statements(), for_shapes(valid())))
    assert not found, f"{VALID_IS_BROKEN}{as_rows(found)}"


def test_check_queries_find_nothing_in_the_valid_repository(dataset: Store) -> None:
    found = [found for question, rule in QUERIES.values() for found in answers(dataset, question, rule)]
    assert not found, f"{VALID_IS_BROKEN}{as_rows(found)}"


@MISTAKES
def test_a_mistake_gives_exactly_the_findings_that_its_fixture_lists(mistake: Mistake, dataset: Store) -> None:
    found = list(found_by_shapes(mistake))
    with changed(dataset, mistake) as store:
        for question, rule in QUERIES.values():
            found += answers(store, question, rule)
    assert sorted(found) == list(mistake.expect), (
        f"tests/fixtures/rules/{mistake.name}.trig: with this change are found the rows below; mend the rule or the change, "
        f"or write them as expect (by {len(set(found) ^ set(mistake.expect))} they differ):{as_rows(found)}"
    )


@CODES
def test_a_rule_finds_in_every_fixture_just_what_the_fixture_lists(code: str, dataset: Store) -> None:
    wrong = ""
    for mistake in mistakes():
        if code in QUERIES:
            with changed(dataset, mistake) as store:
                found = sorted(answers(store, *QUERIES[code]))
        else:
            found = [each for each in found_by_shapes(mistake) if each.code == code]
        if found != [expected for expected in mistake.expect if expected.code == code]:
            wrong += f"\ntests/fixtures/rules/{mistake.name}.trig:{as_rows(found)}"
    assert not wrong, f"{code} finds these rows; write them into the fixtures, or mend the rule or the fixtures:{wrong}"


# pySHACL and rdflib are slow: they look at many mistakes at once, and again at those that others hide.
def compare(group: list[Mistake], codes: Iterable[str], found: Callable[[Mistake], list[Found]]) -> None:
    """See that ``found``, which itself compares two engines, finds every mistake."""
    everything = set(found(together(group)))
    for mistake in group:
        expect = {expected for expected in mistake.expect if expected.code in codes}
        assert expect <= everything or expect == set(found(mistake)), mistake.name


@pytest.mark.parametrize("group", apart(mistakes()), ids=lambda group: f"{group[0].name}+{len(group) - 1}")
def test_both_engines_give_the_same_results(group: list[Mistake]) -> None:
    def found(mistake: Mistake) -> list[Found]:
        results = shacl.fast(shape_statements(), mistake.statements)
        assert shacl.pyshacl(shape_statements(), mistake.statements) == results
        return from_results(results)

    compare(group, SHAPES, found)


@pytest.mark.parametrize("code", sorted(QUERIES))
def test_rdflib_answers_a_check_query_alike(code: str, dataset: Store, graphs: rdflib.Dataset) -> None:
    question, rule = QUERIES[code]

    def found(mistake: Mistake) -> list[Found]:
        with changed(dataset, mistake) as store:
            expect = answers(store, question, rule)
        added, removed = rdflib_quads(mistake.added), rdflib_quads(mistake.removed)
        change(graphs, added, removed)
        alike = rdflib_answers(graphs, question, rule)
        change(graphs, removed, added)
        assert alike == expect
        return alike

    for group in apart(mistake for mistake in mistakes() if code in mistake.codes):
        compare(group, {code}, found)


def change(graphs: rdflib.Dataset, added: rdflib.Dataset, removed: rdflib.Dataset) -> None:
    for quad in removed.quads():
        graphs.remove(quad)
    graphs.addN((s, p, o, graphs.graph(g)) for s, p, o, g in added.quads())


def rdflib_quads(quads: object) -> rdflib.Dataset:
    made = rdflib.Dataset()
    made.parse(data=serialize(quads, format=RdfFormat.N_QUADS), format="nquads")
    return made
