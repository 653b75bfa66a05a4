"""Build and check corpora of growing size; print the table, fit the growth, and write docs/benchmarks/growth.csv and .svg.

Growth is fitted as seconds = a · plans^b over the sizes from 20 on (below, starting up is all there is to see): b = 1 is
linear. ``--draw`` only draws the plot from the CSV that is there, ``--keep`` leaves CSV and plot as they are. Build and check follow once
more after ten plans were changed, and the index of the search is made; these are printed only.
"""

from __future__ import annotations

import argparse
import csv
import math
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpora
from benchmarks.corpus.change import change
from benchmarks.process import Measured, kgtool
from benchmarks.table import Row, show
from kgtool.build import search_index, store

SIZES = (2, 20, 100, 500, 1741, 3482)
_FOLDER = Path(__file__).resolve().parents[1] / "docs" / "benchmarks"
_FIT_FROM = 20
_CHANGED, _REAL = 10, 2
_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 360, 70, 20
_COLOURS = {"build": "#0b5d4e", "check": "#7b2d5e"}


class Point(NamedTuple):
    """What one command took at one size."""

    what: str
    plans: int
    seconds: float
    memory: float


class Growth(NamedTuple):
    """What was measured at one size: the points of the plot, and rows of everything."""

    points: list[Point]
    rows: list[Row]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    _FOLDER.mkdir(parents=True, exist_ok=True)
    points = _read() if options.draw else []
    rows = [Row(f"{p.what} {p.plans:,} plans", p.seconds, None, f"{p.memory:,.0f} MB") for p in points]
    for size in () if options.draw else options.sizes:
        measured = _measure(size)
        points += measured.points
        rows += measured.rows
        if not options.keep:
            _write(points)
    if not options.keep:
        (_FOLDER / "growth.svg").write_text(_plot(points), "utf-8")
    for what in _COLOURS:
        kept = [p for p in points if p.what == what and p.plans >= _FIT_FROM]
        if len(kept) > 1:
            time, memory = (exponent([(p.plans, value(p)) for p in kept]) for value in (_seconds, _memory))
            rows.append(Row(f"{what}: time grows as plans^b", time, None, f"memory as plans^{memory:.2f}", unit=""))
    show(rows, options.json)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return b of the least squares fit y = a · x^b."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    return above / sum((x - mean_x) ** 2 for x, _ in logs)


def _seconds(point: Point) -> float:
    return point.seconds


def _memory(point: Point) -> float:
    return point.memory


def _measure(plans: int) -> Growth:
    root = corpora.of(plans)
    for left in (root / "build", root / ".kgtool-cache"):
        shutil.rmtree(left, ignore_errors=True)
    commands = {"build": ("build",), "check": ("check", "--no-owl", "--format", "json")}
    cold = {what: _done(kgtool("--root", root, *words)) for what, words in commands.items()}
    rows = [_row(f"{what} {plans:,} plans, cold", one) for what, one in cold.items()]
    if changed := min(_CHANGED, plans - _REAL):
        change(root, changed)
        again = {what: _done(kgtool("--root", root, *words)) for what, words in commands.items()}
        rows += [_row(f"{what} {plans:,} plans, {changed} changed", one) for what, one in again.items()]
    began = time.process_time()
    index = search_index.folder(store.newest(root / "build"))
    size = sum(path.stat().st_size for path in index.iterdir()) / 1e6
    rows.append(
        Row(f"index of {plans:,} plans, processor time", time.process_time() - began, None, f"{size:,.1f} MB on disk")
    )
    points = [Point(what, plans, round(one.seconds, 2), round(one.memory, 1)) for what, one in cold.items()]
    return Growth(points, rows)


def _row(what: str, measured: Measured) -> Row:
    return Row(
        f"{what}, processor time",
        measured.processor,
        None,
        f"{measured.seconds:,.1f} s by the clock, {measured.memory:,.0f} MB",
    )


def _done(measured: Measured) -> Measured:
    if measured.code not in (0, 1):  # 1 is a check that found something
        raise RuntimeError(f"kgtool ended with {measured.code}: {measured.err[-500:]}")
    return measured


def _write(points: Sequence[Point]) -> None:
    with (_FOLDER / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Point._fields)
        writer.writerows(points)


def _read() -> list[Point]:
    with (_FOLDER / "growth.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [Point(r["what"], int(r["plans"]), float(r["seconds"]), float(r["memory"])) for r in rows]


def _plot(points: Sequence[Point]) -> str:
    """Draw seconds against plans, both axes logarithmic, memory in words at the points."""
    most = max(p.seconds for p in points)
    right, bottom = _WIDTH - 20, _HEIGHT - 50

    def x(plans: float) -> float:
        return _LEFT + (right - _LEFT) * math.log(plans / 2) / math.log(4_000 / 2)

    def y(seconds: float) -> float:
        return bottom - (bottom - _TOP) * math.log(seconds / 0.5) / math.log(max(200.0, most) / 0.5)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-family="sans-serif" '
        'font-size="12"><title>Seconds of kgtool build and check against the number of plans</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for seconds in (1, 10, 100):
        parts.append(f'<path d="M{_LEFT} {y(seconds):.1f}H{right}" stroke="#ccc"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y(seconds) + 4:.1f}" text-anchor="end">{seconds} s</text>')
    for plans in sorted({p.plans for p in points}):
        parts.append(f'<text x="{x(plans):.1f}" y="{bottom + 20}" text-anchor="middle">{plans:,}</text>')
    parts.append(f'<text x="{(right + _LEFT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">plans</text>')
    for n, (what, colour) in enumerate(_COLOURS.items()):
        kept = sorted((p for p in points if p.what == what), key=lambda p: p.plans)
        line = " ".join(f"{x(p.plans):.1f},{y(p.seconds):.1f}" for p in kept)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(p.plans):.1f}" cy="{y(p.seconds):.1f}" r="3" fill="{colour}"/>' for p in kept]
        parts.append(f'<text x="{_LEFT + 15}" y="{_TOP + 16 + 18 * n}" fill="{colour}">kgtool {what}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
