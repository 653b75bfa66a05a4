"""The statements of a made-up plan while faults are put into it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.corpus.sketch import Sketch
from benchmarks.corpus.tree import Node
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA

PLAN, THEME = "plan", "theme"


class Draft:
    """Lines that can be looked up, taken out and put in; what one fault has used, no other gets."""

    def __init__(self, sketch: Sketch, lines: list[str]) -> None:
        self.sketch = sketch
        self.lines = set(lines)
        self.rng: Random = sketch.rng("faults")
        self.used: set[str] = set()

    def find(self, subject: str, predicate: str, value: str = "") -> list[str]:
        """The lines that say this, in order; ``value`` is how the object begins."""
        start = f"<{subject}> <{predicate}> {value}"
        return sorted(line for line in self.lines if line.startswith(start))

    def values(self, subject: str, predicate: str) -> list[str]:
        """The objects as they stand in the lines."""
        start = f"<{subject}> <{predicate}> "
        return [line.removeprefix(start).rsplit(" ", 2)[0] for line in self.find(subject, predicate)]

    def take(self, subject: str, predicate: str, value: str = "") -> str:
        """Take the first line out that says this."""
        line = self.find(subject, predicate, value)[0]
        self.lines.remove(line)
        return line

    def put(self, subject: str, predicate: str, value: str, kind: str = PLAN) -> None:
        """Put a line in; ``value`` is written as an object."""
        self.lines.add(f"<{subject}> <{predicate}> {value} <{iris.graph(kind, self.sketch.plan)}> .\n")

    def replace(self, old: str, new: str) -> None:
        """Change a line."""
        self.lines.remove(old)
        self.lines.add(new)

    def drop(self, start: str) -> None:
        """Take all lines out that begin so."""
        self.lines = {line for line in self.lines if not line.startswith(start)}

    def node(self, *kinds: str, where: Callable[[Node], bool] = lambda node: True) -> Node:
        """An element by chance that no other fault has used. Raises ``ValueError`` when there is none."""
        found = [node for node in self.sketch.tree.kinds(*kinds) if where(node) and node.iri not in self.used]
        if not found:
            raise ValueError(f"{self.sketch.plan} is too small for its faults: no {' or '.join(kinds)} is left")
        return self.use(self.rng.choice(found))

    def use(self, node: Node) -> Node:
        self.used.add(node.iri)
        return node

    def siblings(self, kind: str, least: int) -> list[Node]:
        """The children of one class of a measure that has as many, and that no other fault has used."""
        tree = self.sketch.tree

        def children(measure: Node) -> list[Node]:
            return [node for node in tree.children(measure, kind) if not node.lost]

        return children(self.node("Measure", where=lambda measure: len(children(measure)) >= least))

    def annotation(self) -> str:
        """A theme annotation of an element that no other fault has used."""
        node = self.node("Direction", "DesiredState", where=lambda node: bool(node.part.theme))
        return f"{node.iri}/theme/{node.part.theme}"

    def evidence(self, annotation: str) -> str:
        """The line that gives an annotation its place."""
        return self.find(annotation, JPP.evidence.value)[0]

    def thing_mentioned(self) -> tuple[str, str]:
        """An element, and a thing shared by all plans that it mentions."""
        shared = [
            (node.iri, thing)
            for node in self.sketch.tree.kinds("Direction", "DesiredState", "Statement")
            for thing in node.part.things
            if thing not in self.sketch.anatomy.own
            if self.find(f"{node.iri}/mention/{thing}", OA.hasBody.value)
        ]
        return self.rng.choice(shared)
