"""What a check found: values that every part of the check makes and every report format reads."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from kgtool.base.errors import Place
from kgtool.base.languages import Text

SEVERITIES = ("error", "warning", "info")
KINDS = ("shape", "query", "owl", "table", "comment", "text", "input", "engine", "extension")
BLANK = "_:"
"""A blank node, as a result has it: the name that a file or a program gives it says nothing."""
_LONGEST = 120
"""How much of a value a message shows, in code points."""


@dataclass(frozen=True)
class Location:
    """Where something stands: lines and columns from 1, columns in code points, end excluded; 0 is unknown.

    ``carried`` says that kgtool or a pack brings the file: it is none of the repository's.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    carried: bool = False

    @property
    def place(self) -> Place:
        return Place(self.file, self.line, self.column)


@dataclass(frozen=True)
class Rule:
    """Something that data is held to. ``code`` is stable: people search, suppress and link by it; ``kind`` is of KINDS.

    ``level`` is the curation level that promises it; empty for what every version is held to. ``shape`` is the SHACL shape
    that it is, in N-Triples form, ``path`` the property path of that, as Turtle, ``graded`` the severity that the shape has
    in place of SHACL's own; empty where there is none.
    """

    code: str
    severity: str
    name: Text
    message: Text
    why: Text
    kind: str
    location: Location
    remedy: Text | None = None
    level: str = ""
    shape: str = ""
    path: str = ""
    graded: str = ""


@dataclass(frozen=True)
class Finding:
    """One place where data breaks a rule.

    ``focus``, ``path``, ``value`` and ``component`` (the SHACL constraint component) are in N-Triples form, empty where
    there is none. ``source`` is where the plan
    itself says the thing in question: lines of the source text, for data that was extracted from one. ``said`` is what is
    wrong in this case, where that is more than the rule says. ``files`` are those in which it could be mended.
    ``follows`` is the fingerprint of the finding that it follows from; empty for one that comes first. ``number`` tells
    findings about blank nodes of one file apart that are alike, from 0 in the order of the file.
    """

    rule: Rule
    severity: str
    location: Location
    focus: str
    path: str = ""
    value: str = ""
    plan: str = ""
    label: Text | None = None
    source: Location | None = None
    component: str = ""
    said: Text | None = None
    files: tuple[str, ...] = ()
    follows: str = ""
    number: int = 0

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def fingerprint(self) -> str:
        """Stays the same when lines move: a hash of rule, subject, path and value; of a whole file, of rule and file.

        A blank node has no name that stays, so its file and its number stand for it.
        """
        about = self.focus or self.location.file
        own = (self.location.file, str(self.number)) if self.about_blank_node else ()
        parts = "\n".join((self.code, about, self.path, self.value, *own))
        return hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:32]

    @property
    def about_blank_node(self) -> bool:
        """Whether a blank node is wrong, or is the value that is."""
        return BLANK in (self.focus, self.value)

    def message(self, lang: str) -> str:
        """What is wrong and what to do, and about which thing."""
        about = self.label[lang] if self.label else self.focus.strip("<>")
        value = self.value if len(self.value) <= _LONGEST else self.value[:_LONGEST] + "…"
        which = " ".join(part for part in (about, value) if part)
        said = (self.said or self.rule.message)[lang]
        if not which:
            return said
        return f"{said} ({which})" if lang == "en" else f"{said}({which})"


@dataclass(frozen=True)
class Completeness:
    """How many of the things that a plan ought to say are there."""

    name: Text
    present: int
    expected: int


@dataclass(frozen=True)
class Wanted:
    """How often a version of a plan does not yet meet a rule of the next curation level."""

    rule: Rule
    count: int


@dataclass(frozen=True)
class PlanSummary:
    """One version of a plan in a report: its curation level, and what it lacks for the next one, by code of the rule.

    ``next`` is empty at the highest level.
    """

    plan: str
    label: Text
    elements: int
    completeness: tuple[Completeness, ...] = ()
    version: str = ""
    level: str = ""
    next: str = ""
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What was found at a git revision: the findings that are ``gone``, and those that are ``still`` there."""

    revision: str
    gone: tuple[Finding, ...]
    still: tuple[Finding, ...]


@dataclass(frozen=True)
class Report:
    """The outcome of a whole check. Findings are sorted by file, line, column and code.

    ``stale`` are suppressions that match nothing any more, ``mended`` findings of the baseline that are gone.
    With a ``comparison``, only those are there that are new since its revision. ``within`` is the path to the folder that
    files are named from, from the top of its git repository, with a slash at its end; empty for the top itself.
    """

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    plans: tuple[PlanSummary, ...] = ()
    notices: tuple[Text, ...] = ()
    suppressed: int = 0
    stale: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    files: int = 0
    version: str = ""
    comparison: Comparison | None = None
    within: str = ""

    def first(self) -> dict[Finding, list[Finding]]:
        """Return the findings that come first, in order, each with those that follow from it.

        One that follows from what is not in the report comes first as well.
        """
        known = {finding.fingerprint for finding in self.findings if not finding.follows}
        found: dict[Finding, list[Finding]] = {f: [] for f in self.findings if f.follows not in known}
        leads = {finding.fingerprint: finding for finding in found}
        for finding in self.findings:
            if finding not in found:
                found[leads[finding.follows]].append(finding)
        return found

    def count(self, severity: str) -> int:
        return sum(finding.severity == severity for finding in self.findings)


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The order in which findings are shown."""
    at = finding.location
    return (at.file, at.line, at.column, finding.code, finding.focus, finding.value)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order in which they are shown, those about blank nodes numbered where they are alike."""
    found: list[Finding] = []
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=order):
        alike = finding.fingerprint if finding.about_blank_node else ""
        found.append(replace(finding, number=seen[alike]) if alike else finding)
        seen[alike] += 1
    return found


class ValidationResult(NamedTuple):
    """One validation result; terms in N-Triples form (a blank node as ``_:``), empty where there is none.

    ``path`` is a predicate, ``^`` and a predicate, or empty for a longer path. ``message`` has the messages that a query of a
    shape gives this one, a line of N-Triples each. ``engine`` is the only one that has it, of two that were compared.
    """

    focus: str
    path: str = ""
    value: str = ""
    component: str = ""
    severity: str = ""
    shape: str = ""
    message: str = ""
    engine: str = ""
