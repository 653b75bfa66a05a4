"""Proposals are written canonically, read again as they were, and are refused where they cannot be proposals."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.check import run
from kgtool.corpus import layout, units
from kgtool.rdf import iris
from kgtool.suggest import proposal
from kgtool.suggest.proposal import NONE, PREDICATES, Kind, Proposal, ProposedText
from tests.tiny_plan import PLAN, VERSION, TinyPlan

ELEMENT = iris.element(PLAN, VERSION, "measure/1")
OTHER = iris.element("99997-nishi-1", "adopted")
SPANS = tuple(iris.span(iris.text(PLAN, VERSION), *at) for at in ((2, 5), (11, 14)))
METHOD = iris.ID + "method/n-grams"


def proposed(kind: Kind, value: str | ProposedText, **more: object) -> Proposal:
    base = Proposal(
        kind, ELEMENT, PREDICATES[kind][0], value, METHOD, 0.83, SPANS, 1, OTHER * (kind is Kind.COUNTERPART)
    )
    return replace(base, **more)


EVERY = [
    proposed(Kind.SHORT_NAME, ProposedText("灯りを減らす")),
    proposed(Kind.THEME, iris.THEME + "night", confidence=1.0),
    proposed(Kind.THEME, iris.THEME + "sky", confidence=0.0, rank=2, evidence=()),
    proposed(Kind.MENTION, ProposedText("住民", kind=iris.NS + "Actor")),
    proposed(Kind.MENTION, ProposedText("星空条例", "Starlit sky ordinance", iris.NS + "Law"), rank=2),
    proposed(Kind.COMMITMENT, iris.ID + "commitment/promote"),
    proposed(Kind.COUNTERPART, f"{OTHER}/measure/5", predicate=PREDICATES[Kind.COUNTERPART][1]),
    proposed(Kind.COUNTERPART, NONE, rank=2, confidence=0.07),
    proposed(Kind.ROLE, iris.ID + "role/partner", element=f"{ELEMENT}/mention/residents"),
]


@pytest.fixture
def tiny(tmp_path: Path) -> TinyPlan:
    return TinyPlan(tmp_path)


def written(tiny: TinyPlan, proposals: list[Proposal]) -> bytes:
    return proposal.serialise(tiny.repo, PLAN, VERSION, proposals)


def test_what_is_written_is_read_again_in_order_whatever_order_it_came_in(tiny: TinyPlan) -> None:
    shuffled = random.Random(5).sample(EVERY, len(EVERY))
    content = written(tiny, shuffled)
    assert content == written(tiny, EVERY)
    proposal.path(tiny.repo, PLAN).write_bytes(content)
    assert proposal.load(tiny.repo, PLAN) == EVERY


def test_where_nothing_was_proposed_there_are_no_proposals(tiny: TinyPlan) -> None:
    assert proposal.load(tiny.repo, PLAN) == []


def test_confidence_and_rank_do_not_change_the_iri(tiny: TinyPlan) -> None:
    for one in EVERY:
        assert replace(one, rank=9, confidence=0.5).iri == one.iri
    assert len({one.iri for one in EVERY}) == len(EVERY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"confidence": 1.01},
        {"confidence": 0.333},
        {"rank": 0},
        {"predicate": PREDICATES[Kind.MENTION][0]},
        {"sought_in": OTHER},
        {"value": ProposedText("夜")},
        {"evidence": SPANS[::-1]},
        {"evidence": (SPANS[0], SPANS[0])},
    ],
)
def test_what_cannot_be_a_proposal_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(EVERY[1], **wrong)


def test_a_value_is_proposed_once(tiny: TinyPlan) -> None:
    with pytest.raises(ValueError, match="twice"):
        written(tiny, [EVERY[1], replace(EVERY[1], rank=2)])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("jpp:rank 2", "jpp:rank 2, 3", "2 rank"),
        ("0.83", "0.833", "hundredths"),
        ("jpp:proposedProperty jpp:commitment", "jpp:proposedProperty jpp:order", "nothing is proposed"),
        ("commitment/promote>", "commitment/expand>", "its IRI would be"),
    ],
)
def test_a_proposal_that_was_edited_is_an_error_with_its_line(tiny: TinyPlan, old: str, new: str, reason: str) -> None:
    content = written(tiny, EVERY).decode()
    assert old in content
    proposal.path(tiny.repo, PLAN).write_text(content.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as raised:
        proposal.load(tiny.repo, PLAN)
    assert raised.value.code == "proposal"
    assert reason in raised.value.render("en")
    at = raised.value.place
    assert at is not None
    assert (tiny.folder / "proposed.ttl").read_text("utf-8").splitlines()[at.line - 1].startswith("<measure/1/")


def test_no_graph_of_a_build_holds_proposals(tiny: TinyPlan) -> None:
    before = [(graph.iri, graph.files) for graph in units.layout(tiny.repo)]
    proposal.path(tiny.repo, PLAN).write_bytes(written(tiny, EVERY))
    assert [(graph.iri, graph.files) for graph in units.layout(tiny.repo)] == before


def test_check_reads_only_whether_proposals_are_turtle(tiny: TinyPlan, tmp_path: Path) -> None:
    for folder in ("shapes", "queries/checks"):
        (tiny.root / folder).mkdir(parents=True, exist_ok=True)
    options = run.Options(owl="off", cache=tmp_path / "cache")

    def codes() -> set[str]:
        report = run.check(layout.find(tiny.root), options, lambda text: None)
        return {finding.code for finding in report.findings if finding.location.file.endswith("proposed.ttl")}

    at = proposal.path(tiny.repo, PLAN)
    at.write_text("<urn:a> <urn:b> .", "utf-8")
    assert codes() == codes() == {"turtle-syntax"}
    at.write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")
    assert codes() == codes() == set()
