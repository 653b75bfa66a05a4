"""Find names in what somebody writes: plans and their cities, themes, development goals, named things, elements.

Names come from the data by ``kgtool.search.names``; words that people use for a theme beside its names come from
``queries/theme-words.toml``. The longest name wins at each place; one place may stand for a theme and for a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.search.folding import plain
from kgtool.search.names import ELEMENT, PLAN, SDG_GOAL, THEME, THING, NamedResource, Resolver
from kgtool.search.routing.longest import LongestWords

KINDS = {"plan": PLAN, "theme": THEME, "sdg": SDG_GOAL, "thing": THING, "element": ELEMENT}
_SHORTEST = {"plan": 2, "theme": 1, "sdg": 4, "thing": 2, "element": 8}
_SHORTEST_ENGLISH = {**_SHORTEST, "element": 20}
"""Shorter titles of elements, such as 高齢者の支援, are rather what somebody asks about."""
_CITY = re.compile(r"(?<=.)(市|区|町|村|し| city| ward| town| village)$")
_NUMBER = r"(\d{1,2}(?:-\d{1,4})*)"
_SDG = re.compile(
    rf"(?:sdgs?\s*(?:の)?(?:目標|ゴール|goal|no\.?)?|ゴール|development goal|開発目標)\s*(?:number\s*)?{_NUMBER}(?![-\d])"
)
_GOAL = re.compile(r"sdg|goal|ゴール|開発目標")
_CODED = re.compile(
    r"(?:(施策|基本目標|目標|基本方針|方針|政策|分野|方向性|プロジェクト|measures?|goals?|polic(?:y|ies)|field|direction|project|vision)"
    rf"\s*)?(?<![\d-]){_NUMBER}(?![-\d年月日/万億%])"
)
_YEAR = re.compile(
    r"(?:(?P<reiwa>令和)\s*(?P<n>\d{1,2}|元)|(?P<year>(?:19|20)\d\d))\s*(?:年度|年)?|(?:fy\s*)(?P<fy>20\d\d)"
)
_DATE_JA = re.compile(r"((?:19|20)\d\d)\s*[年/-]\s*(\d{1,2})\s*[月/-]\s*(\d{1,2})\s*日?")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DATE_EN = re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)({'|'.join(_MONTHS)})\s+((?:19|20)\d\d)")
_QUOTED = re.compile(r"[「『“\"‘]([^「」『』“”\"‘’]{1,40})[」』”\"’]|(?<![\w])'([^']{1,40})'(?![\w])")
_COUNT = re.compile(r"(\d+|[一二三四五六七八九十]+|ten|five|twenty)\s*(?:年以上|年|years?)")
_NUMERALS = {"ten": 10, "five": 5, "twenty": 20}
_KANJI = {char: n for n, char in enumerate("〇一二三四五六七八九")}
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_PARTS = re.compile(r"[・、,/／()()]|\band\b")
_LONG = 24
_TELLING = re.compile(r"[^\W\dぁ-んa-z_]|[a-z]{5}")
"""What a name must hold beside words to ask with: a kanji or katakana, or a word of five letters; long names do."""


Surfaces = dict[str, dict[str, list[NamedResource]]]
"""Folded names, each with what it stands for by kind."""


class SpottedName(NamedTuple):
    """A name in a text: where, what kind of thing, and which resources or value it may stand for."""

    start: int
    end: int
    kind: str
    text: str
    resources: tuple[NamedResource, ...] = ()
    value: str = ""


class SpottedText(NamedTuple):
    """A text with its names: ``template`` has ``{kind}`` in place of each."""

    text: str
    template: str
    spots: tuple[SpottedName, ...]

    def of(self, kind: str) -> list[SpottedName]:
        """Return the names of a kind in their order."""
        return [spot for spot in self.spots if spot.kind == kind]


class Spotter:
    """Finds the names of one dataset. Cost: some milliseconds a dataset of two plans, once; microseconds a text."""

    def __init__(
        self,
        resolver: Resolver,
        theme_words: Mapping[str, Iterable[str]],
        common: Iterable[str] = (),
        surfaces: Surfaces | None = None,
    ) -> None:
        """``common`` are words that are no name of a thing when somebody asks: plan, measure, city.

        ``surfaces`` are those of the dataset where they are known already.
        """
        self._resolver = resolver
        self._theme_words = theme_words
        self._common = frozenset(map(plain, common))
        if surfaces is not None:
            self.surfaces = surfaces

    def of_kind(self, kind: str) -> tuple[NamedResource, ...]:
        """Return what the dataset has of a kind: plans, themes, goals, things, elements."""
        return self._resolver.resources(KINDS[kind])

    @cached_property
    def surfaces(self) -> Surfaces:
        """Return all names that are found, folded, each with what it stands for by kind."""
        found: Surfaces = {}
        for kind, of in KINDS.items():
            for one in self._resolver.resources(of):
                for surface in self._called(kind, one):
                    held = found.setdefault(surface, {}).setdefault(kind, [])
                    if one not in held:
                        held.append(one)
        return found

    def _called(self, kind: str, one: NamedResource) -> set[str]:
        names = {plain(name) for _, name in (*one.labels, *one.others, *one.cities)}
        if kind == "plan":
            names |= {_CITY.sub("", name) for name in names}
            names.add(one.plan.split("-")[1] if "-" in one.plan else "")
        if kind == "theme":
            names |= {part.strip() for name in names for part in _PARTS.split(name)}
            names |= {plain(word) for word in self._theme_words.get(one.iri.rpartition("/")[2], ())}
            names -= self._common
        if kind in ("thing", "element"):
            names = {name for name in names if self._is_telling(name)}
        return {
            name for name in names if len(name) >= (_SHORTEST[kind] if not name.isascii() else _SHORTEST_ENGLISH[kind])
        }

    def _is_telling(self, name: str) -> bool:
        """Say whether a name is more than words that people use to ask: 計画の体系, the goals of the plan."""
        return len(name) > _LONG or bool(_TELLING.search(self._asking.sub(" ", name)))

    @cached_property
    def _words_to_ask(self) -> LongestWords:
        """Japanese words to ask with, which names may be the beginning of: 自治体 is not 自治."""
        return LongestWords(word for word in self._common if not word.isascii())

    @cached_property
    def _asking(self) -> re.Pattern[str]:
        words = sorted(self._common, key=lambda word: (-len(word), word))
        return re.compile("|".join(rf"\b{re.escape(w)}s?\b" if w.isascii() else re.escape(w) for w in words) or r"(?!)")

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for surface in sorted(self.surfaces, key=lambda surface: (-len(surface), surface)):
            found.setdefault(surface[:2], []).append(surface)
        return found

    def spot(self, text: str) -> SpottedText:
        """Return the text with the names that it holds."""
        folded = plain(text)
        spots = [*self._values(folded)]
        place = 0
        while place < len(folded):
            surface = self._at(folded, place)
            asking = self._words_to_ask.at(folded, place) if surface else ""
            if len(asking) > len(surface):
                place += len(asking)
            elif surface and not any(spot.start < place + len(surface) and place < spot.end for spot in spots):
                kinds = self._kinds(surface, folded)
                spots += (
                    SpottedName(place, place + len(surface), kind, surface, tuple(self.surfaces[surface][kind]))
                    for kind in kinds
                )
                place += len(surface)
            else:
                place += 1
        spots.sort(key=lambda spot: (spot.start, spot.kind))
        return SpottedText(folded, _template(folded, spots), tuple(spots))

    def _kinds(self, surface: str, text: str) -> list[str]:
        """What a name may stand for: a plan before all else, and a theme rather than the goal of the same name."""
        kinds = self.surfaces[surface]
        if "plan" in kinds:
            return ["plan"]
        return [kind for kind in kinds if kind != "sdg" or "theme" not in kinds or _GOAL.search(text)]

    def _at(self, text: str, place: int) -> str:
        if place and text[place] in _LATIN and text[place - 1] in _LATIN:
            return ""
        for surface in (*self._by_first.get(text[place : place + 2], []), *self._by_first.get(text[place], [])):
            if text.startswith(surface, place):
                end = place + len(surface)
                if not (surface[-1] in _LATIN and text[end : end + 1] in _LATIN):
                    return surface
        return ""

    def _values(self, text: str) -> Iterable[SpottedName]:
        """Dates, years, development goals by number, elements by code, words in quotation marks."""
        taken: list[tuple[int, int]] = []

        def free(match: re.Match[str]) -> bool:
            return not any(start < match.end() and match.start() < end for start, end in taken)

        for match in _DATE_JA.finditer(text):
            taken.append(match.span())
            year, month, day = map(int, match.groups())
            yield SpottedName(*match.span(), "date", match[0], value=f"{year}-{month:02}-{day:02}")
        for match in filter(free, _DATE_EN.finditer(text)):
            taken.append(match.span())
            month = _MONTHS.index(match[2]) + 1
            yield SpottedName(*match.span(), "date", match[0], value=f"{match[3]}-{month:02}-{int(match[1]):02}")
        for match in filter(free, _SDG.finditer(text)):
            goals = [one for one in self.of_kind("sdg") if one.iri == f"{iris.SDG}{match[1]}"]
            if goals:
                taken.append(match.span())
                yield SpottedName(*match.span(), "sdg", match[0], tuple(goals))
        for match in filter(free, _YEAR.finditer(text)):
            taken.append(match.span())
            yield SpottedName(*match.span(), "year", match[0], value=str(_year(match)))
        for match in filter(free, _COUNT.finditer(text)):
            taken.append(match.span())
            yield SpottedName(*match.span(), "years", match[0], value=str(_numeral(match[1])))
        for match in filter(free, _CODED.finditer(text)):
            if match[1] or "-" in match[2]:
                found = self._resolver.resolve(match[2], ELEMENT).matches
                kind = match[1] or ""
                chosen = [one for one in found if _is_called(one, kind)] if kind else []
                if chosen or found:
                    taken.append(match.span())
                    yield SpottedName(*match.span(), "element", match[0], tuple(chosen or found))
        for match in filter(free, _QUOTED.finditer(text)):
            if plain(word := match[1] or match[2]) not in self._common:
                yield SpottedName(match.start(), match.start() + 1, "word", match[0], value=word)


def _is_called(one: NamedResource, kind: str) -> bool:
    kind = kind.rstrip("s").replace("policie", "policy")
    return any(plain(name) == kind for _, name in one.local_types) or any(
        plain(re.split("[/#]", type_)[-1]) == kind for type_ in one.types
    )


def _template(text: str, spots: list[SpottedName]) -> str:
    parts, end = [], 0
    for start, stop, kinds in _grouped(spots):
        if start < end:
            continue
        parts.append(text[end:start])
        parts.append("".join(f" {{{kind}}} " for kind in kinds))
        end = stop
    return "".join([*parts, text[end:]])


def _grouped(spots: list[SpottedName]) -> list[tuple[int, int, list[str]]]:
    found: dict[tuple[int, int], list[str]] = {}
    for spot in spots:
        found.setdefault((spot.start, spot.end), []).append(spot.kind)
    return [(start, end, kinds) for (start, end), kinds in sorted(found.items())]


def _year(match: re.Match[str]) -> int:
    if match["reiwa"]:
        return 2018 + (1 if match["n"] == "元" else int(match["n"]))
    return int(match["year"] or match["fy"])


def _numeral(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in _NUMERALS:
        return _NUMERALS[text]
    tens, mark, ones = text.partition("十")
    if not mark:
        return _KANJI.get(text[-1], 0)
    return (_KANJI.get(tens, 1) if tens else 1) * 10 + (_KANJI.get(ones, 0) if ones else 0)
