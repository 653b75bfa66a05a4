"""Map IRIs to the paths of the documents that describe them; everything is below the root of one site.

A resource ``…/id/x`` is described by the document ``doc/id/x``, which has one file a format and language:
``doc/id/x.ja.html``, ``doc/id/x.ttl``. A resource with a fragment (``…/ns#Goal``) is described by the document of the
IRI before ``#``.
"""

from __future__ import annotations

from kgtool.rdf import iris

DOCUMENT = "doc/"


def document(iri: str) -> str | None:
    """Return the path of the document that describes one of our IRIs, with the fragment; None for an IRI of somebody
    else.
    """
    return DOCUMENT + iri[len(iris.BASE) :] if iri.startswith(iris.BASE) else None


def described(path: str) -> str:
    """Return the IRI that the document at a path describes: the inverse of ``document``."""
    return iris.BASE + path[len(DOCUMENT) :]


def with_ending(path: str, ending: str) -> str:
    """Return the path of one file of a page: ``plans`` and ``ja.html`` give ``plans.ja.html``; the root's files are
    called ``index``.

    A fragment stays at the end.
    """
    path, hash_, fragment = path.partition("#")
    return f"{path or 'index'}.{ending}{hash_}{fragment}"
