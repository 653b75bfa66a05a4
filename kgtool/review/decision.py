"""Decisions about proposals as values, and the table that remembers them: ``data/PLAN/decisions.tsv``.

One row a proposal and person, in canonical order; no graph holds it. A row says all that the decision needs, so it
outlives the proposal: what was accepted can be written, taken back and compared when everything is proposed anew.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache

from kgtool.base.csv import tabbed
from kgtool.base.errors import InputError, Place
from kgtool.rdf import iris, turtle
from kgtool.suggest.proposal import PREDICATES, Kind, Proposal, ProposedText

_BETWEEN = "/proposal/"
_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_NAME = re.compile(r"[^\t\n\r\f\v|]*\S[^\t\n\r\f\v|]*")


class Verdict(Enum):
    """What somebody decided of a proposal: right, right with another value, wrong, or not to be told.

    ``TAKEN_BACK`` stands in the table only until what was written of the decision is gone.
    """

    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"
    UNSURE = "unsure"
    TAKEN_BACK = "taken-back"


class Writing(Enum):
    """How far a decision has come into the files of facts.

    ``NOTHING``: it adds none. ``PENDING``: about to be written, which a process that was killed left to the next. ``DONE``:
    written. ``THERE``: the same fact stood there before, and stays when the decision is taken back. ``BLIND``: kept apart
    for comparison.
    """

    NOTHING = "nothing"
    PENDING = "pending"
    DONE = "done"
    THERE = "there-before"
    BLIND = "blind"


@dataclass(frozen=True)
class Decision:
    """What one person decided of one proposal, ``when`` in UTC (2026-11-30T09:00:00Z).

    ``proposal`` is the IRI of the proposal; ``predicate``, ``value``, ``evidence``, ``confidence``, ``method`` and
    ``sought_in`` are those of the proposal or, where it was changed, what the person put in their place. ``why`` is in
    the person's words.
    """

    proposal: str
    who: str
    when: str
    verdict: Verdict
    predicate: str
    value: str | ProposedText
    evidence: tuple[str, ...]
    confidence: float
    method: str
    sought_in: str = ""
    why: str = ""
    writing: Writing = Writing.NOTHING

    @property
    def element(self) -> str:
        """The IRI of the element, or of the mention, that it is about."""
        return self.proposal.partition(_BETWEEN)[0]

    @property
    def kind(self) -> Kind:
        """What was proposed."""
        return Kind(self.proposal.partition(_BETWEEN)[2].partition("/")[0])

    @property
    def holds(self) -> bool:
        """Whether it says that something is so."""
        return self.verdict in (Verdict.ACCEPTED, Verdict.CHANGED)

    @property
    def key(self) -> tuple[object, ...]:
        """Its place in the table; what is taken back stands before what takes its place."""
        return _natural(self.proposal), self.who, self.verdict is not Verdict.TAKEN_BACK


_natural = lru_cache(maxsize=100_000)(turtle.natural)


def of(proposal: Proposal, who: str, when: str, verdict: Verdict, why: str = "") -> Decision:
    """Return a decision about a proposal as it is. Raises ``ValueError`` for a name or a time that is none."""
    if not is_name(who):
        raise ValueError(f"{who!r} is no name: one line, without | and tabs")
    if not is_time(when):
        raise ValueError(f"{when!r} is no time as 2026-11-30T09:00:00Z")
    return Decision(
        proposal.iri,
        who,
        when,
        verdict,
        proposal.predicate,
        proposal.value,
        proposal.evidence,
        proposal.confidence,
        proposal.method,
        proposal.sought_in,
        " ".join(why.split()),
    )


def is_name(text: str) -> bool:
    """Say whether a text can name a person: one line that is not blank, without tabs and ``|``, at its ends no white space."""
    return _NAME.fullmatch(text) is not None and text == text.strip()


def is_time(text: str) -> bool:
    """Say whether a text is a time in UTC to the second."""
    return _WHEN.fullmatch(text) is not None


_COLUMNS = (
    "proposal",
    "who",
    "when",
    "verdict",
    "property",
    "value",
    "text_ja",
    "text_en",
    "evidence",
    "confidence",
    "method",
    "sought_in",
    "why",
    "writing",
)


def write(decisions: Iterable[Decision]) -> bytes:
    """Return decisions as a table, whatever their order. Raises ``ValueError`` where a person decided a proposal twice."""
    ordered = sorted(decisions, key=lambda decision: decision.key)
    if len({decision.key for decision in ordered}) < len(ordered):
        raise ValueError("a proposal is decided twice by one person")
    return "".join([tabbed(_COLUMNS) + "\n", *map(_row, ordered)]).encode()


@lru_cache(maxsize=100_000)
def _row(decision: Decision) -> str:
    return tabbed(_cells(decision)) + "\n"


def read(text: str, name: str) -> list[Decision]:
    """Return the decisions of a table, in its order. Raises ``InputError`` (decisions) with the line of what is wrong."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    return list(_rows(rows, name))


def _rows(rows: Iterator[list[str]], name: str) -> Iterator[Decision]:
    number = 1
    try:
        if (head := next(rows, None)) is not None and head != list(_COLUMNS):
            raise ValueError("the columns are not " + ", ".join(_COLUMNS))
        seen = set()
        for cells in rows:
            number += 1
            if len(cells) != len(_COLUMNS):
                raise ValueError(f"{len(cells)} cells, {len(_COLUMNS)} expected")
            decision = _decision(dict(zip(_COLUMNS, cells, strict=True)))
            if decision.key in seen:
                raise ValueError("this proposal is decided already by the same person")
            seen.add(decision.key)
            yield decision
    except (ValueError, InvalidOperation, csv.Error) as error:
        raise InputError("decisions", Place(name, number), reason=str(error)) from None


def _decision(cells: dict[str, str]) -> Decision:
    text = ProposedText(cells["text_ja"], cells["text_en"], cells["value"])
    decision = Decision(
        _long(cells["proposal"]),
        cells["who"],
        cells["when"],
        Verdict(cells["verdict"]),
        f"{iris.NS}{name}" if ":" not in (name := cells["property"]) else name,
        text if text.names else _long(cells["value"]),
        tuple(cells["evidence"].split()),
        float(Decimal(cells["confidence"])),
        _long(cells["method"]),
        _long(cells["sought_in"]),
        cells["why"],
        Writing(cells["writing"]),
    )
    if decision.predicate not in PREDICATES[decision.kind] or not is_name(decision.who) or not is_time(decision.when):
        raise ValueError("this is no decision about a proposal of its kind, by somebody, at a time")
    return decision


def _cells(decision: Decision) -> list[str]:
    text = decision.value if isinstance(decision.value, ProposedText) else ProposedText("")
    return [
        _short(decision.proposal),
        decision.who,
        decision.when,
        decision.verdict.value,
        decision.predicate.removeprefix(iris.NS),
        text.kind if isinstance(decision.value, ProposedText) else _short(decision.value),
        text.ja,
        text.en,
        " ".join(decision.evidence),
        f"{decision.confidence:.2f}",
        _short(decision.method),
        _short(decision.sought_in),
        decision.why,
        decision.writing.value,
    ]


def _short(iri: str) -> str:
    """A data IRI as its path; others whole."""
    return iri.removeprefix(iris.ID)


def _long(text: str) -> str:
    return text if not text or ":" in text else iris.ID + text


def about(made: Decision, proposal: Proposal) -> Decision:
    """Return a decision as one about a proposal, with which it may differ in what it says."""
    return replace(made, proposal=proposal.iri)
