"""What was found is remembered, costs nothing the second time, and is never older than what it was found in."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kgtool import report
from kgtool.check import cache

from .small import PLAN, SHARED, Small


def entries(small: Small) -> dict[str, int]:
    """The files of the cache, with the time of their last change."""
    return {path.name: path.stat().st_mtime_ns for path in (small.root / cache.FOLDER).iterdir()}


def warm(small: Small) -> dict[str, int]:
    small.check(use_cache=True)
    return entries(small)


def test_the_second_run_gives_the_same_report_and_writes_nothing(small: Small) -> None:
    small.lose_a_code()
    first = small.check(use_cache=True)
    before = entries(small)
    assert small.check(use_cache=True) == first
    assert entries(small) == before


def test_cached_and_fresh_reports_are_the_same_bytes_in_every_format(small: Small) -> None:
    small.lose_a_code()
    small.lose_a_theme()
    small.check(use_cache=True)
    cached, fresh = small.check(use_cache=True), small.check(use_cache=False)
    assert [finding.code for finding in cached.findings] == ["Measure-notation", "ThemedElement-theme"]
    for format_ in report.FORMATS:
        for lang in ("ja", "en"):
            assert report.render(format_, cached, lang) == report.render(format_, fresh, lang)


def test_notices_are_given_again(small: Small) -> None:
    small.check(engine="both", use_cache=True)
    told = small.notices
    small.check(engine="both", use_cache=True)
    assert small.notices == told
    assert len(told) == 5


def test_without_the_cache_nothing_is_written(small: Small) -> None:
    small.check(use_cache=False)
    assert not (small.root / cache.FOLDER).exists()


def test_there_is_one_entry_for_the_report_and_one_for_each_unit(small: Small) -> None:
    assert len(warm(small)) == 1 + 5


@pytest.mark.xfail(strict=True, reason="the key holds names of blank nodes of shapes/, which are new on every run")
def test_only_the_plan_that_changed_is_checked_again(small: Small) -> None:
    before = warm(small)
    small.lose_a_code()
    after = warm(small)
    assert len(after.keys() - before.keys()) == 2, "the report and one unit"
    assert {name: after[name] for name in before} == before


@pytest.mark.xfail(strict=True, reason="the key holds names of blank nodes of shapes/, which are new on every run")
def test_what_was_found_before_and_is_so_again_costs_only_the_report(small: Small) -> None:
    warm(small)
    small.edit(PLAN, "木の駅づくり", "木の駅")
    warm(small)
    small.edit(SHARED, "川や湧き水を守り", "川を守り")
    before = warm(small)
    small.edit(SHARED, "川を守り", "川や湧き水を守り")
    assert len(warm(small).keys() - before.keys()) == 1


def test_a_file_that_is_only_touched_changes_nothing(small: Small) -> None:
    before = warm(small)
    os.utime(small.root / PLAN, (1, 1))
    assert warm(small) == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (PLAN, "木の駅づくり", "木の駅"),
        (SHARED, "川や湧き水を守り", "川を守り"),
        ("shapes/Measure.ttl", "Code of a measure", "Number of a measure"),
        ("queries/checks/order-hole.rq", "Hole in the order", "Hole"),
        ("queries/derived/completeness.rq", "#+ title.en = ", "#+ title.en ="),
        ("ontology/core.ttl", '"Comprehensive plan"@en', '"Overall plan"@en'),
    ],
)
def test_a_change_of_anything_that_matters_makes_a_new_report(small: Small, name: str, old: str, new: str) -> None:
    before = warm(small)
    small.edit(name, old, new)
    assert warm(small).keys() - before.keys()


def test_a_changed_file_is_never_answered_from_memory(small: Small) -> None:
    assert small.check(use_cache=True).findings == ()
    small.lose_a_code()
    assert [finding.code for finding in small.check(use_cache=True).findings] == ["Measure-notation"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"3", b"[]", b"{}", b'{"rows": 3}', b'{"rows": [[1, 2]]}', b'{"findings": {}}', b"\xff\xfe", b"\0" * 99],
    ids=repr,
)
def test_an_entry_that_cannot_be_read_is_as_good_as_none(small: Small, content: bytes) -> None:
    small.lose_a_code()
    fresh = small.check(use_cache=False)
    for name in warm(small):
        (small.root / cache.FOLDER / name).write_bytes(content)
    assert small.check(use_cache=True) == fresh
    assert small.check(use_cache=True) == fresh


def test_a_report_that_lacks_a_field_is_as_good_as_none(small: Small) -> None:
    small.lose_a_code()
    fresh = small.check(use_cache=False)
    for name in warm(small):
        path = small.root / cache.FOLDER / name
        content = json.loads(path.read_text("utf-8"))
        content.pop("plans", None)
        path.write_text(json.dumps(content), "utf-8")
    assert small.check(use_cache=True) == fresh


def unwritable(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    folder.mkdir()
    folder.chmod(0o500)


def a_file(folder: Path) -> None:
    folder.write_text("not a folder", "utf-8")


def a_link_to_nowhere(folder: Path) -> None:
    folder.symlink_to("nowhere")


@pytest.mark.parametrize("spoil", [unwritable, a_file, a_link_to_nowhere])
def test_a_folder_that_cannot_be_written_is_no_obstacle(small: Small, spoil: object) -> None:
    small.lose_a_code()
    spoil(small.root / cache.FOLDER)  # type: ignore[operator]
    assert small.check(use_cache=True) == small.check(use_cache=False)


def test_no_temporary_file_is_left(small: Small) -> None:
    assert all(name.endswith(".json") and not name.startswith(".") for name in warm(small))
