"""What became of each element from one version of a plan to the next: kept, reworded, moved, renumbered, split, merged, …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgtool.intake.revision.elements import VersionElement
from kgtool.intake.revision.matching import VersionMatches

KINDS = ("kept", "reworded", "moved", "renumbered", "split", "merged", "added", "removed")


@dataclass(frozen=True)
class VersionChange:
    """What became of elements: the old ones, the new ones (none of one side where it was added or removed), and how.

    ``kinds`` are some of ``KINDS``; an element may have been reworded, moved and renumbered at once. ``likeness`` is the least
    of its matches, 1 where there is none.
    """

    old: tuple[VersionElement, ...]
    new: tuple[VersionElement, ...]
    kinds: frozenset[str]
    likeness: float = 1.0


def changes(found: VersionMatches) -> Iterator[VersionChange]:
    """Yield what became of each element: those that are still there, split or merged by the old order, then the added ones."""
    into, origins = _sides(found)
    likeness = {(match.old, match.new): match.likeness for match in found.matches}
    for path, element in found.old.items():
        after = into.get(path, [])
        new = tuple(found.new[other] for other in after)
        if not after:
            yield VersionChange((element,), (), frozenset({"removed"}))
        elif len(after) > 1:
            yield VersionChange((element,), new, frozenset({"split"}), min(likeness[path, other] for other in after))
        elif len(origins[after[0]]) > 1:
            if origins[after[0]][0] == path:
                before = origins[after[0]]
                least = min(likeness[other, after[0]] for other in before)
                yield VersionChange(tuple(found.old[p] for p in before), new, frozenset({"merged"}), least)
        else:
            yield VersionChange((element,), new, _pair(element, new[0], into), likeness[path, after[0]])
    for path, element in found.new.items():
        if path not in origins:
            yield VersionChange((), (element,), frozenset({"added"}))


def _sides(found: VersionMatches) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    into: dict[str, list[str]] = {}
    origins: dict[str, list[str]] = {}
    for match in found.matches:
        into.setdefault(match.old, []).append(match.new)
        origins.setdefault(match.new, []).append(match.old)
    return into, origins


def _pair(old: VersionElement, new: VersionElement, into: dict[str, list[str]]) -> frozenset[str]:
    """How one element that became one differs: below what its parent became, nothing was moved."""
    kinds = set()
    if old.wording != new.wording:
        kinds.add("reworded")
    if old.notation != new.notation:
        kinds.add("renumbered")
    if new.parent not in (into.get(old.parent, []) if old.parent else [""]):
        kinds.add("moved")
    return frozenset(kinds or {"kept"})
