"""The one table that every benchmark prints: what, ours, peer, ratio, agree?"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One measured line; seconds are the median of several runs, ``ratio`` is peer divided by ours."""

    what: str
    ours: float
    peer: float | None = None
    agree: str = ""

    @property
    def ratio(self) -> float | None:
        return self.peer / self.ours if self.peer is not None and self.ours else None


def seconds(work: Callable[[], T], runs: int = 3) -> tuple[float, T]:
    """Return the median wall time of several runs and the last result."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
    return statistics.median(times), result


def show(rows: list[Row], as_json: bool) -> None:
    """Print rows as a table, or as JSON."""
    if as_json:
        print(json.dumps([asdict(row) | {"ratio": row.ratio} for row in rows], ensure_ascii=False, indent=2))
        return
    print(f"{'what':44} {'ours':>10} {'peer':>10} {'ratio':>8}  agree?")
    for row in rows:
        peer = f"{row.peer:8.3f} s" if row.peer is not None else ""
        ratio = f"{row.ratio:7.1f}x" if row.ratio is not None else ""
        print(f"{row.what:44} {row.ours:8.3f} s {peer:>10} {ratio:>8}  {row.agree}")
