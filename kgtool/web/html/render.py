"""HTML from templates: everything escaped, both languages side by side in the template as ``t(ja, en)``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, nodes
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from kgtool.base.version import __version__
from kgtool.web import addresses, assets
from kgtool.web.backend import Backend
from kgtool.web.html import names, years
from kgtool.web.models.view import Name, View
from kgtool.web.page import HTML, Page, Parameters, Variant

_TEMPLATES = Path(__file__).parent / "templates"
_FIXED = ("head", "nav", "footer")
_LONGEST_KEPT = 200
_MOST_LINKS = 20_000
_PLAIN = (FunctionType, MethodType)
_SAFE = "/:#?=&,;%~+!$'()*@-._"


def escaped(value: Any) -> str:
    """What ``markupsafe.escape`` makes of a value; a template asks two hundred times a page, mostly of the same few."""
    kind = type(value)
    if kind is Markup:
        return cast(str, value)
    if kind is int:
        return str(value)
    return _escaped(value) if kind is str and len(value) <= _LONGEST_KEPT else escape(value)


@lru_cache(maxsize=20_000)
def _escaped(text: str) -> str:
    return str(escape(text))


class _Context(Context):
    """What a template sees. Our own functions never ask for it, so they are called as they are.

    Jinja looks at each call for what it should be given; that took a tenth of the time of a page.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _PLAIN:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class _Templates(Environment):
    """Our templates: they call and escape as above."""

    context_class = _Context

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        first, end, rest = super()._generate(source, name, filename, defer_init).partition("\n")
        return f"{first}; from {__name__} import escaped as escape{end}{rest}"


@cache
def environment() -> Environment:
    """The templates, compiled as they are used."""
    made = _Templates(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters["number"] = lambda value: f"{value:,}"
    made.filters["json"] = _json
    return made


def share(folder: Path) -> None:
    """Share what is compiled with other processes, through a folder; to be said before the first page."""
    environment().bytecode_cache = FileSystemBytecodeCache(str(folder), "%s")


def compile_some(first: int, step: int) -> None:
    """Compile every ``step``-th template from the ``first`` on."""
    templates = environment()
    for name in templates.list_templates(extensions=("html",))[first::step]:
        templates.get_template(name)


def html(backend: Backend, template: str, view: View, page: Page, variant: Variant, values: Mapping[str, Any]) -> bytes:
    """Fill a template. Links lead to the file of the same language; ``link`` shows a resource by its name.

    ``at`` has the address of each of the page's files, ``fixed`` the pieces that all pages of a language share.
    """
    frame = backend.frames.get(view.lang)
    if frame is None:
        frame = backend.frames[view.lang] = _frame(backend, view)
    to, parameters = frame["to"], values.get("parameters", {})
    given = {
        **values,
        **frame,
        "view": view,
        "page": page,
        "variant": variant,
        "at": {file.ending: to(page.path, file.ending, **parameters) for file in page.variants},
    }
    return environment().get_template(template).render(given).encode()


def html_page(
    backend: Backend,
    path: str,
    template: str,
    context: Callable[[View, Parameters], Mapping[str, Any]],
    takes: frozenset[str] = frozenset(),
    variants: tuple[Variant, ...] = HTML,
    **fields: Any,
) -> Page:
    """Return a page for people: ``template``, filled with what ``context`` returns for the page's language."""

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang)
        values = context(view, parameters)
        return html(backend, template, view, page, variant, {"parameters": parameters, **values})

    page = Page(path, variants, make, takes, **fields)
    return page


def _frame(backend: Backend, view: View) -> dict[str, Any]:
    """What all pages of a site in one language are given: made once, since it takes as long as a small page."""
    links = Links(backend, view)
    templates = environment()
    frame: dict[str, Any] = {
        "site": backend,
        "lang": view.lang,
        "other": view.other,
        "t": (lambda ja, en: ja) if view.lang == "ja" else (lambda ja, en: en),
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
    fixed = {name: Markup(templates.get_template(f"fixed_{name}.html").render(frame)) for name in _FIXED}
    return {**frame, "fixed": fixed, "r": templates.get_template("reading.html").make_module(frame)}


class Links:
    """Addresses and names for the pages of a site in one language."""

    def __init__(self, backend: Backend, view: View) -> None:
        self.view = view
        self.root = urlsplit(backend.url).path or "/"
        self._made: dict[tuple[str, bool], Markup] = {}

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


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: no character in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
