"""Run benchmarks one after the other and write what they measured as one page, docs/benchmarks/figures.md.

The page names the machine and the version of each peer, so that whoever repeats it can compare ratios. Peers are installed by
``pip install -r benchmarks/requirements.txt``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.process import run

_OUT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks" / "figures.md"
_PEERS = Path(__file__).with_name("requirements.txt")
_OF_CORPORA = ("build", "check", "parse", "query", "serve")
_ALL = (*_OF_CORPORA, "city_tables", "growth", "publish")
_HEAD = """\
# Figures

日本語の要約: `python -m benchmarks` が最後に測った数値です。機械、版、計画の数を添えています。

Written by `python -m benchmarks {arguments}`: {cores} processors, Python {python}. Ratios are peer to ours (of what is
counted by the second, ours to peer); read them rather than seconds. Peers: {peers}.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=20, help="size of the corpus (default: 20)")
    parser.add_argument("--only", nargs="*", choices=_ALL, default=list(_ALL), help="these benchmarks (default: all)")
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args()
    only = "" if set(options.only) == set(_ALL) else f" --only {' '.join(options.only)}"
    peers = ", ".join(f"{name} {_installed(name)}" for name in _peers())
    page = [
        _HEAD.format(
            arguments=f"--plans {options.plans}{only}",
            cores=os.cpu_count(),
            python=platform.python_version(),
            peers=peers,
        )
    ]
    for name in options.only:
        print(f"benchmarks.{name}", file=sys.stderr)
        page.append(_section(name, options.plans))
        options.out.write_text("\n".join(page), "utf-8")


def _section(name: str, plans: int) -> str:
    words = ["--plans", str(plans)] if name in _OF_CORPORA else []
    if name == "growth":
        words = ["--keep", "--sizes", "2", str(plans)]
    measured = run([sys.executable, "-m", f"benchmarks.{name}", *words, "--json"])
    if measured.code != 0:
        last = (measured.err.strip().splitlines() or ["-"])[-1]
        return f"## {name}\n\nIt ended with {measured.code}: `{last[:200]}`\n"
    rows = "\n".join(map(_line, json.loads(measured.out)))
    return f"## {name}\n\n| what | ours | peer | ratio | agree? |\n|---|---|---|---|---|\n{rows}\n"


def _line(row: dict[str, Any]) -> str:
    ours, peer = (f"{n:,.3f} {row['unit']}".strip() if n is not None else "" for n in (row["ours"], row["peer"]))
    ratio = f"{row['ratio']:.2f}" if row["ratio"] is not None else ""
    return f"| {row['what']} | {ours} | {peer} | {ratio} | {row['agree']} |"


def _peers() -> list[str]:
    """The names of the peers, as they are required."""
    return re.findall(r"^([\w-]+)", _PEERS.read_text("utf-8"), re.MULTILINE)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    main()
