"""What SSSOM 1.1 prescribes, from sssom.toml: slots, built-in prefixes, types of entities; and what can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kgtool.base import toml
from kgtool.base.errors import InputError, Place
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, PAV, PROV

_FILE = Path(__file__).with_name("sssom.toml")
_OF_PROPERTIES = {"dcterms": DCTERMS.base, "jpp": iris.NS, "pav": PAV.base, "prov": PROV.base}
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
"""The columns that every table has."""


@dataclass(frozen=True)
class Slot:
    """A slot: of what, the kind of its values, whether it may have several, whether one of the set holds for mappings.

    ``property`` is the IRI by which the graph says it; empty where the graph says it in another way. Numbers run from
    ``least`` to 1; texts are in ``lang``, if any.
    """

    property: str
    of: str = "both"
    kind: str = "text"
    several: bool = False
    propagated: bool = False
    lang: str = ""
    least: int = 0


@cache
def _table() -> dict[str, dict[str, Any]]:
    return toml.parse(_FILE.read_text("utf-8"), _FILE.name).data


def prefixes() -> dict[str, str]:
    """Return the prefixes that every table has without declaring them."""
    return dict(_table()["prefixes"])


@cache
def slots(group: str = "slots") -> dict[str, Slot]:
    """Return the slots of the standard by name; those of the group ``ours`` are extension slots with a property of ours."""
    known = prefixes() | _OF_PROPERTIES
    found = {}
    for name, entry in _table()[group].items():
        prefix, _, local = entry.get("property", f"sssom:{name}").partition(":")
        found[name] = Slot(**entry | {"property": known[prefix] + local if local else ""})
    return found


def entity_type(text: str) -> str:
    """Return the CURIE of a type of entities; empty where there is none of this name."""
    return str(_table()["entity_types"].get(text, ""))


def wrong(place: Place, fault: str, **fields: object) -> InputError:
    """Return the error (alignment) for one of the faults in sssom.toml at a place of a table."""
    return InputError(
        "alignment", place, reason={lang: text.format(**fields) for lang, text in _table()["faults"][fault].items()}
    )
