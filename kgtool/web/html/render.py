"""Render HTML from templates. Everything is escaped; a template holds both languages side by side as ``t(ja, en)``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from kgtool.base.languages import LANGUAGES
from kgtool.base.version import __version__
from kgtool.web import addresses, assets
from kgtool.web.backend import Backend
from kgtool.web.html import names, years
from kgtool.web.models.view import Name, View
from kgtool.web.page import HTML, Page, Parameters, Variant

_TEMPLATES = Path(__file__).parent / "templates"
_FIXED = ("head", "nav", "footer")
_MOST_LINKS = 20_000
_OPENING, _CLOSING = ("lparen", "lbracket", "lbrace"), ("rparen", "rbracket", "rbrace")
_SAFE = "/:#?=&,;%~+!$'()*@-._"


class _Bilingual(Extension):
    """``t(ja, en)`` in a template stands for its argument in the language of the environment.

    The choice is made before a template is compiled, so that a text costs nothing each time a page is filled.
    """

    place: int

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Return the tokens of a template without the other language."""
        return self._chosen(stream)

    def _chosen(self, stream: TokenStream, end: str = "") -> Iterator[Token]:
        """Yield tokens up to ``end``, a comma or a bracket outside of inner brackets; it is taken away."""
        depth = 0
        for token in stream:
            if end and not depth and token.type in ("comma", "rparen"):
                if token.type == end:
                    return
                break
            if token.test("name:t") and stream.current.type == "lparen":
                yield next(stream)
                texts = [list(self._chosen(stream, "comma")), list(self._chosen(stream, "rparen"))]
                yield from texts[self.place]
                yield Token(token.lineno, "rparen", ")")
            else:
                depth += (token.type in _OPENING) - (token.type in _CLOSING)
                yield token
        if end:
            line = stream.current.lineno
            raise TemplateSyntaxError("t takes a Japanese and an English text", line, stream.name, stream.filename)


class _Japanese(_Bilingual):
    place = 0


class _English(_Bilingual):
    place = 1


class _Loader(FileSystemLoader):
    """Our templates by name; ``package:name`` is one in the folder templates/ of a package of another distribution."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template, its file, and a function that says whether it is still as it was."""
        package, colon, name = template.rpartition(":")
        if not colon:
            return super().get_source(environment, template)
        source, file, fresh = PackageLoader(package).get_source(environment, name)
        return source, file or template, fresh or (lambda: True)


@cache
def environment(lang: str) -> Environment:
    """The templates in one language, compiled as they are used."""
    made = Environment(
        loader=_Loader(_TEMPLATES),
        extensions=[_Japanese if lang == "ja" else _English],
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
    """Keep compiled templates in a folder, so that other processes load them.

    Call it before the first page is rendered.
    """
    for lang in LANGUAGES:
        environment(lang).bytecode_cache = FileSystemBytecodeCache(str(folder), f"{lang}-%s")


def compile_some(first: int, step: int) -> None:
    """Compile every ``step``-th template from the ``first`` on, in both languages."""
    names = [
        (name, lang) for name in environment(LANGUAGES[0]).list_templates(extensions=("html",)) for lang in LANGUAGES
    ]
    for name, lang in names[first::step]:
        environment(lang).get_template(name)


def html(backend: Backend, template: str, view: View, page: Page, variant: Variant, values: Mapping[str, Any]) -> bytes:
    """Render a page. In a template, ``to``, ``href`` and ``link`` give addresses in the same language.

    ``at`` has the address of each of the page's files by ending, ``fixed`` the fragments that all pages of a language
    share.
    """
    frame = backend.frames.get(view.lang)
    if frame is None:
        frame = backend.frames[view.lang] = _frame(backend, view)
    to, parameters = frame["to"], values.get("parameters", {})
    values = {
        **values,
        **frame,
        "view": view,
        "page": page,
        "variant": variant,
        "at": {file.ending: to(page.path, file.ending, **parameters) for file in page.variants},
    }
    return environment(view.lang).get_template(template).render(values).encode()


def html_page(
    backend: Backend,
    path: str,
    template: str,
    context: Callable[[View, Parameters], Mapping[str, Any]],
    takes: frozenset[str] = frozenset(),
    variants: tuple[Variant, ...] = HTML,
    **fields: Any,
) -> Page:
    """Return a page for people: ``template`` rendered with the values that ``context`` returns for a view and
    parameters.
    """

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang)
        values = context(view, parameters)
        return html(backend, template, view, page, variant, {"parameters": parameters, **values})

    page = Page(path, variants, make, takes, **fields)
    return page


def _frame(backend: Backend, view: View) -> dict[str, Any]:
    """What all pages of a site in one language are given: made once, since it takes as long as a small page."""
    links = Links(backend, view)
    templates = environment(view.lang)
    frame: dict[str, Any] = {
        "site": backend,
        "lang": view.lang,
        "other": view.other,
        "href": links.href,
        "to": links.to,
        "link": links.link,
        "linked": links.linked,
        "name": links.name,
        "whose": links.whose,
        "text": links.text,
        "year": lambda number: years.fiscal(number, view.lang),
        "period": lambda first, last: years.period(first, last, view.lang),
        "asset": lambda name: links.root + assets.path(name),
        "version": __version__,
    }
    fixed = {name: Markup(templates.get_template(f"fixed_{name}.html").render(frame)) for name in _FIXED}
    return {**frame, "fixed": fixed, "r": templates.get_template("macros.html").make_module(frame)}


class Links:
    """Addresses and linked names for the pages of a site in one language."""

    def __init__(self, backend: Backend, view: View) -> None:
        self.view = view
        self.root = urlsplit(backend.url).path or "/"
        self.link = lru_cache(maxsize=_MOST_LINKS)(self._link)

    def to(self, path: str, ending: str = "", **parameters: str | int | Sequence[str]) -> str:
        """Return the address of one of our pages, in the same language or with another ``ending``; ``-`` is the page
        itself.
        """
        address = _address(self.root, path, ending or f"{self.view.lang}.html")
        return f"{address}?{urlencode(parameters, doseq=True)}" if parameters else address

    def href(self, iri: str) -> str:
        """Return the address to which an IRI leads: our document about it, or the IRI itself; empty if it is no web
        address.
        """
        path = addresses.document(iri)
        if path is not None:
            return self.to(path)
        return quote(iri, safe=_SAFE) if iri.startswith(("https://", "http://")) else ""

    def name(self, iri: str) -> Name:
        """Return how to call a resource."""
        return names.name(self.view, iri)

    def whose(self, iri: str) -> str:
        """Return the city to which a local type belongs."""
        return names.whose(self.view, iri)

    def linked(self, iris: Iterable[str], between: str) -> Markup:
        """Return several resources as links, joined by ``between``."""
        return Markup(str.join(escape(between), map(self.link, iris)))

    def _link(self, iri: str, short: bool = False) -> Markup:
        """A resource by its name, leading to its document; unless ``short``, with its code, or whose word it is."""
        name = self.name(iri)
        code = Markup('<span class="code">{}</span> ').format(name.code) if name.code and not short else ""
        said = Markup("{}{}{}").format(code, self.text(name), "" if short else names.of_whom(self.view, iri))
        target = self.href(iri)
        outside = "" if addresses.document(iri) else Markup(' rel="external"')
        return Markup('<a href="{}"{}>{}</a>').format(target, outside, said) if target else said

    def text(self, text: Any) -> Markup:
        """Return a text as HTML; one in another language than the page's gets a ``lang`` attribute and a badge."""
        if text is None:
            return Markup("")
        if not text.lang or text.lang == self.view.lang:
            return escape(text.text)
        return _foreign(text.text, text.lang)


@lru_cache(maxsize=10_000)
def _foreign(text: str, lang: str) -> Markup:
    """A text in another language than the page's, with a badge that names it."""
    badge = {"ja": "日本語", "en": "English"}.get(lang, lang)
    return Markup('<span lang="{}">{}</span> <span class="badge">{}</span>').format(lang, text, badge)


@lru_cache(maxsize=10_000)
def _address(root: str, path: str, ending: str) -> str:
    """The address of a page's file; with ``-`` for an ending, that of its document."""
    return root + quote(path if ending == "-" else addresses.with_ending(path, ending), safe=_SAFE)


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: no character in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
