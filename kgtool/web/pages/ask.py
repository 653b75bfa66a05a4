"""The page that takes a question in a person's own words and leads to the one of the catalogue that is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.search.routing.router import Candidate, Routing
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters

_PATH = "ask"
_LONGEST = 200
_EXAMPLES = {
    "ja": (
        "子育てについて、それぞれの市は何をする?",
        "清瀬市の施策のうち、小平市に対応するものがないのは?",
        "計画期間はいつからいつまで?",
        "清瀬の計画は素案? それとも決定版?",
    ),
    "en": (
        "What will each city do about child-rearing?",
        "Which measures of Kiyose have no counterpart in Kodaira?",
        "From when to when do the plans run?",
        "Is the plan of Kiyose a draft or has it been adopted?",
    ),
}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page, where a server answers."""
    yield from (_PATH,) if backend.live else ()


def find(backend: Backend, path: str) -> Page | None:
    """Return the page."""
    if path != _PATH or not backend.live:
        return None
    return render.html_page(
        backend, _PATH, "ask.html", lambda view, parameters: _filled(backend, view, parameters), frozenset({"q"})
    )


def _filled(backend: Backend, view: View, parameters: Parameters) -> Mapping[str, Any]:
    text = " ".join(" ".join(parameters.get("q", ())).split())[:_LONGEST]
    routing = backend.router.route(text) if text else Routing("", ())
    return {"wanted": text, "routing": routing, "examples": _EXAMPLES[view.lang], "given": _given}


def _given(candidate: Candidate) -> dict[str, str]:
    """The query parameters that ask a candidate's question with the values that were found."""
    return {name: value.text for name, value in candidate.values.items()}
