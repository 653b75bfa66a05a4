"""axe-core finds nothing on any type of page; no page is wider than a phone; nothing is refused or fetched elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Visiting
from tests.browser.kinds import MISSING, WRONG
from tests.browser.visitor import Visitor

axe = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")

WIDE, NARROW = 1100, 360
_OFTEN_USED = ("home", "ComprehensivePlan-13221-kiyose-5", "Measure-13221-kiyose-5", "compare", "timeline")
_AXE = """preload => axe.run({resultTypes: ["violations"], iframes: false, preload}).then(
  found => found.violations.flatMap(v => v.nodes.slice(0, 3).map(node => `${v.id}: ${node.html.slice(0, 160)}`)))"""
_ALIKE = """() => {
  const kept = ["class", "lang", "role", "type"];
  const tag = part => [part.localName, ...kept.map(name => part.getAttribute(name) ?? "")].join(" ");
  const shape = child => [...new Set([child, ...child.querySelectorAll("*")].map(tag))].sort().join();
  for (const list of [...document.querySelectorAll("tbody, ul, ol, dl, svg, main, section, div")].reverse()) {
    const seen = {};
    for (const child of [...list.children]) {
      if (child.matches("h1, h2, h3, h4, h5, h6")) continue;
      const known = shape(child);
      seen[known] = (seen[known] ?? 0) + 1;
      if (seen[known] > 2) child.remove();
    }
  }
}"""
"""Leave two of the parts of a list or page that are made of the same kinds of elements."""
_OVERFLOW = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  return [`${root.scrollWidth} px`, ...wide.slice(0, 4).map(e => e.outerHTML.slice(0, 120))];
}"""


@pytest.mark.parametrize(("lang", "scheme", "width"), [("ja", "light", WIDE), ("en", "dark", NARROW)])
def test_nothing_is_wrong_on_any_type_of_page(
    visiting: Visiting, every_kind: dict[str, str], lang: str, scheme: str, width: int
) -> None:
    """A sample: one page of every type, and on it two of all rows that are made of the same kinds of elements.

    axe-core takes its time for every row; on whole pages it takes three minutes a language.
    """
    visitor = visiting(width=width, color_scheme=scheme)
    found = {kind: _wrong(visitor, path, lang) for kind, path in every_kind.items()}
    found |= {path: _wrong(visitor, path, lang, status) for path, status in ((MISSING, 404), (WRONG, 400))}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("ja", "dark")])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wrong_in_the_other_language_and_colours(
    visiting: Visiting, every_kind: dict[str, str], lang: str, scheme: str, width: int
) -> None:
    visitor = visiting(width=width, color_scheme=scheme)
    found = {kind: _wrong(visitor, every_kind[kind], lang, styles=True) for kind in _OFTEN_USED}
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def _wrong(visitor: Visitor, path: str, lang: str, status: int = 200, styles: bool = False) -> list[Any]:
    """What axe-core finds on a page, then what is too wide for the window, and for a phone."""
    return wrong_here(visitor.open(path, lang, status), styles)


def wrong_here(page: Any, styles: bool = False) -> list[Any]:
    """The same of the page that a browser shows. ``styles`` also reads the style sheets, which are the same on every page."""
    size = page.viewport_size
    overflow = page.evaluate(_OVERFLOW)
    page.set_viewport_size({**size, "width": NARROW})
    overflow += page.evaluate(_OVERFLOW)
    page.set_viewport_size(size)
    page.evaluate(_ALIKE)
    page.evaluate(axe.AXE_SCRIPT)
    return [*page.evaluate(_AXE, styles), *overflow]
