"""Charts at addresses of their own, as SVG and, where it can be drawn, as PNG: ``picture/timeline.ja.svg``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kgtool.base.languages import LANGUAGES
from kgtool.rdf import media
from kgtool.web.backend import Backend
from kgtool.web.html import indicator_pictures, pictures, png
from kgtool.web.html.indicators import PICTURES
from kgtool.web.html.pictures import ChartPicture
from kgtool.web.models import choice, levels
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters, Variant
from kgtool.web.pages import compare, correspondence, timeline

_FOLDER, _PLAN = "picture/", "plan/"
_Draws = Callable[[Backend, View, Parameters], ChartPicture | None]
_WHOLE: dict[str, _Draws] = {
    "timeline": timeline.drawing,
    "correspondence": correspondence.drawing,
    "compare": compare.drawing_of_all,
}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the address of every chart that can be drawn, in each format and language."""
    plans = (f"{_PLAN}{plan}" for plan in choice.ids(backend.build))
    drawn = (name for name in (*_WHOLE, *compare.themes_of(backend), *plans) if _draws(backend, name))
    for name in (*drawn, *indicator_pictures.names(backend)):
        yield from (f"{_FOLDER}{name}.{variant.ending}" for variant in _variants())


def find(backend: Backend, path: str) -> Page | None:
    """Return the picture at an address."""
    variant = next((known for known in _variants() if path.endswith(f".{known.ending}")), None)
    if variant is None or not path.startswith(_FOLDER):
        return None
    draws = _draws(backend, path[len(_FOLDER) : -len(variant.ending) - 1])
    if draws is None:
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang)
        drawing = draws(backend, view, parameters) or draws(backend, view, {})
        assert drawing is not None, "what cannot be drawn has no page"
        write = pictures.as_png if variant.format == media.PNG else pictures.svg
        return write(backend, view, drawing)

    return Page(path, (variant,), make, choice.TAKES | levels.TAKES)


def _variants() -> list[Variant]:
    formats = (media.SVG, media.PNG) if png.font() else (media.SVG,)
    return [Variant(format, lang) for format in formats for lang in LANGUAGES]


def _draws(backend: Backend, name: str) -> _Draws | None:
    """What draws the chart of a name; None if there is no such chart, or nothing to draw."""
    if name in _WHOLE:
        return _WHOLE[name] if _WHOLE[name](backend, backend.view("ja"), {}) else None
    if name.startswith(_PLAN):
        own = {"plan": (name.removeprefix(_PLAN),)}
        known = own["plan"][0] in choice.ids(backend.build) and timeline.drawing(backend, backend.view("ja"), own)
        return (lambda backend, view, parameters: timeline.drawing(backend, view, own)) if known else None
    if name.startswith(PICTURES):
        line = indicator_pictures.drawing(backend.view("ja"), name)
        return (lambda backend, view, parameters: indicator_pictures.drawing(view, name)) if line else None
    if name not in compare.themes_of(backend) or len(choice.ids(backend.build)) < 2:
        return None
    return lambda backend, view, parameters: compare.drawing(backend, view, parameters, name.partition("/")[2])
