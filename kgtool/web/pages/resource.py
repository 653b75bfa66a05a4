"""One page for each resource of ours: what the graph says about it, in every format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pyoxigraph import NamedNode, Triple

from kgtool.build import dataset_description
from kgtool.export import describe
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, FOAF, RDF
from kgtool.web import addresses, formats, resources
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import shapes
from kgtool.web.models.view import Lookups
from kgtool.web.page import HTML, Page, Parameters, Rendered, Variant


def paths(backend: Backend) -> Iterator[str]:
    """Yield the document of every subject of ours, and that of the shapes."""
    for iri in sorted({*describe.documents(backend.store), iris.SHAPES[:-1]}):
        yield addresses.document(iri) or ""


def find(backend: Backend, path: str) -> Page | None:
    """Return the document at a path."""
    if not path.startswith(addresses.DOCUMENT):
        return None
    iri = addresses.described(path)
    if not iris.is_path(iri[len(iris.BASE) :]) or not describe.known(backend.store, iri):
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes | Rendered:
        if variant.lang:
            return _html(backend, page, variant, lookups)
        written, seed = described()
        return Rendered(written.write(variant), seed)

    @cache
    def described() -> tuple[formats.Serializations, str]:
        store = backend.shapes if iri == iris.SHAPES[:-1] else backend.store
        found = describe.describe(store, iri, _about(iri))
        assert found is not None
        return formats.Serializations(found.triples, backend.prefixes, backend.context, found.ntriples), found.hash

    lookups: Lookups = {}
    successors = describe.retired(backend.store, iri)
    page = Page(
        path,
        (*HTML, *formats.VARIANTS),
        make,
        about=iri,
        successors=None if successors is None else tuple(successors),
    )
    return page


def _html(backend: Backend, page: Page, variant: Variant, lookups: Lookups) -> bytes:
    view = backend.view(variant.lang, lookups)
    if page.about == iris.SHAPES[:-1]:
        template, values = shapes.TEMPLATE, shapes.context(backend.repo, backend.shapes, view)
    else:
        template, values = resources.of(view, page.about)
    return render.html(backend, template, view, page, variant, {"parameters": {}, **values})


def _about(iri: str) -> list[Triple]:
    """What is said of the document itself: topic, licence, dataset."""
    document = NamedNode(iris.BASE + (addresses.document(iri) or ""))
    return [
        Triple(document, RDF.type, FOAF.Document),
        Triple(document, FOAF.primaryTopic, NamedNode(iri)),
        Triple(document, DCTERMS.license, dataset_description.LICENCE),
        Triple(document, DCTERMS.isPartOf, dataset_description.DATASET),
    ]
