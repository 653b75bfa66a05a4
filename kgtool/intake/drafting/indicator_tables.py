"""Find tables of indicators by their heads, and draft the rule that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kgtool.base import printed_numbers
from kgtool.intake.drafting.lines import PrintedLine
from kgtool.intake.drafting.tree import LayoutNode

_TITLE = re.compile(
    r"(?:(?:ものさし|項目|目標項目|管理項目|成果目標|数値目標|名称)名?|.{0,6}指標(?:名称?|項目|の名称)?|KPI)(?:\(.*\))?"
)
_UNIT = re.compile(r"単位")
_PERIODS = (
    (re.compile(r"(?:基準|現状|現況)(?:値の)?(?:年度?|時点|年次)"), "baseline"),
    (re.compile(r"目標(?:値の)?(?:年度?|時点|年次)"), "target"),
)
_VALUES = (
    (re.compile(r"実績"), "actual"),
    (re.compile(r"見込|推計|予測"), "projection"),
    (re.compile(r"目標|めざす|目指す|[0-9十五]年後"), "target"),
    (re.compile(r"現状|現況|基準|策定時|当初|現在|いま|^今$"), "baseline"),
)
_REMARK = re.compile(r"考え方|理由|根拠|出典|説明|方法|算出|算式|定義|備考|担当|所管|課$|方向|取得")
_ABOVE = re.compile(r"(?:基本|政策|施策|戦略)目標|施策|分野|区分|政策|番号|No\.?|№")
_LONGEST_HEAD = 30
_NOTE, _GROUP = "note", "group"


@dataclass(frozen=True)
class DraftColumn:
    """A column of a drafted table: what is printed over it, and the key that says what its cells hold."""

    head: str
    key: str
    held: str

    @property
    def is_value(self) -> bool:
        return self.key == "value"


@dataclass
class DraftTable:
    """A table of indicators: the line of its head, its columns, and the node of the tree in which it stands."""

    head: PrintedLine
    columns: list[DraftColumn]
    above: LayoutNode
    following: LayoutNode | None = None
    nodes: list[LayoutNode] = field(default_factory=list)


def find(root: LayoutNode, start: int | None) -> list[DraftTable]:
    """Return the tables of indicators in a text. ``start`` is the plan's first fiscal year, where it is known."""
    nodes = [node for node in root.below() if node.block]
    found: list[DraftTable] = []
    for n, node in enumerate(nodes):
        columns = heads(node.head.first.cells, start)
        if columns is None or node.parent is None or (found and node in found[-1].nodes):
            continue
        table = DraftTable(node.head.first, columns, node.parent)
        for other in nodes[n:]:
            if other is not node and _ends(other):
                table.following = other
                break
            table.nodes.append(other)
        found.append(table)
    return found


def heads(cells: Sequence[str], start: int | None) -> list[DraftColumn] | None:
    """Return the columns that a line heads; None where it is no head of a table of indicators.

    Two columns that have nothing but a time are a baseline before the plan's first year and a target within the plan.
    """
    if len(cells) < 2 or any(len(cell) > _LONGEST_HEAD for cell in cells):
        return None
    columns = [_column(cell, n, cells, start) for n, cell in enumerate(cells)]
    columns = _with_title(columns)
    titles = [column for column in columns if column.held == "title"]
    values = [column for column in columns if column.is_value]
    return columns if len(titles) == 1 and any(column.held == "target" for column in values) else None


def _with_title(columns: list[DraftColumn]) -> list[DraftColumn]:
    """Take the first column for the names where no word says which has them, and all others hold what is and what is to be."""
    first, *others = columns
    named = any(column.held == "title" for column in columns) or _ABOVE.fullmatch(printed_numbers.plain(first.head))
    if named or first.is_value or {"baseline", "target"} - {column.held for column in others if column.is_value}:
        return columns
    whole = all(column.is_value or column.key == "period" for column in others)
    return [DraftColumn(first.head, "group", "title"), *others] if whole else columns


def rule_keys(tables: Sequence[DraftTable], ends: Iterable[str]) -> dict[str, Any]:
    """Return the keys of the rule for some tables. ``ends`` are patterns of lines that stand behind them."""
    columns = list(dict.fromkeys(column for table in tables for column in table.columns))
    by_meaning: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        by_meaning.setdefault((column.key, column.held), []).append(column.head)
    listed: list[dict[str, Any]] = []
    for (key, held), printed in by_meaning.items():
        either = "|".join(dict.fromkeys(_exact(head) for head in sorted(printed, key=len, reverse=True)))
        merged = {"merged": True} if held == _GROUP else {}
        listed.append({"head": rf"^(?:{either})(?:\s|$)", key: held} | merged)
    stops = [r"[ 　\t]*[※＊*]", r".*。", *dict.fromkeys(ends)]
    keys: dict[str, Any] = {"fold": f"^(?!{'|'.join(stops)})", "column": listed}
    unread = [name for name in (_NOTE, _GROUP) if ("group", name) in by_meaning]
    return keys | ({"furniture": unread} if unread else {})


def pattern(tables: Sequence[DraftTable]) -> str:
    """Return the pattern of the lines that head some tables: by the first of their cells, and that others follow."""
    firsts = dict.fromkeys(_exact(table.columns[0].head) for table in tables)
    return rf"^[ 　\t]*(?:{'|'.join(firsts)})(?:\t|[ 　]{{2,}})"


def doubts(tables: Sequence[DraftTable]) -> list[tuple[str, str]]:
    """Return what a person should look at, in Japanese and English."""
    timed = [t.head.number for t in tables if any(c.is_value and _by_time(c.head) for c in t.columns)]
    if not timed:
        return []
    lines = ", ".join(map(str, timed[:8])) + ("…" if len(timed) > 8 else "")
    return [
        (
            f"年だけの列を、計画の前なら基準値、計画期間内なら目標値とした({lines}行目)。",
            f"Columns headed by a year alone were taken for baselines before the plan and targets within it (lines {lines}).",
        )
    ]


def _by_time(head: str) -> bool:
    return not any(form.search(printed_numbers.plain(head)) for form, _ in _VALUES)


def _column(cell: str, at: int, cells: Sequence[str], start: int | None) -> DraftColumn:
    plain = printed_numbers.plain(cell)
    time = printed_numbers.time_in(cell)
    if _REMARK.search(plain) or _ABOVE.fullmatch(plain):
        return DraftColumn(cell, "group", _GROUP if at == 0 else _NOTE)
    if _UNIT.fullmatch(plain):
        return DraftColumn(cell, "group", "unit")
    if _TITLE.fullmatch(plain):
        return DraftColumn(cell, "group", "title")
    for form, kind in _PERIODS:
        if form.fullmatch(plain):
            return DraftColumn(cell, "period", kind)
    for form, kind in _VALUES:
        if form.search(plain):
            return DraftColumn(cell, "value", kind)
    if time and start:
        years = [found[0].year or 0 for other in cells if (found := printed_numbers.time_in(other))]
        if len(years) == 2 and years[0] < start <= years[1]:
            return DraftColumn(cell, "value", "baseline" if time[0].year == years[0] else "target")
    return DraftColumn(cell, "group", _GROUP if at == 0 else _NOTE)


def _ends(node: LayoutNode) -> bool:
    """Whether a node is a heading behind a table, or another table's head."""
    return node.kind not in ("row", "text") and node.role in ("element", "section", "restate")


def _exact(text: str) -> str:
    return r"[\s　]+".join(map(re.escape, text.split()))


def without_names(pattern: str) -> str:
    """Return a pattern to be used inside another: from the beginning of a line, without the names of its groups."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern.removeprefix("^"))
