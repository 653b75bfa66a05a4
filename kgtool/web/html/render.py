"""Render HTML from templates. Everything is escaped; a template holds both languages side by side as ``t(ja, en)``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import product
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from kgtool.base.languages import LANGUAGES
from kgtool.base.version import __version__
from kgtool.web import addresses, assets
from kgtool.web.backend import Backend
from kgtool.web.html import citation, error_report, hues, names, png, titles, years
from kgtool.web.html.indicators import IndicatorWords
from kgtool.web.models import passages
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


class _Compiled(BytecodeCache):
    """Compiled templates in one language, for all sites of this process."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with the code of its template, if it is there."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code in a bucket."""
        self._code[bucket.key, bucket.checksum] = bucket.code


_compiled: dict[str, BytecodeCache] = {lang: _Compiled() for lang in LANGUAGES}


def environment(lang: str, **filters: Callable[..., Any]) -> Environment:
    """Return the templates in one language, with filters of their own; each is compiled when it is first used."""
    made = Environment(
        loader=_Loader(_TEMPLATES),
        extensions=[_Japanese if lang == "ja" else _English],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_compiled[lang],
    )
    made.filters |= {
        "number": lambda value: f"{value:,}",
        "json": _json,
        "merged": _merged,
        "python": _python,
        **filters,
    }
    return made


def share(folder: Path) -> None:
    """Keep compiled templates in a folder, so that other processes load them.

    Call it before the first page is rendered.
    """
    for lang in LANGUAGES:
        _compiled[lang] = FileSystemBytecodeCache(str(folder), f"{lang}-%s")


def compile_some(backend: Backend, first: int, step: int) -> None:
    """Compile every ``step``-th template from the ``first`` on, in both languages."""
    environments = [_frame(backend, lang).environment for lang in LANGUAGES]
    names = environments[0].list_templates(extensions=("html",))
    for made, name in list(product(environments, names))[first::step]:
        made.get_template(name)


def html(backend: Backend, template: str, view: View, page: Page, variant: Variant, values: Mapping[str, Any]) -> bytes:
    """Render a page. In a template, ``to`` and ``href`` give addresses and ``link`` links in the same language.

    ``at`` has the address of each of the page's files by ending, ``fixed`` the fragments that all pages of a language
    share.
    """
    frame = _frame(backend, view.lang)
    to, parameters = frame.links.to, values.get("parameters", {})
    values = {
        **values,
        **frame.values,
        "view": view,
        "page": page,
        "variant": variant,
        "at": {file.ending: to(page.path, file.ending, **parameters) for file in page.variants},
    }
    return frame.environment.get_template(template).render(values).encode()


def part(backend: Backend, template: str, view: View, values: Mapping[str, Any]) -> str:
    """Render a template that is no page: a picture, a fragment."""
    frame = _frame(backend, view.lang)
    return frame.environment.get_template(template).render({**values, **frame.values, "view": view})


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


class _SharedFrame:
    """The templates and values that all pages of a site in one language share. Costs as much as a small page."""

    def __init__(self, backend: Backend, view: View) -> None:
        self.links = links = Links(backend, view)
        self.environment = environment(view.lang, link=links.link, linked=links.linked, text=links.text)
        self.values: dict[str, Any] = {
            "site": backend,
            "lang": view.lang,
            "other": view.other,
            "href": links.href,
            "to": links.to,
            "name": links.name,
            "whose": links.whose,
            "year": lambda number: years.fiscal(number, view.lang),
            "period": lambda first, last: years.period(first, last, view.lang),
            "values": IndicatorWords(view),
            "cite": citation.of,
            "hue": hues.of,
            "reading": passages.address,
            "origin": backend.url[: -len(links.root)] if links.root != "/" else backend.url[:-1],
            "title_of": titles.of,
            "report": partial(error_report.address, backend, view),
            "description_of": lambda title, shown: titles.described(title, shown, view.lang),
            "picture_of": png.address,
            "asset": lambda name: links.root + assets.path(name),
            "version": __version__,
        }
        template = self.environment.get_template
        fixed = {name: Markup(template(f"fixed_{name}.html").render(self.values)) for name in _FIXED}
        self.values |= {"fixed": fixed, "r": template("macros.html").make_module(self.values)}


def _frame(backend: Backend, lang: str) -> _SharedFrame:
    frame: _SharedFrame | None = backend.frames.get(lang)
    if frame is None:
        frame = backend.frames[lang] = _SharedFrame(backend, backend.view(lang))
    return frame


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


def _python(text: str) -> str:
    """A text as a Python literal that keeps its lines where it can."""
    plain = not any(mark in text for mark in ('"""', "\\")) and not text.endswith('"')
    return f'"""\n{text}\n"""' if plain else repr(text)


def _merged(given: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Parameters with others beside or in place of them."""
    return {**given, **more}


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: no character in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
