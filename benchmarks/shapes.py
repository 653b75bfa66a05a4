"""Hold a corpus to the Core shapes alone, plan by plan, as `kgtool check` does it; print the number of results."""

from __future__ import annotations

import sys

from kgtool.check import unit as examine
from kgtool.check.context import context
from kgtool.check.results import by_shapes
from kgtool.corpus import layout, units
from kgtool.corpus.snapshot import Run
from kgtool.incremental.parallel import EVERY_CORE, map_unordered


def main() -> None:
    root = layout.find(sys.argv[1])
    run = Run.on(root)
    tasks = [examine.UnitTask(run, unit.name, "shacl") for unit in units.units(root)]
    print(sum(found for _, found in map_unordered(results, tasks, EVERY_CORE)))


def results(task: examine.UnitTask) -> int:
    """Return how many results a unit has."""
    made = context(task.run, task.engine)
    given = examine.unit_input(made, task.name, made.lines(task.name))
    return len(by_shapes(made, task.name, examine.shapes_input(made, given)))


if __name__ == "__main__":
    main()
