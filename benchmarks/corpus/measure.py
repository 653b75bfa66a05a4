"""Measure the real plans: read their graphs and take the words out. Nothing about them is written down elsewhere."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import Literal, NamedNode, Store

from benchmarks.corpus.alignment import measure as pairing
from benchmarks.corpus.anatomy import Anatomy, Key, Part
from benchmarks.corpus.blank import Blank
from benchmarks.corpus.codes import style
from benchmarks.corpus.real import RealPlan
from benchmarks.corpus.sketch import Stock
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF, SKOS

BUILT_LIKE = ("13221-kiyose-5", "13211-kodaira-4")
"""The real plans that made-up ones are built like, in turn."""


def stock(repo: Repo) -> Stock:
    """Measure all that made-up plans are drawn from. Raises ``InputError`` for what cannot be read. Cost: about a second."""
    store = Store()
    for graph in units.layout(repo):
        units.load(repo, graph, store)
    measured = tuple(anatomy(RealPlan(store, plan)) for plan in BUILT_LIKE)
    return Stock(measured, pairing(store, measured), topics(store))


def anatomy(plan: RealPlan) -> Anatomy:
    """Measure one real plan."""
    children: dict[str, list[str]] = defaultdict(list)
    for element in plan.in_order:
        children[plan.parent(element)].append(element)
    pools: dict[Key, list[Part]] = defaultdict(list)
    for element in plan.in_order:
        pools[plan.keys[element]].append(Blank(plan, element).part(_groups(plan, children[element])))
    lines = max(int(o.value) for _, p, o, _ in plan.rows() if p == JPP.lastLine)
    return Anatomy(
        plan=plan.plan,
        version=plan.version.rsplit("/", 1)[-1],
        end_year=plan.end_year,
        line_length=int(plan.one(plan.text, JPP.characterCount)) / lines,
        front=Blank(plan, plan.version).part(()),
        roots=_groups(plan, children[""]),
        pools={key: tuple(parts) for key, parts in pools.items()},
        codes=_codes(plan),
        things=_things(plan),
        own=frozenset(plan.things),
    )


def topics(store: Store) -> dict[str, tuple[str, str]]:
    """The Japanese and English names of all themes, by their id."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in store.quads_for_pattern(None, RDF.type, JPP.Theme, None):
        for label in store.quads_for_pattern(quad.subject, SKOS.prefLabel, None, None):
            if isinstance(label.object, Literal) and isinstance(quad.subject, NamedNode):
                names[quad.subject.value.removeprefix(iris.THEME)][label.object.language or ""] = label.object.value
    return {theme: (found["ja"], found["en"]) for theme, found in sorted(names.items())}


def _groups(plan: RealPlan, elements: list[str]) -> tuple[tuple[Key, int], ...]:
    """How many elements there are of each kind, in the order in which kinds first appear."""
    counts: dict[Key, int] = {}
    for element in elements:
        counts[plan.keys[element]] = counts.get(plan.keys[element], 0) + 1
    return tuple(counts.items())


def _codes(plan: RealPlan) -> dict[Key, str]:
    """How the codes of each kind are formed."""
    examples: dict[Key, list[tuple[str, dict[str, str | int]]]] = defaultdict(list)
    for element in plan.in_order:
        if code := plan.one(element, SKOS.notation):
            above = plan.parent(element)
            known = examples[plan.keys[element]]
            about: dict[str, str | int] = {
                "order": int(plan.one(element, JPP.order)),
                "running": len(known) + 1,
                "parent": plan.one(above, SKOS.notation),
                "top": plan.one(plan.parent(above) or above, SKOS.notation),
            }
            known.append((code, about))
    return {key: style(found) for key, found in examples.items()}


def _things(plan: RealPlan) -> dict[str, str]:
    """The class of each thing that the plan names, by its id."""
    things = {}
    for name in sorted({o.value for _, _, o, _ in plan.rows() if o.value.startswith(iris.THING)}):
        for quad in plan.store.quads_for_pattern(NamedNode(name), RDF.type, None, None):
            things[name.removeprefix(iris.THING)] = quad.object.value.removeprefix(iris.NS)  # type: ignore[union-attr]
    return things
