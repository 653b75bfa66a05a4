"""From a question of the catalogue, or a text, to a query with its parameters filled in, and to its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Store

from kgtool.base.errors import UsageError
from kgtool.base.languages import LANGUAGES, Text
from kgtool.build import store as stores
from kgtool.rdf import iris
from kgtool.results import Answer as Answer
from kgtool.search import names
from kgtool.search.names import NamedResource, Resolution, Resolver, ResourceKind
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Header, Parameter
from kgtool.sparql.tokens import Query


def resolver(engine: Engine) -> Resolver:
    """Return a resolver of the names in the data of an engine."""
    return Resolver(lambda text: engine.answer(Query(text, "names")).rows)


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


Taken = Callable[[Parameter, str, NamedResource], None]
"""Told of each name that was taken for a resource: parameter, the name, what it was taken for."""


def values(
    question: Question,
    assignments: Iterable[str],
    prefixes: Mapping[str, str],
    resolver: Resolver | None = None,
    taken: Taken | None = None,
) -> dict[str, NamedNode | Literal]:
    """Return the terms that ``NAME=VALUE`` texts stand for, with a ``resolver`` for names of resources, too.

    Raises ``UsageError`` (parameter, parameter-form).
    """
    found: dict[str, NamedNode | Literal] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals or name in found or not _is_text(text):
            raise UsageError("parameter-form", question.name, text=ascii(text)[1:-1] if not _is_text(text) else text)
        parameter = question.header.params.get(name)
        found[name] = term(question, parameter, value, prefixes, resolver, taken) if parameter else Literal(value)
    return found


def term(
    question: Question,
    parameter: Parameter,
    text: str,
    prefixes: Mapping[str, str],
    resolver: Resolver | None = None,
    taken: Taken | None = None,
) -> NamedNode | Literal:
    """Return the term that a text stands for.

    With a ``resolver`` a resource may be given by any name that it has, and one that the dataset does not know is
    refused with those of the nearest names. Raises ``UsageError`` (parameter).
    """
    refused = None
    try:
        made = catalogue.term(parameter, text, dict(prefixes), question.name)
    except UsageError as error:
        if resolver is None or parameter.type != "iri":
            raise
        made, refused = Literal(text), error
    if (
        resolver is None
        or not (refused or isinstance(made, NamedNode))
        or (not refused and resolver.occurs(made.value))
    ):
        return made
    kind = _kind(question, parameter, prefixes)
    if kind is None:
        raise refused or _unfit(question, parameter, Resolution(text), prefixes)
    found = resolver.resolve(text, kind)
    if found.one is None:
        raise _unfit(question, parameter, found, prefixes)
    if taken:
        taken(parameter, text, found.one)
    return NamedNode(found.one.iri)


def suggestions(
    question: Question, name: str, begun: str, prefixes: Mapping[str, str], resolver: Resolver, lang: str
) -> list[str]:
    """Return the values of a parameter that begin as what was typed: names in ``lang`` without blanks, and short IRIs."""
    parameter = question.header.params[name]
    kind = _kind(question, parameter, prefixes) if parameter.type == "iri" else None
    if kind is None:
        return [parameter.example] if parameter.example.startswith(begun) else []
    resources = resolver.resources(kind)
    if kind.preferred:
        resources = tuple(one for one in resources if any(type_.endswith(kind.preferred) for type_ in one.types))
    every = [text for one in resources for text in (one.name(lang), iris.short(one.iri, prefixes))]
    return [text for text in dict.fromkeys(every) if text.startswith(begun) and " " not in text]


def _kind(question: Question, parameter: Parameter, prefixes: Mapping[str, str]) -> ResourceKind | None:
    """The kind of resources that a parameter takes: that of its example."""
    try:
        return names.kind_of(catalogue.term(parameter, parameter.example, dict(prefixes), question.name).value)
    except UsageError:
        return None


def _unfit(question: Question, parameter: Parameter, found: Resolution, prefixes: Mapping[str, str]) -> UsageError:
    """The error of a name that stands for several resources, or for none."""
    count, offered = len(found.matches), found.matches or found.near

    def listed(lang: str) -> str:
        some = (f"{iris.short(one.iri, prefixes)} ({one.name(lang)})" for one in offered[: names.MOST_LISTED])
        return ("、" if lang == "ja" else ", ").join(some) + ("…" if len(offered) > names.MOST_LISTED else "")

    example = f"{parameter.name}={parameter.example}"
    if count:
        reason = Text(f"{found.text!r} に当たるものが{count}件あります", f"{found.text!r} stands for {count}")
        remedy = Text("一つを選んでください: ", "choose one: ")
    else:
        reason = Text(f"{found.text!r} はこのデータにありません", f"{found.text!r} names nothing in this data")
        remedy = Text("近いもの: ", "nearest: ") if offered else Text(f"例: {example}", f"for example: {example}")
    return UsageError(
        "parameter",
        question.name,
        name=parameter.name,
        reason={lang: reason[lang] for lang in LANGUAGES},
        remedy={lang: remedy[lang] + listed(lang) for lang in LANGUAGES},
    )


def _is_text(text: str) -> bool:
    """Whether a text is one: an argument of the command line may hold bytes that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
