"""The elements of a version as what proposals are made from: their words, where these stand, what is above and below.

The words are those of the source text where it is at hand; otherwise the names and abstracts that the graph has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kgtool.rdf import iris, turtle
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDFS
from kgtool.suggest.wording import grams

COMPARED = (
    "Principle", "Vision", "Goal", "ManagementPolicy", "Measure", "Field", "CrossCuttingProject", "ProjectFacet",
    "Direction", "DesiredState",
)  # fmt: skip
"""The kinds of elements that have counterparts in other plans."""
DESCRIBED = (*COMPARED, "Statement", "PlanListing")
"""The kinds of elements that proposals are made for."""
_ABOVE = (JPP.partOf, JPP.desiredStateOf, JPP.ofProject, JPP.listedUnder)
_NUMBERS = re.compile(r"[\s0-9０-９①-⑳]+")
_SENTENCE = re.compile(r"[^。\n]+。?")
_REPEATED = 3
"""A heading that so many elements bear says nothing of any of them."""


@dataclass(frozen=True)
class Piece:
    """A sentence or heading, without white space, and the span in which it stands."""

    text: str
    span: str


@dataclass(frozen=True)
class ElementWording:
    """One element: its telling title (empty where the heading is generic or lost), its words, and its pieces in order.

    A passage of digits and marks alone has no words. ``themes`` are those recorded for it, with their confidence.
    """

    iri: str
    kind: str
    title: str
    text: str
    pieces: tuple[Piece, ...]
    above: str
    themes: Mapping[str, float] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Title and text."""
        return f"{self.title}。{self.text}" if self.title else self.text


@dataclass(frozen=True)
class VersionWording:
    """The passages of one version, by IRI in natural order, and those below each."""

    version: str
    by_iri: Mapping[str, ElementWording]
    below: Mapping[str, tuple[ElementWording, ...]]

    def __iter__(self) -> Iterator[ElementWording]:
        return iter(self.by_iri.values())

    @property
    def compared(self) -> list[ElementWording]:
        """Those that may have counterparts and have any words."""
        return [passage for passage in self if passage.kind in COMPARED and passage.words]


def read(graph: GraphReader, version: str, text: str = "") -> VersionWording:
    """Return the passages of a version, the IRI of which is given; ``text`` is its verified source text, if at hand."""
    elements = [(iri, kind) for iri in graph.subjects(JPP.inVersion, version) if (kind := _kind(graph, iri))]
    elements.sort(key=lambda element: turtle.natural(element[0]))
    labels = {iri: graph.value(iri, RDFS.label, "ja") for iri, _ in elements}
    repeated = Counter(_NUMBERS.sub("", label) for label in labels.values())
    found: dict[str, ElementWording] = {}
    for iri, kind in elements:
        label = labels[iri]
        generic = kind == "DesiredState" or repeated[_NUMBERS.sub("", label)] >= _REPEATED
        pieces = tuple(_pieces(graph, iri, text, label if generic else ""))
        words = "".join(piece.text for piece in pieces) if text else graph.value(iri, DCTERMS.abstract, "ja")
        ours = graph.value(iri, JPP.shortName, "ja") if generic and not text else ""
        above = next((found_above for p in _ABOVE if (found_above := graph.object(iri, p))), "")
        title = ours if generic else label
        if not grams(title + words):
            title, words = "", ""
        found[iri] = ElementWording(iri, kind, title, words, pieces, above, _themes(graph, iri))
    below: dict[str, list[ElementWording]] = defaultdict(list)
    for passage in found.values():
        below[passage.above].append(passage)
    return VersionWording(version, found, {iri: tuple(passages) for iri, passages in below.items()})


def _kind(graph: GraphReader, iri: str) -> str:
    names = {type_.removeprefix(iris.NS) for type_ in graph.types(iri)}
    return next((kind for kind in DESCRIBED if kind in names), "")


def _themes(graph: GraphReader, element: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for annotation in graph.subjects(OA.hasTarget, element):
        body = graph.object(annotation, OA.hasBody)
        if body and JPP.ThemeAnnotation.value in graph.types(annotation):
            found[body] = graph.decimal(annotation, JPP.confidence) or 0.0
    return found


def _pieces(graph: GraphReader, iri: str, text: str, heading: str) -> Iterator[Piece]:
    """The sentences in the spans of an element, without a heading that says nothing; whole spans where there is no text."""
    spans = {span for p in (JPP.statedAt, JPP.bodyAt) for span in graph.objects(iri, p)}
    for span in sorted(spans, key=turtle.natural):
        at = iris.read_span(span)
        if at is None or not text:
            yield Piece("", span)
            continue
        for match in _SENTENCE.finditer(text, at.start, at.end):
            said = "".join(match[0].split())
            if said and said != "".join(heading.split()):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                yield Piece(said, iris.span(at.text, start, match.start() + len(match[0].rstrip())))
