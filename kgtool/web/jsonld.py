"""Write JSON-LD 1.1 with the project's context: short names for terms, plain values where the context gives the type.

The context is embedded, so that a document can be read offline; it is also published by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, Store, Triple

from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import OWL, RDF, XSD

_MOST_SHORTENED = 10_000
_TYPE = RDF.type.value
_STRING = XSD.string.value
_encode = json.JSONEncoder(ensure_ascii=False).encode
_OBJECT, _DATA = OWL.ObjectProperty, OWL.DatatypeProperty
_FOREIGN = {
    "label": ("rdfs", "label"),
    "prefLabel": ("skos", "prefLabel"),
    "notation": ("skos", "notation"),
    "abstract": ("dcterms", "abstract"),
}


@dataclass(frozen=True)
class JsonLdContext:
    """Prefixes, the short name of each property, and the properties whose values are IRIs (``links``)."""

    prefixes: Mapping[str, str]
    terms: Mapping[str, str]
    links: frozenset[str]

    def document(self, used: frozenset[str] | None = None, names: frozenset[str] | None = None) -> dict[str, Any]:
        """Return the context as JSON-LD; with ``used`` and ``names``, only these properties and prefixes."""
        prefixes = {n: self.prefixes[n] for n in sorted(self.prefixes if names is None else names)}
        terms: dict[str, Any] = {}
        for iri in sorted(self.terms if used is None else used, key=self.terms.__getitem__):
            terms[self.terms[iri]] = {"@id": iri, "@type": "@id"} if iri in self.links else iri
        return prefixes | terms

    def short(self, iri: str, seen: set[str]) -> str:
        """Return an IRI as a compact one if a prefix fits, and add that prefix to ``seen``."""
        name, compact = self._shortened(iri)
        if name:
            seen.add(name)
        return compact

    def _shorten(self, iri: str) -> tuple[str, str]:
        """The prefix that fits, or nothing, and what the IRI becomes."""
        name, base = next(((name, base) for name, base in self._longest_first if iri.startswith(base)), ("", ""))
        local = iri[len(base) :]
        return ("", iri) if not name or local.startswith("//") else (name, f"{name}:{local}")

    @cached_property
    def _shortened(self) -> Callable[[str], tuple[str, str]]:
        return lru_cache(_MOST_SHORTENED)(self._shorten)

    @cached_property
    def _longest_first(self) -> list[tuple[str, str]]:
        return sorted(self.prefixes.items(), key=lambda item: -len(item[1]))


def context(store: Store, prefixes: Mapping[str, str]) -> JsonLdContext:
    """Return the context of a graph: each property of our ontology by its local name, and the common label
    properties.
    """
    terms: dict[str, str] = {}
    links: set[str] = set()
    for kind in (_OBJECT, _DATA):
        for iri in GraphReader(store).subjects(RDF.type, kind):
            if iri.startswith(iris.NS):
                terms[iri] = iri[len(iris.NS) :]
                if kind == _OBJECT:
                    links.add(iri)
    for term, (prefix, local) in _FOREIGN.items():
        if prefix in prefixes and term not in terms.values():
            terms[prefixes[prefix] + local] = term
    return JsonLdContext(dict(prefixes), terms, frozenset(links))


def write(triples: Sequence[Triple], context: JsonLdContext) -> bytes:
    """Serialize triples as one JSON-LD document: nodes in the order of the triples, one line each, keys sorted."""
    nodes: dict[str, dict[str, list[Any]]] = {}
    used: set[str] = set()
    names: set[str] = set()
    for subject, predicate, object in triples:
        node = nodes.setdefault(_id(subject), {})
        iri = predicate.value
        if iri == _TYPE:
            node.setdefault("@type", []).append(context.short(_id(object), names))
        else:
            term = context.terms.get(iri)
            if term:
                used.add(iri)
            value = _value(object, iri in context.links, context, names)
            node.setdefault(term or context.short(iri, names), []).append(value)
    graph = [
        {"@id": name, **{key: values[0] if len(values) == 1 else values for key, values in sorted(node.items())}}
        for name, node in nodes.items()
    ]
    head = _encode(context.document(frozenset(used), frozenset(names)))
    lines = ",\n".join(map(_encode, graph))
    return f'{{"@context": {head},\n"@graph": [\n{lines}\n]}}\n'.encode()


def _id(term: Any) -> str:
    value: str = term.value
    return f"_:{value}" if type(term) is BlankNode else value


def _value(term: Any, link: bool, context: JsonLdContext, names: set[str]) -> Any:
    if type(term) is Literal:
        language = term.language
        if language:
            return {"@language": language, "@value": term.value}
        datatype = term.datatype.value
        if datatype == _STRING:
            return {"@value": term.value} if link else term.value
        return {"@type": context.short(datatype, names), "@value": term.value}
    return _id(term) if link else {"@id": _id(term)}
