"""Serialize the description of a resource in the RDF formats: the same triples in one fixed order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from pyoxigraph import RdfFormat, Triple, serialize

from kgtool.rdf import media
from kgtool.web import jsonld
from kgtool.web.page import Variant

VARIANTS = tuple(map(Variant, media.GRAPHS.values()))
_LITERAL = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"[^ ]*')


class Serializations:
    """Triples in each format of ``VARIANTS``; Turtle and RDF/XML declare only the prefixes that occur."""

    def __init__(
        self,
        triples: Sequence[Triple],
        prefixes: Mapping[str, str],
        context: jsonld.JsonLdContext,
        ntriples: bytes = b"",
    ) -> None:
        """``ntriples`` are the same triples as N-Triples, if the caller has them."""
        self._triples = triples
        self._prefixes = prefixes
        self._context = context
        self._known = ntriples

    def write(self, variant: Variant) -> bytes:
        """Return the triples in one format."""
        if variant.format == media.JSON_LD:
            return jsonld.write(self._triples, self._context)
        if variant.format == media.N_TRIPLES:
            return self._lines
        return serialize(self._triples, format=variant.format.rdf, prefixes=self._used) or b""

    @cached_property
    def _lines(self) -> bytes:
        return self._known or serialize(self._triples, format=RdfFormat.N_TRIPLES) or b""

    @cached_property
    def _used(self) -> dict[str, str]:
        nodes = _LITERAL.sub(b"", self._lines)
        return {name: base for name, base in self._prefixes.items() if b"<%s" % base.encode() in nodes}
