"""W3C's tests of SPARQL 1.1: all pass but those that are known, each with its reason, in this process and at the endpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from kgtool.docs.sparql_conformance import conformance
from tests.web import w3c_sparql
from tests.web.w3c_sparql import Outcome, W3CTest

Roads = dict[str, dict[str, Outcome]]


@pytest.fixture(scope="module")
def found() -> Sequence[W3CTest]:
    folder = w3c_sparql.suite()
    if folder is None:
        pytest.skip("the W3C suite is neither at KGTOOL_W3C nor beside KGTOOL_SOURCES")
    return w3c_sparql.tests(folder)


@pytest.fixture(scope="module")
def roads(found: Sequence[W3CTest], tmp_path_factory: pytest.TempPathFactory) -> Roads:
    return w3c_sparql.both(found, tmp_path_factory.mktemp("w3c") / "build")


def test_the_suite_is_the_one_that_the_reference_names(found: Sequence[W3CTest]) -> None:
    assert Counter(test.section for test in found) == {part.name: part.tests for part in conformance().part}
    assert len(found) == len({test.name for test in found})
    assert all(path.is_file() for test in found for path in (test.query, *test.default, *test.named))


def test_all_pass_but_those_with_a_reason(roads: Roads) -> None:
    for road, outcomes in roads.items():
        assert {name for name, outcome in outcomes.items() if outcome is not Outcome.PASSED} == conformance().failing, (
            road
        )


def test_where_only_the_form_differs_the_value_is_right(roads: Roads) -> None:
    """Of the tests with numbers, those that can be compared by value alone have the right one."""
    (known,) = (of for of in conformance().deviation if of.name == "lexical-form")
    for outcomes in roads.values():
        assert {name for name, outcome in outcomes.items() if outcome is Outcome.VALUE} <= set(known.tests)


def test_no_test_has_two_reasons() -> None:
    names = [name for of in conformance().deviation for name in of.tests]
    assert len(names) == len(set(names))


def test_answers_that_differ_are_told_apart(tmp_path: Path) -> None:
    """What compares answers is no rubber stamp: another term, another number of rows, another language differ."""
    rows = {
        "one": b"s\tn\n<urn:a>\t1\n",
        "another number": b"s\tn\n<urn:a>\t2\n",
        "another form": b"s\tn\n<urn:a>\t01\n",
        "twice": b"s\tn\n<urn:a>\t1\n<urn:a>\t1\n",
    }
    found = {}
    for name, given in rows.items():
        result = tmp_path / "result.tsv"
        result.write_bytes(rows["one"].replace(b"s\t", b"?s\t").replace(b"n\n", b"?n\n", 1))
        test = W3CTest("made/up", w3c_sparql.Kind.EVALUATION, result, result=result)
        answer = given.replace(b"s\t", b"?s\t").replace(b"n\n", b"?n\n", 1)
        found[name] = w3c_sparql.outcome(test, lambda test, ending, answer=answer: answer)
    assert found == {
        "one": Outcome.PASSED,
        "another number": Outcome.FAILED,
        "another form": Outcome.VALUE,
        "twice": Outcome.FAILED,
    }
