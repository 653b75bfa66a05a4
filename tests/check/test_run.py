"""The whole check: what a report holds, which engine runs, what is told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.base.errors import InputError, UsageError
from kgtool.check import report, rules, run
from kgtool.check.finding import order
from kgtool.check.rules import RuleSet
from kgtool.check.validators import owl
from tests import ROOT

from .small import (
    CURATION,
    ENGINE_ABSENT,
    ENGINE_BLIND,
    ENGINE_BROKEN,
    KIYOSE,
    MEASURE,
    PLAN,
    SHARED,
    Small,
)

SHACL = "http://www.w3.org/ns/shacl#"


def test_a_repository_without_a_fault_has_no_finding(small: Small) -> None:
    report = small.check()
    assert report.findings == ()
    assert report.notices == ()


def test_a_report_names_every_rule_and_counts_files(small: Small) -> None:
    report = small.check()
    codes = [rule.code for rule in report.rules]
    assert codes == sorted(codes)
    expected = {rule.code for rule in RuleSet(small.repo).by_shape.values()}
    assert set(codes) == expected | {rule.code for _, rule in rules.from_queries(small.repo)} | owl.RULES.keys() | {
        "engines-differ",
        "extract-drift",
        "label-stale",
        "suppression-unexplained",
        "suppression-unused",
    }
    checked = [path for folder in ("data", "ontology") for path in (small.root / folder).rglob("*.t*")]
    assert report.files == len([path for path in checked if path.name not in ("prefixes.ttl", "profile.toml")])


def test_a_finding_of_a_shape_says_all_there_is_to_say(few: Small) -> None:
    few.lose_a_code()
    (finding,) = few.check().findings
    assert (finding.code, finding.severity, finding.focus) == ("Measure-notation", "error", MEASURE)
    assert (finding.path, finding.value) == ("", "")
    assert finding.component == f"<{SHACL}QualifiedMinCountConstraintComponent>"
    assert finding.plan == "99998-asagiri-1"
    assert finding.label is not None
    assert finding.label.ja == "木の駅づくり: 99998-asagiri-1/draft/measure/2-1"
    assert finding.label.en == "Stations for timber: 99998-asagiri-1/draft/measure/2-1"
    text = (few.root / PLAN).read_text("utf-8")
    line = text[: text.index("<measure/2-1> a ")].count("\n") + 1
    assert (finding.location.file, finding.location.line, finding.location.column) == (PLAN, line, 1)
    assert finding.source is not None
    assert (finding.source.file, finding.source.line, finding.source.end_line) == ("99998-asagiri-1.txt", 11, 11)
    assert finding.rule.location.file == "shapes/Measure.ttl"
    assert finding.rule.location.line > 1


def test_a_finding_of_a_query_has_its_rules_severity_and_place(few: Small) -> None:
    item = "jpp:order 2 ;\n    jpp:partOf <measure/1-1> ;\n"  # a field's; what stands below other kinds goes on
    few.edit(PLAN, item, item.replace("2", "3", 1))
    (finding,) = few.check().findings
    assert (finding.code, finding.severity) == ("order-hole", "error")
    text = (few.root / PLAN).read_text("utf-8")
    before = text[: text.index("jpp:order 3 ;\n    jpp:partOf <measure/1-1>")]
    assert finding.location.line == before.count("\n") + 1
    assert finding.location.column == len(before.split("\n")[-1]) + len("jpp:order ") + 1
    assert finding.rule.location.file == "queries/checks/order-hole.rq"
    assert finding.component == ""


def test_findings_come_in_the_order_of_files_and_lines(small: Small) -> None:
    small.lose_a_theme()
    small.lose_a_code()
    small.edit(KIYOSE, "<gap/targetYear> a jpp:InformationGap ;", "<gap/targetYear> jpp:x 1 ;")
    small.edit(SHARED, '"渡し舟バス"@ja, "Boat bus"@en', '"渡し舟バス"@ja')
    findings = small.check().findings
    assert list(findings) == sorted(findings, key=order)
    assert {finding.location.file for finding in findings} == {KIYOSE, PLAN, SHARED}


def test_a_finding_in_a_table_stands_on_its_row(small: Small) -> None:
    table = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"
    small.edit(table, "ASAGIRI:measure/4-1", "ASAGIRI:measure/4-2")
    (unjudged, wrong) = small.check().findings
    before, _, _ = (small.root / table).read_text("utf-8").partition("ASAGIRI:measure/4-2")
    assert (wrong.code, wrong.location.file) == ("Correspondence-subject_id", table)
    assert (wrong.location.line, wrong.location.column) == (before.count("\n") + 1, 1)
    assert wrong.location.end_column == 1 + len("ASAGIRI:measure/4-2")
    assert (unjudged.code, unjudged.location.file) == ("element-not-judged", table)
    assert "judged_class" in (small.root / table).read_text("utf-8").split("\n")[unjudged.location.line - 1]


def test_a_mapping_set_without_a_known_version_is_an_error_at_its_line(small: Small) -> None:
    table = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"
    text = (small.root / table).read_text("utf-8").replace("13221-kiyose-5/draft-2025-08-12", "13221-kiyose-5/adopted")
    (small.root / table).write_text(text, "utf-8")
    (found,) = (finding for finding in small.check().findings if finding.code == "MappingSet-object_source")
    line = text.splitlines().index("# object_source: ID:13221-kiyose-5/adopted") + 1
    assert (found.severity, found.location.file, found.location.line) == ("error", table, line)


def test_plans_are_summed_up_with_what_is_complete(few: Small) -> None:
    by_plan = {plan.plan: plan for plan in few.check().plans}
    assert list(by_plan) == ["13221-kiyose-5", "99998-asagiri-1"]
    asagiri = by_plan["99998-asagiri-1"]
    assert asagiri.label.ja == "朝霧市第1次総合計画"
    shares = {item.name.en: (item.present, item.expected) for item in asagiri.completeness}
    assert shares["https://w3id.org/jp-plan/id/metric/code-completeness"] == (5, 7)


def test_a_shape_without_a_name_is_shown_by_its_constraint(few: Small) -> None:
    (few.root / "shapes" / "Extra.ttl").write_text(
        f"@prefix sh: <{SHACL}> .\n@prefix jpp: <https://w3id.org/jp-plan/ns#> .\n"
        "[] a sh:NodeShape ; sh:targetClass jpp:Field ; sh:property [ sh:path jpp:colour ; sh:minCount 1 ] .\n",
        "utf-8",
    )
    report = few.check()
    assert {(finding.code, finding.severity) for finding in report.findings} == {
        ("MinCountConstraintComponent", "error")
    }
    assert "MinCountConstraintComponent" in {rule.code for rule in report.rules}
    assert report.findings == few.check(engine="pyshacl").findings


@pytest.mark.parametrize("engine", ["fast", "both"])
def test_every_engine_finds_the_same(few: Small, engine: str) -> None:
    few.lose_a_code()
    few.lose_a_theme()
    few.lose_an_identifier()
    report = few.check(engine=engine)
    assert report.findings == few.check(engine="pyshacl").findings
    assert len(report.findings) == 3


def test_both_engines_are_compared_unit_by_unit(few: Small) -> None:
    few.check(engine="both")
    compared = [re.fullmatch(r"(\S+): both engines give the same \d+ results\.", notice.en) for notice in few.notices]
    assert [match and match[1] for match in compared] == ["shared", "plan/13221-kiyose-5", "plan/99998-asagiri-1"]


def test_engines_that_differ_are_told_of_and_what_only_one_finds_is_an_error_beside_it(few: Small) -> None:
    few.lose_a_theme()  # a warning, which alone would end with 0
    done = few.command("--engine", "both", prelude=ENGINE_BLIND)
    assert done.returncode == 1
    assert "warning ThemedElement-theme" in done.stdout
    assert "error engines-differ" in done.stdout
    (told,) = (line for line in done.stdout.splitlines() if line.startswith("notice: ") and "differ" in line)
    assert told.startswith("notice: plan/99998-asagiri-1: the two engines differ in ")


def test_a_small_repository_is_checked_with_the_reference_and_nothing_is_told(few: Small) -> None:
    few.check(engine="auto")
    assert few.notices == []


def test_a_large_repository_is_checked_with_the_fast_engine_and_that_is_told(few: Small) -> None:
    with (few.root / SHARED).open("a", encoding="utf-8") as file:
        file.writelines(f'thing:number-{number} skos:note "{number}" .\n' for number in range(20_000))
    report = few.check(engine="auto")
    (notice,) = few.notices
    assert " or more): using the fast SHACL engine" in notice.en
    assert "速いSHACLエンジン" in notice.ja
    assert report.notices == (notice,)


@pytest.mark.parametrize(
    ("prelude", "told"),
    [
        (
            ENGINE_ABSENT,
            ["the fast engine is not installed; pySHACL is used instead (pip install 'jp-plan-kgtool[fast]')."],
        ),
        (
            ENGINE_BROKEN,
            [
                f"the fast engine failed on {unit}; pySHACL is used instead: built for another machine"
                for unit in ("shared", "plan/13221-kiyose-5", "plan/99998-asagiri-1")
            ],
        ),
    ],
    ids=["absent", "broken"],
)
def test_without_a_fast_engine_the_reference_takes_its_place_and_that_is_told(
    few: Small, prelude: str, told: list[str]
) -> None:
    few.lose_a_code()
    reference = report.render("text", few.check(engine="pyshacl"), "en")
    done = few.command("--no-cache", "--engine", "fast", prelude=prelude)
    assert done.returncode == 1
    assert done.stderr == ""
    said = [line for line in done.stdout.splitlines() if line.startswith("notice: ")]
    assert said[:-1] == [f"notice: {text}" for text in told], "each is told of once"
    assert "source texts are not at hand" in said[-1]
    assert [line for line in done.stdout.splitlines() if not line.startswith("notice: ")] == reference.splitlines()


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_java")
def test_without_java_the_reasoner_is_left_out_and_that_is_told(few: Small) -> None:
    few.check(owl="auto")
    assert [notice.en for notice in few.notices] == ["no Java runtime was found; the OWL check was skipped."]
    few.check(owl="off")
    assert few.notices == []
    with pytest.raises(UsageError) as caught:
        few.check(owl="required")
    assert caught.value.code == "java-missing"


@pytest.mark.usefixtures("no_java")
def test_an_ontology_that_is_only_carried_is_reasoned_about_where_that_is_required(few: Small) -> None:
    carried, told = replace(few.repo, share=ROOT), list[str]()
    run.check(carried, run.Options("fast", "auto", use_cache=False), lambda text: told.append(text.en))
    assert not any("Java" in text for text in told)
    with pytest.raises(UsageError, match="Java"):
        run.check(carried, run.Options("fast", "required", use_cache=False), lambda text: None)


@pytest.mark.usefixtures("no_java")
def test_a_java_that_fails_is_told_of_and_tried_again(few: Small, tmp_path: Path) -> None:
    (tmp_path / "java").write_text("#!/bin/sh\necho 'Error: no room' >&2\nexit 1\n", "utf-8")
    (tmp_path / "java").chmod(0o755)
    for _ in range(2):
        few.check(owl="auto", use_cache=True)
        assert [notice.en for notice in few.notices] == [
            "the OWL reasoner failed; the OWL check was skipped: Error: no room"
        ]
    (tmp_path / "java").write_text("#!/bin/sh\n", "utf-8")
    few.check(owl="auto", use_cache=True)
    assert few.notices == []


@pytest.mark.usefixtures("no_java")
def test_a_java_that_fails_is_an_error_where_the_reasoner_is_required(few: Small, tmp_path: Path) -> None:
    (tmp_path / "java").write_text("#!/bin/sh\necho 'Error: no room' >&2\nexit 1\n", "utf-8")
    (tmp_path / "java").chmod(0o755)
    with pytest.raises(InputError, match="Error: no room") as caught:
        few.check(owl="required")
    assert caught.value.code == "owl-failed"


def test_a_thing_described_in_two_files_is_placed_where_it_gets_its_type(small: Small) -> None:
    small.edit(CURATION, '<measure/2-1> rdfs:label "Stations for timber"@en .\n', "")
    (finding,) = small.check().findings
    assert (finding.code, finding.location.file) == ("PlanElement-label-en", PLAN)


def test_what_another_plan_says_of_an_element_is_held_to_the_shapes_with_what_its_own_says(small: Small) -> None:
    small.describe_elsewhere()
    own = [f for f in small.check().findings if f.location.file == PLAN]
    assert [f.code for f in own] == ["PlanElement-label-single", "PlanElement-notation-single"]
    assert {f.focus for f in own} == {MEASURE}


def test_reports_are_equal_but_for_what_was_told_whatever_the_engine(few: Small) -> None:
    few.lose_a_code()
    fast, both = few.check(engine="fast"), few.check(engine="both")
    assert replace(both, notices=()) == fast
