"""A question of the catalogue: its query, what it is known by and, made by the tests' own module, its golden answer."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.scaffold import Scaffold, filled, require_checkout, require_known, require_name, require_new, titles

_TOPIC = Text("主題", "topic")
_OTHER = {"checks", "derived"}
_PHRASES, _PARAPHRASES = "queries/phrases.toml", "tests/search/paraphrases.tsv"
_REFUSALS = "\n# What the catalogue cannot answer"
"""Begins the phrases of what is refused, which stand behind those of questions."""


def scaffold(repo: Repo, id_: str, topic: str, title: Text | None = None) -> Scaffold:
    """Return the files of a question that asks, to begin with, for the measures of a plan.

    Raises ``UsageError`` (checkout-missing, name-form, name-unknown, file-exists).
    """
    require_checkout(repo)
    require_name("words", id_)
    topics = {path.parent.name for path in repo.queries()} - _OTHER
    require_known(_TOPIC, topic, topics)
    require_new(repo, [f"queries/{folder}/{id_}.rq" for folder in sorted(topics | _OTHER)])
    said = titles(title, "問いを一行で", "the question in one line")
    return Scaffold(
        {f"queries/{topic}/{id_}.rq": filled("question.rq", **said), **_own_words(repo, id_)},
        ("tests/queries/test_questions.py", "tests/docs/test_reference.py", "tests/search/test_router.py"),
        f"{id_} or up_to_date or known_by_phrases or both_languages",
        ("tests.queries.golden", id_),
    )


def _own_words(repo: Repo, id_: str) -> dict[str, str]:
    """The lists of what people say who mean a question, with the new one: that it is known by, and that is to lead to it."""
    phrases, paraphrases = ((repo.root / path).read_text(encoding="utf-8") for path in (_PHRASES, _PARAPHRASES))
    questions, mark, refusals = phrases.partition(_REFUSALS)
    return {
        _PHRASES: f"{questions.rstrip()}\n\n{filled('phrases.toml', id=id_)}{mark}{refusals}",
        _PARAPHRASES: paraphrases + filled("paraphrases.tsv", id=id_),
    }
