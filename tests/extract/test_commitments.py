"""How firmly a direction is promised, by the verb with which its passage ends; what ends otherwise is a gap, never a guess."""

from __future__ import annotations

import hashlib

import pytest

from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import commitments
from kgtool.extract.commitments import CommitmentGap, CommitmentVerb, FoundCommitment
from kgtool.extract.outline import Outline, OutlineElement, OutlineGap
from kgtool.extract.source import SourceDescription, SourceText, describe
from kgtool.rdf import iris, readings
from kgtool.rdf.vocab import JPP, OA, RDF
from tests import ROOT
from tests.third_plan import ThirdPlan

DO, AIM, FULLER, STRIVE = "do", "aim", "fuller", "strive"
VERBS = [
    CommitmentVerb("行う", DO, "0.9"),
    CommitmentVerb("図る", AIM, "0.9"),
    CommitmentVerb("充実を図る", FULLER, "0.8"),
    CommitmentVerb("努める", STRIVE, "0.9"),
    CommitmentVerb("実施する", DO, "0.9"),
    CommitmentVerb("取り組む", AIM, "0.9"),
]


def source(text: str) -> SourceText:
    return SourceText(SourceDescription("99998-asagiri-1", "draft", "x.txt", "0" * 64, 0), "x.txt", text)


def read(text: str, **more: object) -> list[FoundCommitment | CommitmentGap]:
    """What is read of one direction whose passage is a whole text."""
    outline = Outline()
    outline.elements["m/direction/1"] = OutlineElement(
        "m/direction/1", "Direction", 1, 1, type="way", body=(0, len(text)), stated=(0, len(text))
    )
    decided = frozenset({"m/direction/1"}) if more.get("decided") else frozenset()
    outline.gaps += [OutlineGap("m/direction/1", "bodyAt", str(more["lost"]))] if more.get("lost") else []
    return list(commitments.find(source(text), outline, VERBS, decided))


def words(text: str) -> tuple[str, str] | None:
    (found,) = read(text)
    return (found.commitment, found.words) if isinstance(found, FoundCommitment) else None


@pytest.mark.parametrize(
    ("end", "commitment", "last"),
    [
        ("灯りの見回りを行います。", DO, "行います"),
        ("灯りの見回りを行う。", DO, "行う"),
        ("灯りの見回りを行っていきます。", DO, "行っていきます"),
        ("灯りの見回りを行ってまいります", DO, "行ってまいります"),
        ("灯りの見回りを行うものとする。", DO, "行うものとする"),
        ("灯りの見回りを実施いたします。", DO, "実施いたします"),
        ("灯りの見回りを実施していく。", DO, "実施していく"),
        ("灯りの節約を図ります。", AIM, "図ります"),
        ("灯りの見守りの充実を図っていくものとします。", FULLER, "充実を図っていくものとします"),
        ("夜道に取り組んでいきます。", AIM, "取り組んでいきます"),
        ("夜道を明るくするよう努めてまいります。", STRIVE, "努めてまいります"),
        ("見回りを行います。夜道の見回りに努めます。", STRIVE, "努めます"),
    ],
)
def test_the_last_verb_tells_in_each_form_in_which_it_can_end_a_promise(end: str, commitment: str, last: str) -> None:
    assert words(end) == (commitment, last)


@pytest.mark.parametrize(
    "end",
    [
        "見回りを行いました。",
        "見回りを行っています。",
        "見回りを行いません。",
        "見回りを行いたいと考えます。",
        "見回りを行う必要があります。",
        "見回りが行われます。",
        "見回りの実施。",
        "灯りを眺めます。",
        "灯りの充実を",
        "。",
    ],
)
def test_what_ends_otherwise_is_a_gap_with_its_place(end: str) -> None:
    assert read(end) == [CommitmentGap("m/direction/1", "not-read", (0, len(end)))]


def test_the_place_is_that_of_the_words_though_a_line_breaks_within() -> None:
    text = "夜道の見回りに努\n め ます 。\n"
    (found,) = read(text)
    assert isinstance(found, FoundCommitment)
    assert (found.words, text[slice(*found.at)]) == ("努めます", "努\n め ます")
    assert (found.commitment, found.confidence) == (STRIVE, "0.9")


def test_a_lost_passage_is_a_gap_for_the_same_reason_though_the_heading_has_a_verb() -> None:
    assert read("見回りを行います", lost="lost-in-scan") == [CommitmentGap("m/direction/1", "lost-in-scan", None)]


def test_a_direction_of_which_only_the_heading_is_left_is_not_read() -> None:
    text = "見回りを行います\n夜道に努めます。\n見回りを行います\n"
    outline = Outline()
    outline.elements["d/1"] = OutlineElement("d/1", "Direction", 1, 1, type="way", body=(9, 17), stated=(0, 17))
    outline.elements["d/2"] = OutlineElement("d/2", "Direction", 2, 3, type="way", stated=(18, 26))
    outline.elements["d/3"] = OutlineElement("d/3", "Direction", 3, 3, type="line", stated=(18, 26))
    outline.elements["s/1"] = OutlineElement("s/1", "Statement", 1, 3, stated=(18, 26))
    found = {each.element: each for each in commitments.find(source(text), outline, VERBS, frozenset())}
    assert found["d/2"] == CommitmentGap("d/2", "not-read", None)
    assert isinstance(found["d/3"], FoundCommitment)  # a plan whose directions are lines of their own
    assert set(found) == {"d/1", "d/2", "d/3"}


def test_what_somebody_has_decided_is_left_to_them_and_without_verbs_nothing_is_read() -> None:
    assert read("見回りを行います。", decided=True) == []
    outline = Outline()
    outline.elements["d/1"] = OutlineElement("d/1", "Direction", 1, 1, stated=(0, 8))
    assert list(commitments.find(source("見回りを行います"), outline, [], frozenset())) == []


def test_no_verb_of_the_reference_data_stands_twice_nor_ends_as_another_does(repo: Repo) -> None:
    verbs = commitments.verbs(repo)
    assert len({verb.verb for verb in verbs}) == len(verbs)
    forms = [form for verb in verbs for form in commitments.forms(verb.verb)]
    assert len(set(forms)) == len(forms), "two verbs have one form; no rule could tell which is meant"


@pytest.fixture
def with_rules(third_plan: ThirdPlan) -> ThirdPlan:
    """The third plan, with rules by which one of its directions can be read."""
    (third_plan.root / "data/reference/commitments.ttl").write_text(
        f"@prefix jpp: <{iris.NS}> . @prefix id: <{iris.ID}> .\n"
        "id:commitment-rule\\/act a jpp:CommitmentRule ; jpp:endingVerb '届ける' ; "
        "jpp:impliesCommitment id:commitment\\/implement ; jpp:confidence 0.9 .\n",
        "utf-8",
    )
    third_plan.edit(third_plan.text, "・ 司書[注1]が本を届ける", "・ 司書[注1]が本を届けます")
    return third_plan


def test_commitments_stand_apart_from_what_the_plan_says_and_their_places_with_it(with_rules: ThirdPlan) -> None:
    made = with_rules.extract()
    ours, theirs = made.conclusions.decode(), made.turtle.decode()
    assert 'jpp:printed "届けます"' in ours
    assert "jpp:CommitmentAnnotation" not in theirs
    assert "id:method\\/rule" in ours
    place = next(line.split()[1] for line in ours.splitlines() if "jpp:evidence" in line)
    assert f"\n{place} a jpp:SourceSpan" in theirs
    assert with_rules.extract() == made


def test_curation_replaces_a_rule(with_rules: ThirdPlan) -> None:
    before = with_rules.extract().conclusions.decode()
    subject = next(line.split()[0] for line in before.splitlines() if line.endswith("a jpp:CommitmentAnnotation ;"))
    direction = subject.removesuffix("/commitment>") + ">"
    source_of = describe(with_rules.repo, with_rules.id)
    with with_rules.curation.open("a", encoding="utf-8") as file:
        file.write(
            f"@base <{iris.element(with_rules.id, source_of.version)}/> . @prefix oa: <{OA.base}> . @prefix jpp: <{iris.NS}> .\n"
            f"{subject} a jpp:CommitmentAnnotation ; oa:hasTarget {direction} .\n"
        )
    assert subject not in with_rules.extract().conclusions.decode()


def sample(plans: dict[str, set[str]], size: int) -> set[str]:
    """The paths of so many directions, by the order of the SHA-256 of their IRIs."""
    every = [path for paths in plans.values() for path in paths]
    return set(sorted(every, key=lambda path: hashlib.sha256(f"{iris.ID}{path}".encode()).hexdigest())[:size])


def test_sixty_directions_chosen_by_their_hashes_were_read_and_the_rules_rows_are_what_the_rules_say(
    repo: Repo,
) -> None:
    directions, by_rule, read_of = {}, {}, {"fourth": set(), "rule": {}}
    for plan in repo.plans:
        said = repo.file(repo.plan_file(plan, "plan.ttl")).statements
        directions[plan] = {
            iris.path_of(s.subject.value) for s in said if s.predicate == RDF.type and s.object == JPP.Direction
        }
        concluded = repo.file(repo.plan(plan) / layout.CONCLUSIONS).statements
        by_rule |= {
            iris.path_of(s.subject.value).removesuffix("/commitment"): s.object.value.rpartition("/")[2]
            for s in concluded
            if s.predicate == OA.hasBody
        }
        for line in (ROOT / "data/readings" / f"{plan}.tsv").read_text("utf-8").splitlines()[1:]:
            row = dict(zip(readings.COLUMNS, line.split("\t"), strict=True))
            if row["kind"] == "commitment" and row["reader"] == "rule":
                read_of["rule"][row["element"]] = row["value"]
            elif row["kind"] == "commitment":
                read_of["fourth"].add(row["element"])
    chosen = sample(directions, 60)
    assert read_of["fourth"] == chosen
    assert read_of["rule"] == {path: by_rule[path] for path in chosen}


@pytest.mark.parametrize("plan", ["13211-kodaira-4", "13221-kiyose-5"])
def test_each_direction_has_a_commitment_or_a_gap(repo: Repo, plan: str) -> None:
    said = repo.file(repo.plan_file(plan, "plan.ttl")).statements
    directions = {s.subject for s in said if s.predicate == RDF.type and s.object == JPP.Direction}
    concluded = repo.file(repo.plan(plan) / layout.CONCLUSIONS).statements
    judged = [s.object for s in concluded if s.predicate in (OA.hasTarget, JPP.gapIn)]
    assert sorted(judged, key=str) == sorted(directions, key=str)
