"""A version of a plan is held to what its curation level promises; what the next level wants is counted."""

from __future__ import annotations

import re

import pytest

from kgtool.base.languages import Text
from kgtool.check import levels
from kgtool.check.finding import Location, PlanSummary, Report, Rule, ValidationResult
from kgtool.check.report import render
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import SKOS
from kgtool.sparql.header import LEVELS
from tests.check.small import CURATION, Small

ASAGIRI = "data/99998-asagiri-1/source.ttl"
SCHEME = iris.ID + "curation-level/"


def at(small: Small, level: str, plan: str = ASAGIRI) -> None:
    """Declare a level of a plan that is judged."""
    small.edit(plan, r"curation-level\/judged", rf"curation-level\/{level}")


def lose_an_english_name(small: Small) -> None:
    content = (small.root / CURATION).read_text("utf-8")
    content, count = re.subn(r'^(<goal/1> rdfs:label )"[^"]*"@en ;', r"<goal/1>", content, flags=re.M)
    assert count == 1
    (small.root / CURATION).write_text(content, "utf-8")


def summary(report: Report, plan: str = "99998-asagiri-1") -> PlanSummary:
    return next(found for found in report.plans if found.plan == plan)


def wanted(report: Report) -> dict[str, int]:
    return {one.rule.code: one.count for one in summary(report).wanted}


def test_the_levels_of_the_check_are_those_of_the_reference_data_in_their_order(repo: Repo) -> None:
    reader = GraphReader(units.read_unit(repo, units.shared(repo)))
    concepts = reader.subjects(SKOS.inScheme, SCHEME[:-1])
    assert {concept.removeprefix(SCHEME) for concept in concepts} == set(LEVELS)
    assert [reader.value(SCHEME + level, SKOS.notation) for level in LEVELS] == ["1", "2", "3"]
    assert all(reader.value(concept, SKOS.definition, lang) for concept in concepts for lang in ("ja", "en"))


def test_a_level_that_promises_names_and_themes_misses_them(small: Small) -> None:
    lose_an_english_name(small)
    small.lose_a_theme()
    report = small.check()
    assert sorted(found.code for found in report.findings) == ["PlanElement-label-en", "ThemedElement-theme"]
    assert summary(report).level == "judged"
    assert not summary(report).next


def test_a_level_that_promises_neither_counts_what_the_next_one_wants(small: Small) -> None:
    lose_an_english_name(small)
    small.lose_a_theme()
    at(small, "structure")
    report = small.check()
    assert not report.findings
    assert (summary(report).level, summary(report).next) == ("structure", "labelled")
    assert wanted(report) == {"PlanElement-label-en": 1}


def test_the_level_between_promises_names_and_wants_themes(small: Small) -> None:
    lose_an_english_name(small)
    small.lose_a_theme()
    at(small, "labelled")
    report = small.check()
    assert [found.code for found in report.findings] == ["PlanElement-label-en"]
    assert wanted(report) == {"ThemedElement-theme": 1}


def test_what_any_level_promises_is_demanded_of_the_lowest(small: Small) -> None:
    small.lose_a_code()
    at(small, "structure")
    assert small.codes() == ["Measure-notation"]


def test_a_version_without_a_level_is_an_error_and_held_to_the_lowest(small: Small) -> None:
    small.lose_a_theme()
    small.edit(ASAGIRI, "    jpp:curationLevel id:curation-level\\/judged ;\n", "")
    report = small.check()
    assert [found.code for found in report.findings] == ["PlanVersion-curationLevel"]
    assert summary(report).level == "structure"


def test_both_engines_and_what_is_remembered_give_the_same(small: Small) -> None:
    lose_an_english_name(small)
    at(small, "structure")
    first = small.check(use_cache=True)
    assert small.check(use_cache=True) == first
    assert small.check(engine="pyshacl").plans == first.plans


@pytest.mark.parametrize("level", LEVELS)
def test_the_table_of_completeness_has_what_the_level_promises(small: Small, level: str) -> None:
    if level != "judged":
        at(small, level)
    known = {
        part.name.en.rsplit("/", 1)[-1].removesuffix("-completeness") for part in summary(small.check()).completeness
    }
    from_labelled = {"english", "abstract"}
    assert known >= {"code", "parent"}
    assert (known & from_labelled == from_labelled) == (level != "structure")
    assert ("theme" in known) == (level == "judged")


def test_whoever_is_aligned_with_owes_nothing(small: Small) -> None:
    """A table that claims to judge measures and lacks rows has findings itself; the plans on its sides have none."""
    table = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"
    lines = (small.root / table).read_text("utf-8").split("\n")
    rows = next(n for n, line in enumerate(lines) if line.startswith("subject_id")) + 1
    (small.root / table).write_text("\n".join(lines[: rows + 1]) + "\n", "utf-8")
    found = small.check().findings
    assert {finding.code for finding in found} == {"element-not-judged"}
    assert {finding.location.file for finding in found} == {table}
    assert all(line.startswith("#") for line in lines[: rows - 1])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_reports_show_the_level_and_what_the_next_one_wants(small: Small, lang: str) -> None:
    small.lose_a_theme()
    at(small, "labelled")
    report = small.check()
    words = {"ja": ("名称", "判断"), "en": ("labelled", "judged")}[lang]
    row = next(line for line in render("text", report, lang).split("\n") if "ThemedElement-theme" in line)
    assert all(word in row for word in words)
    assert row.split()[-1] == "1"
    assert '"level": "judged"' in render("json", report, lang)


def test_a_result_about_a_plan_counts_at_the_level_of_its_best_known_version() -> None:
    rule = Rule("r", "error", Text("", ""), Text("", ""), Text("", ""), "shape", Location(""), level="labelled")
    known = {"https://x/p/draft": "structure", "https://x/p/adopted": "labelled", "https://x/q/draft": "structure"}
    focuses = ["https://x/p", "https://x/p/draft/goal/1", "https://x/p/adopted", "https://x/q", "https://x/thing"]
    kept, beyond = levels.promised([(rule, ValidationResult(f"<{focus}>")) for focus in focuses], known)
    assert [result.focus for _, result in kept] == ["<https://x/p>", "<https://x/p/adopted>", "<https://x/thing>"]
    assert [version for version, _ in beyond] == ["https://x/p/draft", "https://x/q/draft"]
