"""A Japanese reader gets Japanese names: every question, asked of this repository's plans with its example values."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kgtool.build.store import Build
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.rdf.reader import TITLES, GraphReader
from kgtool.rdf.vocab import JPP, OWL, RDF, RDFS, SKOS, SSSOM
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from tests import ROOT

VOCABULARIES = tuple(vocabulary.base for vocabulary in (JPP, OWL, RDF, RDFS, SKOS, SSSOM))
"""Predicates and classes of these have a Japanese name wherever an answer names them."""
CATALOGUE = catalogue.catalogue(layout.find(ROOT))


@pytest.mark.parametrize("question", CATALOGUE, ids=lambda question: question.id)
def test_what_an_answer_names_has_a_japanese_name(question: Question, repo: Repo, built: Build) -> None:
    store = built.open()
    examples = {name: p.example for name, p in question.header.params.items() if not p.optional}
    given = [f"{name}={'ja' if name == 'lang' else example}" for name, example in examples.items()]
    answer = ask.ask(store, question, ask.values(question, given, layout.prefixes(repo)))
    named = {term.value for row in answer.rows for term in row if isinstance(term, NamedNode)}
    reader = GraphReader(store)
    names = {iri: reader.said(iri, "ja", *TITLES) for iri in sorted(named)}
    english = {iri: name.text for iri, name in names.items() if name and name.lang != "ja"}
    english |= {iri: "no name" for iri, name in names.items() if name is None and iri.startswith(VOCABULARIES)}
    assert not english, (
        f"{question.id} names these in English: give each a Japanese name (jpp:shortName or rdfs:label in the plan's "
        f"curation.ttl, rdfs:label in ontology/foreign.ttl): {english}"
    )
