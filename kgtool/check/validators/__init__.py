"""The ways to find what is wrong with data: one module each, found by standing here, all behind one interface.

A module has a ``VALIDATOR``. Other distributions add some as entry points of ``kgtool.validators`` (docs/extend.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from kgtool.base.errors import UsageError
from kgtool.base.languages import Text
from kgtool.base.registry import Registry, distribution
from kgtool.check.cross_unit import AllUnits
from kgtool.check.finding import Rule, ValidationResult
from kgtool.check.rules import RuleSet
from kgtool.check.unit_input import UnitInput
from kgtool.corpus.layout import Repo
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies

VALIDATORS = Registry("kgtool.check.validators", "kgtool.validators", ("VALIDATOR",))
Found = tuple[Rule, ValidationResult]


@dataclass
class Notes:
    """Notices of a report beside its findings; ``notify`` is called with each as soon as it is made.

    What ``failures`` name could not be validated, so the report is not cached.
    """

    notify: Callable[[Text], None] = lambda text: None
    notices: list[Text] = field(default_factory=list)
    failures: list[Text] = field(default_factory=list)

    def tell(self, ja: str, en: str) -> None:
        """Say something in both languages."""
        self.notices.append(Text(ja, en))
        self.notify(self.notices[-1])

    def fail(self, ja: str, en: str) -> None:
        """Say what could not be validated."""
        self.tell(ja, en)
        self.failures.append(self.notices[-1])


class Validator:
    """One way to find what is wrong. A validator does what it can do; what it leaves as it is here finds nothing.

    It is a pure function of what it is given, since what was found in a unit is remembered until the unit, its context
    or the rules change. A result names its focus node, path and value; where they stand in the files is looked up later.
    """

    def refuse(self, repo: Repo) -> None:
        """Raise ``InputError`` for a repository that nobody can look at, before anything of it is read."""

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return every rule that data is held to."""
        return ()

    def unit(self, unit: UnitInput, notes: Notes) -> Iterable[Found]:
        """Return what is wrong with the nodes that are a unit's own."""
        return ()

    def together(self, all_units: AllUnits, notes: Notes) -> Iterable[Found]:
        """Return what is wrong with all units together."""
        return ()


@cache
def every() -> tuple[Validator, ...]:
    """Return all validators, ours first. Raises ``UsageError`` (extension-name, extension-broken)."""
    return tuple(member.VALIDATOR for member in VALIDATORS.all())


def rules(known: RuleSet, ours: bool = False) -> dict[str, Rule]:
    """Return every rule by its code, sorted; those of our own validators only, where ``ours`` is said.

    Raises ``UsageError`` (rule-exists) for two rules of one code.
    """
    members = [VALIDATORS.load(name).VALIDATOR for name in VALIDATORS.own] if ours else every()
    found: dict[str, Rule] = {}
    for rule in (rule for validator in members for rule in validator.rules(known)):
        if rule.code in found:
            raise UsageError("rule-exists", rule.location.place, rule=rule.code)
        found[rule.code] = rule
    return dict(sorted(found.items()))


def dependencies() -> Dependencies:
    """Return the code and the libraries that what validators find depends on; of other distributions version and code."""
    found = Dependencies(
        {"library": {name: f"{distribution(p)} {_code(p.module)}" for name, p in VALIDATORS.added.items()}}
    )
    for name in VALIDATORS.own:
        found |= code(f"{VALIDATORS.package}.{name}")
    return found


def _code(module: str) -> str:
    """A hash of the Python files of the package that a module is in."""
    spec = find_spec(module.partition(".")[0])
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
    files += [Path(spec.origin)] if spec and spec.origin and not folders else []
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]
