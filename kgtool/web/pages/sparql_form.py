"""The SPARQL page: a form that works without scripts, and the vocabulary from which the editor completes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from pyoxigraph import NamedNode

from kgtool.base.errors import QueryMemoryError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError
from kgtool.engines.limits import Limits
from kgtool.rdf import iris, media
from kgtool.rdf.reader import GraphReader, LangString
from kgtool.rdf.vocab import OWL, RDF, RDFS, SKOS
from kgtool.sparql import tokens
from kgtool.sparql.catalogue import Question
from kgtool.web import answer_table, assets, browser_engine, dcat, formats, problem, questions
from kgtool.web.backend import Backend
from kgtool.web.html import render, words
from kgtool.web.models import choice, themes
from kgtool.web.models.view import View
from kgtool.web.page import HTML, Page, Parameters, Rendered, Variant

PATH, VOCABULARY = "sparql", "vocabulary.json"
EDITOR = "editor.js"
_GRAPHS = ("default-graph-uri", "named-graph-uri")
_FIRST = "counts-by-function"
_ANYTHING = "SELECT * WHERE { ?s ?p ?o } LIMIT 10"
_NOTHING = {"answer": None, "table": None, "error": None}
_KINDS = {OWL.Class: "class", OWL.ObjectProperty: "property", OWL.DatatypeProperty: "property"}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the form and the vocabulary."""
    yield from (PATH, VOCABULARY)


def find(backend: Backend, path: str) -> Page | None:
    """Return the form or the vocabulary."""
    if path == VOCABULARY:
        return Page(VOCABULARY, (Variant(media.JSON),), lambda variant, parameters: _vocabulary(backend))
    if path != PATH:
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes | Rendered:
        if not variant.lang:
            return dcat.write(backend, dcat.service_description(backend), variant)
        view = backend.view(variant.lang)
        values = {"parameters": parameters, **_form(backend, view, parameters)}
        body = render.html(backend, "sparql.html", view, page, variant, values)
        return Rendered(body, status=values["error"].status if values["error"] else 200)

    variants = HTML if backend.files_only else (*HTML, *formats.VARIANTS)
    page = Page(PATH, variants, make, frozenset({"query", *_GRAPHS}) | answer_table.TAKES, asks=True)
    return page


def _form(backend: Backend, view: View, parameters: Parameters) -> dict[str, Any]:
    query = parameters.get("query", ("",))[0]
    graphs = {name: found for name in _GRAPHS if (found := [graph for graph in parameters.get(name, ()) if graph])}
    form = tokens.form(query)
    return {
        "query": query or next((known.body.strip() for known in _examples(backend, _FIRST)), _ANYTHING) + "\n",
        "graphs": graphs,
        **_NOTHING,
        **(_answer(backend, view, query, parameters) if query and not graphs else {}),
        "examples": list(_examples(backend)),
        "topic": lambda question: words.topic(question.topic, view.lang),
        "prefixes": backend.prefixes,
        "formats": {ending: format.title for ending, format in (media.ROWS | media.GRAPHS).items()},
        "chosen": "ttl" if form in ("CONSTRUCT", "DESCRIBE") else "csv",
        "limits": Limits(),
        "most": answer_table.MOST,
        "engine": browser_engine.of(backend),
        "asking": browser_engine.SCRIPT,
        "editor": EDITOR if EDITOR in assets.names() else "",
        "vocabulary": VOCABULARY,
    }


def _answer(backend: Backend, view: View, query: str, parameters: Parameters) -> dict[str, Any]:
    """What is shown of the answer, or of what is wrong with the query. Raises for whatever else is."""
    try:
        answer = questions.run(backend, query, answer_table.MOST)
    except (
        QuerySyntaxError,
        QueryRefusedError,
        QueryTimeoutError,
        QueryMemoryError,
    ) as error:  # to be changed in its field
        return {"error": problem.of(error, view.lang)}
    if answer is None:
        return {}
    found = answer_table.table(view, answer, parameters)
    return {"answer": answer, "table": found, "LangString": LangString}


def _examples(backend: Backend, first: str = "") -> Iterator[Question]:
    """One question of each topic, the first that needs no value; ``first`` before all."""
    if first in backend.questions:
        yield backend.questions[first]
    seen: set[str] = set()
    order = list(words.words()["topics"])
    for question in sorted(backend.questions.values(), key=lambda q: order.index(q.topic) if q.topic in order else 99):
        open_ = all(parameter.optional for parameter in question.header.params.values())
        if open_ and question.topic not in seen:
            seen.add(question.topic)
            yield question


def _vocabulary(backend: Backend) -> bytes:
    """Return prefixes, terms, plans and themes as JSON, with labels and definitions in both languages.

    A property has the classes that it is for (``domain``), a class those above it. Cost: a few look-ups a term, plan or theme.
    """
    views = {lang: backend.view(lang) for lang in ("ja", "en")}
    short = partial(iris.short, prefixes=backend.prefixes)
    terms = []
    for iri, kind in sorted(_terms(backend)):
        term: dict[str, Any] = {
            "name": short(iri),
            "kind": kind,
            "label": {lang: _text(view, iri, RDFS.label) for lang, view in views.items()},
            "definition": {lang: _text(view, iri, SKOS.definition) for lang, view in views.items()},
        }
        key, predicate = ("above", RDFS.subClassOf) if kind == "class" else ("domain", RDFS.domain)
        found = [short(other) for other in views["ja"].objects(iri, predicate)]
        terms.append({**term, key: found} if found else term)
    resources = [
        {"name": _prefixed(short(iri)), "label": {lang: view.name(iri).text for lang, view in views.items()}}
        for iri in (*map(iris.element, choice.ids(backend.build)), *_themes(backend))
    ]
    document = {"prefixes": dict(sorted(backend.prefixes.items())), "terms": terms, "resources": resources}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _prefixed(name: str) -> str:
    """A path below ``…/id/`` as a prefixed name."""
    return name if ":" in name else f"id:{name}"


def _themes(backend: Backend) -> Iterator[str]:
    for group in themes.groups(backend.store, "ja"):
        yield from (theme.iri for theme in (group.theme, *group.below))


def _terms(backend: Backend) -> Iterator[tuple[str, str]]:
    for class_, kind in _KINDS.items():
        for iri in GraphReader(backend.store).subjects(RDF.type, class_, graph=NamedNode(iris.graph("ontology"))):
            if iri.startswith(iris.NS):
                yield iri, kind


def _text(view: View, iri: str, predicate: NamedNode) -> str:
    found = view.text(iri, predicate)
    return found.text if found and found.lang == view.lang else ""
