"""A table for the terminal: Japanese characters take two columns, and nothing that cannot be seen gets through."""

from __future__ import annotations

from kgtool import table
from kgtool.answers import Answer, View
from kgtool.answers.cells import grid
from kgtool.report.plain import visible


def render(answer: Answer, view: View) -> str:
    """Return the answer as a table, ``view.width`` columns wide (by default as wide as the terminal)."""
    found = grid(answer)
    rows = [[visible(cell.text) for cell in row] for row in found.rows]
    title = f"{visible(view.title)}\n" if view.title else ""  # above the table: in it, a narrow table would break it
    return title + table.draw("", found.columns, rows, view.width)
