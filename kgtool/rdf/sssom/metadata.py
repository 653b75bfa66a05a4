"""The metadata block of an SSSOM table: YAML in the lines that begin with ``#``.

Every scalar is read as text, whatever YAML would make of it: a version 0.10 is no number, and a date no object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from kgtool.base.errors import Place
from kgtool.rdf.sssom import standard
from kgtool.rdf.sssom.standard import wrong

if TYPE_CHECKING:
    from yaml import Node

_NAME = re.compile(r"[^\W\d][\w.-]*")
"""A name without colon (Namespaces in XML 1.0, section 3), without its rarer characters."""
_UNSET = ("", "~", "null", "Null", "NULL")
_UNNAMED = "http://sssom.invalid/"
"""The beginning of the property of an extension slot that declares none (SSSOM, Non-standard slots)."""


class Setting(NamedTuple):
    """The values of a key of the metadata block, or of a cell, and the line of the file that they stand on."""

    values: tuple[str, ...]
    line: int


class Extension(NamedTuple):
    """An extension slot as ``extension_definitions`` declares it: its property and the IRI of the type of its values."""

    property: NamedNode
    type: str


@dataclass(frozen=True)
class Metadata:
    """A metadata block: its slots that have a value, prefixes with the built-in ones, extension slots by name."""

    settings: dict[str, Setting]
    prefixes: dict[str, str]
    extensions: dict[str, Extension]

    def iri(self, curie: str) -> NamedNode | None:
        """Return the IRI that a CURIE stands for; None where its prefix is not declared or it makes no IRI."""
        prefix, _, local = curie.partition(":")
        return node(self.prefixes[prefix] + local) if local and prefix in self.prefixes else None

    def has(self, name: str, of: str) -> bool:
        """Say whether a name is a slot of the standard that ``of`` (mapping, set) may have, or a declared one."""
        slot = standard.slots().get(name)
        return slot.of in (of, "both") if slot else name in self.extensions


def node(iri: str) -> NamedNode | None:
    """Return an absolute IRI as a node; None for any other text."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def read(lines: list[str], name: str) -> Metadata:
    """Parse the metadata block in the lines that begin with ``#``.

    Raises ``InputError`` (alignment) with the line of what is no YAML, a key that stands twice, a key that is neither
    a slot of SSSOM 1.1 nor declared, a value of another shape than its slot has.
    """
    root = _compose("\n".join(line[1:].rstrip() for line in lines), name)
    entries = {key: (value, place) for key, value, place in _entries(root, name)} if root else {}
    made = Metadata({}, standard.prefixes(), {})
    for prefix, value, place in _entries(entries.pop("curie_map", (None,))[0], name, "curie_map"):
        start = "".join(_texts(value, "curie_map", name))
        if node(start) is None:
            raise wrong(place, "prefix", key=prefix)
        if made.prefixes.setdefault(prefix, start) != start:
            raise wrong(place, "prefix-fixed", key=prefix, iri=made.prefixes[prefix])
    made.extensions.update(_extensions(entries.pop("extension_definitions", (None,))[0], made, name))
    for key, (value, place) in entries.items():
        values = tuple(_texts(value, key, name))
        if not made.has(key, "set"):
            raise wrong(place, "unknown", key=key)
        known = standard.slots("ours" if key in made.extensions else "slots").get(key)
        if len(values) > 1 and not (known and known.several):
            raise wrong(place, "several", key=key)
        if values:
            made.settings[key] = Setting(values, place.line)
    return made


def _compose(text: str, name: str) -> Node | None:
    """The YAML as a tree of nodes, in which every scalar is the text that was written; no object is made of it."""
    import yaml  # here, since it takes ten milliseconds and few commands read a table

    try:
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, mark.line + 1, mark.column + 2) if mark else Place(name, 1)
        raise wrong(place, "yaml", why=getattr(error, "problem", None) or str(error)) from None


def _at(found: Node, name: str) -> Place:
    return Place(name, found.start_mark.line + 1)


def _unset(found: Node) -> bool:
    return bool(found.id == "scalar" and found.style is None and found.value in _UNSET)


def _entries(found: Node | None, name: str, key: str = "the metadata block") -> Iterator[tuple[str, Node, Place]]:
    """The entries of a YAML mapping: key, value, place. Raises ``InputError`` for a key that stands twice."""
    if found is None or _unset(found):
        return
    if found.id != "mapping" or not all(entry.id == "scalar" for entry, _ in found.value):
        raise wrong(_at(found, name), "no-entries", key=key)
    seen: set[str] = set()
    for entry, value in found.value:
        if entry.value in seen:
            raise wrong(_at(entry, name), "twice", key=entry.value)
        seen.add(entry.value)
        yield entry.value, value, _at(entry, name)


def _items(found: Node | None) -> list[Node]:
    """The items of a list; what is no list stands for a list of one."""
    return [] if found is None else found.value if found.id == "sequence" else [found]


def _texts(found: Node, key: str, name: str) -> Iterator[str]:
    """The values of a slot: a scalar or a list of scalars; nothing where empty."""
    for item in _items(found):
        if item.id != "scalar":
            raise wrong(_at(item, name), "no-texts", key=key)
        if not _unset(item):
            yield item.value


def _extensions(found: Node | None, made: Metadata, name: str) -> Iterator[tuple[str, Extension]]:
    """The extension slots; a definition that is not valid is passed over, as the standard says."""
    for item in _items(found):
        entries = _entries(item, name, "extension_definitions")
        parts = {key: "".join(_texts(value, key, name)) for key, value, _ in entries}
        slot = parts.pop("slot_name", "")
        if slot in standard.slots() or not _NAME.fullmatch(slot) or parts.keys() - {"property", "type_hint"}:
            continue
        property_ = made.iri(parts["property"]) if "property" in parts else node(_UNNAMED + slot)
        type_ = made.iri(parts.get("type_hint", "xsd:string"))
        if property_ is not None and type_ is not None:
            yield slot, Extension(property_, type_.value)
