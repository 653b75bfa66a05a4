"""How the elements of two plans correspond: the judgements of their alignment, read from one side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, SKOS, SSSOM
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View

NONE = SSSOM.NoTermFound.value
RELATIONS = ("exact", "close", "first-broader", "second-broader", "related", "none")
_RELATION = {
    SKOS.exactMatch.value: ("exact", "exact"),
    SKOS.closeMatch.value: ("close", "close"),
    SKOS.narrowMatch.value: ("first-broader", "second-broader"),
    SKOS.broadMatch.value: ("second-broader", "first-broader"),
}


class Judgement(NamedTuple):
    """One correspondence. ``first`` or ``second`` is empty where nothing was found in that plan."""

    iri: str
    first: str
    second: str
    relation: str
    confidence: float


class Ends(NamedTuple):
    """What a judgement is about. ``turned`` says that its subject is in the second plan."""

    iri: str
    graph: NamedNode
    first: str
    second: str
    turned: bool


def between(view: View, first: Plan, second: Plan, about: Iterable[str] | None = None) -> list[Judgement]:
    """Return the judgements about two plans, or those about certain elements, the surest first."""
    return judged(view, ends(view, first, second, about))


def ends(view: View, first: Plan, second: Plan, about: Iterable[str] | None = None) -> list[Ends]:
    """Return what the judgements about the newest versions of two plans are about, without more.

    Cost: that of the alignment of the two plans, or of a few look-ups an element, whatever the size of the store.
    """
    elements = None if about is None else list(about)
    forth, back = _read(view.store, first, second, elements), _read(view.store, second, first, elements)
    return [*(Ends(*found, False) for found in forth), *(Ends(i, g, o, s, True) for i, g, s, o in back)]


def judged(view: View, ends: Iterable[Ends]) -> list[Judgement]:
    """Return what was judged, the surest first. Cost: two look-ups each."""
    return sorted((_judge(view.store, end) for end in ends), key=lambda found: (-found.confidence, found.iri))


def relation(predicate: str, subject: str, object: str, turned: bool = False) -> str:
    """Return the relation of a mapping: one of ``RELATIONS``; ``turned`` reads it from the object's side."""
    if NONE in (subject, object):
        return "none"
    return _RELATION.get(predicate, ("related", "related"))[turned]


def code_above(view: View, iri: str) -> str:
    """Return the code of what an element without a code belongs to: a “ten-year image” alone says little."""
    parent = "" if view.name(iri).code else view.object(iri, JPP.partOf)
    return view.name(parent).code if parent else ""


def _read(
    store: Store, subject: Plan, object: Plan, about: list[str] | None
) -> Iterator[tuple[str, NamedNode, str, str]]:
    """Yield the judgements of one alignment: IRI, graph, subject and object, which are empty where nothing was found."""
    graph = NamedNode(iris.graph("align", f"{subject.id}--{object.id}"))
    if about is None:
        subjects, objects = (_pairs(store, None, end, None, graph) for end in (SSSOM.subject_id, SSSOM.object_id))
    else:
        named = [NamedNode(element) for element in about]
        ends = (SSSOM.subject_id, SSSOM.object_id)
        found = [NamedNode(iri) for end in ends for node in named for iri in _pairs(store, None, end, node, graph)]
        subjects, objects = (
            {k: v for iri in found for k, v in _pairs(store, iri, end, None, graph).items()} for end in ends
        )
    for iri in sorted(subjects.keys() & objects.keys()):
        if _in(subjects[iri], subject) and _in(objects[iri], object):
            start, end = ("" if side == NONE else side for side in (subjects[iri], objects[iri]))
            yield iri, graph, start, end


def _judge(store: Store, ends: Ends) -> Judgement:
    def one(predicate: NamedNode) -> str:
        quad = next(store.quads_for_pattern(NamedNode(ends.iri), predicate, None, ends.graph), None)
        return quad.object.value if quad and isinstance(quad.object, (NamedNode, Literal)) else ""

    how = relation(one(SSSOM.predicate_id), ends.first or NONE, ends.second or NONE, ends.turned)
    return Judgement(ends.iri, ends.first, ends.second, how, float(one(JPP.confidence) or 0))


def _pairs(
    store: Store, subject: NamedNode | None, predicate: NamedNode, object: NamedNode | None, graph: NamedNode
) -> dict[str, str]:
    quads = store.quads_for_pattern(subject, predicate, object, graph)
    return {
        quad.subject.value: quad.object.value
        for quad in quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }


def _in(element: str, plan: Plan) -> bool:
    return element == NONE or element.startswith(f"{plan.version}/")
