"""How right tables of indicators are read: ``python -m benchmarks.numbers``.

Counts tables that were read whole, those with gaps, and those with a wrong value, and prints each wrong value: of invented
tables in several anatomies, whole and after a cell was lost, by a hand-written rule; where ``KGTOOL_SOURCES`` names the folder of
the sources and the trial texts stand beside it, of these by drafted, unedited profiles, against values that are known of them.
"""

from __future__ import annotations

import csv
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.intake.draft import ITO, TYPESET, drafted
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import printed_units, profile, reader
from kgtool.extract.outline import Outline, OutlineIndicatorValue
from kgtool.extract.printed_units import PrintedUnits
from kgtool.extract.source import SourceDescription, SourceText
from kgtool.extract.tables.fixed_columns import width
from kgtool.intake.reading import read_document
from tests.extract.small_texts import GOAL
from tests.extract.tables.anatomies import ANATOMIES, damaged, rows, wide
from tests.extract.tables.scoring import score
from tests.extract.tables.test_reader import HEAD, TABLE

SEEDS = range(1000, 1400)
_KINDS = {"現状値": "baseline", "いま": "baseline", "目標値": "target", "めざす値": "target"}


@dataclass
class TableCounts:
    """How many tables were read whole, with gaps, not at all; how many values are known, right and wrong."""

    whole: int = 0
    gaps: int = 0
    unread: int = 0
    known: int = 0
    right: int = 0
    wrong: tuple[str, ...] = ()


def invented(units: PrintedUnits) -> Iterator[tuple[str, TableCounts]]:
    """Yield the counts of each anatomy, whole and with a cell lost."""
    rules = profile.parse(GOAL + TABLE, "profile.toml")
    for anatomy in ANATOMIES:
        for lost in (False, True):
            counts = TableCounts()
            for seed in SEEDS:
                table = rows(seed)
                body = anatomy(table, seed)
                text = HEAD + (damaged(body, seed, width if anatomy is wide else len) if lost else body)
                description = SourceDescription("11111-a-1", "adopted", "a.txt", "", len(text))
                outline = reader.read(SourceText(description, "a.txt", text), rules, units)
                found = score(outline, table)
                counts.whole += found.whole
                counts.unread += not found.whole and not outline.indicator_values
                counts.gaps += not found.whole and bool(outline.indicator_values)
                counts.known += 2 * len(table)
                counts.right += found.right
                counts.wrong += found.wrong
            yield f"{anatomy.__name__}{', a cell lost' if lost else ''}", counts


def of_text(outline: Outline, known: dict[tuple[str, str], tuple[str, str]]) -> TableCounts:
    """Count the tables of a text; ``known`` are values and times as printed, by name of the indicator and kind of value."""
    counts = TableCounts(known=len(known))
    by_indicator: dict[str, list[OutlineIndicatorValue]] = defaultdict(list)
    for value in outline.indicator_values:
        by_indicator[value.indicator].append(value)
    for table in outline.tables:
        values = [value for path in table.elements for value in by_indicator[path]]
        whole = table.fault is None and not any(value.value.gap for value in values)
        counts.whole += whole
        counts.unread += not values
        counts.gaps += bool(values) and not whole
    printed: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for value in outline.indicator_values:
        name = _plain(outline.elements[value.indicator].label)
        printed[name, value.kind].add((_plain(value.value_text), _plain(value.period_text)))
    for key, (text, time) in known.items():
        same = any(found == text and time in ("", when) for found, when in printed[key])
        counts.right += same
        if not same and any(found for found, _ in printed[key]):
            counts.wrong += (f"{key}: {printed[key]}, known {text} {time}",)
    return counts


def typeset(repo: Repo, file: Path) -> TableCounts:
    """Count the tables of a typeset invented plan, from its PDF or from the text that pdftotext leaves of it."""
    text = file.read_text("utf-8") if file.suffix == ".txt" else read_document(file).text
    with file.with_suffix(".values.tsv").open(encoding="utf-8") as gold:
        known = {
            (_plain(row["title"]), _KINDS[row["name"]]): (
                _plain(row["value as printed"]),
                _plain(row["time as printed"]),
            )
            for row in csv.DictReader(gold, delimiter="\t")
            if row["kind"] == "Indicator"
        }
    return of_text(drafted(repo, text), known)


def ito(repo: Repo, trial: Path) -> TableCounts:
    """Count the tables of the trial text of a real plan, of which a part of the values is known."""
    with (trial / f"{ITO}.inventory.tsv").open(encoding="utf-8") as gold:
        listed = [row for row in csv.DictReader(gold, delimiter="\t") if row["kind"] == "indicator"]
    known = {}
    for row in listed:
        name = _plain(row["title"])
        for kind, said in zip(("baseline", "target"), row["detail"].split(" -> "), strict=True):
            known[name, kind] = (_plain(said.split(" ", 1)[1]), "")
    outline = drafted(repo, (trial / f"{ITO}.txt").read_text("utf-8"))
    return of_text(outline, {key: value for key, value in known.items() if _named(outline, key[0])})


def _named(outline: Outline, name: str) -> bool:
    return any(_plain(element.label) == name for element in outline.elements.values())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def main() -> None:
    """Print a line for each group of tables."""
    repo = layout.find()
    print(f"{'tables':34} {'whole':>6} {'gaps':>6} {'unread':>7} {'right of':>9} {'known':>6} {'wrong':>6}")
    for name, counts in invented(printed_units.read(repo)):
        _line(name, counts)
    trial = Path(os.environ["KGTOOL_SOURCES"]).parent / "trial" if "KGTOOL_SOURCES" in os.environ else None
    if trial is None or not trial.is_dir():
        print("no trial texts: KGTOOL_SOURCES does not lead to them")
        return
    for name in TYPESET:
        _line(f"typeset {name}", typeset(repo, trial / "layouts" / name))
    _line("Ito, 38 tables in damaged text", ito(repo, trial))


def _line(name: str, counts: TableCounts) -> None:
    figures = (
        f"{counts.whole:6} {counts.gaps:6} {counts.unread:7} {counts.right:9} {counts.known:6} {len(counts.wrong):6}"
    )
    print(f"{name:34} {figures}")
    for wrong in counts.wrong:
        print(f"    {wrong}")


if __name__ == "__main__":
    main()
