"""The names of all plans and their municipalities as one file, in which picker.js looks while somebody types."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.rdf.vocab import JPP
from kgtool.search.names import PLAN, spellings
from kgtool.web.backend import Backend
from kgtool.web.models import choice
from kgtool.web.models.view import View
from kgtool.web.page import Page, Variant

PATH = "town-index.json"


def paths(backend: Backend) -> Iterator[str]:
    """Yield the file."""
    yield PATH


def find(backend: Backend, path: str) -> Page | None:
    """Return the file: for each plan its id, the names of town and plan in each language, and what else the town is called."""
    if path != PATH:
        return None
    return Page(path, (Variant(media.JSON),), lambda variant, parameters: _body(backend))


def _body(backend: Backend) -> bytes:
    rows = []
    known = frozenset(choice.ids(backend.build))
    for one in backend.resolver.resources(PLAN):
        if one.plan in known:
            names = [_names(backend.view(lang), one.iri) for lang in LANGUAGES]
            others = sorted({name for _, name in (*one.cities, *one.others)} | set(spellings(one)))
            rows.append([one.plan, *names, others])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _names(view: View, plan: str) -> tuple[str, str]:
    """What the municipality and the plan are called in the language of a view."""
    body = view.object(plan, JPP.responsibleBody)
    return view.name(body).text if body else "", view.name(plan).text
