"""``kgtool ask``: what was understood on stderr, the answer on stdout, 2 for what the catalogue cannot answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.build.store import Build
from tests.command_line import Outcome

Run = Callable[..., Outcome]


@pytest.fixture
def ask(kgtool: Run, built: Build) -> Run:
    return lambda *arguments, lang="en": kgtool("--lang", lang, "ask", *arguments, "--store", _out(built))


def _out(built: Build) -> Path:
    return built.folder.parent


def test_the_answer_is_that_of_the_question_that_was_taken(kgtool: Run, ask: Run, built: Build) -> None:
    ended = ask("What", "goals", "does", "Kodaira", "set?", "-f", "csv")
    known = kgtool("query", "goals", "--param", "plan=13211-kodaira-4", "-f", "csv", "--store", _out(built))
    assert ended.code == known.code == 0
    assert ended.out == known.out
    assert "(goals)" in ended.err
    assert "from “kodaira”" in ended.err
    assert "it might also be: " in ended.err


def test_in_japanese_it_says_in_japanese_what_it_understood(ask: Run) -> None:
    ended = ask("清瀬で子育てについて何をする?", "--only-route", lang="ja")
    assert ended.code == 0
    assert "一つの主題について各計画が進める取組の方向性 (directions-on-theme)" in ended.out
    assert "子育て支援(「子育て」から)" in ended.out
    assert "第5次清瀬市長期総合計画(「清瀬」から)" in ended.out


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_the_catalogue_cannot_answer_is_refused_with_the_reason(ask: Run, lang: str) -> None:
    ended = ask("明日の天気は?", lang=lang)
    assert (ended.code, ended.out) == (2, "")
    assert "error[question-refused]" in ended.err
    assert {"ja": "今の様子", "en": "how things are today"}[lang] in ended.err


def test_what_the_question_needs_and_was_not_said_is_asked_for(ask: Run) -> None:
    ended = ask("Where in the source does this element stand?")
    assert (ended.code, ended.out) == (2, "")
    assert "not said" in ended.err
    assert "element=" in ended.err
