"""Reading everything once, and cutting it into units that can be checked alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool import iris
from kgtool.check import run, shapes
from kgtool.check.gather import Gathered, Unit, gather
from kgtool.check.shapes import Result
from kgtool.errors import InputError
from kgtool.turtle import Statement
from kgtool.vocab import ID, JPP, RDF, RDFS, SKOS

from .rule_fixtures import Mistake, for_shapes, mistakes, shape_statements
from .small import CURATION, KIYOSE, PLAN, SHARED, Small

ALIGNED = "99998-asagiri-1--13221-kiyose-5"


def unit(gathered: Gathered, name: str) -> Unit:
    (found,) = (unit for unit in gathered.units() if unit.name == name)
    return found


def test_shared_data_comes_first_then_plans_and_alignments_by_name(small: Small) -> None:
    assert [unit.name for unit in gather(small.repo).units()] == [
        "shared",
        "plan/13211-kodaira-4",
        "plan/13221-kiyose-5",
        "plan/99998-asagiri-1",
        f"align/{ALIGNED}",
    ]


def test_a_plan_is_checked_with_what_was_concluded_about_it(small: Small) -> None:
    files = [file.name for file in unit(gather(small.repo), "plan/99998-asagiri-1").files]
    assert files == ["data/99998-asagiri-1/source.ttl", PLAN, CURATION]


def test_a_file_knows_its_graph_and_the_hash_of_its_bytes(small: Small) -> None:
    (file,) = (file for file in gather(small.repo).files if file.name == PLAN)
    assert file.graph == iris.graph("plan", "99998-asagiri-1")
    assert file.sha256 == hashlib.sha256((small.root / PLAN).read_bytes()).hexdigest()


def test_every_statement_is_in_exactly_one_unit(small: Small) -> None:
    gathered = gather(small.repo)
    assert sum(len(unit.statements) for unit in gathered.units()) == sum(
        len(file.statements) for file in gathered.files
    )


def test_the_context_says_of_which_kind_scheme_and_version_outside_things_are(small: Small) -> None:
    context = set(unit(gather(small.repo), f"align/{ALIGNED}").context)
    element = ID["99998-asagiri-1/draft/measure/2-1"]
    assert Statement(element, RDF.type, JPP.Measure) in context
    assert Statement(element, JPP.inVersion, ID["99998-asagiri-1/draft"]) in context
    assert Statement(ID["method/close-reading"], SKOS.inScheme, ID.method) in context
    assert Statement(JPP.Measure, RDFS.subClassOf, JPP.PlanElement) in context


def test_the_context_says_nothing_of_the_units_own_things_and_nothing_more_of_others(small: Small) -> None:
    for each in gather(small.repo).units():
        own = {s.subject for s in each.statements if s.predicate == RDF.type}
        assert not own & {s.subject for s in each.context}
        assert {s.predicate for s in each.context} <= {RDF.type, SKOS.inScheme, JPP.inVersion, RDFS.subClassOf}


def test_a_unit_stays_the_same_when_another_plans_texts_change(small: Small) -> None:
    before = {unit.name: unit.fingerprint() for unit in gather(small.repo).units()}
    small.edit(PLAN, "木の駅づくり", "木の駅")
    after = {unit.name: unit.fingerprint() for unit in gather(small.repo).units()}
    assert {name for name in before if before[name] != after[name]} == {"plan/99998-asagiri-1"}


def test_a_unit_changes_when_something_it_points_to_becomes_another_kind_of_thing(small: Small) -> None:
    before = {unit.name: unit.fingerprint() for unit in gather(small.repo).units()}
    small.edit(SHARED, "thing:kiyose-library a jpp:Facility", "thing:kiyose-library a jpp:Place")
    after = {unit.name: unit.fingerprint() for unit in gather(small.repo).units()}
    assert {name for name in before if before[name] != after[name]} == {"shared", "plan/13221-kiyose-5"}


@pytest.mark.parametrize("mistake", mistakes()[::12], ids=lambda mistake: mistake.name)
def test_units_checked_alone_give_what_the_whole_gives(mistake: Mistake, small: Small) -> None:
    gathered, by_graph = gather(small.repo), {}
    for quad in mistake.quads():
        by_graph.setdefault(quad.graph_name.value, []).append(Statement(quad.subject, quad.predicate, quad.object))
    firsts = {file.graph: file for file in reversed(gathered.files)}
    files = tuple(replace(firsts[graph], statements=tuple(statements)) for graph, statements in by_graph.items())
    assert results(Gathered(files)) == shapes.fast(shape_statements(), for_shapes(mistake.quads()))


def results(gathered: Gathered) -> list[Result]:
    def tell(ja: str, en: str) -> None:
        raise AssertionError(en)

    return sorted({r for unit in gathered.units() for r in run._validate("fast", list(shape_statements()), unit, tell)})


@pytest.mark.xfail(strict=True, reason="results about nodes without a type are dropped with those about the context")
def test_a_thing_without_a_type_is_held_to_the_rules_all_the_same(small: Small) -> None:
    small.edit(
        SHARED,
        "id:plan-status\\/unverified a skos:Concept ; skos:inScheme",
        "id:plan-status\\/unverified skos:inScheme",
    )
    small.edit(SHARED, ' ;\n    skos:prefLabel "未確認"@ja, "Unverified"@en', "")
    assert "Concept-label" in small.codes()


def test_the_first_file_that_cannot_be_read_is_named_with_its_place(small: Small) -> None:
    small.edit(KIYOSE, "<vision/1> a jpp:Vision", "<vision/1> a jpp:Vision ,")
    with pytest.raises(InputError) as caught:
        gather(small.repo)
    place = caught.value.place
    assert place is not None
    before, _, _ = (small.root / KIYOSE).read_text("utf-8").partition("<vision/1> a jpp:Vision ,")
    assert (caught.value.code, place.file, place.line) == ("turtle-syntax", KIYOSE, before.count("\n") + 1)


def test_reading_changes_nothing(small: Small) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sorted(small.root.rglob("*")) if path.is_file()}

    before = files()
    gather(small.repo)
    assert files() == before
