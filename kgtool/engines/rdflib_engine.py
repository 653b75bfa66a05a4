"""The built graph as an rdflib Dataset, and rdflib as a query engine.

rdflib by itself reads whatever a FROM names, from disk or the web, and sends SERVICE calls out. Here FROM only ever
names graphs of the dataset, and SERVICE is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib import BNode, Dataset, Graph, URIRef, Variable
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.sparql import parser
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.evaluate import evalPart
from rdflib.plugins.sparql.sparql import Query as Translated
from rdflib.plugins.sparql.sparql import QueryContext

from kgtool.build.store import DATASET
from kgtool.rdf.vocab import XSD
from kgtool.results import Stream, Term
from kgtool.sparql import guard, tokens


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


def evaluator(folder: Path) -> Callable[[str], Stream]:
    """Load the dataset of a build; return what answers queries on it."""
    dataset = load(folder / DATASET)
    return lambda text: stream(dataset, text)


def stream(dataset: Dataset, text: str) -> Stream:
    """Answer a query over all graphs as one, or over those that it chooses with FROM.

    Raises ``SyntaxError`` and, for SERVICE and updates, ``QueryRefusedError``; evaluation may raise whatever rdflib does.
    """
    guard.check(tokens.Query(text))
    query = _parse(text)
    context = _context(dataset, query.algebra.datasetClause)
    context.prologue = query.prologue
    result: Any = evalPart(context, query.algebra)
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


def _parse(text: str) -> Translated:
    try:
        # not rdflib's parseQuery: it expands escapes that are none, as in "\\u0041"
        return translateQuery(parser.Query.parse_string(tokens.plain(text), parse_all=True))
    except RecursionError:
        raise
    except Exception as error:  # pyparsing's for the grammar, rdflib's own for an undeclared prefix and the like
        line, column = getattr(error, "lineno", 0), getattr(error, "column", 0)
        raise SyntaxError(f"error at {line}:{column}: {getattr(error, 'msg', error)}" if line else str(error)) from None


def _context(dataset: Dataset, clause: Any) -> QueryContext:
    if not clause:
        return QueryContext(dataset, initBindings={})
    default, chosen = Graph(), Dataset()
    for part in clause:
        if part.default:
            default += dataset.get_context(part.default)
        else:
            graph = chosen.graph(part.named)
            graph += dataset.get_context(part.named)
    context = QueryContext(chosen, initBindings={})
    context.graph = default
    return context


def _rows(bindings: Any, variables: list[Variable]) -> Iterator[tuple[Term, ...]]:
    for row in bindings:
        yield tuple(from_rdflib(row.get(name)) for name in variables)
