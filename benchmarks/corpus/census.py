"""Count the plans of a corpus, real and made-up, and print both side by side: ``python -m benchmarks.corpus.census DIR``."""

from __future__ import annotations

import argparse
import statistics
from collections import Counter, defaultdict
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, parse

from benchmarks.corpus.folder import FILE, PLANS
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, RDFS, SSSOM

Counts = dict[str, float]
_ELEMENTS = (
    *("Principle", "Vision", "Goal", "ManagementPolicy", "Measure", "Field", "DesiredState", "Direction"),
    *("CrossCuttingProject", "ProjectFacet", "Statement", "TermDefinition", "PlanListing"),
)
_OTHERS = ("Mention", "SourceSpan", "ThemeAnnotation", "Contribution", "InformationGap", "Candidate", "Repair")
_TEXTS = {RDFS.label: "labels", DCTERMS.abstract: "abstracts", JPP.reason: "reasons"}


def count(path: Path) -> Counts:
    """Count one plan: what there is, how much of it to an element, and how long its texts are."""
    graphs: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    lengths: dict[str, list[int]] = defaultdict(list)
    nothing = 0
    for quad in parse(path=str(path), format=RdfFormat.N_QUADS):
        kind = quad.graph_name.value.removeprefix(iris.GRAPH).split("/")[0]
        graphs[kind] += 1
        value = quad.object.value
        if quad.predicate == RDF.type and value.startswith(iris.NS):
            kinds[value.removeprefix(iris.NS)] += 1
        elif quad.predicate == JPP.gapReason:
            reasons[value.rsplit("/", 1)[-1]] += 1
        elif quad.predicate in (SSSOM.subject_id, SSSOM.object_id):
            nothing += value == SSSOM.NoTermFound.value
        elif isinstance(quad.object, Literal) and quad.object.language:
            about = _TEXTS.get(quad.predicate)
            if about and "/thing/" not in str(quad.subject) and "/municipality/" not in str(quad.subject):
                lengths[f"{about}, {quad.object.language}"].append(len(value))
    elements = sum(kinds[kind] for kind in _ELEMENTS)
    counts: Counts = {"statements": graphs.total()}
    counts |= {f"statements, {kind}": graphs[kind] for kind in ("plan", "theme", "align")}
    counts |= {kind: kinds[kind] for kind in (*_ELEMENTS, *_OTHERS)}
    counts |= {f"gaps, {reason}": reasons[reason] for reason in ("lost-in-scan", "not-stated", "dash-in-table")}
    counts["elements"] = elements
    counts |= {f"{kind} to an element": kinds[kind] / elements for kind in ("Mention", "SourceSpan", "ThemeAnnotation")}
    counts["SDG marks to a measure"] = kinds["Contribution"] / kinds["Measure"]
    counts["statements to an element"] = (graphs["plan"] + graphs["theme"]) / elements
    counts["rows of alignments"] = kinds["Correspondence"]
    counts["rows without counterpart"] = nothing
    for name in sorted(lengths):
        counts[f"length of {name}"] = statistics.mean(lengths[name])
        counts[f"longest {name}"] = max(lengths[name])
    return counts


def census(corpus: Path) -> dict[str, tuple[Counts, Counts]]:
    """Return, for each real plan that others are built like, its counts and the means of theirs."""
    rows = [line.split("\t") for line in (corpus / PLANS).read_text(encoding="utf-8").splitlines()[1:]]
    counted = {name: count(corpus / "data" / name / FILE) for name, *_ in rows}
    compared = {}
    for real in sorted({like for _, like, *_ in rows}):
        made_up = [counted[name] for name, like, *_ in rows if like == real != name]
        if made_up:
            keys = dict.fromkeys(key for counts in (counted[real], *made_up) for key in counts)
            mean = {key: statistics.mean(counts.get(key, 0.0) for counts in made_up) for key in keys}
            compared[real] = ({key: counted[real].get(key, 0.0) for key in keys}, mean)
    return compared


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.census", description=__doc__)
    parser.add_argument("corpus", type=Path)
    compared = census(parser.parse_args().corpus)
    print("| | " + " | ".join(f"{real} | made up like it" for real in compared) + " |")
    print("|---|" + "--:|--:|" * len(compared))
    for key in dict.fromkeys(key for pair in compared.values() for key in pair[0]):
        cells = [f"{counts.get(key, 0.0):,.1f}".removesuffix(".0") for pair in compared.values() for counts in pair]
        print(f"| {key} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
