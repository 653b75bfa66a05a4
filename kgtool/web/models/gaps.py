"""What a plan does not say or the text lost: gaps with their reason and the guesses that were made."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from kgtool.rdf.vocab import JPP
from kgtool.web.models import plans
from kgtool.web.models.view import View


class Guess(NamedTuple):
    """A candidate for what is missing, as text or as a resource, with what speaks for it. Never the value itself."""

    iri: str
    text: str
    resource: str | None
    confidence: str
    method: str | None
    evidence: list[str]


class Gap(NamedTuple):
    """Something that is missing: of what, which property, why; the places where it can be seen, the guesses."""

    iri: str
    about: str
    what: str
    reason: str | None
    places: list[str]
    guesses: list[Guess]

    @property
    def local(self) -> str:
        """The property's name without its namespace."""
        return self.what.rpartition("#")[2].rpartition("/")[2]


def read(view: View, iri: str) -> Gap:
    """Return one gap."""
    return Gap(
        iri,
        view.object(iri, JPP.gapIn) or "",
        view.object(iri, JPP.gapProperty) or "",
        view.object(iri, JPP.gapReason),
        view.objects(iri, JPP.statedAt),
        [guess(view, candidate) for candidate in view.objects(iri, JPP.candidate)],
    )


def guess(view: View, iri: str) -> Guess:
    """Return one candidate."""
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
    """Return the gaps that a plan's graph records, by what they are gaps of: one pass over the graph."""
    found: dict[str, list[Gap]] = defaultdict(list)
    for gap in view.subjects(JPP.gapIn, graph=plans.graph("plan", iri)):
        made = read(view, gap)
        found[made.about].append(made)
    return dict(found)
