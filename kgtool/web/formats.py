"""A description in the RDF formats: the same triples, each in one fixed order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pyoxigraph import RdfFormat, Triple, serialize

from kgtool.web import jsonld
from kgtool.web.site import Variant

TURTLE = Variant("ttl", "text/turtle")
JSON_LD = Variant("jsonld", "application/ld+json")
N_TRIPLES = Variant("nt", "application/n-triples")
RDF_XML = Variant("rdf", "application/rdf+xml")
VARIANTS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_LITERAL = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"[^ ]*')
_OXIGRAPH = {TURTLE: RdfFormat.TURTLE, RDF_XML: RdfFormat.RDF_XML}


def write(variant: Variant, triples: Sequence[Triple], prefixes: Mapping[str, str], context: jsonld.Context) -> bytes:
    """Return triples in one of ``VARIANTS``; Turtle and RDF/XML declare just the prefixes that occur."""
    if variant == JSON_LD:
        return jsonld.write(triples, context)
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    if variant == N_TRIPLES:
        return lines
    nodes = _LITERAL.sub(b"", lines)
    used = {name: base for name, base in prefixes.items() if b"<%s" % base.encode() in nodes}
    return serialize(triples, format=_OXIGRAPH[variant], prefixes=used) or b""
