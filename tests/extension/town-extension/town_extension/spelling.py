"""A validator: titles with a full-width digit, which the town's search engine does not find."""

from __future__ import annotations

from collections.abc import Iterable

from kgtool.base.languages import Text
from kgtool.check.finding import Location, Rule, ValidationResult
from kgtool.check.rules import RuleSet
from kgtool.check.unit_input import UnitInput
from kgtool.check.validators import Found, Notes, Validator

_LABEL = b"<http://www.w3.org/2000/01/rdf-schema#label>"
_DIGITS = "０１２３４５６７８９"
RULE = Rule(
    "town-full-width-digit",
    "warning",
    Text("全角の数字", "Full-width digit"),
    Text(
        "題に全角の数字があります。半角で書いてください。",
        "The title has a full-width digit. Write it as an ordinary one.",
    ),
    Text("町の検索では見つかりません。", "The town's search does not find it."),
    "extension",
    Location(""),
)


class Spelling(Validator):
    """Looks at every title of a unit."""

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return the one rule."""
        return [RULE]

    def unit(self, unit: UnitInput, notes: Notes) -> Iterable[Found]:
        """Yield each title of the unit's own that has such a digit."""
        for line in unit.lines:
            title, subject = line.object.decode(), line.subject.decode()
            if line.predicate == _LABEL and subject in unit.own and set(_DIGITS) & set(title):
                yield RULE, ValidationResult(subject, _LABEL.decode(), title)


VALIDATOR = Spelling()
