"""Read the elements of one plan from both sides of a comparison, and match those that replace one another.

An element keeps its IRI as long as its version stays. When an adopted plan replaces a draft, all IRIs change: then
elements are paired by ``prov:wasRevisionOf`` where the data says so, else by code and heading, which is our guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.rdf import iris, nquads
from kgtool.rdf.turtle import natural
from kgtool.rdf.vocab import DCTERMS, JPP, OA, PROV, RDF, RDFS, SKOS

_ALIKE, _ALIKE_BELOW, _ALIKE_WITH_CODE, _ALIKE_IN_PLACE = 0.72, 0.6, 0.3, 0.45
_SAYS_ENOUGH = 6
"""A heading of fewer characters, such as 10年後の姿, may stand above many elements."""
Properties = dict[NamedNode, list[NamedNode | Literal]]


@dataclass(frozen=True)
class ComparedElement:
    """The properties of an element that are compared; IRIs as text, texts empty where the graph has none."""

    iri: str
    version: str
    kind: str
    code: str
    label: str
    label_en: str
    part_of: str
    order: str
    abstracts: tuple[str, ...]
    themes: frozenset[str]
    revisions: tuple[str, ...]

    @property
    def title(self) -> str:
        """Code and heading."""
        return " ".join(filter(None, (self.code, self.label or self.label_en)))


class ComparedGap(NamedTuple):
    """An information gap: IRIs of the resource, the missing property and the reason."""

    about: str
    property: str
    reason: str


class Replacement(NamedTuple):
    """An old element and the new one that replaces it.

    ``stated`` if the data says so (``prov:wasRevisionOf``); else it is our guess, with a likeness below 1.
    """

    old: ComparedElement
    new: ComparedElement
    stated: bool
    likeness: float


@dataclass
class PlanSnapshot:
    """A plan as one side has it: elements and gaps by IRI; ``kinds`` is the class of every typed resource.

    ``matched`` are the versions that state which version they revise: then their elements state it as well.
    """

    elements: dict[str, ComparedElement] = field(default_factory=dict)
    gaps: dict[str, ComparedGap] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """Count the resources of each class."""
        counts: dict[str, int] = defaultdict(int)
        for kind in self.kinds.values():
            counts[kind] += 1
        return dict(counts)


def read(lines: Iterable[bytes]) -> PlanSnapshot:
    """Read a plan from its N-Quads lines, whichever graph they stand in."""
    found: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for quad in nquads.read(lines):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject.value][quad.predicate].append(quad.object)
    side = PlanSnapshot()
    themes: dict[str, set[str]] = defaultdict(set)
    for iri, properties in found.items():
        kind = _link(properties, RDF.type)
        if not kind:
            continue
        side.kinds[iri] = kind
        if kind == JPP.ThemeAnnotation.value:
            themes[_link(properties, OA.hasTarget)].add(_link(properties, OA.hasBody))
        elif kind == JPP.PlanVersion.value and PROV.wasRevisionOf in properties:
            side.matched.add(iri)
        elif kind == JPP.InformationGap.value:
            ends = (_link(properties, name) for name in (JPP.gapIn, JPP.gapProperty, JPP.gapReason))
            side.gaps[iri] = ComparedGap(*ends)
    for iri, properties in found.items():
        if JPP.inVersion in properties and (JPP.order in properties or JPP.localType in properties):
            side.elements[iri] = _element(iri, properties, frozenset(themes[iri]))
    return side


def versions(old: PlanSnapshot, new: PlanSnapshot) -> dict[str, str]:
    """Return the IRI of the old version with that of the new one; empty unless exactly one went and one came."""
    before, after = ({element.version for element in side.elements.values()} for side in (old, new))
    gone, come = before - after, after - before
    return {gone.pop(): come.pop()} if len(gone) == len(come) == 1 else {}


def pairs(old: PlanSnapshot, new: PlanSnapshot) -> list[Replacement]:
    """Match new elements to old ones that they replace under another IRI, in the order of the new side.

    First what the data states, where an old element that was split has several pairs, and a new one that was merged. Then, where the
    version states nothing, the most alike by code and heading, and children of matched parents.
    """
    known = {element.version for element in old.elements.values()}
    added = {iri: new.elements[iri] for iri in sorted(set(new.elements) - set(old.elements), key=natural)}
    gone = {iri: element for iri, element in old.elements.items() if iri not in new.elements}
    beside = any(element.version not in known for element in added.values())
    pool = _Unpaired(dict(old.elements) if beside else gone, added)
    pool.state()
    pool.new = {iri: element for iri, element in pool.new.items() if element.version not in new.matched}
    pool.pair_all(_likeness)
    while pool.pair_all(pool.below_a_pair):
        pass
    order = {iri: number for number, iri in enumerate(sorted(new.elements, key=natural))}
    return sorted(pool.made, key=lambda pair: order[pair.new.iri])


class _Unpaired:
    """The elements that have no counterpart yet, and the pairs that were made."""

    def __init__(self, old: dict[str, ComparedElement], new: dict[str, ComparedElement]) -> None:
        self.old, self.new = old, new
        self.made: list[Replacement] = []
        self.into: dict[str, str] = {}

    def pair(self, old: ComparedElement, new: ComparedElement, stated: bool, likeness: float) -> None:
        del self.old[old.iri], self.new[new.iri]
        self.made.append(Replacement(old, new, stated, likeness))
        self.into[old.iri] = new.iri

    def state(self) -> None:
        """Pair what the data states."""
        stated = [(old, new) for new in self.new.values() for old in new.revisions if old in self.old]
        self.made += [Replacement(self.old[old], new, True, 1.0) for old, new in stated]
        for old, new in stated:
            self.into.setdefault(old, new.iri)
            self.new.pop(new.iri, None)
        for old, _ in stated:
            self.old.pop(old, None)

    def pair_all(self, likeness: Callable[[ComparedElement, ComparedElement], float]) -> bool:
        """Pair elements of one kind, the most alike first; say whether any pair was made."""
        scored = [
            (-score, natural(after.iri), natural(before.iri), before, after)
            for after in self.new.values()
            for before in self.old.values()
            if before.kind == after.kind and (score := likeness(before, after))
        ]
        count = len(self.made)
        for negative, _, _, before, after in sorted(scored, key=lambda item: item[:3]):
            if before.iri in self.old and after.iri in self.new:
                self.pair(before, after, False, round(-negative, 2))
        return len(self.made) > count

    def below_a_pair(self, before: ComparedElement, after: ComparedElement) -> float:
        """How alike two elements are whose parents are a pair: the place among siblings counts as much as the heading."""
        if not before.part_of or self.into.get(before.part_of) != after.part_of:
            return 0.0
        labels = _alike(before, after)
        if before.order == after.order:
            return 0.5 + labels / 2 if labels >= _ALIKE_IN_PLACE else 0.0
        return labels * 0.9 if labels >= _ALIKE_BELOW else 0.0


def _likeness(before: ComparedElement, after: ComparedElement) -> float:
    """How alike two elements are, 0 to 1, by code and heading; 0 where that is not enough to take them for one."""
    labels = _alike(before, after)
    if before.code and before.code == after.code:
        return (1 + labels) / 2 if labels >= _ALIKE_WITH_CODE else 0.0
    if labels == 1.0 and before.iri.removeprefix(before.version) == after.iri.removeprefix(after.version):
        return 1.0
    distinct = labels >= _ALIKE and min(len(before.label), len(after.label)) >= _SAYS_ENOUGH
    return labels * 0.95 if distinct else 0.0


def _alike(before: ComparedElement, after: ComparedElement) -> float:
    """How alike two headings are; where one has none in Japanese, its English one counts."""
    both = (before.label, after.label) if before.label and after.label else (before.label_en, after.label_en)
    return SequenceMatcher(None, *both, autojunk=False).ratio() if all(both) else 0.0


def _element(iri: str, properties: Properties, themes: frozenset[str]) -> ComparedElement:
    labels = {
        x.language: x.value
        for predicate in (JPP.shortName, RDFS.label)  # a heading counts before a name of ours
        for x in properties.get(predicate, [])
        if isinstance(x, Literal)
    }
    abstracts = sorted(str(x) for x in properties.get(DCTERMS.abstract, []))
    return ComparedElement(
        iri,
        _link(properties, JPP.inVersion),
        _link(properties, RDF.type),
        _text(properties, SKOS.notation),
        labels.get("ja", ""),
        labels.get("en", ""),
        _link(properties, JPP.partOf),
        _text(properties, JPP.order),
        tuple(abstracts),
        themes,
        tuple(sorted(x.value for x in properties.get(PROV.wasRevisionOf, []) if isinstance(x, NamedNode))),
    )


def _link(properties: Properties, name: NamedNode) -> str:
    """The first IRI of a property, ours before others."""
    found = [x.value for x in properties.get(name, []) if isinstance(x, NamedNode)]
    return min(found, key=lambda iri: (not iri.startswith(iris.BASE), iri), default="")


def _text(properties: Properties, name: NamedNode) -> str:
    return min((x.value for x in properties.get(name, []) if isinstance(x, Literal)), default="")
