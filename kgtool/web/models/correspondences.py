"""Read the correspondences between the elements of two plans: the judgements of their alignments, seen from one side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, SKOS, SSSOM
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View

NONE = SSSOM.NoTermFound.value
ABSENCES = ("none-close", "none")
"""What is said of a plan in which nothing was found: nothing close, broader or narrower; or nothing even related."""
RELATIONS = ("exact", "close", "first-broader", "second-broader", "related", *ABSENCES)
_RELATION = {
    SKOS.exactMatch.value: ("exact", "exact"),
    SKOS.closeMatch.value: ("close", "close"),
    SKOS.narrowMatch.value: ("first-broader", "second-broader"),
    SKOS.broadMatch.value: ("second-broader", "first-broader"),
}


class Judgement(NamedTuple):
    """One correspondence. ``first`` or ``second`` is empty if that plan has no counterpart."""

    iri: str
    first: str
    second: str
    relation: str
    confidence: float


class Ends(NamedTuple):
    """The two elements that a judgement is about. ``turned`` says that its subject is in the second plan."""

    iri: str
    graph: NamedNode
    first: str
    second: str
    turned: bool


def between(view: View, first: Plan, second: Plan, about: Iterable[str] | None = None) -> list[Judgement]:
    """Return the judgements about two plans, or about some of their elements, by falling confidence."""
    return judged(view, ends(view, first, second, about))


def ends(view: View, first: Plan, second: Plan, about: Iterable[str] | None = None) -> list[Ends]:
    """Return the elements that the judgements about the newest versions of two plans are about, and nothing else of
    them.

    Cost: proportional to the alignment of the two plans, or a few look-ups for each element of ``about``.
    """
    elements = None if about is None else list(about)
    forth, back = _read(view, first, second, elements), _read(view, second, first, elements)
    return [*(Ends(*found, False) for found in forth), *(Ends(i, g, o, s, True) for i, g, s, o in back)]


def judged(view: View, ends: Iterable[Ends]) -> list[Judgement]:
    """Read judgements, by falling confidence. Cost: two look-ups each."""
    return sorted((_judge(view, end) for end in ends), key=lambda found: (-found.confidence, found.iri))


def relation(predicate: str, subject: str, object: str, turned: bool = False) -> str:
    """Return the relation of a mapping: one of ``RELATIONS``; ``turned`` reads it from the object's side."""
    if NONE in (subject, object):
        return "none" if predicate == SKOS.relatedMatch.value else "none-close"
    return _RELATION.get(predicate, ("related", "related"))[turned]


def code_above(view: View, iri: str) -> str:
    """Return the code of the parent of an element without a code: “ten-year image” alone does not say which."""
    parent = "" if view.name(iri).code else view.object(iri, JPP.partOf)
    return view.name(parent).code if parent else ""


def _read(
    view: View, subject: Plan, object: Plan, about: list[str] | None
) -> Iterator[tuple[str, NamedNode, str, str]]:
    """Yield the judgements of one alignment: IRI, graph, subject and object, which are empty where nothing was found."""
    graph = NamedNode(iris.graph("align", f"{subject.id}--{object.id}"))
    ends = (SSSOM.subject_id, SSSOM.object_id)
    if about is None:
        subjects, objects = ({iri: term.value for iri, term in view.pairs(end, graph)} for end in ends)
    else:
        found = {iri for end in ends for element in about for iri in view.subjects(end, element, graph=graph)}
        subjects, objects = ({iri: other for iri in found if (other := view.object(iri, end, graph))} for end in ends)
    for iri in sorted(subjects.keys() & objects.keys()):
        if _in(subjects[iri], subject) and _in(objects[iri], object):
            start, end = ("" if side == NONE else side for side in (subjects[iri], objects[iri]))
            yield iri, graph, start, end


def _judge(view: View, ends: Ends) -> Judgement:
    predicate = view.object(ends.iri, SSSOM.predicate_id, ends.graph) or ""
    how = relation(predicate, ends.first or NONE, ends.second or NONE, ends.turned)
    return Judgement(ends.iri, ends.first, ends.second, how, view.decimal(ends.iri, JPP.confidence) or 0.0)


def _in(element: str, plan: Plan) -> bool:
    return element == NONE or element.startswith(f"{plan.version}/")
