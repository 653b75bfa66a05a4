"""Documents from Jinja templates, each in the folder of the module that fills it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from kgtool.base.display import visible, visible_lines


@cache
def environment(folder: Path) -> Environment:
    """Return the templates of a folder. In HTML everything is escaped; a name that nobody gave is an error.

    ``visible`` and ``visible_lines`` of ``display`` are filters.
    """
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"visible": visible, "visible_lines": visible_lines}
    return made


def fill(template: Path, **values: object) -> str:
    """Return a template filled with values."""
    return environment(template.parent).get_template(template.name).render(values)
