"""What elements of plans name: actors, groups of people, programmes, laws, facilities, places, terms; and where."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA
from kgtool.web.models import places, plans
from kgtool.web.models.places import TextRange
from kgtool.web.models.view import View

KINDS = ("Actor", "PopulationGroup", "Programme", "Law", "Facility", "Place", "Term")
MOST = 100


class Spot(NamedTuple):
    """A place where a name stands, and the span around it of which the lines are known: itself where none is."""

    span: str
    around: str


class Mention(NamedTuple):
    """Something that an element names, and where its text does: one spot for each line or paragraph."""

    element: str
    thing: str
    spots: list[Spot]


def read(view: View, element: str, thing: str, near: list[TextRange]) -> Mention:
    """Return where an element names a thing, of whose own places ``near`` are known.

    The node that says so is called after both.
    """
    node = f"{element}/mention/{thing.rpartition('/')[2]}"
    found: dict[str, Spot] = {}
    for span in sorted(view.objects(node, OA.hasTarget), key=lambda span: places.start([span])):
        around = places.around(near, span)
        spot = Spot(span, around.iri if around and not view.number(span, JPP.firstLine) else span)
        found.setdefault(spot.around, spot)
    return Mention(element, thing, list(found.values()))


def near(view: View, element: str) -> list[TextRange]:
    """Return the places of an element's heading and body."""
    spans = [*view.objects(element, JPP.statedAt), *view.objects(element, JPP.bodyAt)]
    return [place for place in (places.read(view, span) for span in spans) if place]


def kind(view: View, thing: str) -> str:
    """Return the kind of a thing, as the local name of its class; empty where it has none of ours."""
    types = view.types(thing)
    return next((name for name in KINDS if JPP[name].value in types), "")


def of(view: View, element: str) -> dict[str, list[Mention]]:
    """Return what an element names, by kind in the order of ``KINDS``, each by name."""
    found: dict[str, list[Mention]] = defaultdict(list)
    things = sorted(view.objects(element, JPP.mentions), key=lambda iri: (view.name(iri).text, iri))
    around = near(view, element) if things else []
    for thing in things:
        found[kind(view, thing)].append(read(view, element, thing, around))
    return {name: found[name] for name in (*KINDS, "") if name in found}


def by_plan(view: View, thing: str, chosen: list[str]) -> dict[str, list[Mention]]:
    """Return where some plans name a thing: up to 100 elements of each, as they stand in the text."""
    found: dict[str, list[Mention]] = {}
    for plan in chosen:
        elements = view.subjects(JPP.mentions, thing, graph=plans.graph("plan", plan))[:MOST]
        named = (read(view, element, thing, near(view, element)) for element in elements)
        found[plan] = sorted(named, key=_position)
    return found


def _position(mention: Mention) -> tuple[int, str]:
    return places.start([spot.span for spot in mention.spots]), mention.element


def in_plans(view: View, chosen: list[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Count, by kind, thing and plan, the elements of some plans that name a thing. Cost: those plans' mentions."""
    found: dict[str, dict[str, dict[str, int]]] = {name: defaultdict(dict) for name in KINDS}
    for plan in chosen:
        for row in view.rows(f"""
            SELECT ?thing ?kind ?elements WHERE {{
              {{ SELECT ?thing (COUNT(?element) AS ?elements) WHERE {{
                GRAPH {plans.graph("plan", plan)} {{ ?element {JPP.mentions} ?thing }}
              }} GROUP BY ?thing }}
              ?thing a ?kind .
            }}"""):
            named = row["kind"].removeprefix(iris.NS)
            if named in found:
                found[named][row["thing"]][plan] = int(row["elements"])
    return {name: things for name, things in found.items() if things}
