"""The types of page, found in the site itself: every page of a family, and one resource of every class of each plan."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.web import addresses
from kgtool.web.models import choice
from kgtool.web.site import Site

MISSING = "no-such-page"
WRONG = "sparql?query=SELECT%20*%20%7B"
_MORE = (
    "compare/child-rearing",
    "towns/theme/disaster-resilience",
    "search?q=%E9%98%B2%E7%81%BD",
    "queries/directions-on-theme?theme=theme%3Adisaster-resilience",
    "sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%203",
)
_FIRST_OF = ("budgets", "compare", "indicators", "mentioned", "queries", "sdgs", "towns")
"""Families of which one page stands for all below it."""
_BOTH = ("ComprehensivePlan", "PlanVersion", "Measure", "Direction", "DesiredState", "Goal", "SourceText")
"""Classes whose pages differ so much between the plans that each plan's is a type of its own."""


def kinds(site: Site) -> dict[str, str]:
    """Return a path, without ending, of every type of page for people; by a name that can be a file's."""
    found: dict[str, str] = {}
    for name, path in (*_families(site), *_resources(site), *((_named(path), path) for path in _MORE)):
        if name in found:
            continue
        page = site.find(path.partition("?")[0])
        if page is not None and page.successors is None and page.variant("ja.html"):  # else it answers 410
            found[name] = path
    return found


def _families(site: Site) -> Iterator[tuple[str, str]]:
    for path in site.paths():
        family, _, below = path.partition("/")
        if path.startswith(addresses.DOCUMENT):
            continue
        yield (f"{family}-one" if below and family in _FIRST_OF else _named(path)), path


def _resources(site: Site) -> Iterator[tuple[str, str]]:
    view = site.view("ja")
    plans = choice.ids(site.build)
    for path in site.paths():
        if not path.startswith(addresses.DOCUMENT):
            continue
        types = sorted(iri.rpartition("/")[2].rpartition("#")[2] for iri in view.types(addresses.described(path)))
        name = types[0] if types else "untyped"
        plan = next((plan for plan in plans if f"/{plan}" in path), "")
        yield (f"{name}-{plan}" if name in _BOTH else name), path
    yield "shapes", "doc/shapes"


def _named(path: str) -> str:
    name, _, query = path.partition("?")
    return f"{name.replace('/', '-') or 'home'}{'-asked' if query else ''}"
