"""How near a drafted, unedited profile comes to what is known of a plan.

Known are: the outlines of Kiyose and Kodaira by their hand-made profiles, half of an inventory of Ito, the elements of two
typeset invented plans (trial-01, trial-04), and invented layouts of other anatomies (layouts.py). Words of the lexicon that
come only from the plan under test are left out.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.intake import layouts, scoring, written
from benchmarks.intake.scoring import DraftScore, KnownElement
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction, printed_units, source
from kgtool.extract.outline import Outline
from kgtool.intake.drafting import analysis, fit, lexicon
from kgtool.intake.reading import read_document

PLANS = ("13221-kiyose-5", "13211-kodaira-4")
ITO = "22208-ito-5"
TYPESET = ("01.txt", "01.pdf", "04.txt", "04.pdf")
_GROUPS = (
    ("tuning", layouts.TUNING),
    ("later", [*layouts.LATER, *layouts.LATEST]),
    ("unseen", layouts.UNSEEN),
)
"""The groups of generated layouts; ``written.WRITTEN`` are others that no field of them describes."""
_TYPESET_KINDS = {"SectoralPlan": "PlanListing"}
"""What the gold of the typeset plans calls otherwise: it has the plan that a list names, we have its place in the list."""
_INVENTORY = {"vision": "Vision", "goal": "Goal", "measure": "Measure", "issue": "Statement", "indicator": "Indicator"}


def drafted(repo: Repo, text: str, plan: str = "") -> Outline:
    """Return the outline that the drafted profile of a text gives, without words that only this plan has."""
    words = lexicon.read(repo).without([plan]) if plan else lexicon.read(repo)
    return fit.fit(analysis.analyse(text, words, printed_units.read(repo)), "# draft\n").outline


def plans(repo: Repo, sources: Path) -> Iterator[tuple[str, DraftScore, DraftScore]]:
    """Yield each plan that has a hand-made profile: the score of all elements, and of measures."""
    for plan in PLANS:
        known = extraction.extract(repo, plan, sources).outline
        text = source.read(repo, plan, sources).text
        gold = scoring.of(known, text)
        ours = scoring.of(drafted(repo, text, plan), text)
        yield plan, scoring.score(gold, ours), scoring.score(gold, ours, ["Measure"])


def ito(repo: Repo, trial: Path) -> tuple[DraftScore, DraftScore]:
    """Return what of the inventory of Ito was found, and of its measures; it is half of one, so precision is not known."""
    text = (trial / f"{ITO}.txt").read_text("utf-8")
    outline = drafted(repo, text, ITO)
    rows = list(csv.DictReader((trial / f"{ITO}.inventory.tsv").open(encoding="utf-8"), delimiter="\t"))
    known = [
        KnownElement(_INVENTORY[row["kind"]], row["title"], _ito_parent(row["parent"], outline))
        for row in rows
        if row["kind"] in _INVENTORY
    ]
    everything = scoring.by_title(known, outline, text)
    measures = scoring.by_title([e for e in known if e.kind == "Measure"], outline, text)
    everything.known += sum(1 for row in rows if row["kind"] not in _INVENTORY)
    everything.missed += [KnownElement(r["kind"], r["title"], r["parent"]) for r in rows if r["kind"] not in _INVENTORY]
    return everything, measures


def _ito_parent(printed: str, outline: Outline) -> str:
    """The title of the parent that the inventory calls by its kind and number."""
    kind, _, code = printed.partition(" ")
    if kind == "plan":
        return ""
    classes = {"goal": "Goal", "measure": "Measure", "vision": "Vision"}
    if kind not in classes:
        return printed
    for element in outline.elements.values():
        number = scoring.plain(element.notation)
        if element.class_ != classes[kind]:
            continue
        above = scoring.plain(outline.elements[element.parent].notation) if element.parent else ""
        if not code or code in (number, f"{above}-{number}"):
            return element.label
    return printed


def typeset(repo: Repo, trial: Path, name: str) -> DraftScore:
    """Return the score of a typeset invented plan, from its PDF or from the text that pdftotext leaves of it."""
    file = trial / "layouts" / name
    text = file.read_text("utf-8") if file.suffix == ".txt" else read_document(file).text
    name = file.stem
    rows = csv.DictReader((trial / "layouts" / f"{name}.gold.tsv").open(encoding="utf-8"), delimiter="\t")
    known = [
        KnownElement(
            _TYPESET_KINDS.get(row["kind"], row["kind"]),
            row["title"],
            "" if row["parent title"] == "plan" else row["parent title"],
        )
        for row in rows
    ]
    return scoring.by_title(known, drafted(repo, text, f"trial-{name}"), text)


def written_plans(repo: Repo) -> Iterator[tuple[str, DraftScore, DraftScore]]:
    """Yield the scores of plans written line by line, of all elements and of measures."""
    for name, make in written.WRITTEN.items():
        made = make()
        ours = scoring.of(drafted(repo, made.text), made.text)
        yield name, scoring.score(made.elements, ours), scoring.score(made.elements, ours, ["Measure"])


def invented(repo: Repo, anatomies: list[layouts.Anatomy]) -> Iterator[tuple[str, DraftScore, DraftScore]]:
    """Yield the scores of invented layouts, of all elements and of measures."""
    for anatomy in anatomies:
        made = layouts.make(anatomy)
        outline = drafted(repo, made.text)
        gold = made.elements
        ours = scoring.of(outline, made.text)
        yield anatomy.name, scoring.score(gold, ours), scoring.score(gold, ours, ["Measure"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake.draft", description=__doc__)
    parser.add_argument("--missed", type=int, default=10, help="how many of what was missed to show (default: 10)")
    parser.add_argument("--only", default="", help="only what has this in its name")
    options = parser.parse_args()
    repo = layout.find()
    folder = os.environ.get("KGTOOL_SOURCES", "")
    print(f"{'text':34} {'F1 all':>7} {'F1 measures':>12} {'right':>6} {'known':>6} {'drafted':>8}")
    if folder:
        sources = Path(folder)
        trial = sources.parent / "trial"
        for plan, every, measures in plans(repo, sources):
            _line(plan, every, measures, options)
        if trial.is_dir():
            _line("ito (recall of half an inventory)", *ito(repo, trial), options, recall=True)
            for name in TYPESET:
                _line(f"trial-{name}", typeset(repo, trial, name), None, options)
    groups = [(title, invented(repo, group)) for title, group in _GROUPS]
    for title, found in (*groups, ("written", written_plans(repo))):
        scores = []
        for name, every, measures in found:
            scores.append(every)
            _line(f"{title}: {name}", every, measures, options)
        if scores:
            print(f"{title}, mean of {len(scores)}: {sum(score.f1 for score in scores) / len(scores):.3f}")


def _line(
    name: str, every: DraftScore, measures: DraftScore | None, options: argparse.Namespace, recall: bool = False
) -> None:
    if options.only not in name:
        return
    share = every.recall if recall else every.f1
    of_measures = f"{measures.recall if recall else measures.f1:12.3f}" if measures else f"{'':12}"
    print(f"{name:34} {share:7.3f} {of_measures} {every.right:6} {every.known:6} {every.drafted:8}")
    for sign, some in (("-", every.missed), ("+", [] if recall else every.added)):
        for element in some[: options.missed]:
            print(f"    {sign} {element.line} {element.kind} {element.title[:30]} < {element.parent[:30]}")
        if len(some) > options.missed:
            print(f"    {sign} and {len(some) - options.missed} more")


if __name__ == "__main__":
    main()
