"""Fold what follows from a fault under it: one fault, one finding first.

A deleted element leaves what is said of it in the air, a wrong year makes others late, one wrong value breaks several
rules. Which finding is the fault is said by rules about codes, focus nodes and values; nothing is left out of a report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from kgtool.check.finding import BLANK, SEVERITIES, Finding, order, ordered
from kgtool.rdf.vocab import JPP

MISSING = "element-missing"
_BLANK, _DRIFT = "blank-node", "extract-drift"
_SHORT_TEXT, _BEYOND = "text-shorter-than-spans", "span-beyond-text"
_UNHARMFUL = ("stray-file", "toml-")
"""How errors of an input begin without which the rest of a plan can be read."""
_PARTS = re.compile(r"--|[/#<>]|\.(?:sssom\.)?t")
"""What stands between the names in an IRI, and in the name of a file."""
_YEARS = {str(JPP.startFiscalYear), str(JPP.endFiscalYear)}
_OUTSIDE = "-outside-period"
_MISPLACED = (
    "wrong-parent",
    "sibling-order-differs",
    "sibling-spans-overlap",
    "child-before-parent",
    "child-after-section",
    "order-hole",
)
"""What shows where an element hangs below a wrong parent; the first that is found comes first."""


def folded(findings: Iterable[Finding], unread: Set[str] = frozenset()) -> list[Finding]:
    """Return findings in order, each that follows from another with the fingerprint of the one that comes first.

    ``unread`` are the plans that could not be read.
    """
    found = ordered(findings)
    leads: dict[Finding, Finding] = {}
    for lead, follower in (*_of_unread(unread, found), *_pairs(found)):
        if follower is not lead and follower not in leads and leads.get(lead) is not follower:
            leads[follower] = lead
    return [replace(finding, follows=_first(finding, leads)) for finding in found]


def _first(finding: Finding, leads: dict[Finding, Finding]) -> str:
    """The fingerprint of what a finding follows from in the end; empty for one that comes first."""
    lead, seen = leads.get(finding), {finding}
    while lead in leads and leads[lead] not in seen:
        seen.add(lead)
        lead = leads[lead]
    return lead.fingerprint if lead else ""


def _pairs(found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """A fault and what follows from it; where several claim a finding, the first does."""
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_code[finding.code].append(finding)
    yield from _of_blank_nodes(by_code[_BLANK], found)
    yield from _of_missing(by_code[MISSING], found)
    for lead in by_code[_SHORT_TEXT]:
        text = f"{lead.focus.strip('<>')}#"
        yield from ((lead, one) for one in by_code[_BEYOND] if one.focus.strip("<>").startswith(text))
    for lead in (one for one in found if one.path in _YEARS):
        version = f"{lead.focus.strip('<>')}/"
        late = (one for one in found if one.code.endswith(_OUTSIDE))
        yield from ((lead, one) for one in late if one.focus.strip("<>").startswith(version))
    yield from _misplaced(by_code)
    yield from _of_one_file(by_code[_DRIFT])
    yield from _same_value(found)


def _of_unread(unread: Set[str], found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """What other files say of a plan that could not be read: nothing that they point to is there."""
    leads: dict[str, Finding] = {}
    for one in found:
        if one.plan in unread and one.rule.kind == "input" and not one.code.startswith(_UNHARMFUL):
            leads.setdefault(one.plan, one)
    for one in found if leads else ():
        about = {part for text in (one.location.file, one.focus, one.value) for part in _PARTS.split(text)}
        yield from ((lead, one) for plan, lead in leads.items() if plan in about and one.rule.kind != "input")


def _of_blank_nodes(blank: Sequence[Finding], found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """What else is wrong with a blank node: it would not be there if the node had an IRI to be looked at by."""
    for one in found if blank else ():
        before = [
            lead for lead in blank if lead.location.file == one.location.file and order(lead)[:3] <= order(one)[:3]
        ]
        if one.focus == BLANK and before and one.code != _BLANK:
            yield before[-1], one


def _of_missing(missing: Sequence[Finding], found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """What is said of elements that are not there, and the holes that they leave among their siblings."""
    gone = {lead.focus.strip("<>"): lead for lead in missing}
    beside = {iri.rpartition("/")[0]: lead for iri, lead in gone.items()}
    for one in found if gone else ():
        for term in (one.focus, one.value):
            for iri in _upwards(term.strip("<>")):
                if iri in gone:
                    yield gone[iri], one
        parent = one.focus.strip("<>").rpartition("/")[0]
        if one.code in _MISPLACED and parent in beside:
            yield beside[parent], one


def _upwards(iri: str) -> Iterator[str]:
    """An IRI and those above it."""
    while iri.count("/") > 3:
        yield iri
        iri = iri.rpartition("/")[0]


def _misplaced(by_code: dict[str, list[Finding]]) -> Iterator[tuple[Finding, Finding]]:
    """What an element below a wrong parent brings out of order, by file; single findings stand for themselves."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for code in _MISPLACED:
        for finding in by_code[code]:
            by_file[finding.location.file].append(finding)
    for several in by_file.values():
        if len({finding.code for finding in several}) > 1:
            yield from ((several[0], one) for one in several[1:])


def _of_one_file(found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """What else of one file differs: an edit that is made in several places, or a profile that gives more than one thing."""
    first: dict[str, Finding] = {}
    for one in found:
        yield first.setdefault(one.location.file, one), one


def _same_value(found: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """One value that breaks several rules: the worst of them comes first."""
    same: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.value:
            same[finding.focus, finding.path, finding.value].append(finding)
    for several in same.values():
        first = min(several, key=lambda finding: SEVERITIES.index(finding.severity))
        yield from ((first, one) for one in several)
