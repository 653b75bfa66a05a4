"""Finding named things: longest match, guards, white space ignored."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.extract import mentions
from kgtool.extract.mentions import Gazetteer, GazetteerName, Hit
from kgtool.extract.outline import LedgerEntry, Outline, OutlineElement
from kgtool.extract.profile import LineRule, Profile
from kgtool.extract.source import SourceDescription, SourceText

SURFACE = st.text("市民会館 ", min_size=1, max_size=4).filter(str.strip)
NAMES = st.lists(st.builds(GazetteerName, SURFACE, st.sampled_from(["urn:x:a", "urn:x:b", ""])), max_size=8)
LINE = st.text("市民会館の\u3000 ", max_size=30)


def found(line: str, *names: GazetteerName) -> list[tuple[str, str]]:
    return [(line[start:end], thing) for start, end, thing in Gazetteer(names).find(line)]


PROFILE = Profile(
    "profile.toml",
    rules=(
        LineRule("goal", "element", ()),
        LineRule("measure", "element", ()),
        LineRule("table", "element", (), mentions="no"),
        LineRule("intro", "furniture", (), mentions="yes"),
        LineRule("page-number", "furniture", ()),
    ),
    types={},
)
CITY, HALL, CITIZEN = GazetteerName("市", "city"), GazetteerName("市民会館", "hall"), GazetteerName("市民", "citizen")


def test_the_longest_name_wins_where_several_begin() -> None:
    assert found("市民会館と市民と市", CITY, HALL, CITIZEN) == [
        ("市民会館", "hall"),
        ("市民", "citizen"),
        ("市", "city"),
    ]


def test_a_guard_keeps_a_name_from_being_found_inside_a_longer_word() -> None:
    assert found("市場と市街地と市", CITY, GazetteerName("市場", ""), GazetteerName("市街地", "")) == [("市", "city")]


def test_a_guard_covers_a_name_that_begins_inside_it() -> None:
    assert found("都市と市", CITY, GazetteerName("都市", "")) == [("市", "city")]


def test_a_name_beats_a_guard_of_the_same_wording() -> None:
    assert found("市場", GazetteerName("市場", ""), GazetteerName("市場", "market")) == [("市場", "market")]


@pytest.mark.parametrize("line", ["市民会館", "市 民会館", "市民\u3000会館", " 市\t民 会 館 "])
def test_white_space_inside_a_name_does_not_matter(line: str) -> None:
    assert found(line, HALL) == [(line.strip(), "hall")]
    assert found(line, GazetteerName("市民 会館", "hall")) == [(line.strip(), "hall")]


@given(LINE, NAMES)
def test_every_hit_is_a_surface_of_its_thing(line: str, names: list[GazetteerName]) -> None:
    surfaces = {("".join(name.surface.split()), name.thing) for name in names}
    for text, thing in found(line, *names):
        assert thing
        assert ("".join(text.split()), thing) in surfaces


@given(LINE, NAMES)
def test_hits_stand_left_to_right_and_never_overlap(line: str, names: list[GazetteerName]) -> None:
    hits = Gazetteer(names).find(line)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(hits))


@given(LINE, NAMES.flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_the_order_of_the_names_does_not_matter(
    line: str, names: tuple[list[GazetteerName], list[GazetteerName]]
) -> None:
    assert Gazetteer(names[0]).find(line) == Gazetteer(names[1]).find(line)


@given(LINE, st.text("市民会館", min_size=1, max_size=4))
def test_a_single_name_is_found_as_often_as_it_is_printed(line: str, surface: str) -> None:
    assert len(found(line, GazetteerName(surface, "urn:x:a"))) == "".join(line.split()).count(surface)


def test_a_blank_surface_is_found_nowhere() -> None:
    assert found("市 民", GazetteerName("\u3000", "nothing"), CITY) == [("市", "city")]


def test_a_hit_belongs_to_the_innermost_element_and_a_rule_may_say_that_its_lines_have_none() -> None:
    text = "市の目標\n市の施策\n市の計画表\n市の序文\n9 市\n"
    outline = Outline(
        elements={
            "goal/1": OutlineElement("goal/1", "Goal", 1, 1, stated=(0, 9)),
            "measure/1": OutlineElement("measure/1", "Measure", 1, 2, stated=(5, 9)),
            "sectoral-plan/1": OutlineElement("sectoral-plan/1", "PlanListing", 1, 3, stated=(10, 15)),
        },
        ledger=[
            LedgerEntry(1, "goal", "element", "goal/1"),
            LedgerEntry(2, "measure", "element", "measure/1"),
            LedgerEntry(3, "table", "element", "sectoral-plan/1"),
            LedgerEntry(4, "intro", "chapter-intro"),
            LedgerEntry(5, "page-number", "page-furniture"),
        ],
    )
    source = SourceText(SourceDescription("p", "v", "a.txt", "", len(text)), "a.txt", text)
    assert mentions.find(source, PROFILE, outline, Gazetteer([CITY])) == [
        Hit("city", (0, 1), "goal/1"),
        Hit("city", (5, 6), "measure/1"),
        Hit("city", (16, 17), ""),
    ]
