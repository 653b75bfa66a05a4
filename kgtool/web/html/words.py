"""Titles of topics and headings of columns on question pages, in the page's language.

``words.toml`` holds those that the ontology does not.
"""

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
    """Return the title of a topic, which is a folder of questions; its name if it has no title."""
    return _in("topics", name, lang) or name


def column(view: View, name: str) -> str:
    """Return the heading of a column: the label of the ontology term of that name, else a word of ``words.toml``,
    else its name.
    """
    for local in (name, name[:1].upper() + name[1:]):
        label = view.text(iris.NS + local, RDFS.label)
        if label is not None and label.lang == view.lang:
            return label.text
    return _in("columns", name, view.lang) or name


def is_ours(name: str) -> bool:
    """Say whether the values of a column are our conclusions, and not what a plan says."""
    return name in words()["ours"]


@cache
def words() -> dict[str, Any]:
    """Return ``words.toml``."""
    return toml.parse(_FILE.read_text("utf-8"), _FILE.name).data


def _in(table: str, name: str, lang: str) -> str:
    ja, en = words()[table].get(name, ("", ""))
    return str(ja if lang == "ja" else en)
