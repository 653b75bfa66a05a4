"""Where visitors report an error: an address with the page, the plan, the place and the release filled in."""

from __future__ import annotations

from urllib.parse import quote

from kgtool.rdf import iris
from kgtool.web.backend import Backend
from kgtool.web.html import citation
from kgtool.web.models import places, plans
from kgtool.web.models.view import View
from kgtool.web.page import Page

_ASKS = {
    "ja": ("誤っているところ", "正しくは", "そう言える理由"),
    "en": ("What is wrong", "What is right", "How we can tell"),
}


def address(backend: Backend, view: View, page: Page, title: str, url: str) -> str:
    """Return the address to which a page's errors are reported; empty where the site has none.

    ``title`` is that of the page and ``url`` where it is. Cost: a few look-ups.
    """
    target = backend.errors_to
    if not target:
        return ""
    japanese = view.lang == "ja"
    said = f"誤り: {title}" if japanese else f"Error: {title}"
    body = "\n".join([*_facts(backend, view, page, url), *(f"\n{ask}:" for ask in _ASKS[view.lang]), ""])
    return target.replace("{title}", quote(said, safe="")).replace("{body}", quote(body, safe=""))


def _facts(backend: Backend, view: View, page: Page, url: str) -> list[str]:
    """What is known of the page, a line each."""
    japanese = view.lang == "ja"
    plan = _plan(view, page.path)
    at = places.of(view, page.about) if page.about else None
    known = {
        ("ページ" if japanese else "Page"): url,
        ("計画" if japanese else "Plan"): _called(view, plan) if plan else "",
        ("箇所" if japanese else "Place"): citation.place(view, at) if at else "",
        "IRI": page.about,
        ("データの版" if japanese else "Release"): backend.manifest["contentHash"],
    }
    return [f"{name}: {value}" for name, value in known.items() if value]


def _plan(view: View, path: str) -> str:
    """The plan that a path names; empty where it names none."""
    named = (iris.element(part) for part in path.split("/") if iris.is_path(part))
    return next((iri for iri in named if plans.has_version(view, iri)), "")


def _called(view: View, iri: str) -> str:
    """A plan with its city, the date of its version, and whether that is a draft."""
    plan = plans.read(view, iri)
    edition = plans.version(view, plan.version)
    status = view.name(edition.status).text if edition.status else ""
    return " ".join(filter(None, (plan.name.text, view.name(iri).text, status, edition.as_of)))
