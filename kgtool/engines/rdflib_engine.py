"""rdflib as the engine of a worker, on the N-Quads of a build.

rdflib by itself reads whatever a FROM names, from disk or the web, and sends SERVICE calls out. Here FROM only ever
names graphs of the dataset, and SERVICE is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib.plugins.sparql
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib import BNode, Dataset, Graph, URIRef, Variable
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.sparql import parser
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor

from kgtool.base.errors import BuildError
from kgtool.build.store import DATASET
from kgtool.engines.wire import Request
from kgtool.rdf.vocab import XSD
from kgtool.results import Stream, Term
from kgtool.sparql import guard, tokens

rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False


class Rdflib:
    """Read the graphs of a build into memory. Raises ``BuildError`` (store-missing)."""

    def __init__(self, folder: Path) -> None:
        if not (folder / DATASET).is_file():
            raise BuildError("store-missing", folder.as_posix())
        self._dataset = load(folder / DATASET)

    def check(self, query: tokens.Query) -> None:
        """Do nothing: rdflib answers what Oxigraph is not asked."""

    def stream(self, request: Request) -> Stream:
        """Return the answer while it is evaluated, over the graphs of the query. Raises as the function ``stream`` does."""
        assert request.default is None and request.named is None, "rdflib has no graphs of the protocol"  # noqa: PT018
        return stream(self._dataset, request.text)

    def select(self, text: str) -> Iterable[tuple[Term, ...]]:
        """Return the rows of a query of our own."""
        return stream(self._dataset, text).rows


def load(path: Path) -> Dataset:
    """Read N-Quads into a Dataset whose default graph is the union of all. Literals keep their text as it is.

    Cost: for two plans about a second. Oxigraph parses, because rdflib needs twice as long for the same.
    """
    dataset = Dataset(default_union=True)
    term = cache(to_rdflib)
    graphs: dict[str, Graph] = {}
    for quad in pyoxigraph.parse(path=str(path), format=RdfFormat.N_QUADS):
        name = quad.graph_name.value
        if name not in graphs:
            graphs[name] = dataset.graph(URIRef(name))
        dataset.store.add((term(quad.subject), term(quad.predicate), term(quad.object)), graphs[name])
    return dataset


def stream(dataset: Dataset, text: str) -> Stream:
    """Answer a query over all graphs as one, or over those that it chooses with FROM.

    Raises ``SyntaxError`` and, for SERVICE and updates, ``QueryRefusedError``; evaluation may raise whatever rdflib does.
    """
    guard.check(tokens.Query(text))
    result: Any = SPARQLProcessor(dataset).query(_parse(text))
    if result["type_"] == "ASK":
        return Stream("ASK", truth=bool(result["askAnswer"]))
    if result["type_"] in ("CONSTRUCT", "DESCRIBE"):
        return Stream("CONSTRUCT", triples=(Triple(*map(from_rdflib, triple)) for triple in result["graph"]))
    names = tokens.columns(text, [str(name) for name in result["vars_"]])
    return Stream("SELECT", tuple(names), rows=_rows(result["bindings"], [Variable(name) for name in names]))


def to_rdflib(term: Any) -> URIRef | BNode | RdflibLiteral:
    """Return a term as rdflib's."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    datatype = None if term.datatype == XSD.string else URIRef(term.datatype.value)
    return RdflibLiteral(term.value, datatype=datatype, normalize=False)


def from_rdflib(term: Any) -> Any:
    """Return a term of rdflib's as ours. Raises ``ValueError`` for an IRI that is none."""
    if term is None:
        return None
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return pyoxigraph.BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))


def _parse(text: str) -> Any:
    try:
        # not rdflib's parseQuery: it expands escapes that are none, as in "\\u0041"
        return translateQuery(parser.Query.parse_string(tokens.plain(text), parse_all=True))
    except RecursionError:
        raise
    except Exception as error:  # pyparsing's for the grammar, rdflib's own for an undeclared prefix and the like
        line, column = getattr(error, "lineno", 0), getattr(error, "column", 0)
        raise SyntaxError(f"error at {line}:{column}: {getattr(error, 'msg', error)}" if line else str(error)) from None


def _rows(bindings: Any, variables: list[Variable]) -> Iterator[tuple[Term, ...]]:
    for row in bindings:
        yield tuple(from_rdflib(row.get(name)) for name in variables)
