"""The page of an alignment: the plans it compares, the number of correspondences of each kind, those with most
confidence.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from kgtool.rdf.vocab import DCTERMS, JPP, SSSOM
from kgtool.web.models import correspondences
from kgtool.web.models.correspondences import RELATIONS
from kgtool.web.models.view import View
from kgtool.web.resources import correspondence

CLASSES = (SSSOM.MappingSet,)
TEMPLATE = "correspondence_set.html"
_MOST = 25


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``correspondence_set.html`` shows."""
    plans = sorted(correspondence.plans_of(view, iri))
    found = correspondences.between(view, plans[0], plans[1]) if len(plans) == 2 else []
    kinds = Counter(judgement.relation for judgement in found)
    listed = [judgement for judgement in found if judgement.relation not in correspondences.ABSENCES][:_MOST]
    return {
        "plans": plans,
        "description": view.text(iri, DCTERMS.description),
        "relations": [(kind, number) for kind in RELATIONS if (number := kinds[kind])],
        "above": partial(correspondences.code_above, view),
        "shown": [(judgement, view.text(judgement.iri, JPP.reason)) for judgement in listed],
        "number": len(found),
        "judged": view.objects(iri, JPP.judgedClass),
        "open": view.objects(iri, JPP.leftOpen),
    }
