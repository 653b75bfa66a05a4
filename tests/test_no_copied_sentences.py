"""The plans' sentences stay out of this repository: no file repeats a run of 40 characters of a source, headings aside.

White space is ignored. Headings are the labels and alternative titles of elements in plan.ttl, which are names and may
be repeated; those that are shorter than half a run cannot hide a sentence and are not left out.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kgtool.corpus.layout import Repo
from kgtool.extract import source
from kgtool.rdf.vocab import DCTERMS, JPP, RDFS

pytestmark = pytest.mark.sources

RUN = 40
SKIPPED = {".git", ".venv", "build", "site", "dist", "node_modules", "__pycache__"}
BREAK = "\x00"


def dense(text: str) -> str:
    return "".join(text.split())


class Guard:
    """Finds runs of the sources in other texts."""

    def __init__(self, texts: list[str], headings: set[str]) -> None:
        self.headings = sorted((h for h in map(dense, headings) if len(h) >= RUN // 2), key=len, reverse=True)
        self.runs = {text[n : n + RUN] for text in map(dense, texts) for n in range(len(text) - RUN + 1)}

    def without_headings(self, text: str) -> str:
        for heading in self.headings:
            text = text.replace(heading, BREAK)
        return text

    def copied(self, text: str) -> list[str]:
        """Return every run that a text shares with a source, each as long as it goes."""
        text, found, n = self.without_headings(dense(text)), [], 0
        while n <= len(text) - RUN:
            end = n + RUN
            if text[n:end] not in self.runs:
                n += 1
                continue
            while text[end - RUN + 1 : end + 1] in self.runs and end < len(text):
                end += 1
            found.append(text[n:end])
            n = end
        return found


@pytest.fixture(scope="module")
def headings(repo: Repo, graph: Callable) -> set[str]:
    return {
        name.value
        for plan in repo.plans
        for said in graph(f"data/{plan}/plan.ttl").values()
        if JPP.order.value in said
        for predicate in (RDFS.label, DCTERMS.alternative)
        for name in said.get(predicate.value, [])
    }


@pytest.fixture(scope="module")
def texts(repo: Repo, sources: Path) -> list[str]:
    return [source.read(repo, plan, sources).text for plan in repo.plans]


@pytest.fixture(scope="module")
def guard(texts: list[str], headings: set[str]) -> Guard:
    return Guard(texts, headings)


def tracked(root: Path) -> Iterator[Path]:
    """The files that git has or would add; without git, all files but what tools make."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        yield from (root / name for name in listing.stdout.decode().split("\0") if name and (root / name).is_file())
    else:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not SKIPPED & set(path.relative_to(root).parts):
                yield path


def read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_of_the_repository_repeats_a_sentence_of_a_source(repo: Repo, guard: Guard) -> None:
    paths = list(tracked(repo.root.resolve()))
    folders = {path.relative_to(repo.root.resolve()).parts[0] for path in paths}
    assert {"data", "ontology", "queries", "kgtool", "tests"} <= folders
    copied = {path.relative_to(repo.root.resolve()).as_posix(): guard.copied(read(path)) for path in paths}
    assert {name: runs for name, runs in copied.items() if runs} == {}, "say it in your own words"


def test_the_guard_finds_a_planted_copy_whatever_its_white_space(
    tmp_path: Path, texts: list[str], guard: Guard
) -> None:
    for number, text in enumerate(texts):
        line = max(text.split("\n"), key=len)
        planted = dense(line)[10 : 10 + RUN]
        file = tmp_path / f"{number}.md"
        file.write_text(f"# Notes\n\n{planted[:7]} {planted[7:20]}\n    {planted[20:]} and our own words\n", "utf-8")
        assert guard.copied(read(file)) == [planted]


def test_the_guard_lets_shorter_runs_pass(texts: list[str], guard: Guard) -> None:
    line = dense(max(texts[0].split("\n"), key=len))
    assert guard.copied("x" + line[10 : 10 + RUN - 1] + "x") == []
    assert guard.copied("x" + line[10 : 10 + RUN + 5] + "x") == [line[10 : 10 + RUN + 5]]


def test_the_guard_lets_headings_pass_and_what_stands_around_them_not(
    headings: set[str], texts: list[str], guard: Guard
) -> None:
    for heading in headings:
        assert guard.copied(f"rdfs:label {heading} .") == []
    line = dense(max(texts[0].split("\n"), key=len))[:RUN]
    longest = max(headings, key=len)
    assert guard.copied(longest + line + longest) == [line]
