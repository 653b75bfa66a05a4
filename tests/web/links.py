"""Follow every link of a static site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

_LINK = re.compile(rb'\s(?:href|src|action)="([^"]*)"')
_ID = re.compile(rb'\sid="([^"]*)"')


def broken(www: Path, url: str) -> dict[str, str]:
    """Return links of a site whose root is ``url`` that lead nowhere, each with a page that has it.

    A link leads somewhere if its file is there, or the page that a server would negotiate; a fragment must be there too.
    """
    root = urlsplit(url).path
    files = {path.relative_to(www).as_posix() for path in www.rglob("*") if path.is_file()}
    anchors: dict[str, set[str]] = {}
    links: dict[str, str] = {}
    for file in sorted(files):
        if file.endswith(".html"):
            body = (www / file).read_bytes()
            anchors[file] = {unescape(name.decode()) for name in _ID.findall(body)}
            for link in _LINK.findall(body):
                links.setdefault(_whole(unescape(link.decode()), root + file), file)
    return {link: page for link, page in links.items() if not _leads(link, url, files, anchors)}


def _whole(link: str, page: str) -> str:
    """A link that says by itself where it leads."""
    if link.startswith("#"):
        return page + link
    return link


def _leads(link: str, url: str, files: set[str], anchors: dict[str, set[str]]) -> bool:
    root = urlsplit(url).path
    if link.startswith(url):
        link = root + link[len(url) :]
    if not link.startswith(root):
        return bool(urlsplit(link).scheme)
    address, fragment = urldefrag(link[len(root) :])
    path = unquote(urlsplit(address).path)
    target = next((name for name in _candidates(path) if name in files), None)
    return target is not None and (not fragment or target not in anchors or unquote(fragment) in anchors[target])


def _candidates(path: str) -> Iterator[str]:
    yield path
    yield from (f"{path or 'index'}.{ending}" for ending in ("ja.html", "en.html", "ttl"))
