"""Spell hiragana in Latin letters, so that a name whose reading is recorded is found as people type it: きよせ is kiyose."""

from __future__ import annotations

import re

_VOWELS = "aiueo"
_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だぢづでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
}
_OTHERS = {
    "し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu",
    "や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n", "ー": "", "ゔ": "vu",
}  # fmt: skip
_KANA = {
    kana: row + vowel for row, column in _ROWS.items() for kana, vowel in zip(column, _VOWELS, strict=True)
} | _OTHERS
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_READING = re.compile("[ぁ-ゔー]+")
_LONG = re.compile("ou|oo|uu")


def romaji(reading: str) -> str:
    """Return a folded reading in Hepburn letters without marks of long vowels (``short``); empty for what is no reading."""
    if not _READING.fullmatch(reading):
        return ""
    letters = ""
    for kana in reading:
        if kana in _SMALL:
            stem = letters.removesuffix("i")
            letters = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + _SMALL[kana]
        else:
            letters += "っ" if kana == "っ" else _KANA.get(kana, "")
    return short(re.sub("っ(.?)", lambda after: ("t" if after[1] == "c" else after[1]) + after[1], letters))


def short(letters: str) -> str:
    """Return Latin letters with each long o and u as a short one: Tōkyō is typed tokyo, toukyou or tookyoo."""
    return _LONG.sub(lambda long: long[0][0], letters)
