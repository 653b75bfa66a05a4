"""How plans number their elements: a few styles, of which the one that fits is found by trying."""

from __future__ import annotations

_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_DIGITS = "123456789abcdefghijklmnopqrstuvwxyz"
STYLES = ("{order}", "{running}", "roman", "{parent}{digit}", "{top}-{parent}{digit}")


def code(style: str, order: int, running: int, parent: str, top: str) -> str:
    """Return the code of an element: the ``order``-th of its parent, the ``running``-th of its kind in the plan."""
    if style == "roman":
        return _ROMAN[order - 1] if order <= len(_ROMAN) else str(order)
    digit = _DIGITS[order - 1] if order <= len(_DIGITS) else f".{order}"
    return style.format(order=order, running=running, parent=parent, top=top, digit=digit)


def style(examples: list[tuple[str, dict[str, str | int]]]) -> str:
    """Return the style that explains the most of some codes."""

    def explained(name: str) -> int:
        return sum(code(name, **about) == printed for printed, about in examples)  # type: ignore[arg-type]

    return max(STYLES, key=explained)
