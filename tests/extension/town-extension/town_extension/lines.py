"""An answer as lines that a shell can read: the cells of a row, with a tab between them, and no heading."""

from __future__ import annotations

from kgtool.results import ROWS, Answer, RenderOptions
from kgtool.results.cells import grid

FORMS = ROWS
FOR_PEOPLE = False


def render(answer: Answer, options: RenderOptions) -> str:
    """Return a line for each row; a tab or line break inside a cell is a space."""
    return "".join("\t".join(" ".join(cell.text.split()) for cell in row) + "\n" for row in grid(answer).rows)
