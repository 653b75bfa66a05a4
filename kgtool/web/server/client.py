"""What the client of one request takes: its language and media types, read from the headers once."""

from __future__ import annotations

from functools import cached_property

from starlette.requests import Request

from kgtool.base.languages import LANGUAGES, preferred
from kgtool.rdf import media
from kgtool.web import negotiate
from kgtool.web.negotiate import MediaRange
from kgtool.web.page import Page, Parameters, Variant


class Client:
    """The client of one request. Each header is parsed when it is first needed, and never again."""

    def __init__(self, request: Request, default_lang: str = LANGUAGES[0]) -> None:
        self._default_lang = default_lang
        self._headers = request.headers
        self.path = request.url.path
        self.method = request.method

    @cached_property
    def lang(self) -> str:
        """Return the language of the requested file, else the one that the client prefers; the default if it names none."""
        named = next((lang for lang in LANGUAGES if self.path.endswith(f".{lang}.html")), None)
        return named or negotiate.language(self._listed("accept-language"), preferred(self._default_lang))

    @cached_property
    def media_ranges(self) -> tuple[MediaRange, ...]:
        """Return the media ranges of Accept."""
        return negotiate.ranges(self._listed("accept"))

    @cached_property
    def shows_html(self) -> bool:
        """Say whether to send an error as a page: the client names HTML, and prefers it to problem details."""
        html = media.HTML.media_type
        named = any(f"{known.type}/{known.subtype}" == html for known in self.media_ranges)
        return named and negotiate.media(self.media_ranges, (media.PROBLEM.media_type, html)) == html

    @cached_property
    def takes_gzip(self) -> bool:
        """Say whether the client accepts gzip."""
        return negotiate.encoding(self._listed("accept-encoding"))

    @cached_property
    def known_tags(self) -> frozenset[str]:
        """Return the entity tags of If-None-Match without the mark of weak ones."""
        items = (self._listed("if-none-match") or "").split(",")
        return frozenset(item.strip().removeprefix("W/") for item in items)

    @property
    def asks_for_a_part(self) -> bool:
        """Say whether the client asks for a range of bytes."""
        return "range" in self._headers

    def variant(self, page: Page, parameters: Parameters) -> Variant | None:
        """Return the file of a page for the client: by ``?format=``, else by what it accepts; None where none fits."""
        languages = [variant.lang for variant in page.variants if variant.lang]
        lang = self.lang if self.lang in languages else next(iter(languages), "")
        offered = [variant for variant in page.variants if variant.lang in ("", lang)]
        wanted = parameters.get("format", ("",))[-1]
        if wanted:
            named = (v for v in offered if wanted in (v.ending, v.ending.removeprefix(f"{lang}."), v.media_type))
            return next(named, page.variant(wanted))
        best = negotiate.media(self.media_ranges, [variant.media_type for variant in offered])
        return next((variant for variant in offered if variant.media_type == best), None)

    def _listed(self, name: str) -> str | None:
        """A header whose lines are one list (RFC 9110, section 5.3); None where it is absent."""
        return ", ".join(self._headers.getlist(name)) or None
