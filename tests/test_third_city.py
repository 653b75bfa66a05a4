"""A third city from its text alone, unedited: it touches nothing else, is held to its level, and finds what any city has.

Runs where the trial text is present; no sentence of it stands here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.build import assemble
from kgtool.build.store import select
from kgtool.check import run
from kgtool.corpus import layout as repos
from kgtool.incremental.parallel import Workers
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from tests import ROOT
from tests.command_line import Outcome
from tests.command_line import kgtool as kgtool

PLAN = "22208-ito-5"
TRIAL = Path(os.environ.get("KGTOOL_TRIAL", ROOT.parent / "shared" / "trial"))
pytestmark = pytest.mark.skipif(not (TRIAL / f"{PLAN}.txt").is_file(), reason=f"the text of {PLAN} is not here")


@pytest.fixture
def root(tmp_path: Path, kgtool: Callable[..., Outcome]) -> Path:
    """The folder of plans with the third city's, as the tool drafts it, and its plan.ttl."""
    root = tmp_path / "repo"
    for name in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(ROOT / name, root / name)
    assert kgtool("--root", root, "new", "plan", PLAN, "--from", TRIAL / f"{PLAN}.txt").code == 0
    assert kgtool("--root", root, "extract", PLAN, "--sources", TRIAL).code == 0
    return root


def test_an_unedited_draft_is_held_to_structure_and_leaves_the_other_plans_alone(root: Path) -> None:
    report = run.check(repos.find(root), run.Options(engine="fast", owl="off", use_cache=False), lambda text: None)
    errors = {finding.code for finding in report.findings if finding.severity == "error"}
    assert not errors
    assert {finding.plan for finding in report.findings} <= {PLAN, ""}
    ito = next(plan for plan in report.plans if plan.plan == PLAN)
    assert (ito.level, ito.next) == ("structure", "labelled")
    assert {one.rule.code for one in ito.wanted} >= {"PlanElement-label-en", "SummarisedElement-abstract"}
    assert not ito.label.en.startswith("http")
    assert {part.name.en for part in ito.completeness} == {
        "Completeness of codes",
        "Completeness of parents",
        "Completeness of titles",
    }


def test_what_any_city_has_is_found_and_nothing_is_said_of_other_cities_things(root: Path, tmp_path: Path) -> None:
    store = assemble.build(repos.find(root), tmp_path / "out", workers=Workers(1)).build.open()
    graph = iris.graph("plan", PLAN)
    asked = f"SELECT ?thing (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?e {JPP.mentions} ?thing }} }} GROUP BY ?thing"
    found = {row["thing"].value.removeprefix(iris.THING): int(row["n"].value) for row in select(store, asked)}
    assert sum(found.values()) > 200
    assert {"residents", "municipal-government"} <= found.keys()
    assert not [thing for thing in found if thing.startswith(("kiyose-", "kodaira-"))]
