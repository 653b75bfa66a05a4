"""What the outcome of a unit depends on.

A unit sees its own statements; of the shared data the nodes that it points to or describes, and those that point to it;
of other plans its context lines. All units see the rules, the ontology as far as rules name it, and the same code. Where
something is found, places are shown, so the bytes of the files count as well.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import cached_property

from kgtool.check import validators
from kgtool.check.context import ValidationContext
from kgtool.check.unit_input import UnitInput
from kgtool.corpus import units
from kgtool.corpus.input_file import digests, hashes
from kgtool.corpus.units import Unit
from kgtool.incremental.cache import DiskCache
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.rdf import nquads


class UnitDependencies:
    """Dependencies of units in one validation context, and the shared data by node as they see it.

    ``common`` stands for what all of them depend on; ``cache`` holds what that is.
    """

    def __init__(self, context: ValidationContext, cache: DiskCache) -> None:
        self._context = context
        self.cache = cache
        self._fingerprints: dict[str, str] = {}
        self.common = cache.share("units", self._seen_by_all())

    def _seen_by_all(self) -> Dependencies:
        made = self._context
        about: dict[str, list[bytes]] = defaultdict(list)
        for text in [*made.ontology_lines("one"), *made.ontology_lines("terms"), *made.classes, *made.measured()]:
            about[nquads.iri(nquads.subject(text)) or "-"].append(text)
        queries = [*(query for query, _ in made.queries), *([made.completeness] if made.completeness else [])]
        seen = {
            "node": {iri: nquads.digest(texts) for iri, texts in about.items()},
            "rule": made.fingerprints(queries),
            "setting": {"engine": made.engine},
        }
        return code("kgtool.check.unit") | validators.dependencies() | Dependencies(seen)

    def of(self, unit: Unit, given: UnitInput) -> Dependencies:
        """Return what a unit's outcome depends on, places apart."""
        files = self._context.files(unit.name)
        others = {name: nquads.digest(line.text for line in lines) for name, lines in given.context_lines.items()}
        seen = {
            "statements": digests(files),
            "node": {iri: self.fingerprint(iri) for iri in self._nodes(given)} if unit.name != units.SHARED else {},
            "unit": dict.fromkeys(given.pointed, "") | others,
        }
        if given.aligns:  # what a table calls its elements is in no statement
            seen["bytes"] = hashes(files)
        return self.common | Dependencies(seen)

    def places(self, unit: Unit, given: UnitInput) -> Dependencies:
        """Return what the places of findings in a unit depend on: the bytes of its files and of those it points to."""
        files = [file for name in (unit.name, *given.context_lines) for file in self._context.files(name)]
        return Dependencies({"bytes": hashes(files)})

    def _nodes(self, given: UnitInput) -> set[str]:
        """The shared nodes that a unit sees."""
        made = self._context
        pointing = {node for subject in given.subjects for node in made.pointing.get(subject, ())}
        seen = (given.subjects | given.outside | pointing) & (made.about.keys() | made.kinds.keys())
        return {nquads.iri(node) for node in seen} - {""}

    @property
    def digest(self) -> str:
        """A hash of the shared data."""
        return self._context.shared_digest

    @cached_property
    def terms(self) -> str:
        """A hash of which nodes the shared data describes, and to which others they point."""
        made = self._context
        described = made.about.keys() | made.kinds.keys()
        pairs = {b"%b %b" % (node, s) for node, found in made.pointing.items() if node not in described for s in found}
        named = (term for term in (*described, *pairs) if b"_:" not in term)
        return hashlib.sha256(b"\n".join(sorted(named))).hexdigest()

    def fingerprint(self, iri: str) -> str:
        """Return a hash of what rules see of a shared node; empty where it is not described."""
        if iri not in self._fingerprints:
            made, node = self._context, f"<{iri}>".encode()
            texts = [*made.about.get(node, ()), *made.kinds.get(node, ())]
            there = node in made.about or node in made.kinds
            self._fingerprints[iri] = nquads.digest(texts)[:16] if there else ""
        return self._fingerprints[iri]
