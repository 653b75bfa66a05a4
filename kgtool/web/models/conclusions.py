"""What was concluded about one element, and not said by its plan: themes, commitments and correspondences, with method and
confidence.
"""

from __future__ import annotations

from typing import NamedTuple

from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, JPP, OA, SSSOM
from kgtool.web.models import correspondences
from kgtool.web.models.view import View

MOST = 60


class AssignedTheme(NamedTuple):
    """A theme that an annotation assigns to an element, with confidence, method and evidence."""

    iri: str
    theme: str
    target: str
    confidence: str
    method: str | None
    evidence: list[str]


class Commitment(NamedTuple):
    """How firm a direction is promised, by the words with which its passage ends (empty where it was judged otherwise)."""

    iri: str
    commitment: str
    target: str
    words: str
    confidence: str
    method: str | None
    evidence: list[str]


class Counterpart(NamedTuple):
    """A correspondence as seen from one element: the counterpart, the relation (one of
    ``correspondences.RELATIONS``), why.

    ``other`` is None if nothing in the other plan corresponds; ``about`` is its abstract, ``version`` its plan's
    version.
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
    """Read one theme annotation."""
    return AssignedTheme(
        iri,
        view.object(iri, OA.hasBody) or "",
        view.object(iri, OA.hasTarget) or "",
        view.value(iri, JPP.confidence),
        view.object(iri, JPP.method),
        view.objects(iri, JPP.evidence),
    )


def themes(view: View, element: str) -> list[AssignedTheme]:
    """Return the themes that are assigned to an element, by falling confidence."""
    nodes = [node for node in view.subjects(OA.hasTarget, element) if JPP.ThemeAnnotation.value in view.types(node)]
    return sorted((theme(view, node) for node in nodes), key=lambda found: (-float(found.confidence or 0), found.theme))


def commitment(view: View, iri: str) -> Commitment:
    """Read one commitment annotation."""
    return Commitment(
        iri,
        view.object(iri, OA.hasBody) or "",
        view.object(iri, OA.hasTarget) or "",
        view.value(iri, JPP.printed),
        view.value(iri, JPP.confidence),
        view.object(iri, JPP.method),
        view.objects(iri, JPP.evidence),
    )


def commitments(view: View, element: str) -> list[Commitment]:
    """Return the commitments that a direction was judged to have: one as a rule, none for other elements."""
    nodes = [n for n in view.subjects(OA.hasTarget, element) if JPP.CommitmentAnnotation.value in view.types(n)]
    return [commitment(view, node) for node in nodes]


def matches(view: View, element: str, most: int = MOST) -> list[Counterpart]:
    """Return the correspondences of an element by falling confidence, those without a counterpart last; at most
    ``most``.
    """
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
