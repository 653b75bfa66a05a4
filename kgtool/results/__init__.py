"""An answer to a query, and the formats it can be written in: one module each in ``formats/``, imported when asked for.

A format is a module with ``render(answer, options)``, ``FORMS`` (the forms of queries whose answers it can write) and
``FOR_PEOPLE`` (whether labels stand for IRIs). Other distributions add formats as entry points of
``kgtool.result_formats``. Ours for machines are W3C's: CSV and TSV (SPARQL 1.1 Query Results CSV and TSV Formats), JSON
and XML of the same family, Turtle, JSON-LD and N-Triples for graphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgtool.base.errors import AnswerFormatError
from kgtool.base.registry import Registry

Term = NamedNode | Literal | BlankNode | Triple | None
ROWS = ("SELECT", "ASK")
GRAPHS = ("CONSTRUCT", "DESCRIBE")
FORMATS = Registry("kgtool.results.formats", "kgtool.result_formats", ("FORMS", "FOR_PEOPLE", "render"))
_LOCAL = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Stream:
    """An answer as it arrives from an engine: ``rows`` and ``triples`` can be iterated once."""

    form: str
    columns: tuple[str, ...] = ()
    rows: Iterable[tuple[Term, ...]] = ()
    triples: Iterable[Triple] = ()
    truth: bool | None = None

    def collect(self, limit: int | None = None) -> Answer:
        """Read the answer to its end, or ``limit`` rows or triples of it."""
        beyond = None if limit is None else limit + 1
        rows, triples = tuple(islice(self.rows, beyond)), tuple(islice(self.triples, beyond))
        cut = limit is not None and max(len(rows), len(triples)) > limit
        return Answer(self.columns, rows[:limit], triples[:limit], self.truth, self.form, cut=cut)


@dataclass(frozen=True)
class Answer:
    """The answer to one query: rows of a SELECT, triples of a CONSTRUCT or DESCRIBE, or the truth of an ASK.

    ``labels`` has names for IRIs of the answer, where they were asked for. ``cut`` says that there was more than was
    asked for, ``seconds`` how long the engine took.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term, ...], ...] = ()
    triples: tuple[Triple, ...] = ()
    truth: bool | None = None
    form: str = "SELECT"
    labels: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    seconds: float = 0.0

    @property
    def empty(self) -> bool:
        """Whether there are no rows and no triples; never for an ASK."""
        return self.truth is None and not self.rows and not self.triples

    def iris(self) -> list[str]:
        """Every IRI that stands in the answer, sorted."""
        cells = [cell for row in self.rows for cell in row]
        cells += [term for triple in self.triples for term in triple]
        return sorted({cell.value for cell in cells if isinstance(cell, NamedNode)})


@dataclass(frozen=True)
class RenderOptions:
    """Options of a format: language, title, description, prefixes for Turtle, width of a table in terminal columns.

    ``ambiguous_wide`` says that the terminal shows characters of ambiguous width in two columns.
    """

    lang: str = "en"
    title: str = ""
    description: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    width: int | None = None
    ambiguous_wide: bool = False


def abbreviate(answer: Answer, prefixes: Mapping[str, str]) -> Answer:
    """Return the answer with a prefixed name for every IRI that has no label and can be written as one."""
    bases = sorted(prefixes.items(), key=lambda item: -len(item[1]))
    short = {}
    for iri in answer.iris():
        found = next(((name, base) for name, base in bases if iri.startswith(base)), None)
        if found and _LOCAL.fullmatch(iri, len(found[1])):
            short[iri] = f"{found[0]}:{iri[len(found[1]) :]}"
    return replace(answer, labels={**short, **answer.labels})


def default_format(form: str) -> str:
    """Return the format for the terminal where none is named."""
    return "turtle" if form in GRAPHS else "table"


def fit(name: str, form: str) -> None:
    """Raise ``AnswerFormatError`` (format-unfit) where answers of this form cannot be written in the format."""
    if form in (*ROWS, *GRAPHS) and form not in FORMATS.load(name).FORMS:
        fitting = (other for other in FORMATS if form in FORMATS.load(other).FORMS)
        raise AnswerFormatError("format-unfit", format=name, form=form, known=", ".join(fitting))


def for_people(name: str) -> bool:
    """Say whether a format writes labels in place of IRIs."""
    people: bool = FORMATS.load(name).FOR_PEOPLE
    return people


def render(name: str, answer: Answer, options: RenderOptions) -> str:
    """Return the answer in the format ``name``, one of ``FORMATS``. Same answer, same text.

    Raises ``AnswerFormatError`` (format-unfit) for an answer that the format has no way to write, ``UsageError``
    (extension-broken).
    """
    fit(name, answer.form)
    text: str = FORMATS.load(name).render(answer, options)
    return text
