"""Which element of a later version is which of an earlier one, on invented elements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgtool.intake.revision import changes, matching
from kgtool.intake.revision.elements import VersionElement

OLD = {
    "goal/1": ("Goal", "1", "海とともに働くまち", ""),
    "goal/2": ("Goal", "2", "すこやかに暮らすまち", ""),
    "measure/1": ("Measure", "1-1", "水産業の振興", "goal/1"),
    "measure/2": ("Measure", "1-2", "観光と交流の推進", "goal/1"),
    "measure/3": ("Measure", "2-1", "医療と健康づくりの充実", "goal/2"),
    "measure/1/direction/1": (
        "Direction",
        "",
        "港の冷蔵施設を改修します。荷さばき場の屋根をかけ替えます。",
        "measure/1",
    ),
    "measure/1/direction/2": ("Direction", "", "漁を継ぐ人に船と住まいを貸し出します。", "measure/1"),
    "measure/2/direction/1": ("Direction", "", "岬の遊歩道を灯台までつなぎます。", "measure/2"),
    "measure/2/direction/2": ("Direction", "", "空き家を旅人の宿に改めます。", "measure/2"),
    "measure/3/direction/1": ("Direction", "", "診療所の夜間の受付を週三日にします。", "measure/3"),
    "measure/3/direction/2": ("Direction", "", "歩いて通える体操の会を広げます。", "measure/3"),
}


def version(rows: dict[str, tuple[str, str, str, str]]) -> dict[str, VersionElement]:
    return {
        path: VersionElement(path, kind, code, wording, wording, parent, n / len(rows))
        for n, (path, (kind, code, wording, parent)) in enumerate(rows.items())
    }


def became(new: dict[str, tuple[str, str, str, str]]) -> dict[tuple[tuple[str, ...], tuple[str, ...]], set[str]]:
    """What became of elements that were not kept, by the old and the new paths."""
    found = changes.changes(matching.match(version(OLD), version(new)))
    return {
        (tuple(e.path for e in change.old), tuple(e.path for e in change.new)): set(change.kinds)
        for change in found
        if change.kinds != {"kept"}
    }


def test_the_same_version_is_kept_whole() -> None:
    assert became(OLD) == {}


def test_codes_that_change_places_do_not_change_elements() -> None:
    new = dict(OLD)
    for path, code in (("measure/1", "1-2"), ("measure/2", "1-1")):
        new[path] = (new[path][0], code, *new[path][2:])
    assert became(new) == {
        (("measure/1",), ("measure/1",)): {"renumbered"},
        (("measure/2",), ("measure/2",)): {"renumbered"},
    }


def test_a_heading_that_says_something_else_is_known_by_what_is_below_it() -> None:
    new = OLD | {"measure/1": ("Measure", "1-1", "漁と港に活気を", "goal/1")}
    assert became(new) == {(("measure/1",), ("measure/1",)): {"reworded"}}


def test_an_element_may_be_moved_reworded_and_renumbered_at_once() -> None:
    new = OLD | {"measure/2": ("Measure", "2-2", "観光と交流の促進", "goal/2")}
    assert became(new) == {(("measure/2",), ("measure/2",)): {"moved", "reworded", "renumbered"}}


def test_below_a_parent_that_was_renumbered_nothing_was_moved() -> None:
    new = {
        path.replace("goal/2", "goal/3"): (kind, "3" if path == "goal/2" else code, wording, parent.replace("/2", "/3"))
        if parent in ("", "goal/2")
        else (kind, code, wording, parent)
        for path, (kind, code, wording, parent) in OLD.items()
    }
    assert became(new) == {(("goal/2",), ("goal/3",)): {"renumbered"}}


def test_sentences_that_part_are_a_split_and_sentences_that_meet_a_merge() -> None:
    split = {path: row for path, row in OLD.items() if path != "measure/1/direction/1"} | {
        "measure/1/direction/3": ("Direction", "", "港の冷蔵施設を改修します。", "measure/1"),
        "measure/1/direction/4": ("Direction", "", "荷さばき場の屋根をかけ替えます。", "measure/1"),
    }
    assert became(split) == {
        (("measure/1/direction/1",), ("measure/1/direction/3", "measure/1/direction/4")): {"split"}
    }
    merged = {path: row for path, row in OLD.items() if not path.startswith("measure/2/direction")} | {
        "measure/2/direction/1": (
            "Direction",
            "",
            "岬の遊歩道を灯台までつなぎ、空き家を旅人の宿に改めます。",
            "measure/2",
        )
    }
    assert became(merged) == {
        (("measure/2/direction/1", "measure/2/direction/2"), ("measure/2/direction/1",)): {"merged"}
    }


def test_a_measure_that_takes_half_of_anothers_directions_is_a_part_of_it() -> None:
    new = OLD | {
        "measure/4": ("Measure", "1-3", "空き家の活用", "goal/1"),
        "measure/2/direction/2": (*OLD["measure/2/direction/2"][:3], "measure/4"),
    }
    assert became(new) == {(("measure/2",), ("measure/2", "measure/4")): {"split"}}


def test_what_is_new_and_what_is_gone_are_no_pair_because_of_their_place() -> None:
    new = {path: row for path, row in OLD.items() if path != "measure/3/direction/2"} | {
        "measure/3/direction/2": ("Direction", "", "学校給食に地元の米を使います。", "measure/3")
    }
    assert became(new) == {
        (("measure/3/direction/2",), ()): {"removed"},
        ((), ("measure/3/direction/2",)): {"added"},
    }


def test_of_a_heading_that_is_lost_the_code_is_all_there_is() -> None:
    old, new = (
        version({"goal/a": ("Goal", "31", "", ""), "goal/b": ("Goal", "32", "", "")}),
        version({"goal/c": ("Goal", "32", "", ""), "goal/d": ("Goal", "33", "", "")}),
    )
    found = matching.match(old, new).matches
    assert [(match.old, match.new) for match in found] == [("goal/b", "goal/c")]


@pytest.mark.parametrize("word", ["緑", "学校教育"])
def test_short_names_are_told_apart_by_their_parents(word: str) -> None:
    rows = OLD | {f"measure/{n}/field/1": ("Field", "", word, f"measure/{n}") for n in (1, 2, 3)}
    old = version(rows)
    new = {path: replace(element, position=1 - element.position) for path, element in old.items()}
    assert all(match.old == match.new for match in matching.match(old, new).matches)
