"""Findings of two revisions are compared by what they are about, so it does not matter in which file a fault shows."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import UsageError
from kgtool.check import revisions, run
from kgtool.check.finding import Report
from kgtool.corpus import layout
from tests.check.small import CURATION, PLAN, SHARED, Small, commit
from tests.command_line import Outcome
from tests.command_line import kgtool as kgtool

GOAL = '<goal/1> rdfs:label "'


def since(small: Small, revision: str = "HEAD") -> Report:
    options = run.Options(engine="fast", owl="off", use_cache=False)
    return run.check_since(small.repo, revision, options, small.notices.append)


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def lose_a_name(small: Small) -> None:
    """Take an English name away in curation.ttl; its absence shows at the element, in plan.ttl."""
    text = (small.root / CURATION).read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith(GOAL))
    name = line.partition('"')[2].partition('"')[0]
    small.edit(CURATION, f'"{name}"@en', f'"{name}"@fr')


@pytest.fixture
def whole(small: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The whole small repository, without readings of its plans, as the only commit of a git repository."""
    shutil.rmtree(small.root / "data" / "readings")
    (small.root / "data" / "99998-asagiri-1" / "profile.toml").touch()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(small.root.parent.parent))
    commit(small.root)
    return small


def test_what_is_taken_away_in_one_file_and_missed_in_another_is_new(whole: Small) -> None:
    assert codes(since(whole)) == []
    lose_a_name(whole)
    report = since(whole)
    assert "PlanElement-label-en" in codes(report)
    (finding,) = (found for found in report.findings if found.code == "PlanElement-label-en")
    assert finding.location.file == PLAN
    assert {PLAN, CURATION, "data/99998-asagiri-1/profile.toml"} <= set(finding.files)


def test_a_finding_is_shown_for_every_file_in_which_it_could_be_mended(
    whole: Small, kgtool: Callable[..., Outcome]
) -> None:
    lose_a_name(whole)

    def shown(name: str) -> bool:
        arguments = ("--root", whole.root, "check", "--engine", "fast", "--no-owl", "--no-cache", whole.root / name)
        return "PlanElement-label-en" in kgtool(*arguments).out

    assert shown(CURATION)
    assert shown(PLAN)
    assert shown("data/99998-asagiri-1/profile.toml")
    assert not shown(SHARED)


def test_a_wrong_value_belongs_to_the_file_that_states_it(small: Small) -> None:
    small.edit(
        CURATION,
        "oa:hasTarget <measure/2-1> ; oa:hasBody theme:forests",
        "oa:hasTarget <measure/2-1> ; oa:hasBody theme:nowhere",
    )
    (finding, *_) = (found for found in small.check().findings if found.value and found.location.file == CURATION)
    assert finding.files == (CURATION,)


def test_a_plan_folder_that_is_renamed_or_deleted_is_compared(whole: Small) -> None:
    folder = whole.root / "data" / "99998-asagiri-1"
    folder.rename(folder.with_name("99997-yugiri-1"))
    assert codes(since(whole)) != []
    shutil.rmtree(folder.with_name("99997-yugiri-1"))
    assert any(finding.location.file.startswith("data/alignments/") for finding in since(whole).findings)


def test_what_was_there_is_counted_and_what_is_gone_is_named(few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    few.lose_a_code()
    commit(few.root)
    few.lose_an_identifier()
    report = since(few)
    assert codes(report) == ["FormalOrganization-closeMatch"]
    assert report.comparison is not None
    assert (report.comparison.gone, len(report.comparison.still)) == ((), 1)
    few.edit(PLAN, 'rdfs:label "木の駅づくり"@ja .', 'rdfs:label "木の駅づくり"@ja ; skos:notation "2-1" .')
    comparison = since(few).comparison
    assert comparison is not None
    assert ([finding.code for finding in comparison.gone], comparison.still) == (["Measure-notation"], ())


def test_reports_say_what_is_new_gone_and_still_there(
    few: Small, kgtool: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    few.lose_a_code()
    commit(few.root)
    command = ("--root", few.root, "--lang", "en", "check", "--engine", "fast", "--no-owl", "--since", "HEAD")
    done = kgtool(*command)
    assert done.code == 0
    assert "compared with HEAD: findings new 0, gone 0, still there 1" in done.out
    assert "Nothing new (" in done.out
    (few.root / "kgtool.toml").write_text('ignore = ["Measure-notation"]\n', encoding="utf-8")
    ignored = kgtool(*command).out
    assert "findings new 0, gone 0, still there 0" in ignored
    assert "All clear" in ignored
    accepted = '[[suppress]]\ncode = "Measure-notation"\nreason = "it has none"\nexpires = 2099-01-01\n'
    (few.root / "kgtool.toml").write_text(accepted, encoding="utf-8")
    accepted_out = kgtool(*command).out
    assert "still there 0" in accepted_out
    assert "match" not in accepted_out
    (few.root / "kgtool.toml").unlink()
    few.edit(PLAN, 'rdfs:label "木の駅づくり"@ja .', 'rdfs:label "木の駅づくり"@ja ; skos:notation "2-1" .')
    made = json.loads(kgtool(*command, "--format", "json").out)
    assert [finding["code"] for finding in made["comparison"]["gone"]] == ["Measure-notation"]
    assert "### Gone" in kgtool(*command, "--format", "markdown").out


def test_a_change_that_moves_lines_is_nothing_new(few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    few.lose_a_code()
    commit(few.root)
    text = (few.root / PLAN).read_text("utf-8")
    (few.root / PLAN).write_text("# a comment\n" * 5 + text, "utf-8")
    assert codes(since(few)) == []


def test_two_files_that_cannot_be_read_are_two_findings(few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    text = (few.root / PLAN).read_text("utf-8")
    (few.root / PLAN).write_text(f"{text}\n<a> <b> .\n", "utf-8")
    commit(few.root)
    (few.root / PLAN).write_text(text, "utf-8")
    with (few.root / "data/13221-kiyose-5/plan.ttl").open("a", encoding="utf-8") as file:
        file.write("<a> <b> .\n")
    report = since(few)
    assert codes(report) == ["turtle-syntax"]
    assert report.comparison is not None
    assert len(report.comparison.gone) >= 1


def test_a_repository_inside_a_larger_one_is_compared_with_its_own_folder(
    few: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    few.lose_a_code()
    commit(few.root.parent)
    assert codes(since(few)) == []
    with revisions.checkout(few.root, "HEAD") as folder:
        assert (folder / PLAN).read_bytes() == (few.root / PLAN).read_bytes()
    assert not folder.exists()


def test_before_the_first_commit_everything_is_new(few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    few.lose_a_code()
    subprocess.run(["git", "-C", str(few.root), "init", "-q"], check=True)
    report = since(few)
    assert codes(report) == ["Measure-notation"]
    assert "HEAD could not be checked" in report.notices[-1].en


@pytest.mark.parametrize("revision", ["no-such-branch", "-x", "--output=/tmp/x", ""])
def test_a_revision_that_git_does_not_know_is_refused(history: Small, revision: str) -> None:
    with pytest.raises(UsageError) as caught, revisions.checkout(history.root, revision):
        pass
    assert caught.value.code == "revision"


def test_a_shallow_clone_is_told_what_to_fetch(history: Small, tmp_path: Path) -> None:
    history.lose_a_code()
    commit(history.root)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", history.root.as_uri(), str(clone)], check=True)
    with pytest.raises(UsageError, match="git fetch --unshallow") as caught, revisions.checkout(clone, "HEAD~1"):
        pass
    assert caught.value.code == "revision-unfetched"


def test_a_hooks_own_index_is_left_as_it_is(history: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    index = history.root / ".git" / "index"
    monkeypatch.setenv("GIT_INDEX_FILE", str(index))
    before = index.read_bytes()
    history.lose_a_code()
    assert codes(since(history)) == ["Measure-notation"]
    assert index.read_bytes() == before


def test_what_is_remembered_serves_both_sides(history: Small) -> None:
    history.lose_a_code()
    options = run.Options(engine="fast", owl="off")
    first = run.check_since(layout.find(history.root), "HEAD", options, history.notices.append)
    again = run.check_since(layout.find(history.root), "HEAD", options, history.notices.append)
    assert first == again
    assert codes(again) == ["Measure-notation"]
