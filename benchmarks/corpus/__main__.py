"""Write a corpus of made-up plans, or change some plans of one: ``python -m benchmarks.corpus --plans N --out DIR``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks.corpus import folder, measure
from benchmarks.corpus.change import change
from benchmarks.corpus.sketch import Settings
from benchmarks.table import Row, show
from kgtool.corpus import layout


def main() -> None:
    options = _options()
    started = time.perf_counter()
    try:
        if options.change is not None:
            changed = change(options.out, options.change)
            done = f"{len(changed)} plans changed"
            agree = " ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
        else:
            done, agree = _write(options)
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    show([Row(done, time.perf_counter() - started, agree=agree)], options.json)


def _write(options: argparse.Namespace) -> tuple[str, str]:
    settings = Settings(options.seed, options.scale, options.faults)
    root = layout.find()
    plans = statements = size = found = 0
    for written in folder.write(root, measure.stock(root), options.out, options.plans, settings, options.jobs):
        plans, statements, size = plans + 1, statements + written.statements, size + written.size
        found += len(written.expected)
        if plans % 100 == 0:
            print(f"{plans:,} of {options.plans:,} plans", file=sys.stderr)
    return f"{plans:,} plans, {statements:,} statements", f"{size / 1e6:,.0f} MB, {found} findings to expect"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--plans", type=int, default=100, help="how many plans, the real ones among them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="how many times as large; 2.6 is the real plans' size")
    parser.add_argument("--faults", type=int, default=0, metavar="K", help="how many faults of each kind")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--change", type=int, metavar="K", help="only change K plans of the folder a little")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
