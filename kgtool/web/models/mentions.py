"""Read what elements of plans name (actors, groups of people, programmes, laws, facilities, places, terms), where, and in
which role.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA
from kgtool.search.entries import THINGS
from kgtool.web.models import places, plans
from kgtool.web.models.places import TextRange
from kgtool.web.models.view import View

ACTING = tuple(iris.ID + f"role/{role}" for role in ("performer", "partner", "beneficiary"))
"""The roles of those who act, with whom, and for whom."""
MOST = 100


class Spot(NamedTuple):
    """The span of a name in the text, and ``around`` it a span whose lines are known; the same span if there is none."""

    span: str
    around: str


class Mention(NamedTuple):
    """Something that an element names, with one spot for each line or paragraph that does; ``role`` is None where not told."""

    element: str
    entity: str
    spots: list[Spot]
    role: str | None


def read(view: View, element: str, entity: str, near: list[TextRange]) -> Mention:
    """Return where an element names something. ``near`` are the spans of the element itself.

    The mention's own IRI is composed of the element's and the named resource's.
    """
    node = f"{element}/mention/{entity.rpartition('/')[2]}"
    found: dict[str, Spot] = {}
    for span in sorted(view.objects(node, OA.hasTarget), key=lambda span: places.start([span])):
        around = places.around(near, span)
        spot = Spot(span, around.iri if around and not view.number(span, JPP.firstLine) else span)
        found.setdefault(spot.around, spot)
    return Mention(element, entity, list(found.values()), view.object(node, JPP.role))


def near(view: View, element: str) -> list[TextRange]:
    """Return the spans of an element's heading and body."""
    spans = [*view.objects(element, JPP.statedAt), *view.objects(element, JPP.bodyAt)]
    return [place for place in (places.read(view, span) for span in spans) if place]


def kind(view: View, entity: str) -> str:
    """Return the kind of a named resource as the local name of its class; empty if it is none of ``THINGS``."""
    types = view.types(entity)
    return next((name for name in THINGS if JPP[name].value in types), "")


def of(view: View, element: str) -> dict[str, list[Mention]]:
    """Return what an element names, by kind in the order of ``THINGS``, each sorted by name."""
    found: dict[str, list[Mention]] = defaultdict(list)
    entities = sorted(view.objects(element, JPP.mentions), key=lambda iri: (view.name(iri).text, iri))
    around = near(view, element) if entities else []
    for entity in entities:
        found[kind(view, entity)].append(read(view, element, entity, around))
    return {name: found[name] for name in (*THINGS, "") if name in found}


def acting(view: View, unit: str) -> dict[str, dict[str, list[Spot]]]:
    """Return who acts in a measure, project or policy, with whom, and for whom: for each role of ``ACTING`` that occurs, the
    things and their spots in all parts of the unit, in the order of the text.
    """
    found = sorted(
        (
            read(view, element, entity, near(view, element))
            for element in view.subjects(JPP.unit, unit)
            for entity in view.objects(element, JPP.mentions)
        ),
        key=_position,
    )
    roles: dict[str, dict[str, list[Spot]]] = {role: defaultdict(list) for role in ACTING}
    for mention in found:
        if mention.role in roles:
            roles[mention.role][mention.entity] += mention.spots
    return {role: things for role, things in roles.items() if things}


def by_plan(view: View, entity: str, chosen: list[str]) -> dict[str, list[Mention]]:
    """Return where some plans name a resource: up to 100 elements of each plan, in the order of the text."""
    return {plan: sorted(first(view, entity, plan, MOST), key=_position) for plan in chosen}


def first(view: View, entity: str, plan: str, most: int) -> list[Mention]:
    """Return where some of the elements of a plan's version in force name a resource, in no particular order."""
    version = plans.in_force(view, plan)
    every = view.subjects(JPP.mentions, entity, graph=plans.graph("plan", plan))
    elements = [element for element in every if plans.said_of(element, version)][:most]
    return [read(view, element, entity, near(view, element)) for element in elements]


def _position(mention: Mention) -> tuple[int, str]:
    return places.start([spot.span for spot in mention.spots]), mention.element


def in_plans(view: View, chosen: list[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Count, by kind, resource and plan, the elements that name it.

    Cost: proportional to the mentions of these plans.
    """
    found: dict[str, dict[str, dict[str, int]]] = {name: defaultdict(dict) for name in THINGS}
    for plan in chosen:
        for row in view.rows(f"""
            SELECT ?entity ?kind ?elements WHERE {{
              {{ SELECT ?entity (COUNT(?element) AS ?elements) WHERE {{
                GRAPH {plans.graph("plan", plan)} {{ ?element {JPP.mentions} ?entity }}
                FILTER (STRSTARTS(CONCAT(STR(?element), "/"), "{plans.in_force(view, plan)}/"))
              }} GROUP BY ?entity }}
              ?entity a ?kind .
            }}"""):
            named = row["kind"].removeprefix(iris.NS)
            if named in found:
                found[named][row["entity"]][plan] = int(row["elements"])
    return {name: entities for name, entities in found.items() if entities}
