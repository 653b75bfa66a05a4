"""Where things are on the web: IRI ↔ path of its document; everything is below one root.

A thing ``…/id/x`` is described by the document ``doc/id/x``, which has one file a format and language:
``doc/id/x.ja.html``, ``doc/id/x.ttl``. What stands behind ``#`` in an IRI is described by the document before it.
"""

from __future__ import annotations

from kgtool.rdf import iris

DOCUMENT = "doc/"


def document(iri: str) -> str | None:
    """Return the path of the document that describes an IRI of ours, with its fragment; None for any other IRI."""
    return DOCUMENT + iri[len(iris.BASE) :] if iri.startswith(iris.BASE) else None


def described(path: str) -> str:
    """Return the IRI that a document's path describes: the inverse of ``document``."""
    return iris.BASE + path[len(DOCUMENT) :]


def with_ending(path: str, ending: str) -> str:
    """Return the path of one file of a resource; the root's files are called ``index``. A fragment stays at the end."""
    path, hash_, fragment = path.partition("#")
    return f"{path or 'index'}.{ending}{hash_}{fragment}"
