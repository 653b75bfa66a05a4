"""Decisions are remembered, written and taken back, and none is lost when the process is killed."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from kgtool.base.errors import InputError, UsageError
from kgtool.rdf import iris, sssom
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS
from kgtool.review import curation, decision, facts
from kgtool.review.decision import Decision, Verdict, Writing
from kgtool.review.desk import ReviewDesk
from kgtool.suggest.proposal import Proposal, ProposedText
from tests.crashing import child, die_at
from tests.review.conftest import (
    AFTER_SCHOOL,
    CLOSE,
    EVERY,
    FIRM,
    FOREST,
    LEARNING,
    MENTION,
    NAME,
    NOTHING,
    OTHER,
    ROLE,
    ROOM_LEARNING,
)
from tests.third_plan import ThirdPlan

HASH = sha256("司書".encode()).hexdigest()[:8]
WHEN = "2026-11-30T09:00:00Z"
TABLE = "data/alignments/99999-hinata-2--88888-tsubame-1.sssom.tsv"


def desk(plan: ThirdPlan) -> ReviewDesk:
    return ReviewDesk(plan.repo, plan.id, "ja")


def decided(
    *proposals: Proposal, who: str = "水野", verdict: Verdict = Verdict.ACCEPTED, why: str = ""
) -> list[Decision]:
    return [decision.of(proposal, who, WHEN, verdict, why) for proposal in proposals]


def writing(plan: ThirdPlan) -> dict[tuple[str, str], Writing]:
    return {(one.proposal, one.who): one.writing for one in desk(plan).decisions()}


def things(plan: ThirdPlan) -> str:
    return (plan.folder / "things.ttl").read_text("utf-8")


def test_an_accepted_theme_stands_in_curation_with_who_when_and_method(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(LEARNING))
    about = {
        s.predicate: s.object.value
        for s in curation.statements(plan.curation.read_text("utf-8"), "")
        if s.subject.value == f"{AFTER_SCHOOL}/theme/learning"
    }
    assert about[facts.CREATOR] == "水野"
    assert about[DCTERMS.created] == WHEN
    assert about[JPP.method] == facts.METHOD
    assert about[JPP.confidence] == "0.85"
    assert about[OA.hasBody] == iris.THEME + "learning"
    assert about[JPP.evidence] == LEARNING.evidence[0]


def test_every_kind_that_has_a_place_in_a_file_gets_there(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(NAME, ROOM_LEARNING, FIRM, ROLE, MENTION))
    text = plan.curation.read_text("utf-8")
    assert '<measure/A-1/direction/1> jpp:shortName "空き教室をひらく"@ja .' in text
    assert "<measure/A-1/direction/1/commitment> a jpp:CommitmentAnnotation ;" in text
    assert "jpp:role id:role\\/performer" in text
    about = text.partition("<measure/A-1/direction/1/step/1/mention/local-adults>")[2].partition(" .")[0]
    assert "jpp:method id:method\\/close-reading" in about
    assert f"thing:hinata-name-{HASH} a jpp:Actor ;" in things(plan)


def test_an_accepted_mention_is_a_thing_of_the_plan_that_extraction_finds(plan: ThirdPlan) -> None:
    librarian = f"{iris.THING}hinata-librarian"
    named = replace(MENTION, value=ProposedText("司書", "Librarian", JPP.Actor.value))
    desk(plan).decide(decided(named))
    about = [s for s in curation.statements(things(plan), "") if s.subject.value == librarian]
    assert {(s.predicate, s.object.value) for s in about} >= {
        (RDF.type, JPP.Actor.value),
        (JPP.surface, "司書"),
        (JPP.usedIn, iris.element(plan.id)),
        (RDFS.label, "Librarian"),
        (facts.CREATOR, "水野"),
        (DCTERMS.created, WHEN),
    }
    assert b"<measure/A-1/direction/1/step/2/mention/hinata-librarian> a jpp:Mention ;" in plan.extract().turtle


def test_a_name_is_one_thing_whoever_finds_it_wherever(plan: ThirdPlan) -> None:
    elsewhere = replace(MENTION, element=AFTER_SCHOOL)
    desk(plan).decide(decided(MENTION, elsewhere))
    desk(plan).decide(decided(elsewhere, who="林"))
    alone = things(plan)
    assert alone.count("司書") == 2
    desk(plan).take_back([MENTION.iri], "水野")
    assert things(plan) == alone.replace("水野", "林")
    desk(plan).take_back([elsewhere.iri], "林")
    assert things(plan) == alone
    completed = alone.replace('"司書"@ja ;', '"司書"@ja, "Librarian"@en ;')
    (plan.folder / "things.ttl").write_text(completed, encoding="utf-8")
    desk(plan).take_back([elsewhere.iri], "水野")
    assert "司書" not in things(plan)


def test_an_english_name_that_is_taken_is_refused_and_nothing_is_written(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(replace(MENTION, value=ProposedText("司書", "Librarian"))))
    before = plan.files()
    with pytest.raises(UsageError) as raised:
        desk(plan).decide(decided(LEARNING, replace(MENTION, value=ProposedText("図書館員", "Librarian"))))
    assert raised.value.code == "review-thing"
    assert plan.files() == before


def test_a_counterpart_becomes_a_row_of_the_alignment(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(CLOSE, why="同じ  居場所"))
    table = plan.root / TABLE
    rows = list(sssom.read(table.read_bytes(), TABLE))
    assert (f"{AFTER_SCHOOL}", SKOS.broadMatch, f"{OTHER}/measure/5") in [
        (s.subject.value, s.predicate, s.object.value) for s in rows
    ]
    last = table.read_text("utf-8").splitlines()[-1]
    assert all(cell in last for cell in ("水野", "2026-11-30", "kgtool suggest", "同じ 居場所", CLOSE.evidence[0]))


def test_in_a_table_the_other_way_round_the_relation_turns(plan: ThirdPlan) -> None:
    folder = plan.root / "data" / "alignments"
    folder.mkdir()
    turned = folder / "88888-tsubame-1--99999-hinata-2.sssom.tsv"
    lines = ["# subject_source: ID:88888-tsubame-1/draft", "# object_source: ID:99999-hinata-2/adopted", "# curie_map:"]
    lines += ["#   ID: https://w3id.org/jp-plan/id/", "subject_id\tpredicate_id\tobject_id\tmapping_justification"]
    first = "ID:88888-tsubame-1/draft/goal/1\tskos:closeMatch\tID:99999-hinata-2/adopted/goal/1\tsemapv:LexicalMatching"
    before = "\n".join([*lines, first]) + "\n"
    turned.write_text(before, encoding="utf-8")
    desk(plan).decide(decided(CLOSE, NOTHING))
    rows = [line.split("\t")[:3] for line in turned.read_text("utf-8").splitlines()[5:]]
    assert rows == [
        first.split("\t")[:3],
        ["ID:88888-tsubame-1/draft/measure/5", "skos:narrowMatch", "ID:99999-hinata-2/adopted/measure/A-1"],
        ["sssom:NoTermFound", "skos:relatedMatch", "ID:99999-hinata-2/adopted/measure/A-1"],
    ]
    assert list(sssom.read(turned.read_bytes(), turned.name))
    desk(plan).take_back([CLOSE.iri, NOTHING.iri], "水野")
    assert [line.split("\t")[:4] for line in turned.read_text("utf-8").splitlines()[5:]] == [first.split("\t")]


def test_an_alignment_of_other_versions_is_not_written_to(plan: ThirdPlan) -> None:
    folder = plan.root / "data" / "alignments"
    folder.mkdir()
    (plan.root / TABLE).write_text(
        "# subject_source: ID:99999-hinata-2/draft\n# curie_map:\n#   ID: https://w3id.org/jp-plan/id/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
    )
    before = plan.files()
    with pytest.raises(InputError) as raised:
        desk(plan).decide(decided(CLOSE))
    assert raised.value.code == "alignment"
    assert plan.files() == before


def test_what_is_rejected_or_not_sure_is_remembered_and_adds_nothing(plan: ThirdPlan) -> None:
    before = plan.curation.read_bytes()
    desk(plan).decide(
        decided(LEARNING, verdict=Verdict.REJECTED, why="校庭のこと") + decided(FOREST, verdict=Verdict.UNSURE)
    )
    assert plan.curation.read_bytes() == before
    assert [(one.verdict, one.why) for one in desk(plan).decisions()] == [
        (Verdict.UNSURE, ""),
        (Verdict.REJECTED, "校庭のこと"),
    ]


def test_all_of_it_can_be_taken_back(plan: ThirdPlan) -> None:
    before = plan.curation.read_text("utf-8")
    made = decided(LEARNING, CLOSE, NAME, FIRM, ROLE, MENTION)
    desk(plan).decide(made)
    assert {one.proposal for one in desk(plan).take_back([one.proposal for one in made], "水野")} == {
        one.proposal for one in made
    }
    assert desk(plan).decisions() == []
    assert curation.statements(plan.curation.read_text("utf-8"), "") == curation.statements(before, "")
    assert plan.curation.read_text("utf-8").count("jpp:shortName") == before.count("jpp:shortName")
    assert (plan.root / TABLE).read_text("utf-8").splitlines()[-1].startswith("subject_id\t")


def test_a_decision_takes_the_place_of_the_one_before(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(LEARNING))
    desk(plan).decide(decided(LEARNING, verdict=Verdict.REJECTED))
    assert "theme/learning> a" not in plan.curation.read_text("utf-8").replace("<goal/1/theme/learning>", "")
    assert [one.verdict for one in desk(plan).decisions()] == [Verdict.REJECTED]


def test_a_fact_that_stood_there_before_stays_and_is_not_written_twice(plan: ThirdPlan) -> None:
    plan.edit(plan.curation, "<goal/1/theme/learning>", "<measure/A-1/theme/learning>")
    before = plan.curation.read_bytes()
    desk(plan).decide(decided(LEARNING))
    assert (plan.curation.read_bytes(), writing(plan)[LEARNING.iri, "水野"]) == (before, Writing.THERE)
    desk(plan).take_back([LEARNING.iri], "水野")
    assert plan.curation.read_bytes() == before


def test_what_two_people_found_stays_when_one_takes_it_back(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(LEARNING))
    desk(plan).decide(decided(LEARNING, who="林"))
    desk(plan).take_back([LEARNING.iri], "水野")
    assert writing(plan) == {(LEARNING.iri, "林"): Writing.DONE}
    text = plan.curation.read_text("utf-8")
    assert '"林"' in text
    assert '"水野"' not in text


def test_blind_decisions_are_kept_apart(plan: ThirdPlan) -> None:
    before = plan.curation.read_bytes()
    desk(plan).decide(decided(LEARNING, CLOSE), blind=True)
    assert plan.curation.read_bytes() == before
    assert not (plan.root / TABLE).exists()
    assert set(writing(plan).values()) == {Writing.BLIND}


def test_the_files_are_the_same_in_whatever_order_decisions_were_made(plan: ThirdPlan) -> None:
    before = plan.curation.read_bytes()
    made = decided(*EVERY) + decided(*EVERY, who="林", verdict=Verdict.UNSURE)
    desk(plan).decide(made)
    at_once = plan.files()
    (plan.folder / "decisions.tsv").unlink()
    (plan.folder / "things.ttl").unlink()
    (plan.root / TABLE).unlink()
    plan.curation.write_bytes(before)
    for one in reversed(made):
        desk(plan).decide([one])
    assert plan.files() == at_once


@pytest.mark.parametrize("step", ["accept", "change", "take back"])
def test_killed_at_any_moment_it_loses_no_decision_and_leaves_none_half_written(
    plan: ThirdPlan, tmp_path: Path, step: str
) -> None:
    """Each file operation of a step in turn is the last of its process. The next then finds the state before or after."""
    first, second = decided(LEARNING, CLOSE, NAME, MENTION), decided(LEARNING, verdict=Verdict.REJECTED) + decided(FIRM)
    if step != "accept":
        desk(plan).decide(first)
    work = {
        "accept": lambda: desk(plan).decide(first),
        "change": lambda: desk(plan).decide(second),
        "take back": lambda: desk(plan).take_back([one.proposal for one in first], "水野"),
    }[step]
    before, data = plan.files(), plan.root / "data"
    shutil.copytree(data, tmp_path / "before")
    work()
    after = plan.files()
    states = set()
    for number in count(1):
        shutil.rmtree(data)
        shutil.copytree(tmp_path / "before", data)
        killed, said = child(lambda n=number: (die_at(n, data), work(), "answered")[2])  # type: ignore[misc]
        desk(plan)
        assert not [name for name in plan.files() if name.endswith(".tmp")]
        assert plan.files() in (before, after)
        states.add(plan.files() == after)
        if not killed:
            assert said == '"answered"'
            break
        assert number < 60, f"it never ends, process {os.getpid()}"
    assert number > 6
    assert plan.files() == after
    assert states == {False, True}


def test_a_table_that_is_none_is_refused_with_its_line(plan: ThirdPlan) -> None:
    desk(plan).decide(decided(LEARNING))
    path = plan.folder / "decisions.tsv"
    path.write_text(path.read_text("utf-8").replace("accepted", "perhaps"), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        desk(plan)
    assert str(raised.value.place) == f"data/{plan.id}/decisions.tsv:2"
