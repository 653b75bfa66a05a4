"""The catalogue of questions, and a page for each: form, answer, data, SPARQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from kgtool import results
from kgtool.base import csv
from kgtool.base.errors import UsageError
from kgtool.engines import wire
from kgtool.rdf import media
from kgtool.rdf.reader import LangString
from kgtool.results import Answer, cells
from kgtool.sparql.catalogue import Question
from kgtool.web import form_fields, questions
from kgtool.web.backend import Backend
from kgtool.web.html import names, render, words
from kgtool.web.models.view import View
from kgtool.web.page import HTML, SPREADSHEETS, Page, Parameters, Variant, whole_number
from kgtool.web.questions import AskedQuestion

PATH = "queries"
ROWS = tuple(map(Variant, (media.CSV, media.RESULTS_JSON, media.TSV, media.RESULTS_XML)))
GRAPHS = tuple(map(Variant, (media.TURTLE, media.JSON_LD, media.N_TRIPLES)))
_PAGE = "page"
_AT_ONCE = 200


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
    topics: dict[str, list[Question]] = {name: [] for name in words.words()["topics"]}
    for question in backend.questions.values():
        if _says(question, wanted):
            topics.setdefault(question.topic, []).append(question)
    found = {name: asked for name, asked in topics.items() if asked}
    return {"wanted": wanted, "topics": found, "topic": lambda name: words.topic(name, view.lang)}


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

    page = Page(f"{PATH}/{question.id}", variants, make, frozenset({*question.header.params, _PAGE}), asks=True)
    return page


def _data(question: Question) -> tuple[Variant, ...]:
    return GRAPHS if question.form in ("CONSTRUCT", "DESCRIBE") else (*ROWS, *SPREADSHEETS)


def _filled(
    backend: Backend, view: View, asked: AskedQuestion, answer: Answer, parameters: Parameters
) -> dict[str, Any]:
    number = _number(asked.question, parameters)
    fields = form_fields.of(backend, view, asked)
    found = cells.grid(replace(answer, triples=_part(answer.triples, number), rows=_part(answer.rows, number)))
    total = max(len(answer.rows), len(answer.triples), 1 if answer.truth is not None else 0)
    return {
        "parameters": parameters,
        "LangString": LangString,
        "question": asked.question,
        "topic": words.topic(asked.question.topic, view.lang),
        "asked": asked,
        "inputs": fields,
        "grid": found,
        "heads": [words.column(view, name) for name in found.columns],
        "ours": [words.is_ours(name) for name in found.columns],
        "numeric": found.numeric(),
        "answer": answer,
        "total": total,
        "unknown": [] if total else [field.value for field in fields if field.is_unknown],
        "first": (number - 1) * _AT_ONCE + 1,
        "number": number,
        "last_page": max(1, -(-total // _AT_ONCE)),
        "data": [variant for variant in _data(asked.question) if variant not in SPREADSHEETS],
        "spreadsheet": f"{view.lang}.csv" if asked.question.form == "SELECT" else "",
        "most": questions.MOST,
        "permalink": f"{backend.url}{PATH}/{asked.question.id}{asked.permanent}",
    }


def _part(rows: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return rows[(number - 1) * _AT_ONCE : number * _AT_ONCE]


def _number(question: Question, parameters: Parameters) -> int:
    number = whole_number(parameters.get(_PAGE, ("1",))[0], questions.MOST)
    if number is None:
        reason = {"ja": "1以上の整数ではありません", "en": "it is no whole number from 1"}
        remedy = {"ja": "例: page=2", "en": "for example: page=2"}
        raise UsageError("parameter", question.name, name=_PAGE, reason=reason, remedy=remedy)
    return number


def _spreadsheet(view: View, answer: Answer) -> bytes:
    """CSV with names for IRIs, and with the mark by which Excel knows UTF-8."""
    found = {term.value for row in answer.rows for term in row if isinstance(term, NamedNode)}
    labels = {iri: names.full(view, iri) for iri in found}
    heads = tuple(words.column(view, column) for column in answer.columns)
    named = replace(answer, labels=labels, columns=heads)
    return csv.for_spreadsheets(results.render("csv", named, results.RenderOptions(view.lang)))
