"""Hold a corpus to the Core shapes alone, plan by plan, as `kgtool check` does it; print the number of results."""

from __future__ import annotations

import sys

from kgtool.check import unit as examine
from kgtool.check.context import context
from kgtool.check.inputs import read_store
from kgtool.check.results import by_shapes
from kgtool.corpus import layout, units
from kgtool.incremental.parallel import EVERY_CORE, map_unordered
from kgtool.rdf import nquads


def main() -> None:
    root = layout.find(sys.argv[1])
    where = root.root.resolve(), root.share.resolve()
    tasks = [examine.Task(*where, unit.name, "shacl", "benchmark") for unit in units.units(root)]
    print(sum(found for _, found in map_unordered(results, tasks, EVERY_CORE)))


def results(task: examine.Task) -> int:
    """Return how many results a unit has."""
    made = context(task.root, task.share, task.engine, task.rules)
    lines = nquads.cut(nquads.lines(read_store(made.repo, units.unit(made.repo, task.name))))
    scene = examine.scene_of(made, task.name, lines)
    return len(by_shapes(made, task.name, examine.shown_to_shapes(made, scene)))


if __name__ == "__main__":
    main()
