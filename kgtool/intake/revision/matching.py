"""Match the elements of two versions of a plan: which new element is which old one, or a part of it, or several together.

Two elements of one kind are as alike as their own wording and what stands below them. Pairs are a stable matching: no two
elements prefer each other to those they are matched with; where the wording leaves a choice, the place in the plan decides.
What is left is a part split off, if an old element has its wording and the element's counterpart has not; merged, the other way
round. Last, what stands at one place below matched parents is matched although little of its wording is left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kgtool.intake.revision import likeness
from kgtool.intake.revision.elements import Elements, VersionElement, below
from kgtool.intake.revision.likeness import Grams, Weights

_ALIKE = 0.4
"""Evidence from which two elements are matched wherever they stand."""
_ALIKE_IN_PLACE = 0.2
"""Evidence from which they are matched below matched parents."""
_PART = 0.4
"""How much of a part's wording must come from what the whole's other part has not."""
_SHARE, _SMALL_PART = 0.12, 0.75
"""A part that is less of the whole than the first must come from it with more than the second."""
_NEAR, _SAME_CODE, _SAME_PLACE = 0.1, 0.04, 0.02


class ElementMatch(NamedTuple):
    """An old and a new element, by path, of which the new one is a revision; ``likeness`` is from 0 to 1."""

    old: str
    new: str
    likeness: float


@dataclass(frozen=True)
class VersionMatches:
    """The matches of two versions. An old element that was split has several, and a new one that was merged."""

    old: Elements
    new: Elements
    matches: list[ElementMatch]


def match(old: Elements, new: Elements) -> VersionMatches:
    """Match the elements of two versions by what they say and where they stand; paths are not compared.

    Cost: for each kind, what any two elements have in common; a second for some hundreds of elements.
    """
    return _Matcher(old, new).matched()


class _ComparedVersion:
    """One version: the pairs of characters of each element, and of all that is below it."""

    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.own = {path: likeness.grams(element.wording) for path, element in elements.items()}
        self.children = below(elements)
        self.under: dict[str, Grams] = {}
        for path in elements:
            self._sum(path)
        self.whole = {path: self.own[path] + self.under[path] for path in elements}

    def _sum(self, path: str) -> Grams:
        if path not in self.under:
            self.under[path] = Counter()
            for child in self.children.get(path, ()):
                self.under[path].update(self.own[child])
                self.under[path].update(self._sum(child))
        return self.under[path]

    def kinds(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path, element in self.elements.items():
            found[element.kind].append(path)
        return found


class _Matcher:
    def __init__(self, old: Elements, new: Elements) -> None:
        self.old, self.new = _ComparedVersion(old), _ComparedVersion(new)
        self.weights = Weights([*self.old.own.values(), *self.new.own.values()])
        self.evidence: dict[tuple[str, str], float] = {}
        self.into: dict[str, str] = {}
        self.origin: dict[str, str] = {}
        self.made: list[ElementMatch] = []

    def matched(self) -> VersionMatches:
        self._weigh()
        self._pair(lambda pair, evidence: evidence >= _ALIKE)
        self._parts(self.old, self.new, self.into, self.origin, lambda whole, part: (whole, part))
        self._parts(self.new, self.old, self.origin, self.into, lambda whole, part: (part, whole))
        while self._pair(lambda pair, evidence: evidence >= _ALIKE_IN_PLACE and self._in_place(*pair)):
            pass
        place = {path: n for n, path in enumerate(self.old.elements)}, {p: n for n, p in enumerate(self.new.elements)}
        self.made.sort(key=lambda match: (place[0][match.old], place[1][match.new]))
        return VersionMatches(self.old.elements, self.new.elements, self.made)

    # evidence

    def _weigh(self) -> None:
        """Work out how alike any two elements of one kind are: by their own wording, or by that and all below them."""
        new = self.new.kinds()
        for kind, paths in self.old.kinds().items():
            own = self._dice(paths, new.get(kind, []), self.old.own, self.new.own)
            under = self._dice(paths, new.get(kind, []), self.old.under, self.new.under)
            for pair in own.keys() | under.keys():
                alone = own.get(pair, 0.0)
                worded = bool(self.old.own[pair[0]] or self.new.own[pair[1]])
                self.evidence[pair] = max(alone, (alone + under.get(pair, 0.0)) / (1 + worded))
        for pair in self._unworded():
            self.evidence[pair] = max(self.evidence.get(pair, 0.0), _ALIKE)

    def _unworded(self) -> Iterator[tuple[str, str]]:
        """Pairs of one kind that have nothing but the same code: of a heading that is lost, that is all there is to know."""
        bare = [
            {(e.kind, e.notation): e.path for e in side.elements.values() if not e.wording and e.notation}
            for side in (self.old, self.new)
        ]
        return ((bare[0][key], bare[1][key]) for key in sorted(bare[0].keys() & bare[1].keys()))

    def _dice(
        self, paths: Iterable[str], others: Iterable[str], old: dict[str, Grams], new: dict[str, Grams]
    ) -> dict[tuple[str, str], float]:
        some, rest = {path: old[path] for path in paths}, {path: new[path] for path in others}
        totals = [{path: self.weights.total(found) for path, found in side.items()} for side in (some, rest)]
        return {
            (one, other): 2 * common / (totals[0][one] + totals[1][other])
            for one, other, common in likeness.shared(some, rest, self.weights)
        }

    def _nearness(self, old: VersionElement, new: VersionElement) -> float:
        """What speaks for a pair beside its wording; it decides between those that are as alike."""
        parents = (old.parent, new.parent)
        above = self.evidence.get(parents, 0.0) if all(parents) else float(not any(parents))
        code = float(bool(old.notation) and old.notation == new.notation)
        return _NEAR * above + _SAME_CODE * code + _SAME_PLACE * (1 - abs(old.position - new.position))

    # pairs

    def _pair(self, enough: Callable[[tuple[str, str], float], bool]) -> bool:
        """Match those that prefer each other to all that are left; say whether any were."""
        scored = sorted(
            (-(evidence + self._nearness(self.old.elements[old], self.new.elements[new])), old, new)
            for (old, new), evidence in self.evidence.items()
            if old not in self.into and new not in self.origin and enough((old, new), evidence)
        )
        before = len(self.made)
        for _, old, new in scored:
            if old not in self.into and new not in self.origin:
                self.into[old], self.origin[new] = new, old
                self._note(old, new)
        return len(self.made) > before

    def _note(self, old: str, new: str) -> None:
        self.made.append(ElementMatch(old, new, round(min(1.0, self.evidence.get((old, new), 0.0)), 2)))

    def _in_place(self, old: str, new: str) -> bool:
        """Say whether two elements stand below parents that are a pair, or both at the top."""
        above = self.old.elements[old].parent, self.new.elements[new].parent
        return self.into.get(above[0]) == above[1] if all(above) else not any(above)

    # parts

    def _parts(
        self,
        wholes: _ComparedVersion,
        parts: _ComparedVersion,
        counterpart: dict[str, str],
        taken: dict[str, str],
        ordered: Callable[[str, str], tuple[str, str]],
    ) -> None:
        """Match what is left of ``parts`` with the element whose wording it has and that one's counterpart has not."""
        rest = {whole: wholes.whole[whole] - parts.whole[other] for whole, other in counterpart.items()}
        for kind, paths in parts.kinds().items():
            left = {path: parts.whole[path] for path in paths if path not in taken}
            of_kind = {path: found for path, found in rest.items() if wholes.elements[path].kind == kind}
            for part, whole in self._best(left, of_kind, wholes):
                taken[part] = whole
                self._note(*ordered(whole, part))

    def _best(
        self, left: dict[str, Grams], rest: dict[str, Grams], wholes: _ComparedVersion
    ) -> Iterator[tuple[str, str]]:
        """Yield each part that is left, with the whole that has most of it."""
        found: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for part, whole, common in likeness.shared(left, rest, self.weights):
            inside = common / self.weights.total(left[part])
            share = common / self.weights.total(wholes.whole[whole])
            if inside >= (_PART if share >= _SHARE else _SMALL_PART):
                found[part].append((-inside, whole))
        for part, choices in found.items():
            yield part, min(choices)[1]
