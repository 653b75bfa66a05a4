"""Damage of the source that could be mended: what is printed, how it was read, why."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf.vocab import JPP, RDFS
from kgtool.web.models import places, plans
from kgtool.web.models.view import Text, View


class Repair(NamedTuple):
    """One repair. ``printed`` and ``read_as`` are empty where the kind says all."""

    iri: str
    of: list[str]
    kind: str | None
    printed: str
    read_as: str
    comment: Text | None
    places: list[str]


def read(view: View, iri: str) -> Repair:
    """Return one repair."""
    return Repair(
        iri,
        view.objects(iri, JPP.repairOf),
        view.object(iri, JPP.repairKind),
        view.value(iri, JPP.printed),
        view.value(iri, JPP.readAs),
        view.text(iri, RDFS.comment),
        view.objects(iri, JPP.statedAt),
    )


def of(view: View, element: str) -> list[Repair]:
    """Return the repairs of an element."""
    return [read(view, iri) for iri in view.subjects(JPP.repairOf, element)]


def of_version(view: View, version: str) -> list[Repair]:
    """Return the repairs of a version in the order of the text. Cost: a few look-ups a repair."""
    quads = view.store.quads_for_pattern(None, JPP.repairOf, None, plans.graph("plan", version))
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    made = (read(view, iri) for iri in found if iri.startswith(f"{version}/"))
    return sorted(made, key=lambda repair: (places.start(repair.places), repair.iri))


def count(view: View, version: str) -> int:
    """Count the repairs of a version."""
    quads = view.store.quads_for_pattern(None, JPP.repairOf, None, plans.graph("plan", version))
    return len({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
