"""Ask a question of the catalogue on the web: from the query string to terms, from terms to an answer.

Without parameters a question is asked with its examples, so that its page is whole as a file too; with any parameter it
is asked with those that are given, and an optional one that is absent or empty stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import UsageError
from kgtool.base.languages import LANGUAGES
from kgtool.build import store
from kgtool.engines import ask
from kgtool.rdf import iris
from kgtool.rdf.reader import NAMES
from kgtool.results import Answer
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter
from kgtool.sparql.tokens import Query
from kgtool.web.backend import Backend
from kgtool.web.models import choice
from kgtool.web.page import Parameters

MOST = 10_000
"""Rows or triples of an answer."""

Terms = Mapping[str, NamedNode | Literal]
_LANG = "lang"


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its values: as they were written, and as terms. ``by_example``: nobody gave any."""

    question: Question
    texts: Mapping[str, str]
    values: Terms
    by_example: bool

    def address(self, lang: str, **more: str | int) -> str:
        """The query string that asks this again of a file in ``lang``; empty where the file says it by itself."""
        texts: dict[str, str | int] = {} if self.by_example else dict(self.texts)
        if self.texts.get(_LANG, lang) != lang:
            texts[_LANG] = self.texts[_LANG]
        texts |= more
        return f"?{urlencode(texts)}" if texts else ""

    @property
    def permanent(self) -> str:
        """The query string that asks this again of any file, whatever its language and the examples are."""
        return f"?{urlencode(dict(self.texts))}" if self.texts else ""

    @property
    def sparql(self) -> str:
        """The query with the values filled in."""
        return self.question.fill(dict(self.values)).strip() + "\n"


def read(backend: Backend, question: Question, parameters: Parameters, lang: str) -> AskedQuestion:
    """Return a question with the values of a query string; ``lang`` fills the parameter of that name.

    For an IRI there may stand the name of what it stands for. Raises ``UsageError`` (parameter).
    """
    takes = question.header.params
    given = {name: _one(question, takes[name], texts) for name, texts in parameters.items() if name in takes}
    by_example = not given.keys() - {_LANG}
    texts = {name: p.example for name, p in takes.items()} if by_example else {}
    if _LANG in takes:
        texts[_LANG] = lang
    texts |= {name: text for name, text in given.items() if text}
    for name, parameter in takes.items():
        if name not in texts and not parameter.optional:
            raise _wrong(question, parameter, "値がありません", "it has no value")
    terms = {name: _term(backend, question, takes[name], text) for name, text in texts.items()}
    return AskedQuestion(question, {name: texts[name] for name in takes if name in texts}, terms, by_example)


def answer(backend: Backend, question: Question, values: Terms, limit: int = MOST) -> Answer:
    """Return the answer to a question, ``limit`` rows or triples at most. Nothing else evaluates questions.

    Raises ``UsageError`` (parameter), ``QueryError``.
    """
    query = ask.query(question, values)
    if backend.engine is not None:
        return backend.engine.answer(query, limit)
    return store.stream(backend.store, query.text, query.name, query.first_line).collect(limit)


def run(backend: Backend, sparql: str, limit: int) -> Answer | None:
    """Return the answer to a query that somebody wrote; None where no engine guards it. Raises ``QueryError``."""
    return None if backend.engine is None else backend.engine.answer(Query(sparql), limit)


def _term(backend: Backend, question: Question, parameter: Parameter, text: str) -> NamedNode | Literal:
    try:
        return catalogue.term(parameter, text, backend.prefixes, question.name)
    except UsageError:
        found = _called(backend, parameter, text) if parameter.type == "iri" else None
        if found is None:
            raise
        return found


def _called(backend: Backend, parameter: Parameter, text: str) -> NamedNode | None:
    """The one resource with this name that is of a class with the example; a plan is called as its city, too."""
    example = catalogue.term(parameter, parameter.example, backend.prefixes, parameter.name)
    assert isinstance(example, NamedNode)
    view, plans = backend.view(LANGUAGES[0]), choice.ids(backend.build)
    if iris.path_of(example.value) in plans:
        plan = choice.named(view, plans, text)
        return NamedNode(iris.element(plan)) if plan else None
    asked = [(name, Literal(text, language=lang)) for name in NAMES for lang in LANGUAGES]
    found = {iri for name, literal in asked for iri in view.subjects(name, literal)}
    alike = [iri for iri in found if not set(view.types(iri)).isdisjoint(view.types(example.value))]
    return NamedNode(alike[0]) if len(alike) == 1 else None


def _one(question: Question, parameter: Parameter, texts: tuple[str, ...]) -> str:
    if len(texts) > 1:
        raise _wrong(question, parameter, "値が二つ以上あります", "it has more than one value")
    return texts[0].strip()


def _wrong(question: Question, parameter: Parameter, ja: str, en: str) -> UsageError:
    example = f"{parameter.name}={parameter.example}"
    return UsageError(
        "parameter",
        question.name,
        name=parameter.name,
        reason={"ja": ja, "en": en},
        remedy={"ja": f"例: {example}", "en": f"for example: {example}"},
    )
