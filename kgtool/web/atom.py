"""Write Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from kgtool.diff import words
from kgtool.diff.words import Section
from kgtool.rdf import media

_ATOM, _XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
_MIDNIGHT = "T00:00:00+09:00"
"""A release has a date and no time: its day begins in Japan."""
ElementTree.register_namespace("", _ATOM)
ElementTree.register_namespace("xhtml", _XHTML)


class FeedEntry(NamedTuple):
    """An entry: its permanent id (an IRI), title, date (ISO 8601), the address of its page, and what it says.

    ``file`` is the address of a file that belongs to it, of the media type ``kind``, if any.
    """

    id: str
    title: str
    date: str
    page: str
    sections: Sequence[Section]
    file: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed in one language: its permanent id, its address, the same in the other language, its page, its author."""

    lang: str
    id: str
    title: str
    address: str
    other: tuple[str, str]
    page: str
    author: tuple[str, str]
    licence: str
    date: str
    entries: Sequence[FeedEntry]


def write(feed: Feed) -> bytes:
    """Return a feed as XML. ``date`` of the feed is that of its last change, which an older entry may not reach."""
    root = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.lang})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.date + _MIDNIGHT)
    author = SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", feed.author[0])
    _text(author, "uri", feed.author[1])
    _link(root, "self", feed.address, media.ATOM.media_type, feed.lang)
    _link(root, "alternate", feed.page, media.HTML.media_type, feed.lang)
    _link(root, "related", feed.other[1], media.ATOM.media_type, feed.other[0])
    _link(root, "license", feed.licence)
    for entry in feed.entries:
        _entry(root, entry, feed.lang)
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _entry(root: Element, entry: FeedEntry, lang: str) -> None:
    node = SubElement(root, f"{{{_ATOM}}}entry")
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", entry.date + _MIDNIGHT)
    _link(node, "alternate", entry.page, media.HTML.media_type, lang)
    if entry.file:
        _link(node, "enclosure", entry.file, media.GZIP.media_type)
    content = SubElement(node, f"{{{_ATOM}}}content", {"type": "xhtml"})
    body = SubElement(content, f"{{{_XHTML}}}div")
    for section in entry.sections:
        SubElement(body, f"{{{_XHTML}}}h{section.level}").text = section.heading[lang]
        listed = SubElement(body, f"{{{_XHTML}}}ul")
        sentences = [sentence[lang] for sentence in section.sentences]
        for sentence in sentences + ([words.more(section)[lang]] if section.more else []):
            SubElement(listed, f"{{{_XHTML}}}li").text = sentence


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: Element, relation: str, address: str, kind: str = "", lang: str = "") -> None:
    given = {"rel": relation, "type": kind, "hreflang": lang, "href": address}
    SubElement(parent, f"{{{_ATOM}}}link", {name: value for name, value in given.items() if value})
