"""Read shacl_conformance.toml: which tests of W3C's SHACL suite each engine fails, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kgtool.base.languages import Text
from kgtool.docs.conformance import read, table


@dataclass(frozen=True)
class Failure:
    """A test that an engine fails: the path of its file without the ending, and why, in both languages."""

    test: str
    reason: Text


@dataclass(frozen=True)
class EngineConformance:
    """An engine by the name that ``kgtool check --engine`` has for it, its package, and the tests that it fails."""

    name: str
    package: str
    failure: tuple[Failure, ...]


@dataclass(frozen=True)
class Conformance:
    """The suite with its revision, how many tests of SHACL Core and of SHACL-SPARQL it has, and the engines."""

    suite: str
    core: int
    sparql: int
    engine: tuple[EngineConformance, ...]


@cache
def conformance() -> Conformance:
    """Return what the file says. Cost: reads it once."""
    return read(Conformance, "shacl_conformance")


def page() -> str:
    """Return the page of the reference, in both languages."""
    known = conformance()
    tests = known.core + known.sparql
    parts = [
        "# SHACL: W3C's test suite / SHACL: W3Cのテスト\n",
        f"All {tests} validation tests ({known.core} of SHACL Core, {known.sparql} of SHACL-SPARQL) of `{known.suite}`, each run as "
        "`kgtool check --shapes SHAPES DATA --format turtle`; a test compares this page with what the engines do.\n",
        f"`{known.suite}` の検証のテスト{tests}件(SHACL Core {known.core}件、SHACL-SPARQL {known.sparql}件)のすべてを、"
        "`kgtool check --shapes 形 データ --format turtle` として実行したものです。テストが、このページとエンジンの動きを比べます。\n",
        table(
            ("`--engine`", "package / パッケージ", f"passed of {tests} / {tests}件中の合格"),
            [(f"`{of.name}`", of.package, tests - len(of.failure)) for of in known.engine],
            numbers=1,
        ),
        "",
        table(
            ("`--engine`", "test / テスト", "why it fails", "合わない理由"),
            [
                (f"`{of.name}`", f"`{failure.test}`", failure.reason.en, failure.reason.ja)
                for of in known.engine
                for failure in of.failure
            ],
        ),
    ]
    return "\n".join(parts) + "\n"
