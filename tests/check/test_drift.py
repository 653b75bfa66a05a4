"""Generated files that are not what the source text gives, found by the check where the text is at hand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.check import run
from kgtool.check.finding import Finding
from kgtool.extract import extraction
from kgtool.incremental.parallel import Workers
from tests import ROOT
from tests.third_plan import ThirdPlan
from tests.third_plan import third_plan as third_plan

from .small import Small

OPTIONS = run.Options(engine="fast", owl="off", workers=Workers(1), quiet=False)


@pytest.fixture
def extracted(few: Small, third_plan: ThirdPlan) -> Path:
    """The folder of an extracted plan in the small repository."""
    shutil.copy(ROOT / "ontology" / "prefixes.ttl", few.root / "ontology")
    folder = few.root / "data" / third_plan.id
    shutil.copytree(third_plan.turtle.parent, folder)
    made = extraction.extract(few.repo, third_plan.id, third_plan.sources)
    (folder / "plan.ttl").write_bytes(made.turtle)
    if made.conclusions:
        (folder / "conclusions.ttl").write_bytes(made.conclusions)
    return folder


def drift(few: Small, sources: Path | None, use_cache: bool = True) -> list[Finding]:
    report = run.check(few.repo, replace(OPTIONS, sources=sources, use_cache=use_cache), lambda text: None)
    few.notices = list(report.notices)
    return [one for one in report.findings if one.code == "extract-drift" or one.rule.kind == "input"]


def said(few: Small) -> list[str]:
    return [notice.en for notice in few.notices if "not at hand" in notice.en]


def test_what_was_changed_by_hand_is_found_at_its_lines(few: Small, extracted: Path, third_plan: ThirdPlan) -> None:
    assert drift(few, third_plan.sources) == []
    turtle = extracted / "plan.ttl"
    lines = turtle.read_text("utf-8").split("\n")
    lines[40] += " # mine"
    del lines[60]
    turtle.write_text("\n".join(lines), "utf-8")
    for use_cache in (True, True, False):
        first, second = drift(few, third_plan.sources, use_cache)
        assert (first.location.line, second.location.line) == (41, 61)
        assert second.follows == first.fingerprint or second.fingerprint == first.fingerprint
        assert first.location.file == f"data/{third_plan.id}/plan.ttl"
    turtle.write_bytes(extraction.extract(few.repo, third_plan.id, third_plan.sources).turtle)
    assert drift(few, third_plan.sources) == []


def test_spans_that_a_table_elsewhere_may_cite_are_no_drift(few: Small, extracted: Path, third_plan: ThirdPlan) -> None:
    """A folder taken out of a repository with more plans is checked by itself; with a table at hand it is known what is cited."""
    turtle = extracted / "plan.ttl"
    before = turtle.read_bytes()
    turtle.write_bytes(extraction.extract(few.repo, third_plan.id, third_plan.sources, [(0, 3)]).turtle)
    assert turtle.read_bytes() != before
    assert drift(few, third_plan.sources) == []
    table = few.root / "data" / "alignments" / f"{third_plan.id}--other.sssom.tsv"
    table.parent.mkdir(exist_ok=True)
    table.write_text("", "utf-8")
    assert [one.code for one in drift(few, third_plan.sources) if one.code == "extract-drift"]


def test_what_the_profile_does_not_read_any_more_is_found_in_the_profile(
    few: Small, extracted: Path, third_plan: ThirdPlan
) -> None:
    profile = extracted / "profile.toml"
    text = profile.read_text("utf-8")
    profile.write_text(text[: text.rindex("[[rule]]")], "utf-8")
    (found,) = drift(few, third_plan.sources)
    assert found.location.file == f"data/{third_plan.id}/profile.toml"
    assert found.source is None or found.source.file == third_plan.text.name


def test_a_text_that_is_not_at_hand_is_told_of_once(few: Small, extracted: Path, third_plan: ThirdPlan) -> None:
    (extracted / "plan.ttl").write_bytes((extracted / "plan.ttl").read_bytes() + b"# mine\n")
    for sources in (None, few.root):
        for _ in range(2):  # the second one is remembered
            assert drift(few, sources) == []
            assert len(said(few)) == 1
    assert [one.code for one in drift(few, third_plan.sources)] == ["extract-drift"]
    assert third_plan.id not in said(few)[0]
