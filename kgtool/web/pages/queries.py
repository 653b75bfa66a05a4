"""The catalogue of questions, and a page for each: form, answer, data, SPARQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool import results
from kgtool.base import csv
from kgtool.engines import wire
from kgtool.rdf import iris, media
from kgtool.rdf.reader import LangString
from kgtool.results import Answer
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter
from kgtool.web import answer_table, browser_engine, form_fields, questions
from kgtool.web.backend import Backend
from kgtool.web.html import names, render, words
from kgtool.web.models.view import View
from kgtool.web.page import HTML, SPREADSHEETS, Page, Parameters, Variant
from kgtool.web.questions import AskedQuestion

PATH = "queries"
ROWS = tuple(map(Variant, (media.CSV, media.RESULTS_JSON, media.TSV, media.RESULTS_XML)))
GRAPHS = tuple(map(Variant, (media.TURTLE, media.JSON_LD, media.N_TRIPLES)))


def paths(backend: Backend) -> Iterator[str]:
    """Yield the catalogue and every question."""
    yield PATH
    yield from (f"{PATH}/{id_}" for id_ in backend.questions)


def find(backend: Backend, path: str) -> Page | None:
    """Return the catalogue, or the page of a question."""
    if path == PATH:
        return render.html_page(
            backend,
            PATH,
            "queries.html",
            lambda view, parameters: _catalogue(backend, view, parameters),
            frozenset({"q"}),
        )
    head, _, id_ = path.rpartition("/")
    question = backend.questions.get(id_) if head == PATH else None
    return None if question is None else _question(backend, question)


def _catalogue(backend: Backend, view: View, parameters: Parameters) -> Mapping[str, Any]:
    wanted = parameters.get("q", ("",))[0].strip()
    topics: dict[str, list[Question]] = {}
    for question in backend.questions.values():
        if _says(question, wanted):
            topics.setdefault(question.topic, []).append(question)
    return {
        "parameters": parameters,
        "wanted": wanted,
        "askers": [group for group in _askers(topics, view.lang) if group.topics],
        "number": sum(map(len, topics.values())),
        "topic": lambda name: words.topic(name, view.lang),
        "words": lambda question: f"{question.header.title[view.other]} {question.header.description[view.lang]}",
        "filter": "filter.js",
    }


class AskerGroup(NamedTuple):
    """Who asks and what for, and the questions of each topic that they ask about."""

    id: str
    title: str
    topics: dict[str, list[Question]]


def _askers(topics: dict[str, list[Question]], lang: str) -> Iterator[AskerGroup]:
    """Yield the groups of ``words.toml``, then one of topics that no group has."""
    left = dict(topics)
    for id_, (ja, en, *asked) in words.words()["askers"].items():
        yield AskerGroup(id_, ja if lang == "ja" else en, {name: left.pop(name) for name in asked if name in left})
    yield AskerGroup("others", "そのほか" if lang == "ja" else "Others", left)


def _says(question: Question, wanted: str) -> bool:
    head = question.header
    texts = (head.title.ja, head.title.en, head.description.ja, head.description.en, question.id)
    return all(any(word in text.casefold() for text in texts) for word in wanted.casefold().split())


def _question(backend: Backend, question: Question) -> Page:
    """Return the page of a question; it asks once for all its files that have the same values."""
    variants = (*HTML, *_data(question))

    @lru_cache(maxsize=2)
    def answered(values: tuple[tuple[str, NamedNode | Literal], ...]) -> Answer:
        return questions.answer(backend, question, dict(values))

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        asked = questions.read(backend, question, parameters, view.lang)
        answer = answered(tuple(asked.values.items()))
        if variant in HTML:
            values = _filled(backend, view, asked, answer, parameters)
            return render.html(backend, "question.html", view, page, variant, values)
        if answer.cut:
            raise wire.too_many(question.name, questions.MOST)
        if variant in SPREADSHEETS:
            return _spreadsheet(view, answer)
        shape = results.RenderOptions(view.lang, prefixes=backend.prefixes)
        return results.render(variant.format.name, answer, shape).encode()

    page = Page(
        f"{PATH}/{question.id}", variants, make, frozenset(question.header.params) | answer_table.TAKES, asks=True
    )
    return page


def _data(question: Question) -> tuple[Variant, ...]:
    return GRAPHS if question.form in ("CONSTRUCT", "DESCRIBE") else (*ROWS, *SPREADSHEETS)


def _filled(
    backend: Backend, view: View, asked: AskedQuestion, answer: Answer, parameters: Parameters
) -> dict[str, Any]:
    fields = form_fields.of(backend, view, asked)
    found = answer_table.table(view, answer, parameters, asked.question.name)
    return {
        "parameters": parameters,
        "LangString": LangString,
        "question": asked.question,
        "topic": words.topic(asked.question.topic, view.lang),
        "asked": asked,
        "inputs": fields,
        "table": found,
        "heads": [words.column(view, name) for name in found.grid.columns],
        "ours": [words.is_ours(name) for name in found.grid.columns],
        "columns": {name: words.column(view, name) for name in asked.question.header.columns},
        "judged": [name for name in asked.question.header.columns if words.is_ours(name)],
        "answer": answer,
        "unknown": [] if found.total else [field.value for field in fields if field.is_unknown],
        "data": [variant for variant in _data(asked.question) if variant not in SPREADSHEETS],
        "spreadsheet": f"{view.lang}.csv" if asked.question.form == "SELECT" else "",
        "most": questions.MOST,
        "permalink": f"{backend.url}{PATH}/{asked.question.id}{asked.permanent}",
        "conditions": [(field.title, field.said) for field in fields if field.said and field.name != "lang"],
        "params": {name: _described(parameter, view.lang) for name, parameter in asked.question.header.params.items()},
        "ids": iris.ID,
        "engine": browser_engine.of(backend),
        "asking": browser_engine.SCRIPT,
    }


def _described(parameter: Parameter, lang: str) -> dict[str, Any]:
    """A parameter as ask.js reads it."""
    return {
        "type": parameter.type,
        "title": parameter.title[lang],
        "optional": parameter.optional,
        "example": parameter.example,
    }


def _spreadsheet(view: View, answer: Answer) -> bytes:
    """CSV with names for IRIs, and with the mark by which Excel knows UTF-8."""
    found = {term.value for row in answer.rows for term in row if isinstance(term, NamedNode)}
    labels = {iri: names.full(view, iri) for iri in found}
    heads = tuple(words.column(view, column) for column in answer.columns)
    named = replace(answer, labels=labels, columns=heads)
    return csv.for_spreadsheets(results.render("csv", named, results.RenderOptions(view.lang)))
