"""A fitted profile reads its text from the first line to the last, as ``kgtool extract`` will."""

from __future__ import annotations

from kgtool.intake.drafting import fit
from kgtool.intake.drafting.analysis import LayoutAnalysis
from tests.intake import invented


def test_every_line_is_accounted_for_and_the_elements_are_those_of_the_plan(kamome: LayoutAnalysis) -> None:
    found = fit.fit(kamome, "# draft\n")
    outline = found.outline
    lines = {n for n, line in enumerate(invented.text().split("\n"), 1) if line.strip()}
    assert {entry.line for entry in outline.ledger} == lines
    assert fit.UNEXPLAINED not in {entry.kind for entry in outline.ledger}
    elements = {
        (e.class_, e.label, outline.elements[e.parent].label if e.parent else "") for e in outline.elements.values()
    }
    assert elements >= set(invented.elements())


def test_the_same_text_gives_the_same_profile(kamome: LayoutAnalysis) -> None:
    assert fit.fit(kamome, "# draft\n").toml == fit.fit(kamome, "# draft\n").toml
