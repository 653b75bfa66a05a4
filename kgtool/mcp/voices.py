"""Whose voice a statement is: that of the plan, ours, or computed; by the named graph that holds it."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pyoxigraph import NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import RDF
from kgtool.sparql import tokens
from kgtool.sparql.catalogue import Question

Voice = Literal["plan", "ours", "computed", "outside"]
PLAN, OURS, COMPUTED, OUTSIDE = "plan", "ours", "computed", "outside"
MEANING = {
    "plan": "the plan says so in its own text, at the place given",
    "ours": "judged, translated or summarised by the makers of the data; no city has confirmed it",
    "computed": "counted or derived by a rule or query from other statements",
    "outside": "a source outside the plan says so",
}
_BY_KIND: dict[str, Voice] = {"plan": "plan", "text": "plan", "derived": "computed", "outside": "outside"}
_TERMS = {"name", "iri"}


class Voices:
    """The voices of one dataset. Cost: one pass over its statements when the first question is asked."""

    def __init__(self, store: Store, prefixes: dict[str, str]) -> None:
        """``prefixes`` are those of the questions."""
        self._store, self._prefixes = store, prefixes

    @cached_property
    def _of_property(self) -> dict[str, set[Voice]]:
        found: dict[str, set[Voice]] = {}
        for graph in self._store.named_graphs():
            if isinstance(graph, NamedNode):
                voice = _of_graph(graph.value)
                for predicate in {
                    quad.predicate.value for quad in self._store.quads_for_pattern(None, None, None, graph)
                }:
                    found.setdefault(predicate, set()).add(voice)
        return found

    def of_resource(self, iri: str) -> Voice:
        """Say whose voice it is that there is this resource; what no graph says to be anything is ours."""
        quads = self._store.quads_for_pattern(NamedNode(iri), RDF.type, None, None)
        graphs = [graph.value for quad in quads if isinstance(graph := quad.graph_name, NamedNode)]
        return min((_of_graph(graph) for graph in graphs), key=(PLAN, OUTSIDE, OURS, COMPUTED).index, default="ours")

    def of_columns(self, question: Question) -> dict[str, list[Voice]]:
        """Say of each column of a question whose voice its values are: by the properties that bind it.

        A column that an expression binds is computed; of resources each one tells for itself.
        """
        bound = _bindings(question.body, self._prefixes)
        found: dict[str, list[Voice]] = {}
        for column in question.header.columns:
            voices: set[Voice] = set()
            for predicate in bound.get(column, ()):
                voices |= {"computed"} if not predicate else self._of_property.get(predicate, set())
            found[column] = sorted(voices)
        return found


def _of_graph(graph: str) -> Voice:
    return _BY_KIND.get(graph.removeprefix(iris.GRAPH).partition("/")[0], "ours")


def _bindings(body: str, prefixes: dict[str, str]) -> dict[str, set[str]]:
    """The predicates of which each variable is an object; "" stands for an expression."""
    found: dict[str, set[str]] = {}
    predicate, before = "", ""
    for kind, text, _ in tokens.tokens(body):
        if kind == "variable":
            name = text[1:]
            if before.upper() == "AS":
                found.setdefault(name, set()).add("")
            elif predicate and before not in (".", ";", "{", "}", "(", ")", "AS"):
                found.setdefault(name, set()).add(predicate)
        elif kind in _TERMS:
            predicate = _whole(kind, text, prefixes)
        elif text in (".", ";", "{", "}", "("):
            predicate = ""
        before = text
    return found


def _whole(kind: str, text: str, prefixes: dict[str, str]) -> str:
    if kind == "iri":
        return text[1:-1]
    prefix, _, local = text.partition(":")
    return prefixes.get(prefix, "") + local
