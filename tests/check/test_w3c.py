"""W3C's SHACL tests, run through the command by each engine: all pass but those that the reference names with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.docs.shacl_conformance import conformance
from tests.check import w3c
from tests.command_line import Outcome

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::UserWarning:rdflib")
ENGINES = pytest.mark.parametrize("engine", conformance().engine, ids=lambda engine: engine.name)


@pytest.fixture(scope="module")
def folder() -> Path:
    found = w3c.suite()
    if found is None:
        pytest.skip("W3C's SHACL suite is not beside KGTOOL_SOURCES")
    return found


def test_the_suite_is_the_one_that_the_reference_names(folder: Path) -> None:
    names = [entry.name for entry in w3c.entries(folder)]
    known = conformance()
    assert len(names) == len(set(names))
    assert [sum(name.startswith(part) for name in names) for part in ("core/", "sparql/")] == [known.core, known.sparql]


@ENGINES
def test_an_engine_passes_all_tests_but_those_with_a_reason(
    engine: object, folder: Path, kgtool: Callable[..., Outcome]
) -> None:
    known = next(of for of in conformance().engine if of == engine)
    failed = set()
    for entry in w3c.entries(folder):
        done = kgtool(
            "check",
            "--shapes",
            entry.shapes,
            entry.data,
            "--engine",
            known.name,
            "--format",
            "turtle",
            "--fail-on",
            "info",
        )
        if not w3c.conforms(entry, done.code, done.out):
            failed.add(entry.name)
    assert failed == {failure.test for failure in known.failure}


def test_the_compiled_engine_fails_one_test_at_most_and_pyshacl_two() -> None:
    assert {of.name: len(of.failure) for of in conformance().engine} == {"fast": 1, "pyshacl": 2}
