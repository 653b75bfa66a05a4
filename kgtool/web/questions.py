"""Ask a question of the catalogue from a query string: parameters to RDF terms, terms to an answer.

Without parameters a question is asked with its examples, so that its page is complete as a file too. With any
parameter it is asked with those in the query string; an optional one that is absent or empty stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import UsageError
from kgtool.build import store
from kgtool.engines import ask
from kgtool.results import Answer
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter
from kgtool.sparql.tokens import Query
from kgtool.web import answer_table
from kgtool.web.backend import Backend
from kgtool.web.page import Parameters

MOST = answer_table.MOST
"""Rows or triples of an answer."""

Terms = Mapping[str, NamedNode | Literal]
_LANG = "lang"


@dataclass(frozen=True)
class AskedQuestion:
    """A question and its values, as written and as RDF terms. ``by_example`` says that the query string had none."""

    question: Question
    texts: Mapping[str, str]
    values: Terms
    by_example: bool

    def given(self, lang: str) -> dict[str, str]:
        """Return the parameters that ask the same of a file in ``lang``; none if the file asks it without."""
        texts = {} if self.by_example else dict(self.texts)
        if self.texts.get(_LANG, lang) != lang:
            texts[_LANG] = self.texts[_LANG]
        return texts

    def address(self, lang: str) -> str:
        """Return the query string that asks the same of a file in ``lang``; empty if the file asks it without one."""
        texts = self.given(lang)
        return f"?{urlencode(texts)}" if texts else ""

    @property
    def permanent(self) -> str:
        """Return the query string that asks the same whatever the language of the file and the examples are."""
        return f"?{urlencode(dict(self.texts))}" if self.texts else ""

    @property
    def sparql(self) -> str:
        """Return the query with the values filled in."""
        return self.question.fill(dict(self.values)).strip() + "\n"

    @property
    def open_sparql(self) -> str:
        """Return the query with nothing filled in but the language: it asks about everything.

        Empty where it needs a value, or is that already.
        """
        takes = self.question.header.params
        if all(name == _LANG for name in self.values) or not all(takes[name].optional for name in takes):
            return ""
        kept = {name: value for name, value in self.values.items() if name == _LANG}
        return self.question.fill(kept).strip() + "\n"


def read(backend: Backend, question: Question, parameters: Parameters, lang: str) -> AskedQuestion:
    """Read the values of a question from a query string; ``lang`` is the value of a parameter of that name.

    A resource may be given by its name instead of its IRI. Raises ``UsageError`` (parameter).
    """
    takes = question.header.params
    sent = {name: _one(question, takes[name], texts) for name, texts in parameters.items() if name in takes}
    by_example = not sent.keys() - {_LANG}
    texts = {name: p.example for name, p in takes.items()} if by_example else {}
    if _LANG in takes:
        texts[_LANG] = lang
    texts |= {name: text for name, text in sent.items() if text}
    for name, parameter in takes.items():
        if name not in texts and not parameter.optional:
            raise _wrong(question, parameter, "値がありません", "it has no value")
    terms = {name: _term(backend, question, takes[name], text) for name, text in texts.items()}
    return AskedQuestion(question, {name: texts[name] for name in takes if name in texts}, terms, by_example)


def answer(backend: Backend, question: Question, values: Terms, limit: int = MOST) -> Answer:
    """Return the answer to a question, at most ``limit`` rows or triples.

    Every page that asks a question does so here.

    Raises ``UsageError`` (parameter), ``QueryError``.
    """
    query = ask.query(question, values)
    if backend.engine is not None:
        return backend.engine.answer(query, limit)
    return store.stream(backend.store, query.text, query.name, query.first_line).collect(limit)


def run(backend: Backend, sparql: str, limit: int) -> Answer | None:
    """Return the answer to a visitor's query; None if there is no engine with a deadline. Raises ``QueryError``."""
    return None if backend.engine is None else backend.engine.answer(Query(sparql), limit)


def _term(backend: Backend, question: Question, parameter: Parameter, text: str) -> NamedNode | Literal:
    """The term that a text stands for; an IRI that is not in the data stands for itself, and the page says so."""
    try:
        return ask.term(question, parameter, text, backend.prefixes, backend.resolver)
    except UsageError as error:
        try:
            return ask.term(question, parameter, text, backend.prefixes)
        except UsageError:
            raise error from None


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
