"""Hold a corpus to the Core shapes alone, plan by plan, as `kgtool check` does it; print the number of results."""

from __future__ import annotations

import sys

from pyoxigraph import Store

from kgtool.check.context import context
from kgtool.check.unit import UnitTask
from kgtool.check.unit_input import unit_input
from kgtool.check.validators import Notes
from kgtool.check.validators.shapes import by_shapes, shapes_input
from kgtool.corpus import layout, units
from kgtool.corpus.snapshot import Run
from kgtool.incremental.parallel import EVERY_CORE, map_unordered


def main() -> None:
    root = layout.find(sys.argv[1])
    run = Run.on(root)
    tasks = [UnitTask(run, unit.name, "shacl") for unit in units.units(root)]
    print(sum(found for _, found in map_unordered(results, tasks, EVERY_CORE)))


def results(task: UnitTask) -> int:
    """Return how many results a unit has."""
    made = context(task.run, task.engine)
    given = unit_input(made, task.name, made.lines(task.name), Store())
    return len(by_shapes(made, task.name, shapes_input(given), Notes()))


if __name__ == "__main__":
    main()
