"""Levels that a plan numbers without printing them: 施策 1-12 and 1-13 lie below a goal 11 whose heading stands nowhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kgtool.intake.drafting.tree import LayoutNode

_CODE = re.compile(r"(?P<above>[0-9])-(?P<goal>[0-9]{2})(?P<own>[0-9])")
_DASHES = "-‐‑–—―−－ー"
_MOST = 0.9
_SEEN = 0.4
"""What share of the headings above must be printed with the number that the codes give: the scan may have lost some."""


@dataclass(frozen=True)
class ImpliedGoals:
    """How codes of measures imply goals; ``pattern`` matches a code with the groups code, vision and goal."""

    pattern: str
    goals: int


def find(nodes: Sequence[LayoutNode]) -> ImpliedGoals | None:
    """Return the goals that the codes of measures imply: more of them than there are headings above, counted from 1 in each."""
    coded = [(node, found) for node in nodes if (found := _CODE.fullmatch(_plain(node.head.mark.code)))]
    numbered = [node for node in nodes if node.head.mark.numbered]
    if len(coded) < 4 or len(coded) < _MOST * len(numbered):
        return None
    under = [(node, found) for node, found in coded if _above(node) == int(found["above"])]
    if len(under) < _SEEN * len(coded) or any(found["goal"][0] != found["above"] for _, found in coded):
        return None
    groups: dict[str, list[int]] = defaultdict(list)
    for _, found in coded:
        groups[found["goal"]].append(int(found["own"]))
    counted = [own for own in groups.values() if own[0] == 1]
    if len(groups) <= len({found["above"] for _, found in coded}) or len(counted) < _MOST * len(groups):
        return None
    digit = "[0-9０-９]"
    pattern = rf"(?P<code>(?P<vision>{digit}) ?[{_DASHES}] ?(?P<goal>{digit} ?{digit}) ?{digit})"
    return ImpliedGoals(pattern, len(groups))


def _above(node: LayoutNode) -> int:
    return next((above.head.mark.value for above in node.above() if above.head.mark.numbered), 0)


def _plain(code: str) -> str:
    return re.sub(rf"[{_DASHES}]", "-", re.sub(r"\s", "", code))
