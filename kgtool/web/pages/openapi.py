"""The questions as an API: OpenAPI 3.1, with the true address of this site, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kgtool.base.languages import LANGUAGES
from kgtool.base.version import __version__
from kgtool.docs import openapi
from kgtool.rdf import media
from kgtool.web.backend import Backend
from kgtool.web.page import Page, Variant

_PATHS = {"openapi.json": "ja"} | {f"openapi.{lang}.json": lang for lang in LANGUAGES}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the description in the first language, and in each by name; nothing where no server answers."""
    yield from _PATHS if backend.live else ()


def find(backend: Backend, path: str) -> Page | None:
    """Return one of the descriptions."""
    if path not in _PATHS or not backend.live:
        return None
    return Page(path, (Variant(media.JSON),), lambda variant, parameters: _body(backend, _PATHS[path]))


def _body(backend: Backend, lang: str) -> bytes:
    described = openapi.describe(list(backend.questions.values()), lang, __version__, backend.url)
    return json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"
