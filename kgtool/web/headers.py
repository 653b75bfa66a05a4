"""HTTP headers of answers."""

from __future__ import annotations

from kgtool.rdf import iris
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.page import Page, Variant

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY_NAME = "Content-Security-Policy"
ENGINE_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The policy of files that run the engine in the browser (``routes.ENGINE``): WebAssembly may be compiled, nothing else."""
HEADERS = {
    POLICY_NAME: POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, ETag, Content-Location, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
AGAIN_IN = "5"
"""Seconds after which a client whose request could not be answered just now (503) may try again."""
REQUEST_HEADERS = ", ".join(
    (
        "Accept",
        "Accept-Language",
        "Authorization",
        "Cache-Control",
        "Content-Type",
        "If-Modified-Since",
        "If-None-Match",
        "Range",
        "User-Agent",
        "X-Requested-With",
    )
)
"""Headers that scripts of other sites may send: those of SPARQL clients in browsers (YASGUI, Comunica, fetch-sparql-endpoint)."""
FRESH = "public, max-age=60"
KEPT = "public, max-age=31536000, immutable"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def for_page(backend: Backend, page: Page, variant: Variant, asked: str) -> dict[str, str]:
    """Return the headers of one file of a page that was requested at the path ``asked``."""
    links = render.Links(backend, backend.view(variant.lang or "ja"))
    headers = {**HEADERS, "Content-Type": variant.format.content_type, "Link": _links(backend, links, page, variant)}
    own = links.to(page.file(variant), "-")
    vary = ["Accept-Encoding"]
    if asked != own:
        headers["Content-Location"] = own
        vary = ["Accept", "Accept-Language", "Accept-Encoding"]
    headers["Vary"] = ", ".join(vary)
    if variant.lang:
        headers["Content-Language"] = variant.lang
    return headers


def _links(backend: Backend, links: render.Links, page: Page, variant: Variant) -> str:
    """Other files of the page, its canonical address, what it describes, the licence (RFC 8288)."""
    root = backend.url[: -len(links.root)] if links.root != "/" else backend.url[:-1]
    found = [f'<{root}{links.to(page.file(variant), "-")}>; rel="canonical"', f'<{LICENCE}>; rel="license"']
    for other in page.variants:
        if other != variant:
            lang = f'; hreflang="{other.lang}"' if other.lang else ""
            found.append(f'<{links.to(page.file(other), "-")}>; rel="alternate"; type="{other.media_type}"{lang}')
    if page.about:
        found.append(f'<{page.about}>; rel="describes"')
        turtle = page.variant("ttl")
        if turtle and variant.lang:
            found.append(f'<{links.to(page.file(turtle), "-")}>; rel="describedby"; type="{turtle.media_type}"')
    found += [f'<{iri}>; rel="successor-version"' for iri in page.successors or () if iri.startswith(iris.BASE)]
    return ", ".join(found)
