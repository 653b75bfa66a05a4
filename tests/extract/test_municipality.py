"""A plan's municipality is described by the table of all municipalities, so that adding a folder touches nothing else."""

from __future__ import annotations

import pytest

from kgtool.corpus.layout import Repo
from kgtool.extract import municipality
from kgtool.rdf.vocab import DCTERMS, RDFS, SKOS
from tests.third_plan import ThirdPlan
from tests.third_plan import third_plan as third_plan


def described(repo: Repo, plan: str) -> dict[str, str]:
    return {statement.predicate.value: statement.object.value for statement in municipality.statements(repo, plan)}


@pytest.mark.parametrize(
    ("plan", "name", "code", "reading"),
    [("22208-ito-5", "伊東市", "222089", "いとうし"), ("01100-sapporo-2", "札幌市", "011002", "さっぽろし")],
)
def test_a_municipality_has_name_reading_code_and_area(
    repo: Repo, plan: str, name: str, code: str, reading: str
) -> None:
    found = described(repo, plan)
    assert (found[RDFS.label.value], found[DCTERMS.identifier.value]) == (name, code)
    assert found[SKOS.altLabel.value] == reading
    assert found[DCTERMS.spatial.value] == f"http://data.e-stat.go.jp/lod/sac/C{plan[:5]}"


def test_one_that_the_reference_data_describes_is_not_described_twice(repo: Repo) -> None:
    assert not described(repo, "13221-kiyose-5")


def test_a_code_that_no_municipality_has_says_nothing(repo: Repo, third_plan: ThirdPlan) -> None:
    assert not described(repo, "99999-hinata-2")
    assert not described(third_plan.repo, third_plan.id)
