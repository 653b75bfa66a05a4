"""HTML from templates: everything escaped, both languages side by side in the template as ``t(ja, en)``.

Templates are compiled once a language, and ``t`` of two constant texts is settled then: it costs a page nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from kgtool import __version__
from kgtool.web import addresses, assets
from kgtool.web.html import names, years
from kgtool.web.reading.view import Name, View

if TYPE_CHECKING:
    from kgtool.web.site import Page, Site, Variant

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_LINKS = 20_000
_SAFE = "/:#?=&,;%~+!$'()*@-._"


class _Settled(NodeTransformer):
    """Puts the text of one language in the place of each ``t`` of two constant texts."""

    def __init__(self, lang: str) -> None:
        self._which = ("ja", "en").index(lang)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 the visitor calls it so
        """Settle one call."""
        constant = len(node.args) == 2 and all(isinstance(argument, nodes.Const) for argument in node.args)
        if constant and isinstance(node.node, nodes.Name) and node.node.name == "t":
            return node.args[self._which]
        return self.generic_visit(node)


class _Templates(Environment):
    """Templates in one language."""

    lang = ""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _Settled(self.lang).visit(parsed)
        return parsed


@cache
def environment(lang: str) -> Environment:
    """The templates of one language, compiled as they are used."""
    made = _Templates(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.lang = lang
    made.filters["number"] = lambda value: f"{value:,}"
    made.filters["json"] = _json
    return made


def html(site: Site, template: str, view: View, page: Page, variant: Variant, values: Mapping[str, Any]) -> bytes:
    """Fill a template. Links lead to the file of the same language; ``link`` shows a resource by its name."""
    links = Links(site, view)
    return (
        environment(view.lang)
        .get_template(template)
        .render(
            {
                **values,
                "site": site,
                "view": view,
                "page": page,
                "variant": variant,
                "lang": view.lang,
                "other": view.other,
                "t": links.t,
                "href": links.href,
                "to": links.to,
                "link": links.link,
                "name": links.name,
                "whose": links.whose,
                "text": links.text,
                "year": lambda number: years.fiscal(number, view.lang),
                "period": lambda first, last: years.period(first, last, view.lang),
                "asset": lambda name: links.root + assets.path(name),
                "version": __version__,
            }
        )
        .encode()
    )


class Links:
    """Addresses and names for one rendering."""

    def __init__(self, site: Site, view: View) -> None:
        self.site = site
        self.view = view
        self.root = urlsplit(site.url).path or "/"
        self._made = site.links(view.lang)

    def t(self, ja: str, en: str) -> str:
        """The text in the page's language."""
        return ja if self.view.lang == "ja" else en

    def to(self, path: str, ending: str = "", **parameters: str | int | Sequence[str]) -> str:
        """The address of a page of ours, in the same language or with another ``ending``."""
        address = _address(self.root, path, ending or f"{self.view.lang}.html")
        return f"{address}?{urlencode(parameters, doseq=True)}" if parameters else address

    def href(self, iri: str) -> str:
        """The address that an IRI leads to: its document here, or the IRI itself; empty for what is no web address."""
        path = addresses.document(iri)
        if path is not None:
            return self.to(path)
        return quote(iri, safe=_SAFE) if iri.startswith(("https://", "http://")) else ""

    def name(self, iri: str) -> Name:
        """How to call a resource."""
        return names.name(self.view, iri)

    def whose(self, iri: str) -> str:
        """The city whose own word a resource is."""
        return names.whose(self.view, iri)

    def link(self, iri: str, short: bool = False) -> Markup:
        """A resource by its name, leading to its document; unless ``short``, with its code, or whose word it is."""
        made = self._made.get((iri, short))
        if made is None:
            if len(self._made) >= _MOST_LINKS:
                self._made.clear()
            made = self._made[iri, short] = self._link(iri, short)
        return made

    def _link(self, iri: str, short: bool) -> Markup:
        name = self.name(iri)
        code = f'<span class="code">{escape(name.code)}</span> ' if name.code and not short else ""
        shown = f"{code}{self.text(name)}{'' if short else escape(names.of_whom(self.view, iri))}"
        target = self.href(iri)
        outside = "" if addresses.document(iri) else ' rel="external"'
        return Markup(f'<a href="{escape(target)}"{outside}>{shown}</a>' if target else shown)

    def text(self, text: Any) -> Markup:
        """A text; one in another language than the page's says so to machines and, with a badge, to people."""
        if text is None:
            return Markup("")
        if not text.lang or text.lang == self.view.lang:
            return escape(text.text)
        badge = {"ja": "日本語", "en": "English"}.get(text.lang, text.lang)
        return Markup('<span lang="{}">{}</span> <span class="badge">{}</span>').format(text.lang, text.text, badge)


@lru_cache(maxsize=10_000)
def _address(root: str, path: str, ending: str) -> str:
    """The address of a page's file; with ``-`` for an ending, that of its document."""
    return root + quote(path if ending == "-" else addresses.with_ending(path, ending), safe=_SAFE)


def tag(body: bytes) -> str:
    """The entity tag of a body: other bytes, other tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: no character in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
