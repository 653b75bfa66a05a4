"""Read the elements of a version of a plan and their hierarchy, in one pass over the plan's graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from kgtool.rdf.reader import OURS, GraphReader, LangString
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, RDFS, SKOS
from kgtool.web.models import places, plans
from kgtool.web.models.view import Name, View

KINDS = (
    "Vision",
    "Statement",
    "Principle",
    "DesiredState",
    "Goal",
    "Measure",
    "Field",
    "ManagementPolicy",
    "Direction",
    "CrossCuttingProject",
    "ProjectFacet",
    "Indicator",
    "Project",
    "TermDefinition",
    "PlanListing",
)
"""The kinds of elements, in the order in which the parts of one element are read."""


HEADED = ("Goal", "Measure", "ManagementPolicy", "CrossCuttingProject")
"""The kinds that have a heading of their own in an outline; the others are items of a list, but for a listing with parts."""


class PlanElement(NamedTuple):
    """An element: its kind, the city's word for that kind, its position among its siblings, its code and names.

    ``plain`` says that its name is only the city's word and a number, so that just the abstract tells what it is
    about. ``listed`` is the heading under which it is printed if its parent is unknown.
    """

    iri: str
    kind: str
    word: str
    order: int
    code: str
    plain: bool
    name: LangString | None
    abstract: LangString | None
    parent: str
    listed: str


class PartsByWord(NamedTuple):
    """Parts of one element for which the city uses the same word."""

    kind: str
    word: str
    elements: list[PlanElement]


@dataclass(frozen=True)
class Contents:
    """All elements of a version by IRI, and the parts of each (``below``, in the order in which they are read)."""

    version: str
    elements: dict[str, PlanElement]
    below: dict[str, list[PlanElement]]
    under: dict[str, list[PlanElement]]

    def parts(self, iri: str = "", *kinds: str) -> list[PlanElement]:
        """Return the parts of an element, or by default the elements that are part of none; all, or those of some
        kinds.
        """
        return [element for element in self.below.get(iri, ()) if not kinds or element.kind in kinds]

    def headed(self, iri: str) -> list[PlanElement]:
        """Return the parts of an element that have a heading of their own."""
        return [element for element in self.below.get(iri, ()) if self._headed(element)]

    def _headed(self, element: PlanElement) -> bool:
        return element.kind in HEADED or (element.kind == "PlanListing" and element.iri in self.below)

    def groups(self, iri: str) -> list[PartsByWord]:
        """Return the other parts of an element, grouped by the city's word for them."""
        items = [element for element in self.below.get(iri, ()) if not self._headed(element)]
        keys = dict.fromkeys((element.kind, element.word) for element in items)
        return [
            PartsByWord(*key, [element for element in items if (element.kind, element.word) == key]) for key in keys
        ]

    def count(self, kind: str) -> int:
        """Count the elements of a kind."""
        return sum(element.kind == kind for element in self.elements.values())


def read(view: View, version: str) -> Contents:
    """Return the contents of a version. The view also learns the names of all its elements."""
    found = _read(view.store, version, view.lang)
    for element in found.elements.values():
        if element.name:
            view.remember(Name(element.name.text, element.name.lang, element.code, element.iri))
    return found


@lru_cache(maxsize=4)
def _read(store: Store, version: str, lang: str) -> Contents:
    """A store is a snapshot: what was read for a plan serves its version too."""
    elements = {element.iri: element for element in _elements(View(store, lang), version)}
    below: dict[str, list[PlanElement]] = defaultdict(list)
    under: dict[str, list[PlanElement]] = defaultdict(list)
    for element in sorted(elements.values(), key=lambda e: (KINDS.index(e.kind), e.order, e.iri)):
        below[element.parent if element.parent in elements else ""].append(element)
        if element.listed:
            under[element.listed].append(element)
    return Contents(version, elements, dict(below), dict(under))


def _elements(view: View, version: str) -> Iterator[PlanElement]:
    plan, ours = plans.graph("plan", version), plans.graph("theme", version)
    orders, codes = _texts(view, JPP.order, plan), _texts(view, SKOS.notation, plan)
    words, parents = _links(view, JPP.localType, plan), _links(view, JPP.partOf, plan)
    listed, abstracts = _links(view, JPP.listedUnder, plan), _texts(view, DCTERMS.abstract, ours)
    labels, numbered = _texts(view, RDFS.label, plan, *([ours] if view.lang == "en" else [])), _Numbered(view)
    short = _texts(view, JPP.shortName, ours)
    for kind in KINDS:
        for iri in view.subjects(RDF.type, JPP[kind], graph=plan):
            if not iri.startswith(version + "/"):
                continue
            names, word = labels.get(iri, {}), words.get(iri, "")
            yield PlanElement(
                iri,
                kind,
                word,
                int(orders.get(iri, {}).get("", 0)),
                codes.get(iri, {}).get("", ""),
                numbered(names.get("ja", ""), word),
                _called(view, iri, short.get(iri, {}), names),
                _best(view, abstracts.get(iri, {})),
                parents.get(iri, ""),
                listed.get(iri, ""),
            )


def above(view: View, iri: str) -> list[str]:
    """Return the ancestors of an element, the topmost first. A cycle is followed once."""
    found: list[str] = []
    while (parent := view.object(iri, JPP.partOf)) and parent not in found:
        found.insert(0, parent)
        iri = parent
    return found


@lru_cache(maxsize=512)
def sequence(store: Store, version: str, kind: str) -> tuple[str, ...]:
    """Return the elements of one kind of a version, in the order of the text."""
    reader = GraphReader(store)
    found = reader.subjects(RDF.type, JPP[kind], graph=plans.graph("plan", version))
    ours = [iri for iri in found if iri.startswith(f"{version}/")]
    return tuple(sorted(ours, key=lambda iri: (places.start(reader.objects(iri, JPP.statedAt)), iri)))


class _Numbered:
    """Says whether a name is just the city's word for the kind of element, and perhaps a number."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words: dict[str, str] = {}

    def __call__(self, printed: str, word: str) -> bool:
        if word not in self.words:
            found = self.view.literals(word, SKOS.prefLabel) if word else []
            self.words[word] = next((text.value for text in found if text.language == "ja"), "")
        said = self.words[word]
        return bool(said) and printed.startswith(said) and not printed[len(said) :].strip(" 0123456789")


def _called(view: View, iri: str, short: dict[str, str], printed: dict[str, str]) -> LangString | None:
    """The name of an element: the one that is ours, marked as such, else its heading."""
    found = _best(view, short)
    if found is not None:
        return LangString(found.text + OURS.get(found.lang, ""), found.lang)
    return _best(view, printed) if view.lang in printed else view.text(iri, RDFS.label)


def _best(view: View, texts: dict[str, str]) -> LangString | None:
    found = next((lang for lang in (view.lang, view.other, *texts) if lang in texts), None)
    return None if found is None else LangString(texts[found], found)


def _texts(view: View, predicate: NamedNode, *graphs: NamedNode) -> dict[str, dict[str, str]]:
    """The literals of one predicate by subject and language; of several, the first in order."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for graph in graphs:
        for subject, literal in view.pairs(predicate, graph):
            if isinstance(literal, Literal):
                said, lang = found[subject], literal.language or ""
                said[lang] = min(said.get(lang, literal.value), literal.value)
    return found


def _links(view: View, predicate: NamedNode, graph: NamedNode) -> dict[str, str]:
    """The IRIs of one predicate by subject."""
    return {subject: term.value for subject, term in view.pairs(predicate, graph) if isinstance(term, NamedNode)}
