"""The units in which plans count, by each way to print them: the concepts of ``id:unit`` in data/reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kgtool.base import printed_numbers
from kgtool.base.printed_numbers import NOT_READ, PrintedValue
from kgtool.corpus.layout import Repo
from kgtool.rdf.vocab import ID, SKOS

_NAMES = (SKOS.prefLabel, SKOS.altLabel)


@dataclass(frozen=True)
class PrintedUnits:
    """Units by their printed names in normal form, as IRIs."""

    names: Mapping[str, str] = field(default_factory=dict)

    def iri(self, unit: str) -> str:
        """Return the concept of a unit as printed; empty where the list has none."""
        return self.names.get(printed_numbers.plain(unit), "")

    def sure(self, value: PrintedValue) -> PrintedValue:
        """Return a value whose unit is in the list or not printed; another is not read: what looks like a unit may be none."""
        return value if not value.unit or self.iri(value.unit) else NOT_READ


def read(repo: Repo) -> PrintedUnits:
    """Return the units that the reference data of a folder of plans lists, its own and those that come with the tool."""
    statements = [statement for path in repo.reference for statement in repo.file(path).statements]
    units = {s.subject.value for s in statements if s.predicate == SKOS.inScheme and s.object == ID["unit"]}
    return PrintedUnits(
        {
            printed_numbers.plain(s.object.value): s.subject.value
            for s in statements
            if s.predicate in _NAMES and s.subject.value in units and getattr(s.object, "language", "") == "ja"
        }
    )
