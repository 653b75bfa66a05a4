"""An answer as a typed pandas DataFrame, a networkx graph or an rdflib graph; each library is imported when asked for."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.base.errors import UsageError
from kgtool.rdf.vocab import XSD
from kgtool.results import Answer, Term

IRIS = "iris"
"""The attribute of a DataFrame that has, by column, the whole IRI of each short name or label."""
_WHOLE = {XSD.integer, XSD.int, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.gYear}
_BROKEN = {XSD.decimal, XSD.double, XSD.float}


def frame(answer: Answer, shorten: Callable[[str], str]) -> Any:
    """Return a DataFrame: whole numbers as Int64, other numbers as Float64, dates, truths, IRIs as categories.

    An IRI stands as its label, else short (``shorten``); ``frame.attrs["iris"][column]`` leads back to the whole IRI.
    A column whose values are of several kinds, or not as their datatype demands, stays text. What is unbound is missing.
    Raises ``UsageError`` (pandas-missing).
    """
    try:
        import pandas
    except ImportError:
        raise UsageError("pandas-missing") from None
    series: dict[str, Any] = {}
    iris: dict[str, dict[str, str]] = {}
    for number, column in enumerate(answer.columns):
        terms = [row[number] for row in answer.rows]
        held = [term for term in terms if term is not None]
        if held and all(isinstance(term, NamedNode) for term in held):
            names = _unlike([term.value for term in held if isinstance(term, NamedNode)], answer.labels, shorten)
            iris[column] = {name: iri for iri, name in names.items()}
            values = [names[term.value] if isinstance(term, NamedNode) else None for term in terms]
            series[column] = pandas.Series(values, dtype="category")
        else:
            series[column] = _typed(pandas, terms, held)
    made = pandas.DataFrame(series, columns=list(answer.columns))
    made.attrs[IRIS] = iris
    return made


def _unlike(iris: Sequence[str], labels: Mapping[str, str], shorten: Callable[[str], str]) -> dict[str, str]:
    """A name for each IRI, no two alike: where two have one label, each has its short name behind it."""
    names = {iri: labels.get(iri) or shorten(iri) for iri in dict.fromkeys(iris)}
    used: dict[str, list[str]] = {}
    for iri, name in names.items():
        used.setdefault(name, []).append(iri)
    return {iri: name if len(used[name]) == 1 else f"{name} ({shorten(iri)})" for iri, name in names.items()}


def _typed(pandas: Any, terms: Sequence[Term], held: Sequence[Term]) -> Any:
    kinds = {term.datatype for term in held if isinstance(term, Literal)}
    whole = bool(held) and all(isinstance(term, Literal) for term in held)
    texts = [
        None if term is None else term.value if isinstance(term, (Literal, NamedNode)) else str(term) for term in terms
    ]
    try:
        if whole and kinds <= _WHOLE:
            return pandas.Series([None if text is None else int(text) for text in texts], dtype="Int64")
        if whole and kinds <= _WHOLE | _BROKEN:
            return pandas.Series([None if text is None else float(text) for text in texts], dtype="Float64")
        if whole and kinds == {XSD.date}:
            days = [None if text is None else datetime.date.fromisoformat(text) for text in texts]
            return pandas.Series(pandas.to_datetime(days))
        if whole and kinds == {XSD.boolean}:
            return pandas.Series([None if text is None else text in ("true", "1") for text in texts], dtype="boolean")
    except ValueError:
        pass
    return pandas.Series(texts, dtype="string")


def network(answer: Answer) -> Any:
    """Return a networkx multi-digraph: of triples, else of rows from the first column of resources to the second.

    Nodes are whole IRIs with their ``label``; an edge has the other columns as attributes. Literals of triples become
    attributes of their subject. Raises ``UsageError`` (extra-missing), (network-columns) for rows without two such columns.
    """
    try:
        import networkx
    except ImportError:
        raise UsageError("extra-missing", package="networkx", extra="notebook") from None
    graph = networkx.MultiDiGraph()

    def node(term: NamedNode | BlankNode) -> str:
        graph.add_node(term.value, label=answer.labels.get(term.value, term.value))
        return term.value

    for triple in answer.triples:
        predicate = answer.labels.get(triple.predicate.value, triple.predicate.value)
        if isinstance(triple.subject, (NamedNode, BlankNode)):
            start = node(triple.subject)
            if isinstance(triple.object, (NamedNode, BlankNode)):
                graph.add_edge(start, node(triple.object), key=triple.predicate.value, label=predicate)
            elif isinstance(triple.object, Literal):
                graph.nodes[start].setdefault(predicate, []).append(triple.object.value)
    if answer.rows:
        first, second = _ends(answer)
        for row in answer.rows:
            source, target = row[first], row[second]
            if isinstance(source, NamedNode) and isinstance(target, NamedNode):
                said = {
                    name: term.value
                    for n, (name, term) in enumerate(zip(answer.columns, row, strict=True))
                    if n not in (first, second) and isinstance(term, (NamedNode, Literal))
                }
                graph.add_edge(node(source), node(target), **said)
    return graph


def _ends(answer: Answer) -> tuple[int, int]:
    """The first two columns that hold resources and differ from each other."""
    found = [n for n in range(len(answer.columns)) if any(isinstance(row[n], NamedNode) for row in answer.rows)]
    pairs = [(a, b) for a in found for b in found if a < b and any(row[a] != row[b] for row in answer.rows)]
    if not pairs:
        raise UsageError("network-columns", columns=", ".join(answer.columns))
    return pairs[0]
