"""A question of the catalogue: its query and, made by the tests' own module, its golden answer."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.scaffold import Scaffold, filled, require_checkout, require_known, require_name, require_new, titles

_TOPIC = Text("主題", "topic")
_OTHER = {"checks", "derived"}


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
        {f"queries/{topic}/{id_}.rq": filled("question.rq", **said)},
        ("tests/queries/test_questions.py", "tests/docs/test_reference.py"),
        f"{id_} or up_to_date",
        ("tests.queries.golden", id_),
    )
