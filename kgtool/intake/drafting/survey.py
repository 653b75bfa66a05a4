"""What repeats in a plan's text: standing headings (10年後の姿), the headings that they stand under, tables of indicators."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kgtool.intake.drafting import unread
from kgtool.intake.drafting.blocks import TextBlock, standing_name
from kgtool.intake.drafting.lexicon import HeadingReading, Lexicon

STANDING = {
    "desired-state", "current-state", "issue", "direction", "indicator", "sectoral-plan", "statement", "principle", "term",
}  # fmt: skip
_TABLED = {"indicator"}
_OFTEN = 3
_VALUE = re.compile(
    r"^[（(]|^[\d０-９]+(?!年度?[のに後])[^\d０-９]|^[\d０-９]+$|年度$|[\d０-９](?!年度?[のに後])[^\d０-９]{0,4}$"
    r"|[％%円]$|^※"
)
_THEN = re.compile(
    r"(?:(?:西暦)?20\d\d|令和[\d０-９]+)(?:[（(][^）)]+[）)])?年度?の[^\d０-９]{1,10}$|[\d０-９]+年後の[^\d０-９]{1,10}$"
)
"""A heading that names a year to come."""
_NUMBERS = re.compile(r"人口|予算|実績|決算|現状|現在|状況|推移|見通し|推計|財政|事業|取組|主な")
_ALTERNATE = 0.75
_WORDS = re.compile(r"[一-龥ぁ-んァ-ヶ「]{2}")


@dataclass(frozen=True)
class LayoutSurvey:
    """``readings`` says what each block's heading was recognised by; ``standing`` are blocks whose heading repeats,

    ``owners`` the keys of the headings that standing headings repeat under, ``table`` blocks inside tables.
    ``owned`` gives the key of the owner by the name of a standing heading.
    """

    readings: dict[int, HeadingReading]
    standing: frozenset[int]
    owners: frozenset[str]
    owned: dict[str, str]
    table: frozenset[int]


def survey(blocks: Sequence[TextBlock], lexicon: Lexicon) -> LayoutSurvey:
    """Return what repeats in the blocks of a text."""
    readings = {
        n: reading
        for n, block in enumerate(blocks)
        if not block.sentence and not block.row and block.name and (reading := _reading(block, lexicon))
    }
    table = _tables(blocks, readings)
    standing = _standing(blocks, readings, table)
    labels = lexicon.labels(STANDING)
    labelled = {n: labels[block.mark.label] for n, block in enumerate(blocks) if block.mark.label}
    readings |= labelled
    readings |= unread.readings(blocks, standing, readings, lexicon)
    standing = {n for n in standing if n not in readings or readings[n].function.id != "placeholder"}
    owned = _owners(blocks, standing | labelled.keys(), table, lexicon)
    table -= labelled.keys()
    return LayoutSurvey(readings, frozenset(standing), frozenset(owned.values()), owned, frozenset(table))


def _reading(block: TextBlock, lexicon: Lexicon) -> HeadingReading | None:
    """What a heading was recognised by: a term or, where none is known, a year to come, of which it says what will be then."""
    known = lexicon.heading(block.title)
    if known is None and not block.mark.style and _THEN.match(block.name) and not _NUMBERS.search(block.name):
        return HeadingReading(lexicon.function("desired-state"), block.name, "heading", ())
    return known


def _tables(blocks: Sequence[TextBlock], readings: dict[int, HeadingReading]) -> set[int]:
    """Blocks below a heading of indicators, up to the next heading that is numbered with a word, known or printed alike."""
    found: set[int] = set()
    style = ""
    inside = False
    for n, block in enumerate(blocks):
        reading = readings.get(n)
        if reading and reading.function.id in _TABLED and (block.mark.style or _standing_form(block)):
            inside, style = True, block.mark.key
            continue
        if inside and (_ends_table(block, reading, style) or _begins_record(blocks, readings, n)):
            inside = False
        if inside:
            found.add(n)
    return found


def _begins_record(blocks: Sequence[TextBlock], readings: dict[int, HeadingReading], n: int) -> bool:
    """Whether a numbered heading stands right above one that measures have: then a new measure begins."""
    block, after = blocks[n], readings.get(n + 1)
    titled = block.mark.numbered and bool(block.mark.title) and block.first.apart and not block.row
    return titled and after is not None and after.function.id in STANDING and bool(blocks[n + 1].mark.style)


def _standing_form(block: TextBlock) -> bool:
    return block.first.apart or not block.mark.style


def _ends_table(block: TextBlock, reading: HeadingReading | None, style: str) -> bool:
    if block.row:
        return False
    if (
        block.mark.word
        or block.mark.style.startswith("第")
        or (block.mark.style == "code" and bool(_WORDS.match(block.mark.title)))
    ):
        return True
    if style and block.mark.key == style and style != "plain":
        return True
    if reading and reading.function.id in STANDING | {"part", "contents"} and reading.function.id not in _TABLED:
        return reading.form == "heading" or bool(block.mark.style)
    return False


def _standing(blocks: Sequence[TextBlock], readings: dict[int, HeadingReading], table: set[int]) -> set[int]:
    named: dict[str, list[int]] = defaultdict(list)
    for n, block in enumerate(blocks):
        if block.sentence or block.row or n in table or block.mark.word or not block.name:
            continue
        if block.mark.style.startswith("第") or block.mark.style == "code":
            continue
        named[standing_name(block)].append(n)
    found = _cycles(blocks, {name: places for name, places in named.items() if len(places) == _OFTEN - 1})
    for places in named.values():
        reading = readings.get(places[0])
        known = bool(reading and reading.function.id in STANDING)
        first = blocks[places[0]]
        once = ("placeholder", "contents") if first.mark.numbered else ("placeholder", "contents", "part")
        placeholder = bool(reading and reading.function.id in once)
        enough = 2 if known else _OFTEN
        if len(places) >= enough and not placeholder and (known or not _VALUE.search(first.name)):
            found |= set(places)
    return found


def _cycles(blocks: Sequence[TextBlock], named: dict[str, list[int]]) -> set[int]:
    """Unmarked headings that stand twice, three or more of them in the same order, with nothing but text between them."""
    names = sorted((n for n, places in named.items() if n.startswith("|")), key=lambda name: named[name][0])
    found: set[int] = set()
    run: list[str] = []
    for name in [*names, ""]:
        if name and run and all(_only_text(blocks, named[run[-1]][k], named[name][k]) for k in range(_OFTEN - 1)):
            run.append(name)
            continue
        if len(run) >= _OFTEN:
            found |= {place for one in run for place in named[one]}
        run = [name]
    return found


def _only_text(blocks: Sequence[TextBlock], start: int, end: int) -> bool:
    between = blocks[start + 1 : end]
    return bool(between) and all(block.sentence or not block.mark.numbered for block in between) and len(between) < 30


def _owners(blocks: Sequence[TextBlock], standing: set[int], table: set[int], lexicon: Lexicon) -> dict[str, str]:
    """The key of the heading that each standing heading repeats under: the two take turns through the text."""
    keys: dict[str, list[int]] = defaultdict(list)
    for n, block in enumerate(blocks):
        if block.mark.style and not block.sentence and n not in standing and n not in table and not block.row:
            keys[block.mark.key].append(n)
    names: dict[str, list[int]] = defaultdict(list)
    for n in sorted(standing):
        names[standing_name(blocks[n])].append(n)
    found = {name: key for name, places in names.items() if (key := _owner(places, keys, lexicon))}
    most = Counter(found.values())
    return {name: key for name, key in found.items() if most[key]}


def _owner(places: list[int], keys: dict[str, list[int]], lexicon: Lexicon) -> str:
    words = lexicon.number_words
    best: tuple[bool, float, str] | None = None
    for key, at in keys.items():
        if not 0.55 * len(places) <= len(at) <= 1.7 * len(places) or len(places) < 2:
            continue
        turns, distance = _turns(places, at)
        if turns < _ALTERNATE:
            continue
        known = any(key.startswith(word) for word in words)
        candidate = (known, -distance, key)
        if best is None or candidate > best:
            best = candidate
    return best[2] if best else ""


def _turns(places: list[int], at: list[int]) -> tuple[float, float]:
    """The share of places that have one of ``at`` between them and the place before, and the mean distance to it."""
    hits, distances, before = 0, [], -1
    for place in places:
        nearest = bisect_left(at, place) - 1
        if nearest >= 0 and at[nearest] > before:
            hits += 1
            distances.append(place - at[nearest])
        before = place
    return hits / len(places), sum(distances) / len(distances) if distances else 0.0
