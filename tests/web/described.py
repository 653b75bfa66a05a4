"""What every page of a published site says of itself: a title of its own, a description, JSON-LD, one heading of the first level."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kgtool.base.languages import LANGUAGES

_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
_LENGTHS = {"ja": range(10, 161), "en": range(20, 301)}


def faults(www: Path) -> dict[str, list[str]]:
    """Return what is wrong with pages, by the kind of fault: the paths of those that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for lang in LANGUAGES:
        titles: dict[str, list[str]] = defaultdict(list)
        for path in sorted(www.rglob(f"*.{lang}.html")):
            text, name = path.read_text("utf-8"), path.relative_to(www).as_posix()
            for fault in _of_one(text, lang):
                found[fault].append(name)
            titles["".join(_TITLE.findall(text))].append(name)
        found["title of another page"] += [name for names in titles.values() if len(names) > 1 for name in names]
    return {fault: names for fault, names in found.items() if names}


def _of_one(text: str, lang: str) -> Iterator[str]:
    """The faults of one page."""
    described = [html.unescape(one) for one in _DESCRIPTION.findall(text)]
    if len(described) != 1 or len(described[0]) not in _LENGTHS[lang]:
        yield "no description of a sensible length"
    elif lang == "ja" and described[0].isascii():
        yield "description in another language"
    if lang not in [json.loads(data).get("inLanguage") for data in _DATA.findall(text)]:
        yield "no JSON-LD in the language of the page"
    if text.count("<h1") != 1 or f'<html lang="{lang}">' not in text:
        yield "not one heading of the first level"
