"""Verify what needs all plans: that each mapping set names the two versions that it compares, and that they are there.

Questions find judgements by these versions, so a set without them would be missing from answers in silence.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad, Store

from kgtool.base.errors import InputError, Place
from kgtool.base.files import read_bytes
from kgtool.corpus.layout import WHOLE, Repo
from kgtool.rdf import iris, sssom
from kgtool.rdf.vocab import JPP, RDF, SSSOM


def verify(repo: Repo, store: Store) -> None:
    """Verify the mapping sets of a built store. Raises ``InputError`` (alignment) at what names no known version."""
    for found in store.quads_for_pattern(None, RDF.type, SSSOM.MappingSet, None):
        for slot in (SSSOM.subject_source, SSSOM.object_source):
            named = list(store.quads_for_pattern(found.subject, slot, None, None))
            known = [quad for quad in named if _is_version(store, quad)]
            if len(named) != 1 or not known:
                versions = ", ".join(str(quad.object).strip("<>") for quad in named) or "-"
                key = slot.value.removeprefix(SSSOM.base)
                reason = {
                    "ja": f"{key} の {versions} は、data にある計画の版一つではありません",
                    "en": f"{key} {versions} is not one version of a plan in data",
                }
                raise InputError("alignment", _place(repo, found, slot), reason=reason)


def _is_version(store: Store, quad: Quad) -> bool:
    version = quad.object
    return isinstance(version, NamedNode) and any(store.quads_for_pattern(version, RDF.type, JPP.PlanVersion, None))


def _place(repo: Repo, found: Quad, slot: NamedNode) -> Place:
    """Where a mapping set names a version: in its table, or in the one file of one of its plans."""
    pair = str(found.graph_name).strip("<>").removeprefix(f"{iris.graph('align')}/")
    table = repo.root / "data" / "alignments" / f"{pair}{sssom.ENDING}"
    if table in repo.alignments:
        name = repo.name(table)
        stated = sssom.statements(read_bytes(table, name).decode(), name)
        return next((row.place for s, row, _ in stated if s.predicate == slot), Place(name))
    start = f"{found.subject} {slot} ".encode()
    for plan in filter(repo.has, pair.split("--")):
        name = f"data/{plan}/{WHOLE}"
        path = repo.whole(plan)
        lines = read_bytes(path, name).split(b"\n") if path else []
        line = next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 0)
        if line:
            return Place(name, line)
    return Place("data")
