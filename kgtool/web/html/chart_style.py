"""Give a chart that stands in a file of its own the style of ``charts.css``, as attributes, with the light scheme's values.

Word processors and programs that draw SVG know neither custom properties nor style sheets of a site, whose policy forbids
style elements, too. Selectors of ``charts.css`` are one or two compounds of a tag and classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from kgtool.web import assets
from kgtool.web.html import hues

SVG = "http://www.w3.org/2000/svg"
FONT = "Noto Sans JP, Hiragino Sans, Yu Gothic UI, Meiryo, sans-serif"
ATTRIBUTES = frozenset(
    {"fill", "fill-opacity", "font-size", "font-weight", "opacity", "paint-order"}
    | {"stroke", "stroke-dasharray", "stroke-linejoin", "stroke-width"}
)
"""The properties that are attributes of SVG as well (SVG 2, 6.6), as far as ours use them."""
_DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")
_RULE = re.compile(r"^([^{}/]+?) \{ (.*?) \}$", re.MULTILINE)
_VALUE = re.compile(r"var\((--[\w-]+)(?:, ((?:[^()]|\([^()]*\))+))?\)")
_TOWN = "--town"


class ChartRule(NamedTuple):
    """A rule: compounds from the outer to the inner one, each a set of a tag and ``.classes``, and its properties."""

    selector: tuple[frozenset[str], ...]
    values: dict[str, str]


@cache
def values() -> dict[str, str]:
    """Return the custom properties of the light scheme, each with its value."""
    found = dict(_DECLARED.findall(assets.body("style.css").decode().partition("@media")[0]))
    return {name: _put_in(text, found) for name, text in found.items()}


@cache
def rules() -> tuple[ChartRule, ...]:
    """Return the rules, the more special ones last. One with a town's colour comes once for each hue as well."""
    found = []
    for selector, body in _RULE.findall((assets.FOLDER / "charts.css").read_text("utf-8")):
        found.append(_rule(selector, body, values()))
        if f"var({_TOWN}" in body:
            for hue in range(hues.HUES):
                known = values() | {_TOWN: values()[f"--hue-{hue}"]}
                found.append(_rule(f"{selector}.hue-{hue}", body, known))
    return tuple(sorted(found, key=lambda rule: sum(part.startswith(".") for each in rule.selector for part in each)))


def styled(svg: str) -> str:
    """Return an SVG document with the style of its elements as attributes, which do not overrule those that are there."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    root.set("font-family", FONT)
    for chain in _chains(root, ()):
        element, names = chain[-1], [_names(each) for each in chain]
        wanted = {
            name: value for rule in rules() if _matches(rule.selector, names) for name, value in rule.values.items()
        }
        for name, value in wanted.items():
            if name not in element.attrib:
                element.set(name, value)
    return ElementTree.tostring(root, "unicode", xml_declaration=False) + "\n"


def _rule(selector: str, body: str, known: dict[str, str]) -> ChartRule:
    compounds = tuple(frozenset(re.findall(r"\.?[\w-]+", compound)) for compound in selector.split())
    pairs = (declared.partition(":") for declared in _put_in(body, known).split(";"))
    return ChartRule(compounds, {name.strip(): value.strip() for name, _, value in pairs if name.strip() in ATTRIBUTES})


def _put_in(text: str, known: dict[str, str]) -> str:
    """Put in values, and what stands for those that are not known."""
    while _VALUE.search(text):
        text = _VALUE.sub(lambda found: known.get(found[1], found[2] or "none"), text)
    return text


def _chains(
    element: ElementTree.Element, above: tuple[ElementTree.Element, ...]
) -> Iterator[tuple[ElementTree.Element, ...]]:
    """Each element after those that it is in."""
    chain = (*above, element)
    yield chain
    for child in element:
        yield from _chains(child, chain)


def _names(element: ElementTree.Element) -> frozenset[str]:
    classes = (f".{name}" for name in element.get("class", "").split())
    return frozenset((element.tag.removeprefix(f"{{{SVG}}}"), *classes))


def _matches(selector: Sequence[frozenset[str]], chain: Sequence[frozenset[str]]) -> bool:
    return selector[-1] <= chain[-1] and (len(selector) == 1 or any(selector[0] <= outer for outer in chain[:-1]))
