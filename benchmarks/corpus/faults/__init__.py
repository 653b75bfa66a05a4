"""Faults that are made on purpose, and what a check must find of each.

The kinds stand in four bundles, the first and third for plans built like Kiyose's, the others for plans like Kodaira's.
Made-up plan ``n`` has one fault of every kind of bundle ``n % 4``, as long as ``n // 4`` is less than ``faults``. So it
is known which plans are faulty, and it does not depend on how many plans there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.corpus.draft import Draft
from benchmarks.corpus.faults import between, missing, wrong
from benchmarks.corpus.sketch import FAULT_BUNDLES, Sketch

Found = list[tuple[str, str]]
"""What a check finds of a fault: codes and focus IRIs."""
Fault = Callable[[Draft], Found]

BUNDLES: tuple[tuple[Fault, ...], ...] = (
    (
        missing.ten_year_image_missing,
        missing.confidence_missing,
        wrong.code_beside_gap,
        wrong.order_hole,
        wrong.siblings_swapped,
        wrong.label_too_long,
        wrong.span_reversed,
    ),
    (
        missing.abstract_in_one_language,
        missing.period_missing,
        missing.contribution_not_linked,
        missing.mention_not_linked,
        wrong.contribution_not_marked,
        wrong.target_year_outside,
        wrong.gap_beside_duration,
    ),
    (
        wrong.code_repeated,  # first: it needs two with codes under one heading
        missing.direction_missing,
        wrong.theme_unknown,
        wrong.theme_too_coarse,
        wrong.child_too_early,
        wrong.term_undeclared,
        between.identifier_taken,
        between.evidence_elsewhere,
        between.counterpart_missing,
    ),
    (
        between.parent_elsewhere,
        wrong.term_not_listed,
        wrong.subject_foreign,
        wrong.domain_wrong,
        wrong.range_wrong,
        wrong.surface_shared,
        wrong.language_wrong,
        between.abstract_copied,
        between.counterpart_at_home,
    ),
)
assert len(BUNDLES) == FAULT_BUNDLES


@dataclass(frozen=True)
class Expected:
    """One line of the ledger: in which plan, which kind of fault, what a check calls it, and where it finds it."""

    plan: str
    kind: str
    code: str
    focus: str


def name(fault: Fault) -> str:
    """Return the name of a kind of fault."""
    return fault.__name__.replace("_", "-")


def plant(sketch: Sketch, lines: list[str]) -> tuple[list[str], list[Expected]]:
    """Put a plan's share of faults into its lines. Raises ``ValueError`` when the plan is too small for them."""
    bundle = sketch.fault_bundle
    if bundle is None:
        return lines, []
    draft = Draft(sketch, lines)
    expected = [
        Expected(sketch.plan, name(fault), code, focus)
        for fault in BUNDLES[bundle]
        for code, focus in sorted(fault(draft))
    ]
    return list(draft.lines), expected
