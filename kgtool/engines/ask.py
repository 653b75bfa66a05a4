"""From a question of the catalogue, or a text, to a query with its parameters filled in, and to its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Store

from kgtool.base.errors import UsageError
from kgtool.base.languages import Text
from kgtool.build import store as stores
from kgtool.results import Answer as Answer
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Header
from kgtool.sparql.tokens import Query


class Engine(Protocol):
    """Answer queries: a pool of workers on a build, or an endpoint."""

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer, ``limit`` rows or triples at most; with ``lang``, labels in it."""
        ...


def ask(store: Store, question: Question, values: Mapping[str, NamedNode | Literal]) -> Answer:
    """Answer a question of our own in this process, with its parameters filled in: no deadline, no limit.

    Rows come in the query's order. Raises ``UsageError`` (parameter) and ``QuerySyntaxError``.
    """
    return stores.stream(store, question.fill(dict(values)), question.name, question.first_line).collect()


def query(question: Question, values: Mapping[str, NamedNode | Literal]) -> Query:
    """Return a question with its parameters filled in. Raises ``UsageError`` (parameter)."""
    return Query(question.fill(dict(values)), question.name, question.first_line)


def parse(text: str, id_: str, name: str) -> Question:
    """Return the question in a text, with a header or without: then it is plain SPARQL without parameters.

    Raises ``InputError`` (header).
    """
    text = text.removeprefix("\ufeff")  # as some editors begin a file
    if text.startswith("#+"):
        return catalogue.parse(text, id_, "", name)
    return Question(id_, "", name, Header(Text("", ""), Text("", "")), text)


def values(
    question: Question, assignments: Iterable[str], prefixes: Mapping[str, str]
) -> dict[str, NamedNode | Literal]:
    """Return the terms that ``NAME=VALUE`` texts stand for. Raises ``UsageError`` (parameter, parameter-form)."""
    found: dict[str, NamedNode | Literal] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals or name in found or not _is_text(text):
            raise UsageError("parameter-form", question.name, text=ascii(text)[1:-1] if not _is_text(text) else text)
        parameter = question.header.params.get(name)
        found[name] = catalogue.term(parameter, value, dict(prefixes), question.name) if parameter else Literal(value)
    return found


def unknown_iris(engine: Engine, values: Mapping[str, NamedNode | Literal]) -> list[str]:
    """Return the IRIs among the values that occur nowhere in the graph: mistyped, most often."""
    iris = " ".join(sorted({str(value) for value in values.values() if isinstance(value, NamedNode)}))
    if not iris:
        return []
    absent = "FILTER NOT EXISTS { ?x ?p ?o } FILTER NOT EXISTS { ?s ?q ?x } FILTER NOT EXISTS { GRAPH ?x { ?a ?b ?c } }"
    found = engine.answer(Query(f"SELECT ?x {{ VALUES ?x {{ {iris} }} {absent} }} ORDER BY ?x", "values")).rows
    return [row[0].value for row in found if isinstance(row[0], NamedNode)]


def _is_text(text: str) -> bool:
    """Whether a text is one: an argument of the command line may hold bytes that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
