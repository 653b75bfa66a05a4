"""Sort names under index letters: rows of kana, Latin letters, digits, then kanji, whose reading nobody knows."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ROWS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わゐゑをん",
)
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_MARKS = "「『(“\"'"
KANJI, DIGITS, OTHER = "漢字", "0–9", "#"


def fold(text: str) -> str:
    """Return a text normalised for comparison: width, case and hiragana or katakana make no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in folded)


def letter(text: str) -> str:
    """Return the index letter of a name: the first kana of its row, a Latin capital, ``0–9``, ``漢字`` or ``#``."""
    first = fold(text).lstrip(_MARKS)[:1]
    plain = unicodedata.normalize("NFD", first)[:1].translate(_SMALL)
    row = next((row[0] for row in _ROWS if plain and plain in row), "")
    if row:
        return row
    if "a" <= plain <= "z":
        return plain.upper()
    if plain.isdecimal():
        return DIGITS
    return KANJI if "\u3400" <= plain <= "\u9fff" or plain == "々" else OTHER


@lru_cache(maxsize=20_000)
def order(text: str) -> tuple[int, str, str]:
    """Return the sort key of a name: kana, Latin letters, digits, kanji by code point, others."""
    heading = letter(text)
    rank = {DIGITS: 2, KANJI: 3, OTHER: 4}.get(heading, 1 if heading.isascii() else 0)
    return rank, fold(text).lstrip(_MARKS), text
