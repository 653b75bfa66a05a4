"""Match generated later versions of the two plans with the plans, and say how many of what became of elements was found.

``python -m benchmarks.versions`` needs the source texts (KGTOOL_SOURCES). A fact is a kind of change with the old and the new
element; what split or merged is a fact for each part. The matcher sees the elements of both versions and no more.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.versions import edits
from benchmarks.versions.edits import OPERATIONS, Fact
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction, source
from kgtool.intake.revision import changes, elements, matching
from kgtool.intake.revision.elements import Elements

PLANS = ("13221-kiyose-5", "13211-kodaira-4")
EDITS, AT_ONCE = 1000, (5, 15, 40)
"""How many edits in all, and how many are made in one version, in turn."""


@dataclass
class VersionScore:
    """Facts that were found, missed, and said without being so; by kind of change."""

    right: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, Fact]] = field(default_factory=list)
    wrong: list[tuple[str, Fact]] = field(default_factory=list)
    edits: Counter[str] = field(default_factory=Counter)

    def f1(self, kinds: tuple[str, ...]) -> float:
        """The harmonic mean of precision and recall over some kinds; 1 where there is nothing of them."""
        right = sum(self.right[kind] for kind in kinds)
        failed = sum(fact[0] in kinds for _, fact in [*self.missed, *self.wrong])
        return 2 * right / (2 * right + failed) if right + failed else 1.0


def plans(repo: Repo, sources: Path) -> dict[str, Elements]:
    """Return the elements of the two plans, from their texts."""
    read = {}
    for plan in PLANS:
        text = source.read(repo, plan, sources).text
        read[plan] = elements.of_outline(extraction.extract(repo, plan, sources).outline, text)
    return read


def said(found: matching.VersionMatches) -> Iterator[Fact]:
    """Yield the facts that a matching says."""
    for change in changes.changes(found):
        for kind in change.kinds:
            for old in change.old or [None]:
                for new in change.new or [None]:
                    yield kind, old.path if old else "", new.path if new else ""


def score(read: dict[str, Elements], number: int, seed: int) -> VersionScore:
    """Make edits until there are ``number``, match, and compare; the same seed gives the same score."""
    total, turn = VersionScore(), 0
    while sum(total.edits.values()) < number:
        plan = PLANS[turn % 2]
        left = number - sum(total.edits.values())
        made = edits.edit(read[plan], read[PLANS[(turn + 1) % 2]], seed + turn, min(left, AT_ONCE[turn % 3]))
        facts = set(said(matching.match(read[plan], made.elements)))
        name = f"{plan} seed {seed + turn}"
        total.right.update(fact[0] for fact in facts & made.facts)
        total.missed += [(name, fact) for fact in sorted(made.facts - facts)]
        total.wrong += [(name, fact) for fact in sorted(facts - made.facts)]
        total.edits.update(made.edits)
        turn += 1
    return total


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.versions", description=__doc__)
    parser.add_argument("--edits", type=int, default=EDITS, help=f"how many edits (default: {EDITS})")
    parser.add_argument("--seed", type=int, default=1, help="what the edits are drawn with (default: 1)")
    parser.add_argument("--missed", type=int, default=20, help="how many of what was missed to show (default: 20)")
    options = parser.parse_args()
    folder = os.environ.get("KGTOOL_SOURCES", "")
    if not folder:
        parser.error("set KGTOOL_SOURCES to the folder of the source texts")
    found = score(plans(layout.find(), Path(folder)), options.edits, options.seed)
    print(", ".join(f"{name} {found.edits[name]}" for name in OPERATIONS))
    print(f"{'what became of it':18} {'F1':>6} {'right':>6} {'missed':>7} {'wrong':>6}")
    for kind in changes.KINDS:
        counts = [sum(fact[0] == kind for _, fact in some) for some in (found.missed, found.wrong)]
        print(f"{kind:18} {found.f1((kind,)):6.3f} {found.right[kind]:6} {counts[0]:7} {counts[1]:6}")
    print(f"{'all but kept':18} {found.f1(changes.KINDS[1:]):6.3f}")
    for sign, some in (("-", found.missed), ("+", found.wrong)):
        for name, (kind, old, new) in some[: options.missed]:
            print(f"    {sign} {name}: {kind} {old} → {new}")
        if len(some) > options.missed:
            print(f"    {sign} and {len(some) - options.missed} more")


if __name__ == "__main__":
    main()
