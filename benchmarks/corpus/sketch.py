"""A made-up plan before it has words: its town, its elements, and the earlier plans that it is aligned with.

Everything follows from the seed and the plan's number, so a later plan can draw an earlier one again to refer to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

from benchmarks.corpus.alignment import Pairing
from benchmarks.corpus.anatomy import Anatomy
from benchmarks.corpus.towns import Town
from benchmarks.corpus.tree import Tree, draw
from kgtool.rdf import iris

SIZES = (3_100, 5_600, 5_400)
"""Least, greatest and most frequent number of statements of a plan at scale 1: about 4,500 on average.

The real plans are those of cities, and have about 12,000 each; most municipalities are smaller.
"""
_DRAWS, _CLOSE = 6, 0.05
"""How often at most a plan is drawn, until it is about as large as it should be."""
NEAR = 40
"""How far back the earlier plans are that a plan is aligned with."""


FAULT_BUNDLES = 4
"""Faults are made in bundles: one for each of as many plans, then the first again."""
_LOST = {0: "DesiredState", 2: "Direction"}
"""The class of which a faulty plan has lost one element, by bundle: no alignment may lead there."""


@dataclass(frozen=True)
class Settings:
    """What decides the bytes of every plan. ``faults`` is how often each kind of fault is made."""

    seed: int
    scale: float = 1.0
    faults: int = 0


@dataclass(frozen=True)
class Stock:
    """What was measured: the real plans, the alignment between them, and the names of the themes by id."""

    anatomies: tuple[Anatomy, ...]
    pairing: Pairing
    topics: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Sketch:
    """The ``number``-th made-up plan, from 0 on."""

    stock: Stock
    settings: Settings
    number: int

    def rng(self, purpose: str) -> Random:
        """Chance that depends on nothing but seed, plan and purpose."""
        return Random(f"{self.settings.seed}/{self.number}/{purpose}")

    @property
    def anatomy(self) -> Anatomy:
        """The real plan that this one is built like: all in turn."""
        return self.stock.anatomies[self.number % len(self.stock.anatomies)]

    @cached_property
    def town(self) -> Town:
        return Town(self.number)

    @property
    def edition(self) -> int:
        """Which comprehensive plan of the town it is."""
        return 3 + self.number % 5

    @cached_property
    def plan(self) -> str:
        """The plan's id."""
        return f"{self.town.code}-{self.town.roman}-{self.edition}"

    @cached_property
    def version(self) -> str:
        return iris.element(self.plan, self.anatomy.version)

    @cached_property
    def text(self) -> str:
        return iris.text(self.plan, self.anatomy.version)

    @cached_property
    def end_year(self) -> int:
        return 2028 + self.rng("years").randrange(10)

    @cached_property
    def partners(self) -> tuple[int, ...]:
        """The earlier plans that this one is aligned with: one, or for a quarter of the plans two."""
        rng = self.rng("partners")
        earlier = range(max(0, self.number - NEAR), self.number)
        return tuple(sorted(rng.sample(earlier, min(len(earlier), 2 if rng.random() < 0.25 else 1))))

    @cached_property
    def tree(self) -> Tree:
        """The plan's elements, so many that the whole plan has about as many statements as was drawn for it."""
        statements = self.rng("size").triangular(*SIZES) * self.settings.scale
        share = self.stock.pairing.share * len(self.partners)
        wanted = statements / (1 + share)
        rng, richness = self.rng("tree"), self.anatomy.richness(wanted)
        trees = [draw(self.anatomy, self.version, richness, rng)]
        while len(trees) < _DRAWS and abs(trees[-1].statements / wanted - 1) > _CLOSE:
            trees.append(draw(self.anatomy, self.version, richness, rng))
        tree = min(trees, key=lambda tree: abs(tree.statements - wanted))
        if self.fault_bundle in _LOST:
            tree.lose(_LOST[self.fault_bundle], self.rng("lost"))
        return tree

    @property
    def fault_bundle(self) -> int | None:
        """Which faults the plan has, if any."""
        round_, bundle = divmod(self.number, FAULT_BUNDLES)
        return bundle if round_ < self.settings.faults else None

    def earlier(self, number: int) -> Sketch:
        """Another plan of the same corpus."""
        return Sketch(self.stock, self.settings, number)
