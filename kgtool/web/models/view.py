"""What a page asks of the graph: names, texts and neighbours of resources, in the page's language.

One view serves one rendering. It remembers what it has looked up, and shares that with the page in the other language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from pyoxigraph import Literal, NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, RDFS, SKOS

_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
_MOST_NAMES = 50_000


class Text(NamedTuple):
    """A text and its language; ``lang`` is empty where it has none."""

    text: str
    lang: str = ""


class Name(NamedTuple):
    """How a resource is called: its label, the label's language, its code, and its IRI."""

    text: str
    lang: str
    code: str
    iri: str


Seen = dict[tuple[object, ...], Any]
"""What was looked up, by what was asked."""
Found = TypeVar("Found")


class View:
    """The graph as a page in ``lang`` sees it: all named graphs as one."""

    def __init__(self, store: Store, lang: str, names: dict[str, Name] | None = None, seen: Seen | None = None) -> None:
        """``names`` are those that views of the same store and language have looked up, ``seen`` what this page has."""
        self.store = store
        self.lang = lang
        self._names = {} if names is None else names
        self._seen: Seen = {} if seen is None else seen

    @cached_property
    def other(self) -> str:
        """The language to fall back to."""
        return "en" if self.lang == "ja" else "ja"

    def once(self, look: Callable[[], Found], *asked: object) -> Found:
        """Return what ``look`` finds, or found before: ``asked`` says what it looks for, in any language."""
        if asked not in self._seen:
            self._seen[asked] = look()
        found: Found = self._seen[asked]
        return found

    def objects(self, subject: str, predicate: NamedNode, most: int | None = None) -> list[str]:
        """The IRIs that a resource points to, sorted; ``most`` bounds how many are looked at."""

        def look() -> list[str]:
            quads = islice(self.store.quads_for_pattern(NamedNode(subject), predicate, None, None), most)
            return sorted({quad.object.value for quad in quads if isinstance(quad.object, NamedNode)})

        return self.once(look, "objects", subject, predicate, most)[:]

    def object(self, subject: str, predicate: NamedNode) -> str | None:
        """The first of ``objects``, or None."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: NamedNode, value: str, most: int | None = None) -> list[str]:
        """The resources that point to an IRI, sorted; ``most`` bounds how many are looked at."""

        def look() -> list[str]:
            quads = islice(self.store.quads_for_pattern(None, predicate, NamedNode(value), None), most)
            return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})

        return self.once(look, "subjects", predicate, value, most)[:]

    def literals(self, subject: str, predicate: NamedNode) -> list[Literal]:
        """The literals of a resource, in order of language and text."""

        def look() -> list[Literal]:
            quads = self.store.quads_for_pattern(NamedNode(subject), predicate, None, None)
            found = {quad.object for quad in quads if isinstance(quad.object, Literal)}
            return sorted(found, key=lambda literal: (literal.language or "", literal.value))

        return self.once(look, "literals", subject, predicate)[:]

    def holders(self, predicate: NamedNode, literal: Literal) -> list[str]:
        """The resources of which a literal is said, sorted."""
        quads = self.store.quads_for_pattern(None, predicate, literal, None)
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})

    def value(self, subject: str, predicate: NamedNode) -> str:
        """The first literal of a resource as text; empty where there is none."""
        return next((literal.value for literal in self.literals(subject, predicate)), "")

    def number(self, subject: str, predicate: NamedNode) -> int | None:
        """The first literal of a resource that is a whole number."""
        return next((int(x.value) for x in self.literals(subject, predicate) if x.value.lstrip("-").isdecimal()), None)

    def text(self, subject: str, *predicates: NamedNode) -> Text | None:
        """The text in the page's language, else in the other, else any; None where there is none."""
        found = [literal for predicate in predicates for literal in self.literals(subject, predicate)]
        for lang in (self.lang, self.other):
            for literal in found:
                if literal.language == lang:
                    return Text(literal.value, lang)
        return Text(found[0].value, found[0].language or "") if found else None

    def name(self, iri: str) -> Name:
        """How to call a resource; one without a label is called by the end of its IRI, a span by its lines."""
        found = self._names.get(iri)
        if found is None:
            found = self._name(iri)
            self.remember(found)
        return found

    def remember(self, name: Name) -> None:
        """Take a name that was read on the way, so that it is not looked up."""
        if len(self._names) >= _MOST_NAMES:
            self._names.clear()
        self._names[name.iri] = name

    def _name(self, iri: str) -> Name:
        span = iris.read_span(iri)
        if span is not None:
            characters = f"{span.start}–{span.end}"
            said = f"{characters}文字目" if self.lang == "ja" else f"characters {characters}"
            return Name(self.lines(iri) or said, self.lang, "", iri)
        found = self.text(iri, RDFS.label)
        if found is None or found.lang != self.lang:
            found = self.text(iri, *_NAMES)
        if found is None:
            end = iri.rstrip("/#")
            return Name(end.rpartition("#")[2].rpartition("/")[2] if "/" in end else end, "", "", iri)
        code = self.value(iri, SKOS.notation)
        code = code if code and self.object(iri, JPP.inVersion) else ""
        return Name(found.text, found.lang, code, iri)

    def lines(self, span: str) -> str:
        """The lines of a span in its source, in words; empty where the graph does not say."""
        first, last = self.number(span, JPP.firstLine), self.number(span, JPP.lastLine)
        if first is None:
            return ""
        if last in (None, first):
            return f"{first}行目" if self.lang == "ja" else f"line {first}"
        return f"{first}–{last}行目" if self.lang == "ja" else f"lines {first}–{last}"

    def types(self, subject: str) -> list[str]:
        """The classes of a resource, sorted."""
        return self.objects(subject, RDF.type)

    def ordered(self, elements: list[str]) -> list[str]:
        """Sort elements as they stand in the plan: by order among siblings, then by IRI."""
        return sorted(elements, key=lambda iri: (self.number(iri, JPP.order) or 0, iri))

    def rows(self, sparql: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a SELECT of our own: IRIs and literals as text, None where unbound."""
        solutions: Any = self.store.query(sparql, use_default_graph_as_union=True)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            yield {name: None if row[name] is None else row[name].value for name in names}
