"""What was found is remembered, costs nothing the second time, and is never older than what it was found in."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.check import report

from .small import CACHE, ENGINE_BROKEN, KIYOSE, PLAN, SHARED, Small


def entries(few: Small) -> set[Path]:
    """The files of the results that are held."""
    return set((few.root / CACHE).glob("*/*/*"))


def warm(few: Small) -> set[Path]:
    few.check(use_cache=True)
    return entries(few)


def checked_anew(few: Small) -> list[str]:
    """The plans that a check with the fast engine does not know: an engine that cannot run is told of for each."""
    said = few.command("--engine", "fast", prelude=ENGINE_BROKEN).stdout
    return re.findall(r"the fast engine failed on plan/(\S+);", said)


def test_the_second_run_gives_the_same_report_and_remembers_nothing_more(few: Small) -> None:
    few.lose_a_code()
    first = few.check(use_cache=True)
    before = entries(few)
    assert few.check(use_cache=True) == first
    assert entries(few) == before


def test_cached_and_fresh_reports_are_the_same_bytes_in_every_format(few: Small) -> None:
    few.lose_a_code()
    few.lose_a_theme()
    few.check(use_cache=True)
    cached, fresh = few.check(use_cache=True), few.check(use_cache=False)
    assert [finding.code for finding in cached.findings] == ["Measure-notation", "ThemedElement-theme"]
    for format_ in report.FORMATS.own:
        for lang in ("ja", "en"):
            assert report.render(format_, cached, lang) == report.render(format_, fresh, lang)


def test_a_report_of_which_some_was_known_is_the_report_of_a_fresh_run(few: Small) -> None:
    few.lose_a_code()
    few.check(use_cache=True)
    few.lose_an_identifier()
    assert few.check(use_cache=True) == few.check(use_cache=False)


def test_a_plan_that_comes_later_is_held_against_what_others_said_of_it_before(small: Small, tmp_path: Path) -> None:
    small.describe_elsewhere()
    alignment = "99998-asagiri-1--13221-kiyose-5.sssom.tsv"
    (small.root / "data" / "alignments" / alignment).unlink()
    readings = small.root / "data" / "readings" / f"{(small.root / PLAN).parent.name}.tsv"
    (small.root / PLAN).parent.rename(tmp_path / "later")
    readings.rename(tmp_path / readings.name)
    small.check(use_cache=True)
    (tmp_path / "later").rename((small.root / PLAN).parent)
    (tmp_path / readings.name).rename(readings)
    report = small.check(use_cache=True)
    assert report == small.check(use_cache=False)
    assert "PlanElement-notation-single" in {finding.code for finding in report.findings}


def test_a_comparison_of_engines_is_never_answered_from_memory(few: Small) -> None:
    few.check(engine="both", use_cache=True)
    told = few.notices
    few.check(engine="both", use_cache=True)
    assert few.notices == told
    assert len(told) == 3


def test_without_the_cache_nothing_is_written(few: Small) -> None:
    few.check(use_cache=False)
    assert not (few.root / CACHE).exists()


def test_without_the_cache_nothing_is_read(few: Small) -> None:
    warm(few)
    said = few.command("--engine", "fast", "--no-cache", prelude=ENGINE_BROKEN).stdout
    assert said.count("the fast engine failed") == 3


def test_only_the_plan_that_changed_is_checked_again(few: Small) -> None:
    warm(few)
    assert checked_anew(few) == []
    few.edit(PLAN, "木の駅づくり", "木の駅")
    assert checked_anew(few) == ["99998-asagiri-1"]


def test_a_plan_is_checked_again_when_what_it_points_to_has_changed(few: Small) -> None:
    warm(few)
    few.edit(SHARED, "thing:kiyose-library a jpp:Facility", "thing:kiyose-library a jpp:Place")
    assert "13221-kiyose-5" in checked_anew(few)


def test_a_plan_that_is_added_is_seen_by_what_points_to_it(small: Small, tmp_path: Path) -> None:
    folder = small.root / "data/13221-kiyose-5"
    shutil.move(folder, tmp_path / "elsewhere")
    assert small.check(use_cache=True).findings
    shutil.move(tmp_path / "elsewhere", folder)
    assert small.check(use_cache=True) == small.check(use_cache=False)
    assert small.codes(use_cache=True) == []


def test_what_points_to_a_plan_is_looked_at_again_and_checked_again_only_if_it_sees_a_change(small: Small) -> None:
    def anew() -> list[str]:
        said = small.command("--engine", "fast", prelude=ENGINE_BROKEN).stdout
        return re.findall(r"the fast engine failed on (\S+);", said)

    warm(small)
    small.edit(KIYOSE, "jpp:depth 5", "jpp:depth 6")
    assert anew() == ["plan/13221-kiyose-5"]
    warm(small)
    before = entries(small)
    assert small.check(use_cache=True) == small.check(use_cache=False)
    assert entries(small) == before
    content = (small.root / KIYOSE).read_text("utf-8")
    (small.root / KIYOSE).write_text(content.replace("a jpp:Measure", "a jpp:Goal"), "utf-8")
    assert set(anew()) > {"plan/13221-kiyose-5"}
    assert small.check(use_cache=True) == small.check(use_cache=False)


def test_plans_are_not_checked_again_for_an_axiom_that_has_no_name(few: Small) -> None:
    few.edit("ontology/core.ttl", "jpp:Measure a owl:Class ;", "jpp:Measure a owl:Class ; rdfs:subClassOf [] ;")
    warm(few)
    few.edit(PLAN, "木の駅づくり", "木の駅")
    assert checked_anew(few) == ["99998-asagiri-1"]


def test_what_was_checked_before_costs_nothing_when_it_comes_back(few: Small) -> None:
    warm(few)
    few.edit(PLAN, "木の駅づくり", "木の駅")
    few.edit(KIYOSE, "水辺の保全", "水辺")
    warm(few)
    few.edit(PLAN, "木の駅", "木の駅づくり")
    assert checked_anew(few) == []


def test_a_file_that_is_only_touched_changes_nothing(few: Small) -> None:
    before = warm(few)
    os.utime(few.root / PLAN, (1, 1))
    assert warm(few) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (PLAN, "木の駅づくり", "木の駅"),
        (SHARED, "川や湧き水を守り", "川を守り"),
        ("shapes/Measure.ttl", "Code of a measure", "Number of a measure"),
        ("queries/checks/order-hole.rq", '#+ title.en = "', '#+ title.en = "A '),
        ("queries/derived/completeness.rq", "#+ title.en = ", "#+ title.en ="),
        ("ontology/core.ttl", '"Comprehensive plan"@en', '"Overall plan"@en'),
    ],
)
def test_a_change_of_anything_that_matters_makes_a_new_report(few: Small, name: str, old: str, new: str) -> None:
    before = warm(few)
    few.edit(name, old, new)
    assert warm(few) - before


def test_a_changed_file_is_never_answered_from_memory(few: Small) -> None:
    assert few.check(use_cache=True).findings == ()
    few.lose_a_code()
    assert [finding.code for finding in few.check(use_cache=True).findings] == ["Measure-notation"]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def other_words(content: bytes) -> bytes:
    """Still JSON, but not what was found."""
    return content.replace(b"Measure-notation", b"Measure-location").replace(b"asagiri", b"asagara")


SPOILT: list[Callable[[bytes], bytes]] = [
    lambda content: b"",
    lambda content: b"{}",
    lambda content: b"\xff\xfe" + content,
    lambda content: b"[" * 100_000,
    cut,
    other_words,
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_entry_that_is_spoilt_is_ignored_and_replaced(few: Small, spoil: Callable[[bytes], bytes]) -> None:
    few.lose_a_code()
    fresh = few.check(use_cache=False)
    for path in warm(few):
        path.write_bytes(spoil(path.read_bytes()))
    assert few.check(use_cache=True) == fresh
    assert checked_anew(few) == []


def a_file(folder: Path) -> None:
    folder.write_text("not a folder", "utf-8")


def a_link_to_nowhere(folder: Path) -> None:
    folder.symlink_to("nowhere")


@pytest.mark.parametrize("spoil", [a_file, a_link_to_nowhere])
def test_a_folder_that_cannot_be_made_is_no_obstacle(few: Small, spoil: Callable[[Path], None]) -> None:
    few.lose_a_code()
    spoil(few.root / CACHE)
    assert few.check(use_cache=True) == few.check(use_cache=False)


def test_no_temporary_file_is_left(few: Small) -> None:
    assert warm(few)
    assert list((few.root / CACHE).rglob(".*")) == [few.root / CACHE / ".gitignore"]


def test_what_failed_is_tried_again(few: Small) -> None:
    assert len(checked_anew(few)) == 2
    few.check(use_cache=True)
    assert few.notices == []
