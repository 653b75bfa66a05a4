"""One page: its path, its files and what makes them. The ground on which every module of the web stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.rdf.media import Format
from kgtool.web import addresses

Parameters = Mapping[str, tuple[str, ...]]
"""A query string: names to values, each in the order in which they were sent."""
NOTHING: Parameters = {}
_LONGEST_NUMBER = 100


class Variant(NamedTuple):
    """One file of a page: its format, and its language where it has one."""

    format: Format
    lang: str = ""

    @property
    def ending(self) -> str:
        """The ending of its name: ``ttl``, ``ja.html``."""
        return f"{self.lang}.{self.format.ending}" if self.lang else self.format.ending

    @property
    def media_type(self) -> str:
        """The media type of its format."""
        return self.format.media_type


class Document(NamedTuple):
    """What a client gets: bytes and what they are. ``etag`` is strong: other bytes, other tag."""

    body: bytes
    variant: Variant
    etag: str
    status: int = 200


class Rendered(NamedTuple):
    """A body, what its entity tag is computed from where that is not the body, and the status of the answer."""

    body: bytes
    seed: str = ""
    status: int = 200


def whole_number(text: str, most: int) -> int | None:
    """A parameter as a whole number from 1 to ``most``; None where it is none, however long it is."""
    if len(text) > _LONGEST_NUMBER or not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= most:
        return None
    return int(text)


def tag(body: bytes) -> str:
    """Return the strong entity tag of a body, in quotes: other bytes, other tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


HTML = tuple(Variant(media.HTML, lang) for lang in LANGUAGES)
CSV = Variant(media.CSV)


@dataclass(frozen=True)
class Page:
    """One page: its path without ending, its files, and what makes them.

    ``make`` returns the body of a file, or that and more. ``takes`` names the parameters of the query string that
    change the page; others are ignored. A page of one file has its ending in its path. ``about`` is the IRI that the
    page describes, ``successors`` those of a retired one. A page that ``asks`` is made from a query, which may take its
    time. ``on_disk`` is the file that holds the body, where it may be too large for memory.
    """

    path: str
    variants: tuple[Variant, ...]
    make: Callable[[Variant, Parameters], bytes | Rendered]
    takes: frozenset[str] = frozenset()
    about: str = ""
    successors: tuple[str, ...] | None = None
    immutable: bool = False
    asks: bool = False
    on_disk: Path | None = None

    def variant(self, ending: str) -> Variant | None:
        """The file with this ending."""
        return next((variant for variant in self.variants if variant.ending == ending), None)

    def made(self, variant: Variant, parameters: Parameters = NOTHING) -> Rendered:
        """Make one file. Raises ``UsageError`` for parameters that are wrong."""
        made = self.make(variant, {name: values for name, values in parameters.items() if name in self.takes})
        return made if isinstance(made, Rendered) else Rendered(made)

    def document(self, variant: Variant, parameters: Parameters = NOTHING) -> Document:
        """Make one file with its validators. Raises as ``made`` does."""
        body, seed, status = self.made(variant, parameters)
        digest = hashlib.sha256(seed.encode() if seed else body).hexdigest()[:32]
        tag = f"{digest}-{variant.ending}" if seed else digest
        return Document(body, variant, f'"{tag}"', 410 if self.successors is not None else status)

    def file(self, variant: Variant) -> str:
        """The path of one file."""
        return (
            self.path if self.path.endswith(f".{variant.ending}") else addresses.with_ending(self.path, variant.ending)
        )
