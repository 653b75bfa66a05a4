"""Read repairs: damage of the scanned text that was mended, with what is printed, how it was read, and why."""

from __future__ import annotations

from typing import NamedTuple

from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import JPP, RDFS
from kgtool.web.models import places, plans
from kgtool.web.models.view import View


class Repair(NamedTuple):
    """One repair. ``printed`` and ``read_as`` are empty if the kind of damage says all."""

    iri: str
    of: list[str]
    kind: str | None
    printed: str
    read_as: str
    comment: LangString | None
    places: list[str]


def read(view: View, iri: str) -> Repair:
    """Read one repair."""
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
    """Return the repairs of a version in the order of the text. Cost: a few look-ups for each."""
    found = view.subjects(JPP.repairOf, graph=plans.graph("plan", version))
    made = (read(view, iri) for iri in found if iri.startswith(f"{version}/"))
    return sorted(made, key=lambda repair: (places.start(repair.places), repair.iri))


def count(view: View, version: str) -> int:
    """Count the repairs of a version."""
    return len(view.subjects(JPP.repairOf, graph=plans.graph("plan", version)))
