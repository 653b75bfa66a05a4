"""What question pages call topics and columns, in the page's language; ``words.toml`` holds what the ontology does not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kgtool.base import toml
from kgtool.rdf import iris
from kgtool.rdf.vocab import RDFS
from kgtool.web.models.view import View

_FILE = Path(__file__).with_name("words.toml")


def topic(name: str, lang: str) -> str:
    """Return the title of a folder of questions; one without a title is called by its name."""
    return _in("topics", name, lang) or name


def column(view: View, name: str) -> str:
    """Return the heading of a column: the label of the term of that name, else the word, else the name itself."""
    for local in (name, name[:1].upper() + name[1:]):
        label = view.text(iris.NS + local, RDFS.label)
        if label is not None and label.lang == view.lang:
            return label.text
    return _in("columns", name, view.lang) or name


def is_ours(name: str) -> bool:
    """Say whether a column holds what we concluded, not what a plan says."""
    return name in words()["ours"]


@cache
def words() -> dict[str, Any]:
    """The file, read once."""
    return toml.parse(_FILE.read_text("utf-8"), _FILE.name).data


def _in(table: str, name: str, lang: str) -> str:
    ja, en = words()[table].get(name, ("", ""))
    return str(ja if lang == "ja" else en)
