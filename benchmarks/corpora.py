"""The corpora that benchmarks work on: made once, kept beside this file."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.corpus import folder, measure
from benchmarks.corpus.sketch import Settings
from kgtool.corpus import layout

FOLDER = Path(__file__).parent / ".corpora"


def of(plans: int, faults: int = 0) -> Path:
    """Return a corpus of so many plans, the two real ones among them; it is made where it is not there yet."""
    out = FOLDER / f"{plans}-{faults}"
    if not (out / "corpus.json").is_file():
        root = layout.find()
        for _ in folder.write(root, measure.stock(root), out, plans, Settings(1, 1.0, faults), 2):
            pass
    return out


def options(description: str | None, plans: int = 20) -> argparse.ArgumentParser:
    """Return the options that benchmarks of corpora share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--plans", type=int, default=plans, help=f"size of the corpus (default: {plans})")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    return parser
