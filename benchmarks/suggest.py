"""Measure how good proposals are, each city as the one left out: ``python -m benchmarks.suggest [--extra] [--write]``.

It needs the source texts (KGTOOL_SOURCES). The city left out gives its text, its structure and nothing that anybody judged:
no themes, roles, commitments or short names, and no thing that only it uses. Truth is data/*/curation.ttl, conclusions.ttl and
data/alignments. Where two readers differ, the settled value counts.

What was tuned on what: the theme scheme was written with both cities in view, and the weights of the engines were set by hand
while looking at both; only the coefficients of confidence are learnt, and in the figures below each city's come from the other
one. Both directions of a correspondence are counted, so the two rows about counterparts are not independent.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kgtool.corpus import layout, units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, SKOS, SSSOM
from kgtool.suggest import calibration, element_wording, material, proposing
from kgtool.suggest.contexts import recorded_commitments
from kgtool.suggest.embedding import Embedding
from kgtool.suggest.material import Material
from kgtool.suggest.proposal import NONE, Kind, ProposedText
from kgtool.suggest.proposing import Background, ScoredProposal
from kgtool.suggest.wording import grams

AT = (1, 3, 5, 10)
SHOWN = dict.fromkeys(Kind, 10)
TABLES = ("theme", "counterpart", "none", "short-name", "mention", "role", "commitment")
_NORMAL = 1.96


@dataclass(frozen=True)
class Judged:
    """A proposal and whether it is right; ``lead`` whether it is one that counts for the rank."""

    guess: ScoredProposal
    right: bool
    lead: bool


@dataclass(frozen=True)
class Truth:
    """What is recorded of a city, by the kind of proposal; ``right`` says it of one proposal, ``leads`` of the first place."""

    right: Callable[[ScoredProposal], bool]
    leads: Callable[[ScoredProposal], bool]
    asked: Callable[[str, str], bool]
    """Whether anything is recorded for a table and an element, so that a proposal can be right or wrong."""


def counterparts(repo: Repo, one: str, other: str) -> tuple[dict[str, set[str]], set[str]]:
    """Return the close, broad and narrow links between two plans, both ways, and the elements that have none."""
    pair = next(p.name for p in repo.alignments if {one, other} == set(p.name.removesuffix(".sssom.tsv").split("--")))
    graph = GraphReader(units.read_unit(repo, units.unit(repo, f"align/{pair.removesuffix('.sssom.tsv')}")))
    links: dict[str, set[str]] = defaultdict(set)
    nothing = set()
    for mapping in graph.subjects(SSSOM.subject_id):
        ends = [graph.object(mapping, end) or "" for end in (SSSOM.subject_id, SSSOM.object_id)]
        if NONE in ends:
            nothing |= set(ends) - {NONE}
        elif graph.object(mapping, SSSOM.predicate_id) != SKOS.relatedMatch.value:
            links[ends[0]].add(ends[1])
            links[ends[1]].add(ends[0])
    return links, nothing


def truth(repo: Repo, whole: Material, other: str) -> Truth:
    """Return what is recorded of a plan; ``other`` is the plan with which it is aligned."""
    themes = {p.iri: p.themes for p in whole.passages if p.themes}
    roles = {m: r for m in whole.mentions if (r := whole.graph.object(m, JPP.role)) and not _by_rule(whole, m)}
    commitments = dict(recorded_commitments(whole))
    links, nothing = counterparts(repo, whole.edition, other)
    names = {p.iri: whole.graph.value(p.iri, JPP.shortName, "ja") for p in whole.passages}
    reference = material.reference(repo)
    said: dict[str, set[str]] = defaultdict(set)
    for mention, (thing, _) in whole.mentions.items():
        above = reference.object(thing, SKOS.broader) or ""
        surfaces = {literal.value for literal in reference.literals(thing, JPP.surface)}
        said[mention.rpartition("/mention/")[0]] |= {thing, above, *surfaces}

    def right(guess: ScoredProposal) -> bool:
        value = guess.value
        if isinstance(value, ProposedText):
            if guess.kind is Kind.SHORT_NAME:
                wanted, got = grams(names[guess.element]), grams(value.ja)
                return sum((wanted & got).values()) >= 0.5 * sum(wanted.values())
            return any(value.ja in surface or surface in value.ja for surface in said[guess.element] if surface)
        if guess.table == "theme":
            return value in themes[guess.element]
        if guess.table in ("counterpart", "none"):
            return guess.element in nothing if value == NONE else value in links[guess.element]
        if guess.table == "mention":
            return value in said[guess.element]
        return value == (roles if guess.table == "role" else commitments)[guess.element]

    def leads(guess: ScoredProposal) -> bool:
        if guess.table != "theme":
            return right(guess)
        recorded = themes[guess.element]
        return recorded.get(str(guess.value), 0) == max(recorded.values())

    def asked(table: str, element: str) -> bool:
        known = {"theme": themes, "counterpart": links, "role": roles, "commitment": commitments}
        if table == "none":
            return element in links or element in nothing
        return bool(names.get(element)) if table == "short-name" else element in known.get(table, {element})

    return Truth(right, leads, asked)


def _by_rule(made: Material, judgement: str) -> bool:
    return made.graph.object(judgement, JPP.method) == f"{iris.ID}method/rule"


def left_out(repo: Repo, edition: str, sources: Path, mentions: bool) -> Material:
    """Return a plan as it is right after extraction; with or without the mentions of things that only it uses."""
    whole = material.read(repo, edition, sources, required=True)
    store, plan = Store(), edition.partition("/")[0]
    units.load(repo, units.unit(repo, f"plan/{plan}").graphs[0], store)
    reference = material.reference(repo)
    for mention, (thing, _) in whole.mentions.items():
        if not mentions and reference.objects(thing, JPP.usedIn) == [iris.element(plan)]:
            for quad in list(store.quads_for_pattern(NamedNode(mention), None, None, None)):
                store.remove(quad)
    graph = GraphReader(store)
    return Material(edition, whole.version, graph, element_wording.read(graph, whole.version, whole.text), whole.text)


def without(repo: Repo, plan: str) -> GraphReader:
    """Return the reference data as if nobody knew which things a plan uses; things that only it uses are gone."""
    store = material.reference(repo).store
    here = NamedNode(iris.element(plan))
    for used in list(store.quads_for_pattern(None, JPP.usedIn, here, None)):
        store.remove(used)
        if next(store.quads_for_pattern(used.subject, JPP.usedIn, None, None), None) is None:
            for quad in list(store.quads_for_pattern(used.subject, None, None, None)):
                store.remove(quad)
    return GraphReader(store)


def judged(repo: Repo, edition: str, sources: Path, meaning: Embedding | None) -> Iterator[Judged]:
    """Yield the proposals for a city that is left out, each with whether it is right; those that nobody judged are left out."""
    others = [plan for plan in repo.plans if plan != edition]
    known = [material.read(repo, plan, sources, required=True) for plan in others]
    whole = material.read(repo, edition, sources, required=True)
    found = truth(repo, whole, others[0])
    background = Background(known, known, without(repo, edition), meaning=meaning, shown=SHOWN)
    named = left_out(repo, edition, sources, mentions=True)
    guesses = proposing.guesses(left_out(repo, edition, sources, mentions=False), background)
    every = [guess for guess in guesses if guess.kind is not Kind.ROLE] + list(proposing.roles(named, background))
    for guess in every:
        if found.asked(guess.table, guess.element):
            yield Judged(guess, found.right(guess), found.leads(guess))


def fit(examples: Sequence[tuple[Sequence[float], bool]]) -> list[float]:
    """Return the coefficients of a logistic regression (Newton's method, ridge 0.1 but for the intercept)."""
    rows = [(1.0, *features) for features, _ in examples]
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(25):
        gradient, hessian = [0.0] * size, [[0.0] * size for _ in range(size)]
        for row, (_, right) in zip(rows, examples, strict=True):
            share = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(w * x for w, x in zip(weights, row, strict=True))))))
            for i, x in enumerate(row):
                gradient[i] += x * (right - share)
                for j, y in enumerate(row):
                    hessian[i][j] += x * y * share * (1 - share)
        for i in range(size):
            ridge = 0.1 if i else 1e-6
            gradient[i] -= ridge * weights[i]
            hessian[i][i] += ridge
        weights = [w + step for w, step in zip(weights, _solved(hessian, gradient), strict=True)]
    return weights


def _solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """The solution of a system of linear equations (Gauss, with pivots)."""
    size = len(vector)
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for r in range(size):
            if r != column:
                factor = rows[r][column] / rows[column][column]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[column], strict=True)]
    return [rows[n][size] / rows[n][n] for n in range(size)]


def proportion(right: int, of: int) -> str:
    """Return a share with its 95 % interval (Wilson)."""
    if not of:
        return "-"
    share, z = right / of, _NORMAL * _NORMAL
    middle = (share + z / (2 * of)) / (1 + z / of)
    half = _NORMAL * math.sqrt(share * (1 - share) / of + z / (4 * of * of)) / (1 + z / of)
    return f"{share:.3f} [{max(0, middle - half):.2f}, {min(1, middle + half):.2f}]"


def average(values: Sequence[float]) -> str:
    """Return a mean with its 95 % interval (normal)."""
    half = _NORMAL * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    mean = statistics.fmean(values)
    return f"{mean:.3f} [{mean - half:.2f}, {mean + half:.2f}]"


def area(right: Sequence[float], wrong: Sequence[float]) -> str:
    """Return the area under the ROC curve with its 95 % interval (Hanley and McNeil 1982)."""
    pairs = [(one > other) + 0.5 * (one == other) for one in right for other in wrong]
    a, n, m = statistics.fmean(pairs), len(right), len(wrong)
    spread = a * (1 - a) + (n - 1) * (a / (2 - a) - a * a) + (m - 1) * (2 * a * a / (1 + a) - a * a)
    half = _NORMAL * math.sqrt(spread / (n * m))
    return f"{a:.3f} [{a - half:.2f}, {min(1, a + half):.2f}]"


def show(table: str, found: Sequence[Judged], sure: Callable[[ScoredProposal], float]) -> None:
    """Print the figures of one kind of proposal for one city."""
    confidences = [(sure(one.guess), one.right) for one in found]
    rights = [c for c, right in confidences if right], [c for c, right in confidences if not right]
    print(f"  {table}: {len(found)} proposals")
    if table in ("theme", "counterpart", "role", "commitment"):
        by_element: dict[str, list[Judged]] = defaultdict(list)
        for one in found:
            by_element[one.guess.element].append(one)
        ranks = []
        for several in by_element.values():
            order = sorted(several, key=lambda one: -sure(one.guess))
            ranks.append(next((n for n, one in enumerate(order, 1) if one.lead), 0))
        for most in AT:
            print(f"    among the first {most:2}: {proportion(sum(0 < r <= most for r in ranks), len(ranks))}")
        print(f"    mean reciprocal rank: {average([1 / r if r else 0.0 for r in ranks])}, {len(ranks)} elements")
    if table == "none" and all(rights):
        print(f"    area under the curve: {area(*rights)}")
    print(f"    right (precision): {proportion(len(rights[0]), len(found))}")
    off = 0.0
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        here = [(c, right) for c, right in confidences if low <= c < low + 0.2]
        if here:
            said, so = statistics.fmean(c for c, _ in here), sum(right for _, right in here)
            off += abs(said - so / len(here)) * len(here) / len(found)
            print(f"    said {said:.2f}: {proportion(so, len(here))} right of {len(here)}")
    print(f"    calibration error (expected): {off:.3f}")


def measure(repo: Repo, sources: Path, meaning: Embedding | None) -> dict[str, list[float]]:
    """Print all figures, with or without the extra; return the coefficients that all cities together give."""
    found: dict[str, dict[str, list[Judged]]] = {}
    for plan in repo.plans:
        started = time.perf_counter()
        by_table: dict[str, list[Judged]] = defaultdict(list)
        for one in judged(repo, plan, sources, meaning):
            by_table[one.guess.table].append(one)
        found[plan] = by_table
        print(f"{plan} left out: proposed and compared in {time.perf_counter() - started:.1f} s", flush=True)
    learnt: dict[str, list[float]] = {}
    for table in TABLES:
        examples = {
            plan: [(one.guess.features, one.right) for one in by_table[table]] for plan, by_table in found.items()
        }
        every = [example for several in examples.values() for example in several]
        if not every:
            print(f"  {table}: nothing to measure")
            continue
        learnt[table] = [round(weight, 4) for weight in fit(every)]
        for plan in found:
            others = [example for other, several in examples.items() if other != plan for example in several]
            if found[plan][table] and others:
                weights = fit(others)
                print(f"{plan} left out, confidence learnt from the other")
                show(table, found[plan][table], lambda guess, w=weights: calibration.probability(w, guess.features))
    return learnt


def main() -> None:
    """Measure and print; with ``--write``, replace the coefficients that proposals use."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--extra", action="store_true", help="also with the embedding of the extra suggest")
    parser.add_argument("--write", action="store_true", help="write kgtool/suggest/calibration.toml")
    options = parser.parse_args()
    repo, sources = layout.find(), Path(os.environ["KGTOOL_SOURCES"])
    learnt = {"n-grams": measure(repo, sources, None)}
    if options.extra:
        print("with the extra")
        learnt["embedding"] = measure(repo, sources, Embedding())
    if options.write:
        calibration.TABLE.write_text(written(learnt), "utf-8")


def written(learnt: dict[str, dict[str, list[float]]]) -> str:
    """Return coefficients as TOML: a table for each kind, in it a list for each method."""
    lines = ["# Written by `python -m benchmarks.suggest --extra --write` from the judged plans; do not edit."]
    for table in TABLES:
        lines.append(f"\n[{table}]")
        methods = {method: tables[table] for method, tables in learnt.items() if table in tables}
        if table not in ("theme", "counterpart", "none"):
            methods = {"n-grams": methods["n-grams"]} if "n-grams" in methods else {}
        lines += [f"{method} = {weights}" for method, weights in methods.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
