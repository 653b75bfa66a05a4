"""How far people who decided the same proposals agree, and where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kgtool.build import alpha
from kgtool.build.alpha import Agreement
from kgtool.review.decision import Decision, Verdict
from kgtool.review.work import Work
from kgtool.suggest.proposal import Kind, ProposedText

_Said = tuple[bool, str | ProposedText, str]


class KindAgreement(NamedTuple):
    """The agreement on proposals of one kind; None where it cannot be measured: nobody differs, or too few decided."""

    kind: Kind
    read: int
    same: int
    agreement: Agreement | None


class Disagreement(NamedTuple):
    """A proposal that people decided differently: their decisions, in the order of their names."""

    proposal: str
    decisions: tuple[Decision, ...]


class Compared(NamedTuple):
    """Who decided, how far they agree on each kind of proposal, and each proposal on which they differ."""

    readers: tuple[str, ...]
    kinds: tuple[KindAgreement, ...]
    differences: tuple[Disagreement, ...]


def of(decisions: Iterable[Decision]) -> Compared:
    """Compare the decisions of all people about the proposals that two or more of them decided.

    Each element is one thing that was read and each proposal of it a unit, as in ``kgtool.build.agreement``: alpha is
    Krippendorff's for nominal data. What somebody was not sure of counts as not read.
    """
    by_proposal: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        if one.verdict not in (Verdict.UNSURE, Verdict.TAKEN_BACK):
            by_proposal[one.proposal].append(one)
    shared = {proposal: found for proposal, found in by_proposal.items() if len(found) > 1}
    kinds = []
    for kind in Kind:
        units = {proposal: found for proposal, found in shared.items() if found[0].kind is kind}
        if units:
            things: dict[str, list[list[_Said]]] = defaultdict(list)
            for found in units.values():
                things[found[0].element].append([_said(one) for one in found])
            same = sum(len({_said(one) for one in found}) == 1 for found in units.values())
            kinds.append(KindAgreement(kind, len(units), same, alpha.measure(things.values())))
    differences = tuple(
        Disagreement(proposal, tuple(sorted(found, key=lambda one: one.who)))
        for proposal, found in shared.items()
        if len({_said(one) for one in found}) > 1
    )
    readers = tuple(sorted({one.who for found in shared.values() for one in found}))
    return Compared(readers, tuple(kinds), differences)


def said(difference: Disagreement, work: Work, lang: str) -> tuple[str, str, list[tuple[str, Verdict, str, str]]]:
    """Return a difference in words: the element, what was proposed, and of each person the verdict, the value, and why."""
    first = difference.decisions[0]
    of_each = [(one.who, one.verdict, work.shown(one.value, lang), one.why) for one in difference.decisions]
    proposed = next(
        (p.value for card in work.cards for p in card.proposals if p.iri == difference.proposal), first.value
    )
    return work.called(first.element, lang), work.shown(proposed, lang), of_each


def _said(one: Decision) -> _Said:
    """What a decision holds, alike for two that accepted the same; of what is wrong nothing more is said."""
    return (True, one.value, one.predicate) if one.holds else (False, "", "")
