"""Compare two states of the graph: which statements differ, and what that means for plans and their elements.

Both sides are read once, side by side, as sorted lines; what is equal is not even parsed. Of what differs, the
statements about one plan are in memory at a time.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from itertools import groupby

from kgtool.diff import elements, names
from kgtool.diff.difference import CorrespondenceChange, Difference, ElementChange, PlanChange
from kgtool.diff.elements import ComparedElement, PlanSnapshot
from kgtool.diff.sources import Source
from kgtool.rdf import iris, nquads
from kgtool.rdf.vocab import JPP, SSSOM

_PLAN = re.compile(f"<{re.escape(iris.BASE)}(?:id|text)/([0-9]{{5}}-[^/>#]+)([/#>])".encode())
_ENDS = tuple(f"<{end.value}>".encode() for end in (SSSOM.subject_id, SSSOM.object_id))
_COUNTED = f" <{iris.graph('catalog')}> .".encode()
_SPOOLED = 64 << 20


def compare(old: Source, new: Source, known: Mapping[str, dict[str, str]] | None = None) -> Difference:
    """Compare two sources and return the difference; its temporary file lives as long as it does.

    ``known`` are names of resources, by IRI and language, for those that neither side names.

    Raises ``InputError`` for what cannot be read. Cost: reads both sides once, and again for names if names are missing.
    """
    spool = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115 (it lives as long as the difference)
    found = Difference(old, new, spool, names=dict(known or {}))
    for before, after in _aligned(found):
        if before != after:
            _note(found, before, after)
    names.look_up(found)
    return found


def _aligned(found: Difference) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Yield the lines about each plan or other subject, from both sides."""
    old, new = _groups(found, 0), _groups(found, 1)
    end: tuple[bytes, list[bytes]] = (b"\xff", [])
    before, after = next(old, end), next(new, end)
    while before != end or after != end:
        key = min(before[0], after[0])
        yield before[1] if before[0] == key else [], after[1] if after[0] == key else []
        before, after = (next(old, end) if before[0] == key else before), (next(new, end) if after[0] == key else after)


def _groups(found: Difference, side: int) -> Iterator[tuple[bytes, list[bytes]]]:
    """Cut sorted lines where the plan, or for anything else the subject, changes. No key begins another."""
    for key, lines in groupby((found.old, found.new)[side].read(), key=_key):
        group = list(lines)
        found.statements[side] += len(group)
        yield key, group


def _key(line: bytes) -> bytes:
    match = _PLAN.match(line)
    return match[0] if match else nquads.subject(line) + b" "


def _note(found: Difference, before: list[bytes], after: list[bytes]) -> None:
    """Record what differs between two groups of lines about one plan or resource."""
    first = (before or after)[0]
    gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    found.removed += len(gone)
    found.added += len(come)
    found.lines.writelines(b"-" + line for line in gone)
    found.lines.writelines(b"+" + line for line in come)
    match = _PLAN.match(first)
    if match:
        name = match[1].decode()
        plan = found.plans.setdefault(name, PlanChange(name))
        plan.statements = [plan.statements[0] + len(gone), plan.statements[1] + len(come)]
        if first.startswith(f"<{iris.ID}".encode()):
            _plan(plan, elements.read(before), elements.read(after))
    elif not all(_COUNTED in line for line in gone + come):
        _other(found, before, after)


def _plan(plan: PlanChange, old: PlanSnapshot, new: PlanSnapshot) -> None:
    """Record which elements and gaps of a plan came, went, changed or were replaced."""
    counts = old.counts(), new.counts()
    for kind in sorted({*counts[0], *counts[1]}):
        plan.counts[kind] = (counts[0].get(kind, 0), counts[1].get(kind, 0))
    replaced = elements.pairs(old, new)
    into = elements.versions(old, new)
    for pair in replaced:
        into.setdefault(pair.old.iri, pair.new.iri)
    parts = {(pair.old.iri, pair.new.iri) for pair in replaced}
    taken = {*into.values(), *(pair.new.iri for pair in replaced)}
    plan.replaced += replaced
    plan.added += [e for iri, e in new.elements.items() if iri not in old.elements and iri not in taken]
    plan.removed += [e for iri, e in old.elements.items() if iri not in new.elements and iri not in into]
    both = [(old.elements[iri], new.elements[iri]) for iri in new.elements if iri in old.elements]
    for before, after in both + [(pair.old, pair.new) for pair in replaced]:
        above = after.part_of if (before.part_of, after.part_of) in parts else into.get(before.part_of, before.part_of)
        aspects = _aspects(before, after, above)
        if aspects:
            plan.changed.append(ElementChange(before, after, aspects))
    known = {(into.get(gap.about, gap.about), gap.property) for gap in old.gaps.values()}
    there = {(gap.about, gap.property) for gap in new.gaps.values()}
    plan.opened += [gap for gap in new.gaps.values() if (gap.about, gap.property) not in known]
    plan.closed += [gap for gap in old.gaps.values() if (into.get(gap.about, gap.about), gap.property) not in there]


def _aspects(old: ComparedElement, new: ComparedElement, above: str) -> dict[str, tuple[str, str]]:
    """Return the aspects of an element that differ, each with its value before and after; ``above`` is the old parent now."""
    values = {
        "kind": (old.kind, new.kind),
        "code": (old.code, new.code),
        "label": (old.label, new.label),
        "label_en": (old.label_en, new.label_en),
        "place": (above, new.part_of),
        "order": (old.order, new.order),
        "abstract": ("\n".join(old.abstracts), "\n".join(new.abstracts)),
        "themes": (" ".join(sorted(old.themes)), " ".join(sorted(new.themes))),
    }
    return {aspect: both for aspect, both in values.items() if both[0] != both[1]}


def _other(found: Difference, before: list[bytes], after: list[bytes]) -> None:
    """Count a changed resource outside of plans under its class; a correspondence is recorded with its ends."""
    change = "changed" if before and after else "added" if after else "removed"
    values: dict[bytes, list[str]] = {}
    for terms in map(nquads.split, after or before):
        values.setdefault(terms.predicate, []).append(nquads.iri(terms.object))
    kind = min(values.get(nquads.TYPE, []), key=lambda iri: (not iri.startswith(iris.BASE), iri), default="")
    found.others[kind][change] += 1
    if kind == JPP.Correspondence.value:
        first, second = (next(iter(values.get(end, [])), "") for end in _ENDS)
        found.links.append(CorrespondenceChange(first, second, change))
