"""Titles of pages about resources, unique in the site and with the name of the city; descriptions of all pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup
from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.web.html import names
from kgtool.web.models import plans
from kgtool.web.models.view import View

_LISTED = "/plan/"
"""In the IRI of a plan that has no folder of its own: it stands below its municipality."""

_THING = f"{iris.ID}thing/"
_LEAD = re.compile(r'<p class="lead">(.*?)</p>', re.S)
_BADGE = re.compile(r'<span class="badge.*?</span>', re.S)
_SITE = {
    "ja": "市の総合計画を、同じ見方で並べて読み、比べるサイトです。",
    "en": "The plans of Japanese cities, read and compared in one way.",
}
_LONGEST = {"ja": 160, "en": 300}


def of(view: View, iri: str) -> str:
    """Return the title of the page about a resource.

    What belongs to a plan is followed by what is above it, or by its kind, where it has no code of its own; by its place in
    the plan where it is no part of it; and by the city. A named thing is
    followed by its kind, a city's own also by the city. What has no name but the end of its IRI is called by its path.
    """
    named = names.full(view, iri)
    version = view.object(iri, JPP.inVersion)
    plan = "" if not iri.startswith(iris.ID) else iri if _LISTED in iri else plans.plan_of(iri)
    city = plans.read(view, plan).name.text if plan and view.types(plan) else ""
    if not city:
        if named == iris.end(iri):
            return iri.removeprefix(iris.BASE)
        return " – ".join((named, *_of_thing(view, iri))) if iri.startswith(_THING) else named
    coded = names.name(view, iri).code
    above = view.object(iri, JPP.partOf) or next(iter(view.types(iri)), "") if version and not coded else ""
    inside = iri.removeprefix(f"{plan}/") if iri != plan and not version else ""
    return " – ".join(filter(None, (named, names.full(view, above) if above else "", inside, city)))


def described(title: str, shown: str, lang: str) -> str:
    """Return a page's description for search engines: its title, then what it leads with (``p.lead``), cut at a length."""
    lead = _LEAD.search(shown)
    words = Markup(_BADGE.sub("", lead[1])).striptags() if lead else ""
    said = f"{Markup(title).striptags().strip()}{'。' if lang == 'ja' else '. '}{words or _SITE[lang]}"
    return said if len(said) <= _LONGEST[lang] else f"{said[: _LONGEST[lang] - 1]}…"


def _of_thing(view: View, iri: str) -> Iterator[str]:
    """The kind of a named thing and, where the plan of a city describes it, the city."""
    yield from (names.full(view, kind) for kind in sorted(view.types(iri))[:1])
    for plan in view.objects(iri, JPP.usedIn):
        graph = NamedNode(iris.graph("plan", iris.path_of(plan)))
        if view.objects(iri, RDF.type, graph=graph):
            yield plans.read(view, plan).name.text
