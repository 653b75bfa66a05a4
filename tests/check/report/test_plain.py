"""A finding in words on one line."""

from __future__ import annotations

from kgtool.check.finding import Location
from kgtool.check.report import plain
from tests.check.report import examples


def test_a_finding_without_a_file_points_at_its_rule() -> None:
    assert plain.place(examples.NOWHERE) == Location("ontology/core.ttl")
    assert plain.place(examples.MEASURE) == examples.MEASURE.location


def test_unknown_numbers_are_not_shown() -> None:
    assert plain.where(Location("a.ttl")) == "a.ttl"
    assert plain.where(Location("a.ttl", 3)) == "a.ttl:3"
    assert plain.where(Location("a.ttl", 3, 7)) == "a.ttl:3:7"
    assert plain.spot(Location("a.ttl")) == "a.ttl"
    assert plain.spot(Location("a.ttl", 3, 7)) == "a.ttl:3"


def test_a_line_begins_with_the_place_and_the_code_in_both_languages() -> None:
    begin = "data/13221-kiyose-5/plan.ttl:19:18: error Measure-notation "
    assert plain.line(examples.MEASURE, "ja").startswith(begin + "施策に番号がなく")
    assert plain.line(examples.MEASURE, "en").startswith(begin + "The measure has neither")


def test_related_places_are_the_rule_and_the_source_text() -> None:
    assert plain.related(examples.MEASURE, "ja") == "規則 shapes/Measure.ttl:12 · 原文 000_a5b93f3044d58295.txt:812"
    assert plain.related(examples.SCRIPT, "en") == "rule queries/checks/duplicate-label.rq:1"
