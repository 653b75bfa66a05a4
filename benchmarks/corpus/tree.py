"""Draw the elements of a made-up plan from the parts of a real one, and lay them out in a text that nobody wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from benchmarks.corpus.anatomy import Anatomy, Key, Part
from benchmarks.corpus.codes import code


@dataclass(slots=True, eq=False)
class Node:
    """One element of a made-up plan. ``start`` is the offset of its first character; ``lost``: a fault has taken it out."""

    part: Part
    parent: Node | None
    order: int
    code: str
    iri: str
    start: int = 0
    lost: bool = False

    @property
    def kind(self) -> str:
        return self.part.kind

    def span(self, index: int) -> tuple[int, int]:
        """One of the places inside the element."""
        found = self.part.ranges[index]
        begin = self.start + (found.start or 0)
        return begin, begin + found.length


@dataclass
class Tree:
    """The elements in document order; ``end`` is the offset after the last of them.

    ``statements`` counts what the plan says, with what is said about its things and without alignments.
    """

    nodes: list[Node] = field(default_factory=list)
    by_key: dict[Key, list[Node]] = field(default_factory=dict)
    end: int = 0
    statements: int = 0

    def kinds(self, *kinds: str) -> list[Node]:
        """The elements of some classes that are there."""
        return [node for node in self.nodes if node.kind in kinds and not node.lost]

    def children(self, parent: Node, kind: str) -> list[Node]:
        return [node for node in self.nodes if node.parent is parent and node.kind == kind]

    def lose(self, kind: str, rng: Random) -> None:
        """Mark an element of a measure as lost: the last of its siblings, with nothing below it."""
        last: dict[int, Node] = {id(node.parent): node for node in self.nodes if node.kind == kind}
        rng.choice([node for node in last.values() if node.part.theme and not node.part.groups]).lost = True


def draw(anatomy: Anatomy, version_iri: str, richness: float, rng: Random) -> Tree:
    """Draw a plan that has ``richness`` times the elements of the real one, and the same things inside of measures."""
    drawing = _Drawing(anatomy, version_iri, richness, rng)
    drawing.add(None, anatomy.roots)
    tree = drawing.tree
    position = sum(found.length + 1 for found in anatomy.front.ranges)
    for node in tree.nodes:
        node.start = position
        position += node.part.extent + 1
    tree.end = position
    things = {thing for part in (anatomy.front, *(node.part for node in tree.nodes)) for thing in part.things}
    tree.statements = (
        anatomy.front.statements + sum(node.part.statements for node in tree.nodes) + sum(map(anatomy.about, things))
    )
    return tree


class _Drawing:
    def __init__(self, anatomy: Anatomy, version_iri: str, richness: float, rng: Random) -> None:
        self.anatomy, self.version_iri, self.richness, self.rng = anatomy, version_iri, richness, rng
        self.tree = Tree()
        self.owed: dict[Key, float] = {}
        self.decks: dict[Key, list[Part]] = {}
        self.orders: dict[tuple[int, str], int] = {}

    def add(self, parent: Node | None, groups: tuple[tuple[Key, int], ...]) -> None:
        for key, count in groups:
            pool = self.anatomy.pools[key]
            for _ in range(self._number(key, count, pool[0].alone)):
                node = self._node(parent, key, self._part(key))
                self.tree.nodes.append(node)
                self.tree.by_key.setdefault(key, []).append(node)
                self.add(node, node.part.groups)

    def _part(self, key: Key) -> Part:
        """A part by chance, none again before all others have come up."""
        deck = self.decks.get(key)
        if not deck:
            deck = self.decks[key] = self.rng.sample(self.anatomy.pools[key], len(self.anatomy.pools[key]))
        return deck.pop()

    def _number(self, key: Key, count: int, alone: bool) -> int:
        """How many to draw: at least one, and over a whole plan as many as the richness says."""
        owed = self.owed.get(key, self.rng.random()) + self.anatomy.siblings(key, count, self.richness)
        number = 1 if alone else max(1, int(owed))
        self.owed[key] = owed - number
        return number

    def _node(self, parent: Node | None, key: Key, part: Part) -> Node:
        place = (id(parent), part.kind)
        order = self.orders[place] = self.orders.get(place, 0) + 1
        above, top = parent, parent.parent if parent and parent.parent else parent
        printed = code(
            self.anatomy.codes.get(key, "{order}"),
            order,
            len(self.tree.by_key.get(key, ())) + 1,
            above.code if above else "",
            top.code if top else "",
        )
        base = parent.iri if parent and part.below_parent else self.version_iri
        return Node(part, parent, order, printed, f"{base}/{part.path.format(order=order, code=printed)}")
