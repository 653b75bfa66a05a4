"""Each release that is kept: its document, by its date and by its hash, and the file with its graph."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kgtool.diff import words
from kgtool.export.releases import graph, release
from kgtool.export.releases.release import DUMP, SHORT, Release
from kgtool.rdf import iris, media
from kgtool.web import addresses, dcat, formats
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models.view import View
from kgtool.web.page import HTML, Page, Parameters, Rendered, Variant
from kgtool.web.pages import changes

_FILES = "releases/"
_DOCUMENTS = addresses.document(release.address("")) or ""
_MOST = 50


def paths(backend: Backend) -> Iterator[str]:
    """Yield the documents, by date and by hash, then the files."""
    yield from (_DOCUMENTS + kept.date for kept in backend.releases)
    yield from sorted({_DOCUMENTS + kept.hash[:SHORT] for kept in backend.releases})
    yield from sorted({_FILES + kept.file for kept in backend.releases})


def find(backend: Backend, path: str) -> Page | None:
    """Return the document of a release, or its file."""
    if path.startswith(_FILES):
        kept = next((kept for kept in backend.releases if path == _FILES + kept.file), None)
        return _file(kept, path) if kept else None
    name = path.removeprefix(_DOCUMENTS)
    found = release.named(backend.releases, name) if name != path else None
    return _document(backend, found, path) if found and name != found.hash else None


def _file(kept: Release, path: str) -> Page:
    def make(variant: Variant, parameters: Parameters) -> Rendered:
        return Rendered((kept.folder / DUMP).read_bytes(), kept.hash)

    return Page(path, (Variant(media.N_QUADS_GZIP),), make, on_disk=kept.folder / DUMP, digest=kept.hash)


def _document(backend: Backend, kept: Release, path: str) -> Page:
    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        return {
            "release": kept,
            "before": release.named(backend.releases, kept.before) if kept.before else None,
            "sections": list(changes.sections(kept, "", _MOST)),
            "plans": [(iris.element(plan), kept.plans[plan]) for plan in sorted(kept.plans)],
            "more": words.more,
        }

    def make(variant: Variant, parameters: Parameters) -> bytes | Rendered:
        if variant.lang:
            return people.make(variant, parameters)
        if variant.format == media.JSON:
            said = {**changes.described(backend, kept), "changes": kept.document()}
            return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
        return dcat.write(backend, sorted(set(graph.whole(kept, backend.url)), key=str), variant)

    variants = (*HTML, *formats.VARIANTS, Variant(media.JSON))
    people = render.html_page(backend, path, "release.html", context, variants=variants, about=kept.iri)
    return replace(people, make=make)
