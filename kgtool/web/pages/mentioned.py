"""What some plans name, from A to Z: actors, programmes, laws, facilities, places, terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgtool.search.entries import THINGS
from kgtool.web.backend import Backend
from kgtool.web.html import letters, render
from kgtool.web.models import choice, mentions
from kgtool.web.models.choice import Choice
from kgtool.web.models.view import Name, View
from kgtool.web.page import Page, Parameters

AT_FIRST = 8
MOST = 1_000
_KINDS = {kind.lower(): kind for kind in THINGS}


class NamedEntity(NamedTuple):
    """Something that is named, and by how many elements of each plan."""

    name: Name
    times: Mapping[str, int]


def paths(backend: Backend) -> Iterator[str]:
    """Yield the overview, and the list of each kind."""
    yield "mentioned"
    for kind in _KINDS:
        yield f"mentioned/{kind}"


def find(backend: Backend, path: str) -> Page | None:
    """Return the overview, or the list of one kind."""
    head, slash, end = path.partition("/")
    if head != "mentioned" or (slash and end not in _KINDS):
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        plans = choice.choose(backend, view, parameters)
        found = _named(view, plans)
        values = {"choice": plans, "counts": {kind: len(entities) for kind, entities in found.items()}, "most": MOST}
        if not slash:
            return {**values, "often": {kind: _often(entities) for kind, entities in found.items()}}
        entities = found.get(_KINDS[end], [])[:MOST]
        return {**values, "kind": _KINDS[end], "letters": _by_letter(entities)}

    return render.html_page(backend, path, "mentioned_kind.html" if slash else "mentioned.html", context, choice.TAKES)


def _named(view: View, plans: Choice) -> dict[str, list[NamedEntity]]:
    """What the chosen plans name, by kind, from A to Z. Cost: the mentions of these plans."""
    found = mentions.in_plans(view, [plan.iri for plan in plans.plans])
    return {
        kind: sorted((NamedEntity(view.name(entity), times) for entity, times in entities.items()), key=_order)
        for kind, entities in found.items()
    }


def _order(named: NamedEntity) -> tuple[tuple[int, str, str], str]:
    return letters.order(named.name.text), named.name.iri


def _often(entities: list[NamedEntity]) -> list[NamedEntity]:
    """The entities that are named most often."""
    return sorted(entities, key=lambda named: (-sum(named.times.values()), _order(named)))[:AT_FIRST]


def _by_letter(entities: list[NamedEntity]) -> dict[str, list[NamedEntity]]:
    found: dict[str, list[NamedEntity]] = {}
    for named in entities:
        found.setdefault(letters.letter(named.name.text), []).append(named)
    return found
