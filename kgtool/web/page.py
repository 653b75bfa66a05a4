"""A page: its path, its files and what renders them. Every other module of the website builds on this one."""

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
    """A body to send, with its strong entity tag: other bytes, other tag."""

    body: bytes
    variant: Variant
    etag: str
    status: int = 200


class Rendered(NamedTuple):
    """A body; ``seed``, from which its entity tag is computed if not from the body; and the HTTP status."""

    body: bytes
    seed: str = ""
    status: int = 200


def whole_number(text: str, most: int) -> int | None:
    """Return a parameter as a whole number from 1 to ``most``; None if it is none. Its length does not matter."""
    if len(text) > _LONGEST_NUMBER or not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= most:
        return None
    return int(text)


def tag(body: bytes) -> str:
    """Return the strong entity tag of a body, in quotes: other bytes, other tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


HTML = tuple(Variant(media.HTML, lang) for lang in LANGUAGES)
CSV = Variant(media.CSV)
SPREADSHEETS = tuple(Variant(media.CSV, lang) for lang in LANGUAGES)
"""A table for people in each language, with heads and names in it."""


@dataclass(frozen=True)
class Page:
    """One page: its path without ending, its files, and the function that renders them.

    ``make`` returns the body of one file. ``takes`` are the query parameters that change the page; others are
    ignored. The path of a page with a single file includes its ending. ``about`` is the IRI that the page describes,
    ``successors`` the replacements if it is retired. ``asks`` says that rendering runs a query and may take long.
    ``on_disk`` is the file with the body if that may be too large for memory; ``digest`` is the SHA-256 of what it holds
    where it is compressed and that is known. ``provisional`` says that it will say more once something has been made.
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
    digest: str = ""
    provisional: bool = False

    def variant(self, ending: str) -> Variant | None:
        """Return the file with this ending; None if there is none."""
        return next((variant for variant in self.variants if variant.ending == ending), None)

    def made(self, variant: Variant, parameters: Parameters = NOTHING) -> Rendered:
        """Render one file. Raises ``UsageError`` (parameter) for parameters that are wrong."""
        made = self.make(variant, {name: values for name, values in parameters.items() if name in self.takes})
        return made if isinstance(made, Rendered) else Rendered(made)

    def document(self, variant: Variant, parameters: Parameters = NOTHING) -> Document:
        """Render one file, with its entity tag. Raises as ``made`` does."""
        body, seed, status = self.made(variant, parameters)
        digest = hashlib.sha256(seed.encode() if seed else body).hexdigest()[:32]
        tag = f"{digest}-{variant.ending}" if seed else digest
        return Document(body, variant, f'"{tag}"', 410 if self.successors is not None else status)

    def file(self, variant: Variant) -> str:
        """Return the path of one file."""
        return (
            self.path if self.path.endswith(f".{variant.ending}") else addresses.with_ending(self.path, variant.ending)
        )
