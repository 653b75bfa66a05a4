"""``kgtool suggest`` writes proposals beside the plan, the same bytes each time, with or without the source text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.suggest import proposal
from kgtool.suggest.proposal import Kind
from tests.tiny_plan import PLAN, TinyPlan

Kgtool = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tiny(tmp_path: Path) -> TinyPlan:
    made = TinyPlan(tmp_path)
    made.curation.write_text("", "utf-8")
    made.edit(made.themes, "'夜'@ja", "'静かな夜'@ja")
    return made


@pytest.mark.parametrize("with_text", [True, False])
def test_it_writes_the_same_file_each_time_and_says_what_is_in_it(
    kgtool: Kgtool, tiny: TinyPlan, with_text: bool
) -> None:
    sources = ("--sources", tiny.sources) if with_text else ()
    words = ("--lang", "en", "--root", tiny.root, "suggest", PLAN, *sources)
    code, out, err = kgtool(*words)
    assert (code, out) == (0, "")
    assert f"data/{PLAN}/proposed.ttl: written" in err
    assert "no facts" in err
    path = proposal.path(tiny.repo, PLAN)
    content = path.read_bytes()
    found = proposal.load(tiny.repo, PLAN)
    assert f"{len(found)} proposals" in err
    assert any(one.kind is Kind.THEME for one in found)
    code, _, err = kgtool(*words)
    assert code == 0
    assert "unchanged" in err
    assert path.read_bytes() == content


def test_it_says_so_in_japanese(kgtool: Kgtool, tiny: TinyPlan) -> None:
    code, _, err = kgtool("--lang", "ja", "--root", tiny.root, "suggest", PLAN, "--sources", tiny.sources)
    assert code == 0
    assert "書きました" in err
    assert "事実ではありません" in err


def test_a_plan_has_no_counterparts_in_itself(kgtool: Kgtool, tiny: TinyPlan) -> None:
    code, _, err = kgtool("--lang", "en", "--root", tiny.root, "suggest", PLAN, "--with", PLAN)
    assert code == 2
    assert "it is the plan itself" in err


def test_a_town_alone_learns_from_the_plans_that_kgtool_carries_and_has_no_counterparts_there(
    kgtool: Kgtool, tiny: TinyPlan
) -> None:
    shutil.rmtree(tiny.root / "ontology")
    code, _, err = kgtool("--lang", "en", "--root", tiny.root, "suggest", PLAN)
    assert code == 0, err
    assert "no other plan has themes" not in err
    kinds = {one.kind for one in proposal.load(tiny.repo, PLAN)}
    assert Kind.THEME in kinds
    assert Kind.COUNTERPART not in kinds
