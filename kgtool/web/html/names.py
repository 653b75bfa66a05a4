"""What pages call a resource that the graph does not name in their language, and whose word a city's own word is.

A term of another vocabulary is called as ``names.toml`` says, a named graph by who is speaking (``voices.toml``) and of
whom, an alignment after its plans, and an element whose title was lost by its city's word for such elements.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kgtool.base import toml
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF, SSSOM
from kgtool.web.models import plans
from kgtool.web.models.view import Name, View

_FILE = Path(__file__).with_name("names.toml")
_VOICES = Path(__file__).with_name("voices.toml")
_ALIGNMENT, _LOCAL_TYPE = f"{iris.ID}alignment/", "/local-type/"


def name(view: View, iri: str) -> Name:
    """Return how to call a resource in the page's language: as the graph does, or else as this module does."""
    found = view.name(iri)
    if found.lang == view.lang:
        return found
    said = _term(iri, view.lang) or _graph(view, iri) or _alignment(view, iri) or _word(view, found)
    return found._replace(text=said, lang=view.lang) if said else found


def whose(view: View, iri: str) -> str:
    """Return the city to which a local type (a city's own word for a kind of element) belongs; empty for anything
    else.
    """
    return _city(view, plans.plan_of(iri)) if iri.startswith(iris.ID) and _LOCAL_TYPE in iri else ""


def full(view: View, iri: str) -> str:
    """Return the name of a resource for use outside of its plan: with its code, and for a local type with its city."""
    found = name(view, iri)
    return f"{found.code} {found.text}{of_whom(view, iri)}".strip()


def of_whom(view: View, iri: str) -> str:
    """Return the suffix of a local type in a list: its city in brackets; empty for anything else."""
    city = whose(view, iri)
    if not city:
        return ""
    return f"({city})" if view.lang == "ja" else f" ({city})"


@cache
def terms() -> dict[str, tuple[str, str]]:
    """Return ``names.toml``: IRI → Japanese and English name."""
    tables = toml.parse(_FILE.read_text("utf-8"), _FILE.name).data
    return {base + local: (ja, en) for base, words in tables.items() for local, (ja, en) in words.items()}


@cache
def _voices() -> dict[str, tuple[str, str]]:
    return {kind: (ja, en) for kind, (ja, en) in toml.parse(_VOICES.read_text("utf-8"), _VOICES.name).data.items()}


def _graph(view: View, iri: str) -> str:
    """What a named graph is called: by who is speaking in it, and by the cities that it is about."""
    kind, _, of = iri.removeprefix(iris.GRAPH).partition("/") if iri.startswith(iris.GRAPH) else ("", "", "")
    if kind not in _voices():
        return ""
    said = _voices()[kind][view.lang != "ja"]
    cities = [_city(view, plan) for plan in map(iris.element, filter(None, of.split("--"))) if view.types(plan)]
    about = ("と" if view.lang == "ja" else " and ").join(cities) or of
    return f"{said} – {about}" if about else said


def _term(iri: str, lang: str) -> str:
    ja, en = terms().get(iri, ("", ""))
    return ja if lang == "ja" else en


def _alignment(view: View, iri: str) -> str:
    """What an alignment is called: by the cities of its plans in the order of their ids, else by the plans."""
    if not iri.startswith(_ALIGNMENT) or SSSOM.MappingSet.value not in view.objects(iri, RDF.type):
        return ""
    ends = (SSSOM.subject_source, SSSOM.object_source)
    compared = sorted({plans.plan_of(version) for end in ends for version in view.objects(iri, end)})
    cities = [_city(view, plan) for plan in compared]
    if len(set(cities)) == len(cities):
        ja, en = f"{'と'.join(cities)}の計画の対応", f"Correspondences of the plans of {' and '.join(cities)}"
    else:
        named = [view.name(plan).text for plan in compared]
        ja, en = f"{'と'.join(named)}の対応", f"Correspondences of {' and '.join(named)}"
    return ja if view.lang == "ja" else en


def _word(view: View, found: Name) -> str:
    """A city's word for an element that a code tells apart. A printed title is in Japanese and stays; English is ours."""
    if found.lang == "ja" or not found.code:
        return ""
    word = view.object(found.iri, JPP.localType)
    return view.name(word).text if word else ""


def _city(view: View, plan: str) -> str:
    return view.name(view.object(plan, JPP.responsibleBody) or plan).text
