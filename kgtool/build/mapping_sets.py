"""Verify what needs all plans: that each mapping set names the two versions that it compares, and that they are there.

Questions find judgements by these versions, so a set without them would be missing from answers in silence.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad, Store

from kgtool.base.errors import Place
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris, sssom, tables
from kgtool.rdf.sssom.standard import wrong
from kgtool.rdf.vocab import JPP, RDF, SSSOM


def verify(repo: Repo, store: Store) -> None:
    """Verify the mapping sets of a built store. Raises ``InputError`` (alignment) at what names no known version."""
    versions = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, JPP.PlanVersion, None)}
    for found in store.quads_for_pattern(None, RDF.type, SSSOM.MappingSet, None):
        for slot in (SSSOM.subject_source, SSSOM.object_source):
            named = [quad.object for quad in store.quads_for_pattern(found.subject, slot, None, None)]
            if len(named) != 1 or named[0] not in versions:
                key, value = slot.value.removeprefix(SSSOM.base), ", ".join(str(v).strip("<>") for v in named) or "-"
                raise wrong(_place(repo, found, slot), "source-unknown", key=key, value=value)


def _place(repo: Repo, found: Quad, slot: NamedNode) -> Place:
    """Where a mapping set names a version: in its table, or in the one file of one of its plans."""
    pair = str(found.graph_name).strip("<>").removeprefix(f"{iris.graph('align')}/")
    table = repo.root / "data" / "alignments" / f"{pair}{tables.ALIGNMENT}"
    if table in repo.alignments:
        file = repo.file(table)
        stated = sssom.statements(file.text, file.name)
        return next((row.place for s, row, _ in stated if s.predicate == slot), Place(file.name))
    start = f"{found.subject} {slot} ".encode()
    for plan in filter(repo.has, pair.split("--")):
        path = repo.whole(plan)
        lines = repo.file(path).data.split(b"\n") if path else []
        line = next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 0)
        if path and line:
            return Place(repo.name(path), line)
    return Place("data")
