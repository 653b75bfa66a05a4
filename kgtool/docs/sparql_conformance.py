"""Read sparql_conformance.toml: which of W3C's tests of SPARQL 1.1 do not pass, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kgtool.base.languages import Text
from kgtool.docs.conformance import read, table


@dataclass(frozen=True)
class SuitePart:
    """A folder of the suite, and how many tests it has."""

    name: str
    tests: int


@dataclass(frozen=True)
class Deviation:
    """A reason, in both languages, by a name of ours, and the tests that do not pass for it: folder and name of each."""

    name: str
    tests: tuple[str, ...]
    reason: Text


@dataclass(frozen=True)
class SparqlConformance:
    """The suite with its revision, its parts, and what deviates from it."""

    suite: str
    part: tuple[SuitePart, ...]
    deviation: tuple[Deviation, ...]

    @property
    def failing(self) -> frozenset[str]:
        """The tests that do not pass."""
        return frozenset(test for deviation in self.deviation for test in deviation.tests)


@cache
def conformance() -> SparqlConformance:
    """Return what the file says. Cost: reads it once."""
    return read(SparqlConformance, "sparql_conformance")


def page() -> str:
    """Return the page of the reference, in both languages."""
    known = conformance()
    tests = sum(part.tests for part in known.part)
    rows = [
        (part.name, part.tests, part.tests - sum(name.startswith(f"{part.name}/") for name in known.failing))
        for part in known.part
    ]
    parts = [
        "# SPARQL 1.1: W3C's tests / SPARQL 1.1: W3Cのテスト\n",
        f"All {tests} tests of query evaluation, result formats and syntax in `{known.suite}`, each asked of the engine as commands and "
        "notebooks do and of the endpoint by the SPARQL protocol, with the same outcome; answers are compared term by term. A test "
        "compares this page with what they do.\n",
        f"`{known.suite}` の、問い合わせの評価、結果の形式、文法のテスト{tests}件のすべてを、コマンドやノートブックと同じ道と、"
        "SPARQLプロトコルによるエンドポイントの両方で行い、答えを項ごとに比べたものです。結果は両方で同じです。テストが、このページと実際の動きを比べます。\n",
        table(
            ("part / 部分", "tests / テスト", "passed / 合格"),
            [*rows, ("**all / 全体**", tests, tests - len(known.failing))],
            numbers=2,
        ),
        "",
        table(
            ("known as / 名前", "tests / テスト", "why they do not pass", "合わない理由"),
            [
                (of.name, ", ".join(f"`{name}`" for name in of.tests), of.reason.en, of.reason.ja)
                for of in known.deviation
            ],
        ),
    ]
    return "\n".join(parts) + "\n"
