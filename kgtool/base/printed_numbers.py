"""Read the values and times that Japanese plans print: 約9.8万人, 86％以上, 現状維持, 令和元年度・2019年度.

What is not understood as a whole is a gap (``not-read``), never a part of it: a wrong value is worse than none.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kgtool.base.japanese import DASHES, ERAS

_SHORT = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

_WAVES = dict.fromkeys(map(ord, "〜～∼"), "~")
_SPLIT_DIGITS = re.compile(r"[0-9.,]\s+[0-9]")
_UNDECIDED = re.compile(r"(?:現在)?(?:調整中|未定|検討中|策定中|集計中|精査中|未設定|今後設定(?:する|します)?|設定中)")
_BEFORE = r"(?:現状(?:値|水準)?|前年度?|毎年度?|さらに)?(?:より|から|を|に比べ|比|に)?(?:も)?"
_DIRECTIONS = (
    ("maintain", re.compile(_BEFORE + r"(?:維持|横ばい)(?:する|させる|します)?")),
    ("increase", re.compile(_BEFORE + r"(?:増加|増やす|上昇|向上|拡大|増)(?:する|させる|します|傾向|を目指す)?")),
    ("decrease", re.compile(_BEFORE + r"(?:減少|減らす|低下|削減|縮小|減)(?:する|させる|します|傾向|を目指す)?")),
)
_SUFFIXES = {
    "以上": "at-least",
    "以下": "at-most",
    "以内": "at-most",
    "未満": "less-than",
    "超": "more-than",
    "を超える": "more-than",
    "超える": "more-than",
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "億": 10**8, "兆": 10**12}
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_NUMERAL = rf"(?:(?:{_DIGITS}|[〇零一二三四五六七八九]+)?[十百千万億兆]|{_DIGITS}|[〇零一二三四五六七八九]+)"
_TOKEN = re.compile(rf"{_DIGITS}|[〇零一二三四五六七八九]+|[十百千万億兆]")
_UNIT = r"[^0-9~()、。]*?(?:/10万人|-CO2|CO2|[m㎡]2|m3)?"
_SUFFIX = "|".join(sorted(_SUFFIXES, key=len, reverse=True))
_VALUE = re.compile(
    rf"(?:累計|延べ|のべ)?(?P<about>約|およそ|概ね|おおむね|おおよそ)?(?P<yearly>年間?|月)?(?P<minus>[△▲-])?(?:第)?(?P<low>{_NUMERAL}+)"
    rf"(?:(?P<lowunit>{_UNIT})(?:~|から|-)(?P<high>{_NUMERAL}+))?(?P<unit>{_UNIT})"
    rf"(?P<rough>程度|前後)?(?P<suffix>{_SUFFIX})?"
)
_TIME_END = re.compile(r"年度末?|年|月|日|現在|時点|末|[）)]|(?<=[0-9０-９])(?=\s)")
_YEAR_LIKE = re.compile(
    r"(?:明治|大正|昭和|平成|令和|[MTSHRＭＴＳＨＲ])\s*[0-9０-９元]|(?<![0-9０-９,，.．])[0-9０-９]{4}\s*年"
)
_HEAD_WORDS = re.compile(
    r"(?:最終|中間|前期|後期|当初)?(?:現状|現況|基準|目標|実績|計画|策定時|見込|推計|指標)(?:の)?(?:値|数値|年度(?![0-9])|年次)?"
)
_GROWTH = re.compile(r"(増|減|増加|減少|削減|アップ|ダウン|向上)$")

_ONE_YEAR = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHR])(?P<of_era>元|[0-9]{1,2})|(?P<plain>[0-9]{4}))(?P<kind>年度|年)?"
    r"(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?)?(?:末日?)?(?:現在|時点)?(?:まで)?"
)


@dataclass(frozen=True)
class PrintedValue:
    """What a printed value says: a number, or the two ends of a range, with the unit as printed; 万 and 千 are multiplied out.

    ``comparator`` and ``gap`` are local names of id:comparator and id:gap-reason; a value with a gap has nothing else.
    """

    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    approximate: bool = False
    gap: str = ""


@dataclass(frozen=True)
class PrintedPeriod:
    """What a printed time says: a year, with the first one where it covers several, or a day or month in ISO 8601.

    ``fiscal`` is None for a bare year, of which the print does not say whether it is a fiscal or a calendar year.
    """

    year: int | None = None
    first: int | None = None
    fiscal: bool | None = None
    date: str = ""
    gap: str = ""


@dataclass(frozen=True)
class PrintedCell:
    """What a cell of a table says: a value and the words for it and, where its time is printed as well, that with its words."""

    value: PrintedValue
    value_text: str
    period: PrintedPeriod | None = None
    period_text: str = ""


_KEPT = 1 << 14
"""Texts whose reading is kept: each cell of a table is read by its check, its row and its statements, and times recur."""
NOT_READ = PrintedValue(gap="not-read")
PERIOD_NOT_READ = PrintedPeriod(gap="not-read")


def plain(text: str) -> str:
    """Return a printed text in NFKC, with one kind of dash and of wave dash and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).translate(DASHES).translate(_WAVES).split())


@lru_cache(maxsize=_KEPT)
def value(text: str) -> PrintedValue:
    """Read a printed value.

    A text that is not a value as a whole gives a gap: blank-in-table, dash-in-table, to-be-decided or not-read.
    """
    if _SPLIT_DIGITS.search(unicodedata.normalize("NFKC", text)) or _noted(text):
        return NOT_READ
    said = plain(text)
    empty = _gap(said)
    if empty:
        return PrintedValue(gap=empty)
    for comparator, pattern in _DIRECTIONS:
        if pattern.fullmatch(said):
            return PrintedValue(comparator=comparator)
    if said == "ゼロ":
        said = "0"
    found = _VALUE.fullmatch(said)
    if not found or _GROWTH.search(found["unit"]) or said == "十分":
        return NOT_READ
    low, high = numeral(found["low"]), numeral(found["high"]) if found["high"] else None
    if (
        low is None
        or found["low"][0] in _BIG
        or (found["high"] and high is None)
        or (found["lowunit"] or found["unit"]) != found["unit"]
    ):
        return NOT_READ
    unit = found["unit"] + ("/" + found["yearly"][0] if found["yearly"] else "")
    if high is not None:
        if found["minus"] or found["suffix"] or low >= high:
            return NOT_READ
        # 6.3~6.4万人: the multiplier of the upper end holds for both where the lower has none
        scale = _scale(found["high"])
        low = low * scale if _scale(found["low"]) == 1 else low
        return (
            PrintedValue(low, high, unit, "between", bool(found["about"] or found["rough"])) if low < high else NOT_READ
        )
    low = -low if found["minus"] else low
    return PrintedValue(
        low, None, unit, _SUFFIXES.get(found["suffix"] or "", ""), bool(found["about"] or found["rough"])
    )


def numeral(text: str) -> Decimal | None:
    """Return the number that digits, kanji numerals or both make: 1,200, 三十, 1億2,000万, 二〇三〇. None for anything else."""
    total = section = Decimal(0)
    current: Decimal | None = None
    largest: Decimal | None = None
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() != at:
            return None
        at, word = token.end(), token[0]
        if word in _SMALL:
            section += (Decimal(1) if current is None else current) * _SMALL[word]
            current = None
        elif word in _BIG:
            if largest is not None and _BIG[word] >= largest:
                return None
            largest = Decimal(_BIG[word])
            part = section + (current or 0)
            total += (part if part or current is not None else Decimal(1)) * _BIG[word]
            section, current = Decimal(0), None
        elif current is not None:
            return None
        else:
            current = Decimal(word.translate(_KANJI_DIGITS).replace(",", ""))
    return total + section + (current or 0) if text and at == len(text) else None


@lru_cache(maxsize=_KEPT)
def period(text: str) -> PrintedPeriod:
    """Read a printed time: 令和13年度, 2031年, 令和元年度・2019年度, 令和３～７年度, 令和7年4月1日現在.

    Two ways to write one year must agree. What is not a time as a whole gives a gap.
    """
    if _noted(text):
        return PERIOD_NOT_READ
    said = plain(text)
    empty = _gap(said)
    if empty:
        return PrintedPeriod(gap=empty)
    ends = re.split(r"~|から|(?<=[0-9年度])-(?=[0-9明大昭平令MTSHR])", said)
    if len(ends) > 2:
        return PERIOD_NOT_READ
    if len(ends) == 1:
        return _year(said)
    return _range(*ends)


def cell(text: str) -> PrintedCell:
    """Read a cell that holds a value and may hold its time: 14人（令和７年度）, 令和７年度 14人, （R7）14人.

    The time stands before the value or in brackets; where it could be parted from the value in two ways, nothing is read.
    Where the value is not read, its time may be all the same; a year that is printed and not understood makes it a gap.
    """
    printed = text.strip()
    bracketed = re.fullmatch(r"(.*?)\s*[（(]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)?)[）)]", printed, re.S)
    if bracketed and bracketed[1].strip() and not (time := period(bracketed[2])).gap:
        return PrintedCell(value(bracketed[1]), bracketed[1], time, bracketed[2])
    whole = PrintedCell(value(printed), printed)
    if whole.value != NOT_READ:
        return whole
    if not (time := period(_unbracketed(printed))).gap:
        return PrintedCell(NOT_READ, "", time, _unbracketed(printed))
    ends = sorted({match.end() for match in _TIME_END.finditer(printed) if match.end() < len(printed)})
    ways = [
        PrintedCell(value(printed[end:]), printed[end:].strip(), time, _unbracketed(printed[:end]))
        for end in ends
        if not (time := period(_unbracketed(printed[:end]))).gap
    ]
    sure = [way for way in ways if way.value != NOT_READ]
    if len(sure) == 1:
        return sure[0]
    if ways and not sure:
        return ways[-1]
    return replace(whole, period=PERIOD_NOT_READ) if sure or _YEAR_LIKE.search(printed) else whole


def time_in(head: str) -> tuple[PrintedPeriod, str] | None:
    """Return the time that the head of a column prints, with its words: 目標値（令和７年度）. None where there is none.

    What is neither a time as a whole nor a word such as 目標値 may stand in brackets only.
    """
    rest = _HEAD_WORDS.sub("", head)
    if not (whole := period(_unbracketed(rest))).gap:
        return whole, _unbracketed(rest)
    brackets = re.findall(r"[（(\[［]((?:[^（）()\[\]［］]|[（(][^（）()]*[）)])*)[）)\]］]", rest)
    found: dict[PrintedPeriod, str] = {}
    for words in (*brackets, re.sub(r"[（(\[［].*?[）)\]］]", "", rest).strip()):
        if not (time := period(words)).gap:
            found.setdefault(time, words)
    return next(iter(found.items())) if len(found) == 1 else None


def with_unit(read: PrintedValue, unit: str) -> PrintedValue:
    """Return a value in the unit that is printed for it elsewhere, multiplied out: 1,200 with 千円 is 1200000円.

    A value with another unit of its own is not read, one without a number stays as it is.
    """
    found = re.fullmatch(r"(?P<scale>[百千万億兆]*)(?P<unit>.*)", plain(unit))
    if read.value is None or not unit or not found:
        return read
    if read.unit:
        return read if read.unit == found["unit"] else NOT_READ
    scale = _scale(f"1{found['scale']}")
    upper = read.upper * scale if read.upper is not None else None
    return replace(read, value=read.value * scale, upper=upper, unit=found["unit"])


def _unbracketed(text: str) -> str:
    """A text without white space at its ends and without one pair of brackets around all of it."""
    inside = re.fullmatch(r"[（(\[［]([^（）()\[\]［］]*)[）)\]］]", text.strip())
    return inside[1] if inside else text.strip()


def _noted(text: str) -> bool:
    """Whether a raised, lowered or circled number stands beside a digit, as in 120¹: normal form would make 1201 of it."""
    beside = re.findall(r"\d\s*([^\d\s])|([^\d\s])(?=\s*\d)", text) if not text.isascii() else []
    return any(
        unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<circle>"))
        and unicodedata.normalize("NFKC", char).isdecimal()
        for pair in beside
        for char in pair
        if char
    )


def _gap(said: str) -> str:
    if not said:
        return "blank-in-table"
    if set(said) <= {"-", "ー"}:
        return "dash-in-table"
    return "to-be-decided" if _UNDECIDED.fullmatch(said.strip("()")) else ""


def _scale(text: str) -> int:
    scale = 1
    for word in re.sub(r"^.*[0-9]", "", text) if re.search(r"[0-9]", text) else "":
        scale *= (_SMALL | _BIG)[word]
    return scale


def _range(start: str, end: str) -> PrintedPeriod:
    last = _year(end)
    if last.gap and start[:2] in ERAS and re.fullmatch(r"(?:元|[0-9]{1,2})(?:年度|年)?", end):
        last = _year(start[:2] + end)  # 令和3~7年度
    kind = re.search(r"年度$|年$", end)
    first = _year(start if not kind or start.endswith("年") or start.endswith("年度") else start + kind[0])
    if last.gap or first.gap or last.date or first.date or first.fiscal != last.fiscal:
        return PERIOD_NOT_READ
    assert first.year is not None
    assert last.year is not None
    return replace(last, first=first.year) if first.year < last.year else PERIOD_NOT_READ


def _year(said: str) -> PrintedPeriod:
    """One year, month or day, which may be printed in two ways."""
    both = re.fullmatch(r"(.+?)\(([0-9]{4})\)(年.+)", said)
    if both and (one := _one(both[1] + both[3])) and (other := _one(both[2] + both[3])) and one == other:
        return one  # 令和2(2020)年3月
    twice = re.fullmatch(r"(.+?)(?:・|/|\()(.+?)\)?(年度|年)?", said)
    found = _one(said)
    if found is None and twice:
        # 令和元(2019)年度: what stands behind the bracket belongs to both
        ends = [part + (twice[3] or "") if not part.endswith(("年", "年度")) else part for part in (twice[1], twice[2])]
        ways = [_one(part) for part in ends]
        if ways[0] and ways[1] and ways[0].year == ways[1].year and ways[0].date == ways[1].date:
            kinds = {way.fiscal for way in ways if way and way.fiscal is not None}
            if len(kinds) <= 1:
                return replace(ways[0], fiscal=kinds.pop() if kinds else None)
    return found or PERIOD_NOT_READ


def _one(said: str) -> PrintedPeriod | None:
    found = _ONE_YEAR.fullmatch(said)
    if not found:
        return None
    if found["plain"]:
        year = int(found["plain"])
    else:
        era = _SHORT.get(found["era"], found["era"])
        of_era = 1 if found["of_era"] == "元" else int(found["of_era"])
        year = ERAS[era] + of_era
        if of_era == 0:
            return None
    if not 1868 <= year <= 2200:
        return None
    if not found["month"]:
        # an era year with no word behind it is a year of that era, fiscal or not
        return PrintedPeriod(year, None, {"年度": True, "年": False}.get(found["kind"] or ""))
    if found["kind"] != "年":
        return None
    try:
        day = datetime.date(year, int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return None
    return PrintedPeriod(date=day.isoformat() if found["day"] else day.isoformat()[:7])
