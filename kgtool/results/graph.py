"""Graphs in RDF formats, each triple once and in one order."""

from __future__ import annotations

from pyoxigraph import RdfFormat, serialize

from kgtool.results import Answer, RenderOptions


def write(answer: Answer, options: RenderOptions, format: RdfFormat) -> str:
    """Return the triples of an answer; only prefixes that occur are declared."""
    triples = sorted(
        set(answer.triples), key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object))
    )
    used = answer.iris()
    prefixes = {name: base for name, base in options.prefixes.items() if any(iri.startswith(base) for iri in used)}
    written = serialize(triples, format=format, prefixes=prefixes)
    assert written is not None
    return written.decode().rstrip("\n") + "\n"
