"""What the tests of the review share: the third plan with proposals, as a person would find it."""

from __future__ import annotations

import pytest

from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, SKOS
from kgtool.suggest import proposal
from kgtool.suggest.proposal import NONE, Kind, Proposal, ProposedText
from tests.third_plan import ThirdPlan
from tests.third_plan import third_plan as third_plan

VERSION = iris.element(ThirdPlan.id, "adopted")
OTHER = iris.element("88888-tsubame-1", "draft")
GRAMS, RULE = (iris.ID + f"method/{name}" for name in ("n-grams", "rule"))
TEXT = iris.text(ThirdPlan.id, "adopted")
AFTER_SCHOOL = f"{VERSION}/measure/A-1"
ROOM = f"{AFTER_SCHOOL}/direction/1"


THEMES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/jp-plan/id/theme/> .

theme:learning skos:prefLabel "学び"@ja, "Learning"@en .

theme:forest skos:prefLabel "森"@ja, "Forest"@en .
"""


def spans(*places: tuple[int, int]) -> tuple[str, ...]:
    return tuple(iris.span(TEXT, *at) for at in places)


def theme(element: str, name: str, rank: int, confidence: float, *places: tuple[int, int]) -> Proposal:
    return Proposal(Kind.THEME, element, JPP.theme.value, iris.THEME + name, GRAMS, confidence, spans(*places), rank)


def counterpart(element: str, value: str, rank: int, confidence: float) -> Proposal:
    relation = SKOS.relatedMatch if value == NONE else SKOS.broadMatch
    return Proposal(Kind.COUNTERPART, element, relation.value, value, GRAMS, confidence, spans((193, 203)), rank, OTHER)


NAME = Proposal(
    Kind.SHORT_NAME, ROOM, JPP.shortName.value, ProposedText("空き教室をひらく"), RULE, 0.7, spans((215, 223)), 1
)
LEARNING = theme(AFTER_SCHOOL, "learning", 1, 0.85, (193, 203))
FOREST = theme(AFTER_SCHOOL, "forest", 2, 0.2, (193, 203))
ROOM_LEARNING = theme(ROOM, "learning", 1, 0.6, (215, 223), (226, 239))
FIRM = Proposal(
    Kind.COMMITMENT, ROOM, JPP.commitment.value, iris.ID + "commitment/promote", RULE, 0.9, spans((236, 239)), 1
)
ROLE = Proposal(
    Kind.ROLE,
    f"{ROOM}/step/1/mention/local-adults",
    JPP.role.value,
    iris.ID + "role/performer",
    RULE,
    0.8,
    spans((226, 231)),
    1,
)
LIBRARIAN = ProposedText("司書", kind=JPP.Actor.value)
MENTION = Proposal(Kind.MENTION, ROOM, JPP.mentions.value, LIBRARIAN, RULE, 0.5, spans((242, 244)), 1)
CLOSE = counterpart(AFTER_SCHOOL, f"{OTHER}/measure/5", 1, 0.7)
NOTHING = counterpart(AFTER_SCHOOL, NONE, 2, 0.2)
EVERY = (LEARNING, FOREST, CLOSE, NOTHING, NAME, ROOM_LEARNING, FIRM, ROLE, MENTION)


def propose(repo: Repo, *proposals: Proposal) -> None:
    content = proposal.serialise(repo, ThirdPlan.id, "adopted", proposals)
    proposal.path(repo, ThirdPlan.id).write_bytes(content)


@pytest.fixture
def plan(third_plan: ThirdPlan) -> ThirdPlan:
    """The third plan, extracted, with proposals."""
    (third_plan.root / "data" / "reference" / "themes.ttl").write_text(THEMES, encoding="utf-8")
    third_plan.turtle.write_bytes(third_plan.extract().turtle)
    propose(third_plan.repo, *EVERY)
    return third_plan
