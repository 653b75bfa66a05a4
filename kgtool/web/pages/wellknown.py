"""What machines look for at fixed addresses: VoID, robots.txt, and the page for addresses that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from kgtool.base.errors import RequestError
from kgtool.export import dumps
from kgtool.rdf import iris, media
from kgtool.web import dcat, formats, problem
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice, plans
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters, Variant

_VOID = (".well-known/void", "void")
_ROBOTS, _LLMS = "robots.txt", "llms.txt"
_MISSING = "404"
_TEXT = Variant(media.TEXT)


def paths(backend: Backend) -> Iterator[str]:
    """Yield the fixed addresses."""
    yield from (*_VOID, _ROBOTS, _LLMS, _MISSING)


def find(backend: Backend, path: str) -> Page | None:
    """Return the page at a fixed address."""
    if path in _VOID:
        unmade = dumps.there(backend.build) is None
        return Page(path, formats.VARIANTS, lambda variant, parameters: _void(backend, variant), provisional=unmade)
    if path == _ROBOTS:
        return Page(path, (_TEXT,), lambda variant, parameters: _robots(backend))
    if path == _LLMS:
        return Page(path, (_TEXT,), lambda variant, parameters: _llms(backend))
    if path == _MISSING:
        return render.html_page(backend, path, "error.html", _nothing)
    return None


def _void(backend: Backend, variant: Variant) -> bytes:
    """The description of the dataset (VoID, section 7.2), whichever format is asked for."""
    return dcat.write(backend, dcat.dataset_description(backend), variant)


def _robots(backend: Backend) -> bytes:
    """Pages may be read by anybody; answers to questions are as many as there are questions."""
    root = urlsplit(backend.url).path or "/"
    return f"User-agent: *\nDisallow: {root}sparql?\nDisallow: {root}*?\nSitemap: {backend.url}sitemap.xml\n".encode()


def _llms(backend: Backend) -> bytes:
    """What a language model ought to know that reads the site (llmstxt.org): rules for quoting, plans, where data lies."""
    view, url = backend.view("en"), backend.url
    lines = [
        "# Open graph of Japan's municipal plans / 自治体計画のオープングラフ",
        "",
        "> Plans of Japanese cities as linked data: what each says, where it says it, and what was judged or computed from it.",
        "",
        "Rules for quoting: name city, plan and version, and say when it is a draft. Give the place (lines). Tell the plan's voice",
        "from ours (abstracts, translations, themes and correspondences are ours). What is not known is neither zero nor absent.",
        "The plans' own sentences are not here.",
        "",
        "## Plans",
        "",
    ]
    for id_ in choice.ids(backend.build):
        plan = plans.read(view, iris.element(id_))
        status = plans.version(view, plan.version).status
        said = view.name(status).text if status else "status not recorded"
        title = view.name(plan.iri).text
        lines.append(f"- [{title}]({url}doc/id/{id_}.en.html): {plan.name.text}; {said}")
    lines += [
        "",
        "## Data",
        "",
        f"- [Questions]({url}queries.en.html): the catalogue; every answer also as CSV and JSON",
        f"- [OpenAPI]({url}openapi.en.json): all questions for programs",
        *([] if backend.files_only else [f"- [SPARQL]({url}sparql): read-only endpoint"]),
        f"- [Tables]({url}dumps/datapackage.json): data dictionary of the CSV files",
        f"- [Ask]({url}ask.en.html): a question in one's own words, ask.en.html?q=…",
        "- `kgtool mcp` (pip install 'jp-plan-kgtool[mcp]'): the same by the Model Context Protocol",
    ]
    return "\n".join([*lines, ""]).encode()


def _nothing(view: View, parameters: Parameters) -> Mapping[str, Any]:
    """What static hosts show for an address that is none."""
    return {"problem": problem.of(RequestError("no-page"), view.lang)}
