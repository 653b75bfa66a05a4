"""Two invented plans at level structure (fixtures/less-known) beside the two of this repository.

A care plan without goals, and a town's plan of which one measure has a theme; their codes are lower than those of the others.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from tests import ROOT, TESTS

CARE, TOWN = "01998-nagisa-9", "01999-misaki-2"
FIXTURE = TESTS / "fixtures" / "less-known"
_TOWNS = "01998,019984,なぎさ町,なぎさちょう,北海道,town\n01999,019992,みさき町,みさきちょう,北海道,town\n"


def repository(root: Path, *plans: str) -> Repo:
    """Write a folder of plans with some of the four, by id, and everything that they share."""
    for name in ("ontology", "queries", "shapes"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copytree(ROOT / "data" / "reference", root / "data" / "reference")
    with (root / "data" / "reference" / "municipalities.csv").open("a", encoding="utf-8") as table:
        table.write(_TOWNS)
    for plan in plans:
        shutil.copytree((FIXTURE if plan in (CARE, TOWN) else ROOT) / "data" / plan, root / "data" / plan)
    for folder in ("alignments", "readings"):
        for path in sorted((ROOT / "data" / folder).iterdir()):
            if all(plan in plans for plan in path.name.partition(".")[0].split("--")):
                (root / "data" / folder).mkdir(exist_ok=True)
                shutil.copy(path, root / "data" / folder)
    repo = repos.find(root)
    for plan in plans:
        if plan in (CARE, TOWN):
            written = extraction.extract(repo, plan, FIXTURE / "sources")
            (root / "data" / plan / "plan.ttl").write_bytes(written.turtle)
    return repo
