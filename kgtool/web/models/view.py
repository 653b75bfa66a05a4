"""Look-ups for one page: names, texts and neighbours of resources in the page's language.

A view serves one rendering. It caches its look-ups and shares them with the same page in the other language.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from cachetools import LRUCache
from pyoxigraph import Literal, NamedNode, Store

from kgtool.base.languages import preferred
from kgtool.rdf import iris
from kgtool.rdf.reader import OURS, TITLES, GraphReader, LangString
from kgtool.rdf.vocab import JPP, RDFS, SKOS

_MOST_NAMES = 50_000


class Name(NamedTuple):
    """How a resource is called: its label, the label's language, its code, and its IRI."""

    text: str
    lang: str
    code: str
    iri: str


class NameCache:
    """Names of up to 50,000 resources in one language, the least recently used dropped first. Thread-safe."""

    def __init__(self) -> None:
        self._names: LRUCache[str, Name] = LRUCache(_MOST_NAMES)
        self._lock = threading.Lock()

    def get(self, iri: str) -> Name | None:
        """Return the name of a resource if it is cached."""
        with self._lock:
            return self._names.get(iri)

    def put(self, name: Name) -> None:
        """Cache a name."""
        with self._lock:
            self._names[name.iri] = name


Lookups = dict[tuple[object, ...], Any]
"""What was looked up, by what was asked."""
LookedUp = TypeVar("LookedUp")


class View(GraphReader):
    """The graph for a page in ``lang``; repeated look-ups are answered from a cache."""

    def __init__(self, store: Store, lang: str, names: NameCache | None = None, lookups: Lookups | None = None) -> None:
        """``names`` is shared by views of the same store and language, ``lookups`` by the files of one page."""
        super().__init__(store)
        self.lang = lang
        self._names = names or NameCache()
        self._lookups: Lookups = {} if lookups is None else lookups

    @cached_property
    def other(self) -> str:
        """Return the language to fall back to."""
        return preferred(self.lang)[1]

    def once(self, look: Callable[[], LookedUp], *asked: object) -> LookedUp:
        """Return the result of ``look``, cached under ``asked``, which must say all that the result depends on but
        the language.
        """
        if asked not in self._lookups:
            self._lookups[asked] = look()
        found: LookedUp = self._lookups[asked]
        return found

    def objects(
        self, subject: str | NamedNode, predicate: NamedNode, most: int | None = None, graph: NamedNode | None = None
    ) -> list[str]:
        """Return ``GraphReader.objects``, cached."""
        asked = ("objects", subject, predicate, most, graph)
        found: list[str] | None = self._lookups.get(asked)
        if found is None:
            found = self._lookups[asked] = super().objects(subject, predicate, most, graph)
        return found[:]

    def subjects(
        self,
        predicate: NamedNode,
        value: str | NamedNode | Literal | None = None,
        most: int | None = None,
        graph: NamedNode | None = None,
    ) -> list[str]:
        """Return ``GraphReader.subjects``, cached."""
        asked = ("subjects", predicate, value, most, graph)
        found: list[str] | None = self._lookups.get(asked)
        if found is None:
            found = self._lookups[asked] = super().subjects(predicate, value, most, graph)
        return found[:]

    def literals(self, subject: str | NamedNode, predicate: NamedNode) -> list[Literal]:
        """Return ``GraphReader.literals``, cached."""
        asked = ("literals", subject, predicate)
        found: list[Literal] | None = self._lookups.get(asked)
        if found is None:
            found = self._lookups[asked] = super().literals(subject, predicate)
        return found[:]

    def text(self, subject: str, *predicates: NamedNode) -> LangString | None:
        """Return a text in the page's language, else in the other, else in any; None where there is none."""
        return self.said(subject, self.lang, *predicates)

    def name(self, iri: str) -> Name:
        """Return how to call a resource; one without a name is called by the end of its IRI, a span by its lines."""
        found = self._names.get(iri)
        if found is None:
            found = self._name(iri)
            self._names.put(found)
        return found

    def remember(self, name: Name) -> None:
        """Cache a name that was read in bulk."""
        self._names.put(name)

    def _name(self, iri: str) -> Name:
        span = iris.read_span(iri)
        if span is not None:
            characters = f"{span.start}–{span.end}"
            said = f"{characters}文字目" if self.lang == "ja" else f"characters {characters}"
            return Name(self.lines(iri) or said, self.lang, "", iri)
        found = self.text(iri, JPP.shortName)
        if found is not None:
            return Name(found.text + OURS.get(found.lang, ""), found.lang, self.value(iri, SKOS.notation), iri)
        found = self.text(iri, RDFS.label)
        if found is None or found.lang != self.lang:
            found = self.text(iri, *TITLES)
        if found is None:
            end = iri.rstrip("/#")
            return Name(end.rpartition("#")[2].rpartition("/")[2] if "/" in end else end, "", "", iri)
        code = self.value(iri, SKOS.notation)
        code = code if code and self.object(iri, JPP.inVersion) else ""
        return Name(found.text, found.lang, code, iri)

    def lines(self, span: str) -> str:
        """Return the lines of a span in its source, in words; empty where the graph does not say."""
        first, last = self.number(span, JPP.firstLine), self.number(span, JPP.lastLine)
        if first is None:
            return ""
        page = self.number(span, JPP.page)
        on = "" if page is None else f"{page}ページ、" if self.lang == "ja" else f"page {page}, "
        if last in (None, first):
            at = f"{first}行目" if self.lang == "ja" else f"line {first}"
        else:
            at = f"{first}–{last}行目" if self.lang == "ja" else f"lines {first}–{last}"
        return on + at + self.recognised(span)

    def recognised(self, span: str) -> str:
        """Return what is said behind a place whose characters were recognised from a picture; nothing where all are stated."""
        confidence = self.value(span, JPP.recognitionConfidence)
        if not confidence:
            return ""
        percent = f"{100 * float(confidence):.0f}"
        if self.lang == "ja":
            return f"(画像から認識、確からしさ{percent}％)"
        return f" (recognised from a picture, confidence {percent} %)"

    def ordered(self, elements: list[str]) -> list[str]:
        """Sort elements by ``jpp:order`` among siblings, then by IRI."""
        return sorted(elements, key=lambda iri: (self.number(iri, JPP.order) or 0, iri))

    def rows(self, sparql: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a SELECT as dicts: IRIs and literals as text, None where unbound."""
        solutions: Any = self.store.query(sparql, use_default_graph_as_union=True)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            yield {name: None if row[name] is None else row[name].value for name in names}
