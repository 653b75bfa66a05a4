"""The metadata block of an SSSOM table: YAML in the lines that begin with ``#``.

Every scalar is read as text, whatever YAML would make of it: a version 0.10 is no number, and a date no object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from pyoxigraph import NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.rdf.sssom import slots

if TYPE_CHECKING:
    from yaml import Node

_NAME = re.compile(r"[^\W\d][\w.-]*")
"""A name without colon (Namespaces in XML 1.0, section 3), without its rarer characters."""
_UNSET = ("", "~", "null", "Null", "NULL")
_UNNAMED = "http://sssom.invalid/"
"""What an extension slot without a property is called by (SSSOM, Non-standard slots)."""


class Setting(NamedTuple):
    """The values of a key of the metadata block, none where it is empty, and the line of the file that it stands on."""

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


def wrong(place: Place, ja: str, en: str) -> InputError:
    """Return the error (alignment) for a fault of a table at a place."""
    return InputError("alignment", place, reason={"ja": ja, "en": en})


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
    entries = dict(_entries(root, name)) if root is not None else {}
    prefixes = _prefixes(entries.pop("curie_map", None), name)
    made = Metadata({}, prefixes, {})
    made.extensions.update(_extensions(entries.pop("extension_definitions", None), made, name))
    for key, (value, line) in entries.items():
        if key not in slots.OF_SET and key not in made.extensions:
            raise wrong(
                Place(name, line),
                f"{key} はSSSOM 1.1の項目でも、extension_definitions で宣言した項目でもありません",
                f"{key} is neither a slot of SSSOM 1.1 nor declared in extension_definitions",
            )
        values = tuple(_texts(value, key, name))
        if len(values) > 1 and not (key in slots.SLOTS and slots.SLOTS[key].several):
            raise wrong(Place(name, line), f"{key} の値は一つだけです", f"{key} has one value only")
        if values:
            made.settings[key] = Setting(values, line)
    return made


def _compose(text: str, name: str) -> Node | None:
    """The YAML as a tree of nodes, in which every scalar is the text that was written; no object is made of it."""
    import yaml  # here, since it takes ten milliseconds and few commands read a table

    try:
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, mark.line + 1, mark.column + 2) if mark else Place(name, 1)
        _refuse(place, getattr(error, "problem", None) or str(error))
    except RecursionError:
        _refuse(Place(name, 1), "nested too deeply")


def _refuse(place: Place, reason: str) -> NoReturn:
    raise wrong(
        place,
        f"先頭の # の行はYAMLとして読めません({reason})",
        f"the lines that begin with # are not valid YAML: {reason}",
    ) from None


def _line(found: Node) -> int:
    return int(found.start_mark.line) + 1


def _entries(found: Node, name: str, key: str = "the metadata block") -> Iterator[tuple[str, tuple[Node, int]]]:
    """The entries of a YAML mapping: key, value, line of the key. Raises ``InputError`` for a key that stands twice."""
    if _unset(found):
        return
    if found.id != "mapping":
        raise _no_entries(found, name, key)
    seen: set[str] = set()
    for at, value in found.value:
        if at.id != "scalar":
            raise _no_entries(at, name, key)
        if at.value in seen:
            raise wrong(Place(name, _line(at)), f"{at.value} が二度あります", f"{at.value} stands twice")
        seen.add(at.value)
        yield at.value, (value, _line(at))


def _no_entries(found: Node, name: str, key: str) -> InputError:
    place = Place(name, _line(found))
    return wrong(place, f"{key} は「名前: 値」の並びではありません", f"{key} is not made of lines 'key: value'")


def _unset(found: Node) -> bool:
    return bool(found.id == "scalar" and found.style is None and found.value in _UNSET)


def _items(found: Node) -> list[Node]:
    """The items of a list; what is no list stands for a list of one."""
    return found.value if found.id == "sequence" else [found]


def _texts(found: Node, key: str, name: str) -> Iterator[str]:
    """The values of a slot: a scalar or a list of scalars; nothing where empty."""
    for item in _items(found):
        if item.id != "scalar":
            raise wrong(
                Place(name, _line(item)),
                f"{key} は文字列か文字列の並びではありません",
                f"{key} is not a text or a list of texts",
            )
        if not _unset(item):
            yield item.value


def _prefixes(entry: tuple[Node, int] | None, name: str) -> dict[str, str]:
    found = dict(slots.BUILT_IN)
    for prefix, (value, line) in _entries(entry[0], name, "curie_map") if entry else ():
        start = "".join(_texts(value, "curie_map", name))
        if node(start) is None:
            raise wrong(
                Place(name, line), f"curie_map の {prefix} がIRIではありません", f"curie_map: {prefix} is no IRI"
            )
        if start != found.setdefault(prefix, start):
            raise wrong(
                Place(name, line),
                f"接頭辞 {prefix} はSSSOMで {found[prefix]} と決まっています",
                f"the prefix {prefix} is {found[prefix]} by the standard",
            )
    return found


def _extensions(entry: tuple[Node, int] | None, made: Metadata, name: str) -> Iterator[tuple[str, Extension]]:
    """The extension slots; a definition that is not valid is passed over, as the standard says."""
    for item in _items(entry[0]) if entry else ():
        parts = {
            key: "".join(_texts(value, key, name)) for key, (value, _) in _entries(item, name, "extension_definitions")
        }
        slot = parts.pop("slot_name", "")
        if slot in slots.SLOTS or not _NAME.fullmatch(slot) or parts.keys() - {"property", "type_hint"}:
            continue
        property_ = made.iri(parts["property"]) if "property" in parts else node(_UNNAMED + slot)
        type_ = made.iri(parts.get("type_hint", "xsd:string"))
        if property_ is not None and type_ is not None:
            yield slot, Extension(property_, type_.value)
