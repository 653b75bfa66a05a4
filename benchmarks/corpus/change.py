"""Change some plans of a corpus a little, as editors do between two checks."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.corpus.folder import FILE, PLANS

_NOTE = re.compile(rb"\(synthetic data(?:, revision ([0-9]+))?\)")


def change(out: Path, count: int) -> list[str]:
    """Give the next revision number to the version's English label in ``count`` made-up plans; return the plans.

    They lie as far apart as they can. Doing it again changes the same plans once more. Raises ``ValueError`` when
    there are not so many.
    """
    rows = [line.split("\t") for line in (out / PLANS).read_text(encoding="utf-8").splitlines()[1:]]
    made_up = [name for name, like, *_ in rows if name != like]
    if count > len(made_up):
        raise ValueError(f"{out} has {len(made_up)} made-up plans, fewer than {count}")
    chosen = [made_up[n * len(made_up) // count] for n in range(count)]
    for name in chosen:
        path = out / "data" / name / FILE
        path.write_bytes(_NOTE.sub(_next, path.read_bytes()))
    return chosen


def _next(match: re.Match[bytes]) -> bytes:
    return b"(synthetic data, revision %d)" % (int(match[1] or 0) + 1)
