"""One question → rows."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Store, Triple

from kgtool import store as stores
from kgtool.questions import Question

Term = NamedNode | Literal | BlankNode | None


@dataclass(frozen=True)
class Answer:
    """The answer to one query: rows of a SELECT, triples of a CONSTRUCT, or the truth of an ASK."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term, ...], ...] = ()
    triples: tuple[Triple, ...] = ()
    truth: bool | None = None


def ask(store: Store, question: Question, values: dict[str, NamedNode | Literal]) -> Answer:
    """Answer a question with its parameters filled in.

    Rows come in the query's order. Raises ``InputError`` (parameter, sparql-syntax).
    """
    result = stores.query(store, question.fill(values), question.name, question.first_line)
    if isinstance(result, QuerySolutions):
        columns = tuple(variable.value for variable in result.variables)
        return Answer(columns, tuple(tuple(row[name] for name in columns) for row in result))
    if isinstance(result, QueryBoolean):
        return Answer(truth=bool(result))
    return Answer(triples=tuple(result))
