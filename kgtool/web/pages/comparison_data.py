"""What copies without a server compare plans from: all plans, and for each theme the elements on it and what was judged of them.

``static/compare.js`` reads it and shows what ``pages/compare.py`` shows on the live site. IRIs are without their base.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

from kgtool.base.languages import LANGUAGES
from kgtool.rdf import iris, media
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import hues
from kgtool.web.models import choice, correspondences, plans, themes
from kgtool.web.models.plans import Plan
from kgtool.web.models.themes import KINDS, ThemedElement
from kgtool.web.models.view import View
from kgtool.web.page import Page, Variant

_FOLDER = "comparisons/"
_PLANS = "plans"


def offered(backend: Backend) -> bool:
    """Say whether a copy lets people choose what to compare: no server answers, and there are plans to choose from."""
    return not backend.live and len(choice.ids(backend.build)) > 2


class ComparisonFiles(NamedTuple):
    """The files from which a page of a theme compares: their paths, and the kinds to which numbers in them refer."""

    plans: str
    theme: str
    kinds: tuple[str, ...] = KINDS


def files(backend: Backend, lang: str, theme: str) -> ComparisonFiles | None:
    """Return the files for the page of a theme; None where none are offered."""
    return ComparisonFiles(_path(_PLANS, lang), _path(theme, lang)) if offered(backend) else None


def paths(backend: Backend) -> Iterator[str]:
    """Yield the file of plans and that of each theme in each language."""
    if not offered(backend):
        return
    for name in (_PLANS, *(theme.id for group in themes.groups(backend.store, "ja") for theme in group.below)):
        yield from (_path(name, lang) for lang in LANGUAGES)


def find(backend: Backend, path: str) -> Page | None:
    """Return the file at a path."""
    if not path.startswith(_FOLDER) or not offered(backend):
        return None
    name, _, ending = path.removeprefix(_FOLDER).partition(".")
    variant = next((one for one in (Variant(media.JSON, lang) for lang in LANGUAGES) if one.ending == ending), None)
    if variant is None or (name != _PLANS and not themes.find(themes.groups(backend.store, "ja"), name)):
        return None
    return Page(path, (variant,), lambda variant, parameters: _written(backend, variant.lang, name))


def _path(name: str, lang: str) -> str:
    return f"{_FOLDER}{name}.{Variant(media.JSON, lang).ending}"


def _written(backend: Backend, lang: str, name: str) -> bytes:
    view = backend.view(lang)
    every = [plans.read(view, iris.element(id)) for id in choice.ids(backend.build)]
    made = [_plan(view, plan) for plan in every] if name == _PLANS else _theme(view, every, iris.THEME + name)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _plan(view: View, plan: Plan) -> list[Any]:
    """Its id, version, the names of city and plan, whether it is judged, its colour and pattern."""
    names = (_text(view, plan.name), _text(view, view.name(plan.iri)))
    return [plan.id, plan.version.removeprefix(iris.BASE), *names, plan.judged, str(hues.of(plan.id))]


def _theme(view: View, every: list[Plan], theme: str) -> dict[str, Any]:
    """The elements of each plan in the order of its text; between plans, the judgements; names of all of these."""
    on = {plan: themes.elements(view, plan, theme) for plan in every}
    held = {plan: {element.iri for element in found} for plan, found in on.items() if found}
    pairs = [
        (first, second, found)
        for first, second in combinations(every, 2)
        if (about := held.get(first, set()) | held.get(second, set()))
        and (found := correspondences.between(view, first, second, about))
    ]
    ends = {end for _, _, found in pairs for judgement in found for end in judgement[1:3] if end}
    return {
        "elements": {plan.id: [_element(view, element) for element in found] for plan, found in on.items() if found},
        "pairs": [
            [first.id, second.id, [_judgement(view, judgement) for judgement in found]]
            for first, second, found in pairs
        ],
        "names": {iri.removeprefix(iris.BASE): _called(view, iri) for iri in sorted(ends.union(*held.values()))},
    }


def _element(view: View, element: ThemedElement) -> list[Any]:
    kind = KINDS.index(element.kind) if element.kind in KINDS else len(KINDS)
    return [element.iri.removeprefix(iris.BASE), kind, element.at, element.percent, _text(view, element.abstract)]


def _judgement(view: View, judgement: correspondences.Judgement) -> list[Any]:
    ends = [iri.removeprefix(iris.BASE) for iri in judgement[:3]]
    reason = _text(view, view.text(judgement.iri, JPP.reason))
    return [*ends, judgement.relation, _percent(judgement.confidence), reason]


def _called(view: View, iri: str) -> list[Any]:
    """Its code, the code above where it has none, its name."""
    name = view.name(iri)
    return [name.code, correspondences.code_above(view, iri), _text(view, name)]


def _percent(confidence: float) -> int:
    return round(100 * confidence)


def _text(view: View, text: Any) -> list[str] | None:
    """A text, with its language where that is not the page's."""
    if text is None:
        return None
    return [text.text] if text.lang in ("", view.lang) else [text.text, text.lang]
