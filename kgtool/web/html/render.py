"""HTML from templates: everything escaped, both languages side by side in the template as ``t(ja, en)``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from kgtool import __version__
from kgtool.web import addresses, assets
from kgtool.web.html import years
from kgtool.web.reading.view import View

if TYPE_CHECKING:
    from kgtool.web.site import Page, Site, Variant

_TEMPLATES = Path(__file__).parent / "templates"
_SAFE = "/:#?=&,;%~+!$'()*@-._"


@cache
def environment() -> Environment:
    """The templates, compiled as they are used."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["number"] = lambda value: f"{value:,}"
    made.filters["json"] = _json
    return made


def html(site: Site, template: str, view: View, page: Page, variant: Variant, values: Mapping[str, Any]) -> bytes:
    """Fill a template. Links lead to the file of the same language; ``link`` shows a resource by its name."""
    links = Links(site, view)
    return (
        environment()
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
                "name": view.name,
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
        self._made: dict[tuple[str, bool], Markup] = {}

    def t(self, ja: str, en: str) -> str:
        """The text in the page's language."""
        return ja if self.view.lang == "ja" else en

    def to(self, path: str, ending: str = "", **parameters: str | int | Sequence[str]) -> str:
        """The address of a page of ours, in the same language or with another ``ending``."""
        whole = path if ending == "-" else addresses.with_ending(path, ending or f"{self.view.lang}.html")
        query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
        return self.root + quote(whole, safe=_SAFE) + query

    def href(self, iri: str) -> str:
        """The address that an IRI leads to: its document here, or the IRI itself; empty for what is no web address."""
        path = addresses.document(iri)
        if path is not None:
            return self.to(path)
        return quote(iri, safe=_SAFE) if iri.startswith(("https://", "http://")) else ""

    def link(self, iri: str, short: bool = False) -> Markup:
        """A resource by its name, with its code unless ``short``, leading to its document."""
        if (iri, short) not in self._made:
            self._made[iri, short] = self._link(iri, short)
        return self._made[iri, short]

    def _link(self, iri: str, short: bool) -> Markup:
        name = self.view.name(iri)
        code = f'<span class="code">{escape(name.code)}</span> ' if name.code and not short else ""
        shown = f"{code}{self.text(name)}"
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


def tag(body: bytes) -> str:
    """The entity tag of a body: other bytes, other tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: no character in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
