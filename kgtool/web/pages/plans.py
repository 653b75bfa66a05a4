"""All plans, by municipality: a page of them at a time, or those whose name or municipality holds some words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDFS, SKOS
from kgtool.web.backend import Backend
from kgtool.web.html import letters, render
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
        found = _named(view.store, known, words) if words else known
        first = 0 if words else (number - 1) * AT_ONCE
        return {
            "words": words,
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


def _named(store: Store, known: tuple[str, ...], words: str) -> tuple[str, ...]:
    wanted = letters.fold(words).split()
    return tuple(plan for plan, names in _names(store, known) if all(word in names for word in wanted))


@lru_cache(maxsize=2)
def _names(store: Store, known: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each plan with its names and those of its municipality, folded: looked up once for a store."""
    view = View(store, "ja")

    def names(plan: str) -> str:
        about = [iris.element(plan), *view.objects(iris.element(plan), JPP.responsibleBody)]
        return letters.fold(
            "\n".join(
                [
                    plan,
                    *(
                        said.value
                        for iri in about
                        for how in (RDFS.label, SKOS.altLabel)
                        for said in view.literals(iri, how)
                    ),
                ]
            )
        )

    return tuple((plan, names(plan)) for plan in known)
