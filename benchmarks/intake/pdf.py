"""How right a PDF is read, and how fast: ``python -m benchmarks.intake.pdf``.

Prints plans with Chromium, reads them, and compares character by character and cell by cell; each difference is printed.
Layouts that the reader was written with and layouts put together by chance stand apart, and so do fonts without a Unicode
map and scanned pages. ``KGTOOL_TRIAL`` may name a folder of typeset plans with their gold, such as the project's trial.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kgtool.intake.document import NoteKind, SourceDocumentText
from kgtool.intake.reading import read_document
from kgtool.intake.recognition import recogniser
from tests.intake.typeset.layouts import TUNED, unseen
from tests.intake.typeset.markup import GoldTable, Layout, typeset
from tests.intake.typeset.printing import chromium, printed, scanned, without_map
from tests.intake.typeset.scoring import Score, score

SEEDS = range(300, 320)
"""Of the layouts that nobody has looked at. Who mends what they show takes new ones."""


def main() -> None:
    program = chromium()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if program is None:
            print("no Chromium: nothing is typeset", file=sys.stderr)
        else:
            _report("written with", (_typeset(program, layout, folder) for layout in TUNED))
            _report("not looked at", (_typeset(program, unseen(seed), folder) for seed in SEEDS))
            _speed(program, folder)
            _without_sure_text(program, folder)
        if "KGTOOL_TRIAL" in os.environ:
            trial = Path(os.environ["KGTOOL_TRIAL"])
            _report("trial", (_trial(trial, path.stem) for path in sorted(trial.glob("*.pdf"))))


def _typeset(program: str, layout: Layout, folder: Path) -> tuple[str, Score]:
    made = typeset(layout)
    document = read_document(printed(program, made.html, folder, layout.name))
    return layout.name, score(document, "\n".join(made.text), made.tables)


def _report(title: str, scores: Iterable[tuple[str, Score]]) -> None:
    total = Score()
    print(f"\n{title:16} characters right of        cells right of")
    for name, found in scores:
        total += found
        _line(name, found)
        for difference in found.differences:
            print(f"    {difference}")
    _line("all", total)


def _line(name: str, found: Score) -> None:
    characters = found.characters / max(1, found.of_characters)
    cells = found.cells / max(1, found.of_cells)
    print(
        f"{name:16} {found.characters:>8} {found.of_characters:>8} {characters:8.2%}"
        f" {found.cells:>6} {found.of_cells:>6} {cells:8.2%}"
    )


def _speed(program: str, folder: Path) -> None:
    path = printed(program, typeset(Layout("long", 20, chapters=48)).html, folder, "long")
    start = time.perf_counter()
    document = read_document(path)
    seconds = time.perf_counter() - start
    print(f"\n{document.page_count} pages in {seconds:.1f} s: {100 * seconds / document.page_count:.1f} s for 100")


def _without_sure_text(program: str, folder: Path) -> None:
    """A plan whose fonts have no Unicode map, and one that is scanned: how much is recognised, and all is said to be so."""
    tool = recogniser()
    print(f"\nnot stated by the file ({tool.version if tool else 'no tesseract'})")
    made = typeset(TUNED[0])
    data = printed(program, made.html, folder, "whole").read_bytes()
    for name, changed in (("no Unicode map", without_map(data)), ("scanned", scanned(data))):
        if name == "scanned" and tool is None:
            continue
        path = folder / "changed.pdf"
        path.write_bytes(changed)
        document = read_document(path)
        _line(name, score(document, "\n".join(made.text), made.tables))
        print(f"    passed off as sure: {_sure(document)} of {len(''.join(document.text.split()))} characters")


def _sure(document: SourceDocumentText) -> int:
    """How many characters no note calls unmapped or recognised."""
    doubted = {
        n for note in document.notes_of(NoteKind.UNMAPPED, NoteKind.RECOGNISED) for n in range(note.start, note.end)
    }
    return sum(not char.isspace() and n not in doubted for n, char in enumerate(document.text))


def _trial(folder: Path, name: str) -> tuple[str, Score]:
    gold = name.partition("-")[0]
    cells: dict[str, list[tuple[int, int, int, int, str]]] = defaultdict(list)
    with (folder / f"{gold}.cells.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            cells[row["table id"]].append((int(row["row"]) - 1, int(row["column"]) - 1, 1, 1, row["text"]))
    tables = [GoldTable(tuple(table)) for table in cells.values()]
    text = (folder / f"{gold}.chars.txt").read_text(encoding="utf-8")
    found = score(read_document(folder / f"{name}.pdf"), text, tables, spans=False)
    if name != gold:
        found.differences = []
    return name, found


if __name__ == "__main__":
    main()
