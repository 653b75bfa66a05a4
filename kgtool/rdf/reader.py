"""Look up resources in a store: their neighbours, literals by language, and labels.

All named graphs count as one unless one is named. Nothing is cached here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from kgtool.base.languages import preferred
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, RDFS, SKOS

NAMES = (JPP.shortName, RDFS.label, SKOS.prefLabel)
"""The properties that label a resource; the first that it has counts: a short name where the heading says nothing."""
OURS = {"ja": "※", "en": "*"}
"""The mark behind a name that is ours and not printed in the plan, by its language."""
TITLES = (*NAMES, DCTERMS.title)
"""The same with that of documents."""
_AT_ONCE = 1_000
_WRITABLE = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


class LangString(NamedTuple):
    """A text and its language; ``lang`` is empty where it has none."""

    text: str
    lang: str = ""


class GraphReader:
    """Look-ups in a store by subject, predicate or object; none scans it.

    ``order`` is the key by which IRIs are sorted, such as ``turtle.natural``; without one they are sorted as texts.
    """

    def __init__(self, store: Store, order: Callable[[str], Any] | None = None) -> None:
        self.store = store
        self._order = order

    def objects(
        self, subject: str | NamedNode, predicate: NamedNode, most: int | None = None, graph: NamedNode | None = None
    ) -> list[str]:
        """Return the IRIs that a resource points to, sorted; ``most`` bounds how many statements are looked at."""
        quads = self.store.quads_for_pattern(_node(subject), predicate, None, graph)
        return self._sorted({o.value for quad in islice(quads, most) if isinstance(o := quad.object, NamedNode)})

    def object(self, subject: str | NamedNode, predicate: NamedNode, graph: NamedNode | None = None) -> str | None:
        """Return the first of ``objects``, or None."""
        return next(iter(self.objects(subject, predicate, graph=graph)), None)

    def subjects(
        self,
        predicate: NamedNode,
        value: str | NamedNode | Literal | None = None,
        most: int | None = None,
        graph: NamedNode | None = None,
    ) -> list[str]:
        """Return the resources of which a value, by default any, is said; sorted, and bounded as ``objects`` are."""
        node = value if value is None or isinstance(value, Literal) else _node(value)
        quads = self.store.quads_for_pattern(None, predicate, node, graph)
        return self._sorted({s.value for quad in islice(quads, most) if isinstance(s := quad.subject, NamedNode)})

    def literals(self, subject: str | NamedNode, predicate: NamedNode) -> list[Literal]:
        """Return the literals of a resource, in the order of their languages and texts."""
        quads = self.store.quads_for_pattern(_node(subject), predicate, None, None)
        found = [o for quad in quads if isinstance(o := quad.object, Literal)]
        return sorted(set(found), key=_by_language) if len(found) > 1 else found

    def pairs(self, predicate: NamedNode, graph: NamedNode | None = None) -> Iterator[tuple[str, NamedNode | Literal]]:
        """Yield subject and object of each statement with a predicate, in no order; blank nodes are left out."""
        for quad in self.store.quads_for_pattern(None, predicate, None, graph):
            if isinstance(s := quad.subject, NamedNode) and isinstance(o := quad.object, (NamedNode, Literal)):
                yield s.value, o

    def types(self, subject: str | NamedNode) -> list[str]:
        """Return the classes of a resource, sorted."""
        return self.objects(subject, RDF.type)

    def value(self, subject: str | NamedNode, predicate: NamedNode, lang: str | None = None) -> str:
        """Return the first literal of a resource as text, in ``lang`` if one is given; empty where there is none."""
        for literal in self.literals(subject, predicate):
            if lang is None or literal.language == lang:
                return literal.value
        return ""

    def number(self, subject: str | NamedNode, predicate: NamedNode) -> int | None:
        """Return the first literal of a resource that is a whole number."""
        found = (literal.value for literal in self.literals(subject, predicate))
        return next((int(value) for value in found if value.lstrip("-").isdecimal()), None)

    def decimal(self, subject: str | NamedNode, predicate: NamedNode) -> float | None:
        """Return the first literal of a resource as a number."""
        value = self.value(subject, predicate)
        return float(value) if value else None

    def said(self, subject: str | NamedNode, lang: str, *predicates: NamedNode) -> LangString | None:
        """Return a text of a resource: in ``lang``, else in the other language, else any; None where there is none.

        Among texts in one language the order of ``predicates`` decides, then that of the texts.
        """
        found = [literal for predicate in predicates for literal in self.literals(subject, predicate)]
        for wanted in preferred(lang):
            for literal in found:
                if literal.language == wanted:
                    return LangString(literal.value, wanted)
        return LangString(found[0].value, found[0].language or "") if found else None

    def called(self, iri: str | NamedNode | None, lang: str) -> str:
        """Return what a resource is called in ``lang``; empty where it has no name in it."""
        if not iri:
            return ""
        for name in NAMES:
            if found := self.value(iri, name, lang):
                return found
        return ""

    def _sorted(self, iris: set[str]) -> list[str]:
        return sorted(iris, key=self._order) if len(iris) > 1 else list(iris)


def labels(select: Callable[[str], Iterable[Sequence[Any]]], iris: Iterable[str], lang: str) -> dict[str, str]:
    """Return what people call each IRI that has a name: in ``lang``, else in the other language, else in any;
    a name of ours is marked as such.

    ``select`` answers a SELECT on any engine, so that a remote store is asked about many at once. The code of an
    element of a plan stands before its name; a span of a source is called by its line. An IRI that SPARQL cannot write
    has no name.
    """
    order = [*preferred(lang), ""]
    best: dict[str, tuple[int, bool, str]] = {}
    for sparql in _label_queries(sorted(iri for iri in set(iris) if _WRITABLE.fullmatch(iri))):
        for term, how, label, code in select(sparql):
            if not isinstance(term, NamedNode) or not isinstance(label, Literal):
                continue
            language = label.language or ""
            text = f"{code.value} {label.value}" if isinstance(code, Literal) else label.value
            if how == JPP.firstLine:
                text = f"{text}行目" if lang == "ja" else f"line {text}"
            elif how == JPP.shortName:
                text += OURS.get(language, "")
            found = (order.index(language) if language in order else len(order), how != JPP.shortName, text)
            best[term.value] = min(best.get(term.value, found), found)
    return {iri: text for iri, (_, _, text) in best.items()}


def _label_queries(iris: list[str]) -> Iterator[str]:
    named = " ".join(map(str, (*TITLES, JPP.firstLine)))
    for start in range(0, len(iris), _AT_ONCE):
        values = " ".join(f"<{iri}>" for iri in iris[start : start + _AT_ONCE])
        yield f"""
        SELECT ?term ?how ?label ?code WHERE {{
          VALUES ?term {{ {values} }}
          VALUES ?how {{ {named} }}
          ?term ?how ?label .
          OPTIONAL {{ ?term {SKOS.notation} ?code ; {JPP.inVersion} ?version }}
        }}"""


def _node(iri: str | NamedNode) -> NamedNode:
    return iri if isinstance(iri, NamedNode) else NamedNode(iri)


def _by_language(literal: Literal) -> tuple[str, str]:
    return literal.language or "", literal.value
