"""The visual language: tokens of the Digital Agency's design system, contrast, and towns that keep their looks."""

from __future__ import annotations

import re
from itertools import product

import pytest

from kgtool.web import assets
from kgtool.web.html import hues
from tools import design_tokens

_LEAST_TEXT, _LEAST_SHAPE = 4.5, 3.0


def _sheet() -> str:
    return assets.body("style.css").decode()


def _values(scheme: str) -> dict[str, str]:
    """The colours of a scheme: a name of ours, and the token's own value."""
    light, _, dark = _sheet().partition("@media (prefers-color-scheme: dark)")
    found = design_tokens.declared(light) | (design_tokens.declared(dark.split("\n}\n")[0]) if scheme == "dark" else {})

    def value(name: str) -> str:
        inner = re.fullmatch(r"var\((--[\w-]+)\)", found[name])
        return value(inner[1]) if inner else found[name]

    return {name: value(name) for name in found}


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_tokens_are_those_of_the_pinned_package() -> None:
    if not design_tokens.PACKAGE.is_dir():
        pytest.skip("the package of the tokens is not here (make setup, with npm)")
    assert design_tokens.TOKENS.read_text("utf-8") == design_tokens.made(), "run: python -m tools.design_tokens"


def test_every_value_that_a_style_sheet_uses_is_declared() -> None:
    sheet = _sheet()
    assert design_tokens.used([sheet]) - design_tokens.declared(sheet).keys() == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_shapes_stand_out_from_what_is_behind_them(scheme: str) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11 (JIS X 8341-3)."""
    value = _values(scheme)
    text = product(
        ("--ink", "--quiet", "--link", "--link-over", "--mark", "--error"), ("--paper", "--tint", "--raised")
    )
    shapes = product(("--border", "--ring", *(f"--hue-{n}" for n in range(hues.HUES))), ("--paper",))
    faint = {
        (front, back): round(_contrast(value[front], value[back]), 2)
        for pairs, least in ((text, _LEAST_TEXT), (shapes, _LEAST_SHAPE), ([("--on-link", "--link")], _LEAST_TEXT))
        for front, back in pairs
        if _contrast(value[front], value[back]) < least
    }
    assert faint == {}


def test_towns_of_a_prefecture_look_different_and_a_plan_looks_like_its_town() -> None:
    tokyo = [hues.of(f"{code}-town-1") for code in range(13201, 13230)]
    assert len(set(tokyo)) == len(tokyo)
    assert hues.of("13221-kiyose-5") == hues.of("13221-kiyose-6") != hues.of("13211-kodaira-4")
    assert hues.of("13221-kiyose-5").hue != hues.of("13211-kodaira-4").hue
    assert hues.of("elsewhere").hue < hues.HUES
