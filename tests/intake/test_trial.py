"""The draft of a real third city's text, where that text is present beside the sources; it is not ours to publish."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kgtool.corpus.layout import Repo
from kgtool.intake import folder


@pytest.fixture
def trial(sources: Path) -> Path:
    found = sources.parent / "trial" / "22208-ito-5.txt"
    if not found.is_file():
        pytest.skip("the trial text is not there")
    return found


def test_the_draft_finds_all_measures_below_the_right_goals(repo: Repo, trial: Path) -> None:
    draft = folder.read(repo, "22208-ito-5", trial.name, trial.read_bytes())
    outline = folder.fitted(draft).outline
    measures = [element for element in outline.elements.values() if element.class_ == "Measure"]
    below = Counter(outline.elements[measure.parent].label for measure in measures)
    assert list(below.values()) == [5, 9, 7, 7, 8, 3]
    assert list(below)[-1] == "構想の推進"
    assert not [entry for entry in outline.ledger if entry.kind == "unexplained"]
