"""What was found in one unit."""

from __future__ import annotations

from dataclasses import dataclass

from kgtool.base.languages import Text
from kgtool.check.cross_unit import NOTHING, Exports
from kgtool.check.finding import Finding, PlanSummary


@dataclass(frozen=True)
class Outcome:
    """What was found in a unit.

    ``notices`` tell of what failed or was compared. ``pointed`` are the units of other plans that it points to, there or
    not. ``exports`` is what rules about all units need of it.
    """

    findings: tuple[Finding, ...]
    plans: tuple[PlanSummary, ...] = ()
    notices: tuple[Text, ...] = ()
    failed: bool = False
    files: int = 0
    pointed: tuple[str, ...] = ()
    exports: Exports = NOTHING
