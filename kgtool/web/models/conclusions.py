"""What was concluded about one element, not said by its plan: themes and correspondences; each with how and how sure."""

from __future__ import annotations

from typing import NamedTuple

from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, JPP, OA, SSSOM
from kgtool.web.models import correspondences
from kgtool.web.models.view import View

MOST = 60


class AssignedTheme(NamedTuple):
    """A theme that was given to an element: the annotation, the theme, and what speaks for it."""

    iri: str
    theme: str
    target: str
    confidence: str
    method: str | None
    evidence: list[str]


class Counterpart(NamedTuple):
    """A correspondence seen from one element, the first: with what, how (one of ``correspondences.RELATIONS``), why.

    ``other`` is None where nothing over there corresponds; ``about`` is its abstract, ``version`` the version over there.
    """

    iri: str
    other: str | None
    about: LangString | None
    relation: str
    reason: LangString | None
    confidence: str
    method: str | None
    version: str | None


def theme(view: View, iri: str) -> AssignedTheme:
    """Return one theme annotation."""
    return AssignedTheme(
        iri,
        view.object(iri, OA.hasBody) or "",
        view.object(iri, OA.hasTarget) or "",
        view.value(iri, JPP.confidence),
        view.object(iri, JPP.method),
        view.objects(iri, JPP.evidence),
    )


def themes(view: View, element: str) -> list[AssignedTheme]:
    """Return the themes that were given to an element, the surest first."""
    nodes = [node for node in view.subjects(OA.hasTarget, element) if JPP.ThemeAnnotation.value in view.types(node)]
    return sorted((theme(view, node) for node in nodes), key=lambda given: (-float(given.confidence or 0), given.theme))


def matches(view: View, element: str, most: int = MOST) -> list[Counterpart]:
    """Return the correspondences of an element, the surest first, then those that found nothing; at most ``most``."""
    found = [_match(view, element, node, False) for node in view.subjects(SSSOM.subject_id, element, most)]
    found += [_match(view, element, node, True) for node in view.subjects(SSSOM.object_id, element, most)]
    return sorted(found, key=lambda match: (match.other is None, -float(match.confidence or 0), match.iri))[:most]


def _match(view: View, element: str, iri: str, turned: bool) -> Counterpart:
    found = view.object(iri, SSSOM.subject_id if turned else SSSOM.object_id) or correspondences.NONE
    other = None if found == correspondences.NONE else found
    table = view.object(iri, DCTERMS.isPartOf)
    return Counterpart(
        iri,
        other,
        view.text(other, DCTERMS.abstract) if other else None,
        correspondences.relation(view.object(iri, SSSOM.predicate_id) or "", element, found, turned),
        view.text(iri, JPP.reason),
        view.value(iri, JPP.confidence),
        view.object(iri, JPP.method),
        view.object(table, SSSOM.subject_source if turned else SSSOM.object_source) if table else None,
    )
