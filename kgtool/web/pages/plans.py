"""All plans, by municipality: a page of them at a time, or those whose name or municipality holds some words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.search.names import PLAN
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters
from kgtool.web.pages.home import card
from kgtool.web.resources.plan import measured

AT_ONCE = 25


def paths(backend: Backend) -> Iterator[str]:
    """Yield ``plans``, and ``plans/2`` and so on where one page does not hold them."""
    yield "plans"
    for number in range(2, _last(backend) + 1):
        yield f"plans/{number}"


def find(backend: Backend, path: str) -> Page | None:
    """Return a page of the list."""
    number = _number(path)
    if number is None or number > _last(backend):
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        words = " ".join(parameters.get("q", ())).strip()
        known = choice.ids(backend.build)
        resolved = backend.resolver.resolve(words, PLAN) if words else None
        named = {one.plan for one in resolved.matches} if resolved else frozenset(known)
        found = [plan for plan in known if plan in named]
        first = 0 if words else (number - 1) * AT_ONCE
        return {
            "words": words,
            "near": resolved.near if resolved and not found else (),
            "all": len(known),
            "found": len(found),
            "plans": [_row(view, plan) for plan in found[first : first + AT_ONCE]],
            "number": number,
            "last": 1 if words else _last(backend),
            "most": AT_ONCE,
        }

    return render.html_page(backend, path, "plans.html", context, frozenset({"q"}))


def _number(path: str) -> int | None:
    """The number of the page of the list at a path; the first one has no number in its path."""
    if path == "plans":
        return 1
    head, _, end = path.partition("/")
    number = int(end) if end.isascii() and end.isdecimal() and len(end) < 6 else 0
    return number if head == "plans" and number > 1 and end == str(number) else None


def _last(backend: Backend) -> int:
    """The number of the last page."""
    return max(1, -(-len(choice.ids(backend.build)) // AT_ONCE))


def _row(view: View, plan: str) -> dict[str, Any]:
    known, edition = card(view, plan)
    found = measured(view, edition.iri)
    return {
        "plan": known,
        "edition": edition,
        "present": sum(item.present for item in found),
        "expected": sum(item.expected for item in found),
    }
