"""A description in the RDF formats: the same triples, each in one fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kgtool.web import jsonld
from kgtool.web.site import Variant

TURTLE = Variant("ttl", "text/turtle")
JSON_LD = Variant("jsonld", "application/ld+json")
N_TRIPLES = Variant("nt", "application/n-triples")
RDF_XML = Variant("rdf", "application/rdf+xml")
VARIANTS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_OXIGRAPH = {TURTLE: RdfFormat.TURTLE, RDF_XML: RdfFormat.RDF_XML}


def write(variant: Variant, triples: Sequence[Triple], prefixes: Mapping[str, str], context: jsonld.Context) -> bytes:
    """Return triples in one of ``VARIANTS``; Turtle and RDF/XML declare just the prefixes that occur."""
    if variant == JSON_LD:
        return jsonld.write(triples, context)
    if variant == N_TRIPLES:
        return serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    iris = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    lines = "\n" + "\n".join(iris)
    used = {name: base for name, base in prefixes.items() if f"\n{base}" in lines}
    return serialize(triples, format=_OXIGRAPH[variant], prefixes=used) or b""
