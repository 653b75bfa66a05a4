"""Break text into lines and fit it into columns; Japanese has no spaces and its characters are twice as wide.

Japanese breaks between any two characters, but no line begins with a closing mark or ends with an opening one (kinsoku,
JIS X 4051). Other words are kept whole; names in camel case break before a capital: other|Plan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

_CLOSING = re.escape("、。，．,.:;!?！？・ー）)」』】〕〉》’”々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…〜")
_OPENING = re.escape("（(「『【〔〈《‘“")
_WESTERN = r"\0-\u2e7f"
"""Every character before those of East Asian scripts. Sets of these compile in a third of the time of their complements."""
_PIECE = rf"[{_OPENING}]*(?:[^\s{_WESTERN}]|(?:(?!\s)[{_WESTERN}])+?(?=(?<=[a-z])[A-Z][a-z]|\s|[^{_WESTERN}]|$))[{_CLOSING}]*\s*|\s+"


def columns(text: str, wide: bool = False) -> int:
    """Return how many columns of a terminal a text takes: two for a full-width character.

    With ``wide``, two for those of ambiguous width as well (Unicode Standard Annex 11): … ① ○ and Greek and Cyrillic letters
    on many Japanese terminals.
    """
    taken = cell_len(text)
    return taken if not wide or text.isascii() else taken + sum(map(_is_ambiguous, text))


@lru_cache(maxsize=4_096)
def _is_ambiguous(char: str) -> bool:
    return unicodedata.east_asian_width(char) == "A" and cell_len(char) == 1


def pieces(text: str) -> list[str]:
    """Return the parts between which a text may break, each with the blanks behind it; joined, they are the text."""
    return re.findall(_PIECE, text)


@lru_cache(maxsize=4_096)
def wrap(text: str, width: float, width_of: Callable[[str], float] = columns) -> tuple[str, ...]:
    """Return a text as lines no wider than ``width``, in the unit of ``width_of``; a wider piece breaks anywhere.

    Only a single character can be wider than its line. No line but that of a blank text is empty.
    """
    if width_of(text) <= width:
        return (text,)
    lines, used = [""], 0.0
    for piece in pieces(text):
        for part in piece if width_of(piece.rstrip()) > width else (piece,):
            if lines[-1] and used + width_of(part.rstrip()) > width:
                lines.append("")
                used = 0.0
            lines[-1] += part
            used += width_of(part)
    return tuple(line.strip() for line in lines if line.strip()) or ("",)


def fit(text: str, width: int, right: bool = False, measure: Callable[[str], int] = columns) -> str:
    """Return a text in exactly ``width`` columns: filled with blanks, on the left if ``right``, or cut with an ellipsis."""
    missing = width - measure(text)
    if missing < 0:
        return set_cell_size(text, width - 1) + "…"
    return " " * missing + text if right else text + " " * missing
