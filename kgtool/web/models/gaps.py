"""Read gaps: what a plan does not say or its text lost, with the reason and the candidates for the value."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.models import outside, plans
from kgtool.web.models.outside import OutsideFact
from kgtool.web.models.view import View


class Guess(NamedTuple):
    """A candidate for a missing value, a text or a resource, with confidence, method and evidence.

    It is never the value.
    """

    iri: str
    text: str
    resource: str | None
    confidence: str
    method: str | None
    evidence: list[str]


class Gap(NamedTuple):
    """A missing value: of which resource and property, why, where in the text that shows, and the candidates.

    ``outside`` is what other sources say of it: no more the plan's word than a candidate.
    """

    iri: str
    about: str
    what: str
    reason: str | None
    places: list[str]
    guesses: list[Guess]
    outside: list[OutsideFact]

    @property
    def local(self) -> str:
        """Return the local name of the property."""
        return iris.end(self.what)


def read(view: View, iri: str) -> Gap:
    """Read one gap."""
    about, what = view.object(iri, JPP.gapIn) or "", view.object(iri, JPP.gapProperty) or ""
    return Gap(
        iri,
        about,
        what,
        view.object(iri, JPP.gapReason),
        view.objects(iri, JPP.statedAt),
        [guess(view, candidate) for candidate in view.objects(iri, JPP.candidate)],
        outside.beside(view, about, what),
    )


def guess(view: View, iri: str) -> Guess:
    """Read one candidate."""
    return Guess(
        iri,
        view.value(iri, JPP.candidateValue),
        view.object(iri, JPP.candidateResource),
        view.value(iri, JPP.confidence),
        view.object(iri, JPP.method),
        view.objects(iri, JPP.evidence),
    )


def of(view: View, iri: str) -> list[Gap]:
    """Return the gaps of a resource."""
    return [read(view, gap) for gap in view.subjects(JPP.gapIn, iri)]


def of_plan(view: View, iri: str) -> dict[str, list[Gap]]:
    """Return the gaps in a plan's graph by the resource that has them. Cost: one pass over the gaps of that graph."""
    found: dict[str, list[Gap]] = defaultdict(list)
    for gap in view.subjects(JPP.gapIn, graph=plans.graph("plan", iri)):
        made = read(view, gap)
        found[made.about].append(made)
    return dict(found)
