"""rdflib as an engine, and what is relied on of it beyond its front door: pyproject.toml has a ceiling for that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib.plugins.sparql
from pyoxigraph import Literal
from rdflib import Dataset, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor

from kgtool.base.errors import QueryRefusedError
from kgtool.build import store
from kgtool.engines import rdflib_engine
from tests.small_build import SmallBuild

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of rdflib, about rdflib
ESCAPED = r'SELECT ?x { VALUES ?x { "\\u0041" } }'
"""A backslash, written as two, and then u0041."""


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """The IRI of a file with a statement that nobody asked for."""
    path = tmp_path / "secret.ttl"
    path.write_text("<urn:secret> <urn:secret> <urn:secret> .")
    return path.as_uri()


def test_service_and_updates_are_refused_in_the_same_process_too() -> None:
    for text in ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "DROP ALL"):
        with pytest.raises(QueryRefusedError):
            rdflib_engine.stream(Dataset(), text)


@pytest.mark.parametrize(
    "text", ["SELECT * FROM <{}> {{ ?s ?p ?o }}", "SELECT * FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"]
)
def test_nothing_is_loaded_for_a_from(text: str, secret: str) -> None:
    assert list(rdflib_engine.stream(Dataset(), text.format(secret)).rows) == []


def test_rdflib_would_load_for_a_from_without_its_switch(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``SPARQL_LOAD_GRAPHS`` is what keeps it from files and the web."""
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False
    monkeypatch.setattr(rdflib.plugins.sparql, "SPARQL_LOAD_GRAPHS", True)
    assert len(list(rdflib_engine.stream(Dataset(), f"SELECT * FROM <{secret}> {{ ?s ?p ?o }}").rows)) == 1


def test_the_grammar_is_used_since_rdflib_expands_escapes_that_are_none() -> None:
    """``parser.Query`` and ``translateQuery`` are ``prepareQuery`` without that. Where this fails, use ``prepareQuery``."""
    (row,) = rdflib_engine.stream(Dataset(), ESCAPED).rows
    assert row == (Literal(r"\u0041"),)
    with pytest.raises(Exception, match="Expected"):
        prepareQuery(ESCAPED)


def test_the_processor_evaluates_as_its_rows_are_read() -> None:
    """``SPARQLProcessor.query`` gives a mapping whose ``bindings`` are not yet evaluated; ``Dataset.query`` drops empty rows."""
    dataset = Dataset(default_union=True)
    dataset.add((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")))
    result = SPARQLProcessor(dataset).query("SELECT ?s { ?s ?p ?o }")
    assert {"type_", "vars_", "bindings"} <= set(result)
    assert isinstance(result["bindings"], Iterator)
    assert list(rdflib_engine.stream(dataset, "SELECT ?x { BIND (1 / 0 AS ?x) }").rows) == [(None,)]
    assert rdflib_engine.stream(dataset, "ASK { ?s ?p ?o }").truth is True
    assert len(list(rdflib_engine.stream(dataset, "CONSTRUCT WHERE { ?s ?p ?o }").triples)) == 1


def test_a_dataset_of_rdflib_holds_what_the_store_holds(tmp_path: Path) -> None:
    made = SmallBuild(tmp_path / "build")
    loaded = rdflib_engine.load(store.newest(made.out).folder / store.DATASET)
    assert sum(len(graph) for graph in loaded.graphs() if graph.identifier != loaded.default_graph.identifier) == len(
        made.quads
    )
