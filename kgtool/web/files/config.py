"""Rules for the web servers that hold the static files: 303 to documents, content negotiation, media types, headers.

They are generated for each release, since they name its formats and its retired resources. docs/publish.md says what
a server's rules cannot do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kgtool.base import templates
from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.web import headers, routes
from kgtool.web.page import Page

_CONF = Path(__file__).parent / "conf"
_FILES = {
    "nginx/kgtool-maps.conf": "nginx-maps.conf",
    "nginx/kgtool-site.conf": "nginx-site.conf",
    "nginx/kgtool-live.conf": "nginx-live.conf",
    "caddy/kgtool.caddy": "caddy",
    "w3id/.htaccess": "w3id.htaccess",
}
_HTML = media.HTML.media_type
_ORDER = (*media.GRAPHS, media.ATOM.ending, "json", "csv", "tsv", "xml", "svg")


@dataclass
class ServerRules:
    """What the rules depend on, collected while the files are written.

    ``live`` says that ``kgtool serve`` answers beside the files. ``formats`` maps the ending of each data format of pages
    to its media type, ``spoken`` that of each format which has a file in each language, ``types`` the last ending of each
    file name; ``retired`` are the paths of documents of retired resources; ``asking`` are the first steps of the paths of
    pages that take parameters.
    """

    base: str
    url: str
    live: bool = False
    formats: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)
    asking: set[str] = field(default_factory=set)

    @property
    def root(self) -> str:
        """Return the path of the site's root, with a slash at both ends."""
        return urlsplit(self.url).path or "/"

    @property
    def origin(self) -> str:
        """Return scheme and host of the site."""
        return self.url[: len(self.url) - len(self.root)] if self.url.endswith(self.root) else self.url.rstrip("/")

    def note(self, page: Page) -> None:
        """Collect what the rules need to know of a page."""
        for variant in page.variants:
            whole = page.path.endswith(f".{variant.ending}")
            if not whole and not variant.lang:
                self.formats[variant.ending] = variant.media_type
            if variant.lang and variant.format != media.HTML:
                self.spoken[variant.format.ending] = variant.media_type
            if "metadata" not in variant.ending:
                self.types[variant.ending.rpartition(".")[2]] = variant.media_type
        if page.takes:
            self.asking.add(page.path.partition("/")[0])
        if page.successors is not None:
            self.retired.add(page.path)

    def add(self, other: ServerRules) -> None:
        """Add what another process has collected."""
        self.formats |= other.formats
        self.spoken |= other.spoken
        self.types |= other.types
        self.retired |= other.retired
        self.asking |= other.asking


def files(rules: ServerRules) -> dict[str, str]:
    """Return the text of each file of rules by its name below the release's folder.

    The one for Apache lies beside the pages.
    """
    names = {**_FILES, f"www{rules.root}.htaccess": "apache.htaccess"}
    found = rules.spoken | rules.formats
    formats = {ending: found[ending] for ending in _ORDER if ending in found}
    values = {
        "rules": rules,
        "root": rules.root,
        "origin": rules.origin,
        "formats": formats,
        "spoken": sorted(rules.spoken.keys() - rules.formats.keys()),
        "languages": LANGUAGES,
        "headers": {name: value for name, value in headers.HEADERS.items() if name != headers.POLICY_NAME},
        "policy": headers.POLICY,
        "engine_policy": headers.POLICY if rules.live else headers.ENGINE_POLICY,
        "engine": routes.ENGINE,
        "request_headers": headers.REQUEST_HEADERS,
        "fresh": headers.FRESH,
        "kept": headers.KEPT,
        "licence": headers.LICENCE,
        "retired": sorted(rules.retired),
        "retired_things": sorted(path.removeprefix("doc/") for path in rules.retired),
        "asking": sorted(rules.asking),
        "thing": routes.THING,
        "endpoint": routes.ENDPOINT,
        "liked": routes.LIKED,
        "weighed": routes.WEIGHED,
        "endings": ["ja.html", "en.html", *formats],
        "types": sorted(rules.types.items()),
        "text_types": sorted({name for name in rules.types.values() if name.startswith("text/")} - {_HTML}),
        "zipped": sorted(set(rules.types.values()) - {_HTML, media.GZIP.media_type}),
    }
    made = templates.environment(_CONF)
    made.filters["literal"] = _literal
    return {name: made.get_template(template).render(values) for name, template in sorted(names.items())}


def _literal(text: str) -> str:
    """A text as a regular expression of its own."""
    return "".join(f"\\{char}" if char in ".+*?()[]{}|^$\\" else char for char in text)
