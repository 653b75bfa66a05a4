"""What changed since the previous release."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from kgtool import diff
from kgtool.diff import formats, sources, words
from kgtool.diff.difference import Difference
from kgtool.rdf import media
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models.view import View
from kgtool.web.page import HTML, Page, Parameters, Rendered, Variant

PATH = "diff"
_MOST = 50


def paths(backend: Backend) -> Iterator[str]:
    """Yield the only path."""
    yield PATH


def find(backend: Backend, path: str) -> Page | None:
    """Return the page at its path."""
    if path != PATH:
        return None

    @cache
    def compared() -> Difference | None:
        return _compare(backend)

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        found = compared()
        return {
            "found": found,
            "sections": words.report(found, _MOST) if found else [],
            "more": words.more,
            "most": _MOST,
        }

    def make(variant: Variant, parameters: Parameters) -> bytes | Rendered:
        if variant.lang:
            return people.make(variant, parameters)
        found = compared()
        if variant.format == media.TURTLE:
            return b"".join(formats.turtle(found)) if found else b""
        return json.dumps(formats.document(found) if found else None, ensure_ascii=False, indent=1).encode() + b"\n"

    variants = (*HTML, Variant(media.TURTLE), Variant(media.JSON))
    people = render.html_page(backend, PATH, "diff.html", context, variants=variants)
    return replace(people, make=make)


def _compare(backend: Backend) -> Difference | None:
    """Compare the release before, if one is known, with this build; both are called by their hash."""
    if backend.before is None:
        return None
    old, new = sources.source(backend.before), sources.source(backend.build.folder)
    return diff.compare(replace(old, name=old.hash[:16]), replace(new, name=new.hash[:16]))
