"""A table in GitHub-flavoured Markdown; no text of the data can become markup."""

from __future__ import annotations

from kgtool.base.display import escape_markdown, visible
from kgtool.results import GRAPHS, ROWS, Answer, RenderOptions
from kgtool.results.cells import Cell, grid

FORMS = (*ROWS, *GRAPHS)
FOR_PEOPLE = True


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as a Markdown table under its title; columns of numbers are aligned to the right."""
    found = grid(answer)
    heading = [f"## {escape_markdown(visible(options.title))}", ""] if options.title else []
    rules = ["---:" if number else "---" for number in found.numeric()]
    lines = [[escape_markdown(name) for name in found.columns], rules]
    lines += [[_cell(cell) for cell in row] for row in found.rows]
    return "\n".join([*heading, *(f"| {' | '.join(line)} |" for line in lines)]) + "\n"


def _cell(cell: Cell) -> str:
    return escape_markdown(visible(cell.text))
