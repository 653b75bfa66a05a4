"""How a heading or an item begins: a word with a number (施策１-２), a number alone, a bullet, brackets around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple

from kgtool.base.printed_numbers import numeral

_D = "0-9０-９"
_DASH = "-‐‑–—―−－ー"
_KANJI = "一二三四五六七八九十"
_ROMAN = "Ⅰ-Ⅻ"


class NumberStyle(NamedTuple):
    """A way to print the number of a heading: patterns of what stands before, of the code, and of what stands behind.

    ``opening`` stands before the word that the number follows: the bracket in 【目標１】.
    """

    name: str
    before: str
    core: str
    after: str = ""
    opening: str = ""

    @property
    def pattern(self) -> str:
        return f"{self.before}(?P<code>{self.core}){self.after}"


CODE = NumberStyle("code", "", rf"[{_D}{_ROMAN}A-Z]+(?: ?[{_DASH}.．・] ?[{_D}]+(?: [{_D}](?![{_D}]))*)+(?![{_D}])")
STYLES = (
    *(NumberStyle(f"第{unit}", r"第[ 　]*", rf"[{_D}{_KANJI}]+", rf"[ 　]*{unit}") for unit in "部編章節項"),
    NumberStyle("第", "第[ 　]*", rf"[{_D}{_KANJI}]+(?=[ 　])"),
    NumberStyle("①", "", "[①-⑳]"),
    NumberStyle("❶", "", "[❶-❿]"),
    NumberStyle("⑴", "", "[⑴-⒇]"),
    NumberStyle("(1)", "[（(][ 　]*", rf"[{_D}]+", "[ 　]*[）)]"),
    NumberStyle("【1】", "【[ 　]*", rf"[{_D}{_DASH}]+", "[ 　]*】"),
    CODE,
    NumberStyle("Ⅰ", "", f"[{_ROMAN}]", "[.．]?"),
    NumberStyle("1.", "", rf"[{_D}]+", "[.．)）、](?![0-9])"),
    NumberStyle("1", "", rf"[{_D}]+(?=[ 　\t]|$)"),
    NumberStyle("１", "", r"[０-９]+(?=[一-龥ぁ-んァ-ヶ「])"),
    NumberStyle("ア", "", "[ア-ン](?=[ 　、.．])"),
    NumberStyle("A", "", "[A-ZＡ-Ｚ](?=[ 　.．])"),
    NumberStyle("一", "", rf"[{_KANJI}]+(?=[ 　、])"),
)
BULLETS = "・●○〇◎■□◆◇▼▽▶▷►•➢❖★☆※◉⦿◼▪◾✓-"
BRACKETS = {"「": "」", "【": "】", "＜": "＞", "<": ">", "〈": "〉", "《": "》", "≪": "≫", "［": "］", "〔": "〕"}
_AROUND_WORDS = tuple((pair[0], pair[1]) for pair in ("【】", "［］", "〔〕", "《》", "≪≫", "＜＞", "〈〉"))
_BRACKETED = tuple(
    NumberStyle(
        f"{opening}語{closing}",
        "",
        rf"(?:{CODE.core}|[{_D}]+|[{_ROMAN}]|[{_KANJI}]+)",
        rf"[ 　]*{closing}",
        rf"{opening}[ 　]*",
    )
    for opening, closing in _AROUND_WORDS
)
"""Brackets around a word and its number."""
_LABELLED = re.compile(
    r"(?P<mark>[一-龥ぁ-んァ-ヶー・]{2,12}[：:]"
    + "".join(rf"|{opening}[一-龥ぁ-んァ-ヶー・]{{2,12}}{closing}" for opening, closing in _AROUND_WORDS)
    + r")[ 　\t]*(?=[^ 　\t：:])"
)
_AROUND_LABEL = "：:" + "".join(map("".join, _AROUND_WORDS))
_COUNTED = re.compile(
    r"[ 　]?(?:[年月日人件％%回歳円割点台本戸社校園名次期代号倍階](?![一-龥])|[億万千百]"
    r"|か所|箇所|ヶ所|カ所|年[度間後前]|人以|時間|分の|つの|月\d|ポイント|[,，～〜・]|[kt]m?\b)"
)
_NUMBERED = {style.name: style for style in (*STYLES, *_BRACKETED)}
_WITH_WORD = ("①", "❶", "⑴", "(1)", "【1】", "code", "Ⅰ", "1.", "plain")
_PLAIN = NumberStyle("plain", "", rf"[{_D}]+")
_WORD = re.compile(r"(?P<word>[^\W\d_ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①-⑳❶-❿]{1,12})[ 　]*")
_SUBTITLE = re.compile(rf"^[{_DASH}～〜~][ 　]*(?P<title>.+?)[ 　]*[{_DASH}～〜~]$")


@dataclass(frozen=True)
class LineMark:
    """How a line begins. ``style`` is the name of a number style, a bullet, an opening bracket, or empty.

    ``word`` is printed before the number, ``code`` is the number as printed, ``value`` the number that it ends with (0: none),
    ``title`` what is left of the line, without the bracket that closes it.
    """

    style: str
    word: str
    code: str
    value: int
    title: str

    @property
    def key(self) -> str:
        """Lines with the same key are printed alike."""
        return f"{self.word}{'plain' if self.style in ('1', '１') and not self.word else self.style}"

    @property
    def label(self) -> str:
        """The heading that stands in the line of its text (現状 in 現状：…); empty where there is none."""
        labelled = not self.code and len(self.style) > 2 and self.style[-1] in _AROUND_LABEL
        return self.style.strip(_AROUND_LABEL) if labelled else ""

    @property
    def numbered(self) -> bool:
        return bool(self.code)


def number(code: str) -> int:
    """Return the last number of a code (２-１: 1; ③: 3; Ⅳ: 4; 十二: 12); 0 where there is none."""
    text = unicodedata.normalize("NFKC", code)
    if digits := re.findall(r"[0-9]+", text):
        return int(digits[-1])
    if len(code) == 1 and "❶" <= code <= "❿":
        return ord(code) - ord("❶") + 1
    if re.fullmatch(r"[IVX]+", text):
        return _roman(text)
    if re.fullmatch(f"[{_KANJI}]+", code):
        return int(numeral(code) or 0)
    if re.fullmatch("[ア-ン]", text):
        order = "アイウエオカキクケコサシスセソタチツテト"
        return order.find(text) + 1
    return ord(text) - ord("A") + 1 if re.fullmatch("[A-Z]", text) else 0


def mark(text: str, words: Container[str] = ()) -> LineMark:
    """Return how a line begins; ``words`` are those known to stand before numbers."""
    if found := _worded(text, words):
        return found
    for style in STYLES:
        if (match := re.match(style.pattern, text)) and not _counted(text, match.end(), style.name):
            return LineMark(style.name, "", match["code"], number(match["code"]), _after(text, match.end()))
    if text[0] in BULLETS and text[1:2] not in ("", text[0]) and not _SUBTITLE.match(text):
        return LineMark(text[0], "", "", 0, text[1:].strip(" 　・"))
    if text[0] in BRACKETS and text.endswith(BRACKETS[text[0]]) and len(text) > 2:
        return LineMark(text[0], "", "", 0, text[1:-1].strip())
    return LineMark("", "", "", 0, text)


def labelled(text: str) -> LineMark | None:
    """Return the mark of a line that begins with a heading and goes on with its text (現状：…, 【現状】…), if it does."""
    found = _LABELLED.match(text)
    return LineMark(found["mark"], "", "", 0, text[found.end() :].strip()) if found else None


def subtitle(text: str) -> str:
    """Return what stands between the dashes of a line such as －人が育つまち－; empty where it is no such line."""
    found = _SUBTITLE.match(text)
    return found["title"] if found else ""


def style(name: str) -> NumberStyle:
    """Return a number style by name."""
    return _PLAIN if name == "plain" else _NUMBERED[name]


_LETTER_WORD = re.compile(r"(?P<word>[^\W\d_A-Za-zＡ-Ｚ]{1,12})(?P<code>[A-ZＡ-Ｚ])(?=[ 　.．])")
_KANJI_WORD = re.compile(rf"(?P<word>[^\W\d_{_KANJI}]{{1,12}})(?P<code>[{_KANJI}]+)[ 　]")


def _worded(text: str, words: Container[str]) -> LineMark | None:
    if bracketed := _bracketed(text, words):
        return bracketed
    if counted := _KANJI_WORD.match(text):
        return LineMark("一", counted["word"], counted["code"], number(counted["code"]), _after(text, counted.end()))
    if lettered := _LETTER_WORD.match(text):
        return LineMark("A", lettered["word"], lettered["code"], number(lettered["code"]), _after(text, lettered.end()))
    word = _WORD.match(text)
    if not word or word["word"] == "第":
        return None
    for name in _WITH_WORD:
        match = re.compile(style(name).pattern).match(text, word.end())
        if not match:
            continue
        rest = text[match.end() :]
        known = word["word"] in words
        if rest[:1].strip() and rest[0] not in "「『【（(：:〈＜" and not known:
            continue
        if _COUNTED.match(rest) and not (known and rest[:1] in " 　"):
            continue
        return LineMark(name, word["word"], match["code"], number(match["code"]), _after(text, match.end()))
    return None


def _bracketed(text: str, words: Container[str]) -> LineMark | None:
    """A word with its number in brackets: before a title or, where the word is known, alone above it."""
    for style in _BRACKETED:
        opened = re.match(style.opening, text)
        word = _WORD.match(text, opened.end()) if opened else None
        match = re.compile(style.pattern).match(text, word.end()) if word else None
        if word and match and (text[match.end() :].strip() or word["word"] in words):
            return LineMark(style.name, word["word"], match["code"], number(match["code"]), _after(text, match.end()))
    return None


def _counted(text: str, end: int, name: str) -> bool:
    """Whether a number counts something (２年, 3 人) instead of beginning a heading."""
    return name in ("1", "１", "code", "1.") and bool(_COUNTED.match(text[end:]))


def _after(text: str, end: int) -> str:
    return text[end:].lstrip(" 　\t:：.．、)）").rstrip()


def _roman(text: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for here, after in zip(text, [*text[1:], "I"], strict=True):
        total += -values[here] if values[here] < values[after] else values[here]
    return total
