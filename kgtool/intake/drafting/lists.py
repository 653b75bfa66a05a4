"""Lists whose numbers the scan misread: ●, ②, 3, ⁴ and 動 are the first five of one list."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from kgtool.intake.drafting import marks
from kgtool.intake.drafting.marks import LineMark
from kgtool.intake.drafting.tree import LayoutNode

MISREAD = "misread-list"
"""The key of items of such a list."""
_SERIES = ("①", "❶")
_SURE = 0.6
"""What share of the numbers, and of the endings of titles, must speak for a list."""


def mend(root: LayoutNode) -> None:
    """Put the items of lists whose numbers were misread side by side below their standing heading."""
    groups: dict[str, list[LayoutNode]] = defaultdict(list)
    for node in root.below():
        if node.kind == "standing":
            groups[f"{node.key}|{node.head.name}"].append(node)
    for nodes in groups.values():
        if _misread(nodes):
            ending = _ending(nodes)
            for node in nodes:
                _side_by_side(node, ending)


def _heads(node: LayoutNode) -> Iterator[LayoutNode]:
    """The headings and items below a standing heading, in the order of the text, however deep."""
    for below in node.below():
        if below.kind in ("heading", "item", "plain"):
            yield below


def _misread(nodes: list[LayoutNode]) -> bool:
    """Whether most of the lists that have a ② have no ① before it."""
    second = [node for node in nodes if any(h.key in _SERIES and h.head.mark.value == 2 for h in _heads(node))]
    broken = [node for node in second if not any(h.key in _SERIES and h.head.mark.value == 1 for h in _heads(node))]
    return len(second) > 2 and len(broken) > _SURE * len(second)


def _ending(nodes: list[LayoutNode]) -> str:
    """How the titles of items that are numbered for sure end; empty where they differ."""
    ends = Counter(h.head.text[-2:] for node in nodes for h in _heads(node) if h.key in _SERIES and not h.head.sentence)
    end, count = ends.most_common(1)[0] if ends else ("", 0)
    return end if count > _SURE * ends.total() else ""


def _side_by_side(standing: LayoutNode, ending: str) -> None:
    """Hang the items below the standing heading, and what follows each of them below it."""
    nodes = sorted(standing.below(), key=lambda node: node.number)
    due, item = 1, standing
    standing.children = []
    for node in nodes:
        node.children = []
        if node.kind in ("heading", "item", "plain") and _due(node, due, ending):
            node.kind, node.key = "heading", MISREAD
            node.parent, item, due = standing, node, due + 1
            standing.children.append(node)
        else:
            node.parent = item
            item.children.append(node)


def _due(node: LayoutNode, due: int, ending: str) -> bool:
    """Whether a line may be the item that is due: its number is right, or its first character may be a misread one."""
    text = node.head.first.text
    mark: LineMark = node.head.mark
    if mark.word or text[0] in "※*「【":
        return False
    digit = unicodedata.normalize("NFKC", text[0])
    if mark.numbered or digit.isdecimal():
        return (mark.value if mark.numbered else int(digit) if digit.isdecimal() else 0) == due
    titled = bool(ending) and ending in node.head.text
    return titled and (text[0] in marks.BULLETS or not node.head.sentence)
