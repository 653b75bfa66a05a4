"""The one table that every benchmark prints: what, ours, peer, ratio, agree?"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

T = TypeVar("T")
MISSING = "the peer is not installed (benchmarks/requirements.txt)"
"""What the row of a peer says that could not be run."""


@dataclass(frozen=True)
class Row:
    """One measured line; seconds are the median of several runs, ``ratio`` is peer divided by ours.

    ``unit`` is s, MB or /s; of what is counted by the second, more is better, and the ratio is ours divided by peer.
    """

    what: str
    ours: float
    peer: float | None = None
    agree: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        if self.peer is None or not self.ours or not self.peer:
            return None
        return self.ours / self.peer if self.unit == "/s" else self.peer / self.ours


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
    width = max([44, *(len(row.what) for row in rows)])
    print(f"{'what':{width}} {'ours':>12} {'peer':>12} {'ratio':>8}  agree?")
    for row in rows:
        peer = f"{row.peer:9.3f} {row.unit:2}" if row.peer is not None else ""
        ratio = f"{row.ratio:7.1f}x" if row.ratio is not None else ""
        print(f"{row.what:{width}} {row.ours:9.3f} {row.unit:2} {peer:>12} {ratio:>8}  {row.agree}")
