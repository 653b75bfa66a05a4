"""The words by which plans head their parts, and what each says of the part's function (data/reference/heading-terms.toml)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from kgtool.base import toml
from kgtool.base.toml import Filled
from kgtool.corpus.layout import Repo
from kgtool.intake.drafting.blocks import heading_name

GENERAL = "general"
"""Evidence of a term that is general knowledge of plans, not taken from one of them."""


@dataclass(frozen=True)
class HeadingTerm:
    """How a term is printed (``form``), and which plans print it (``evidence``)."""

    form: tuple[Literal["number", "heading", "ending", "inside", "label"], ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class HeadingFunction:
    """What a part of a plan is for. ``class_`` is empty where it is no element; ``paragraphs`` says whether each is one."""

    id: Filled
    ja: Filled
    en: Filled
    class_: str = ""
    paragraphs: Literal["one", "each"] = "one"
    terms: dict[str, HeadingTerm] = field(default_factory=dict)


@dataclass(frozen=True)
class HeadingReading:
    """What a heading was recognised by: the function, the term, its form."""

    function: HeadingFunction
    term: str
    form: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """All functions with their terms."""

    functions: tuple[HeadingFunction, ...]

    def without(self, evidence: Iterable[str]) -> Lexicon:
        """Return the lexicon without the terms that nothing but the given evidence knows."""
        out = set(evidence)
        kept = tuple(
            replace(function, terms={t: held for t, held in function.terms.items() if not set(held.evidence) <= out})
            for function in self.functions
        )
        return Lexicon(kept)

    def function(self, id_: str) -> HeadingFunction:
        """Return a function by its id."""
        return next(function for function in self.functions if function.id == id_)

    @property
    def number_words(self) -> dict[str, HeadingReading]:
        """The terms that stand before numbers, normalised."""
        return {_plain(r.term): r for r in self._readings("number")}

    def labels(self, functions: Iterable[str]) -> dict[str, HeadingReading]:
        """The terms that may head their text in the same line: labels, and whole headings of some functions."""
        some = set(functions)
        whole = {r.term: r for r in self._readings("heading") if r.function.id in some}
        return whole | {r.term: r for r in self._readings("label")}

    def heading(self, title: str) -> HeadingReading | None:
        """Return what a heading is recognised by: whole before its ending before a part of it, longer terms first."""
        name = _plain(heading_name(title))
        tests = (("heading", str.__eq__), ("ending", str.endswith), ("inside", str.__contains__))
        for form, fits in tests:
            for reading in sorted(self._readings(form), key=lambda r: -len(r.term)):
                if fits(name, _plain(reading.term)):
                    return reading
        return None

    def _readings(self, form: str) -> list[HeadingReading]:
        return [
            HeadingReading(function, term, form, held.evidence)
            for function in self.functions
            for term, held in function.terms.items()
            if form in held.form
        ]


def read(repo: Repo) -> Lexicon:
    """Return the lexicon of a repository. Raises ``InputError`` (toml-syntax, toml-key, toml-value)."""
    path = repo.heading_terms
    name = repo.name(path)
    file = toml.parse(repo.file(path).text, name, "docs/profile.md")
    toml.known(file, ("function",))
    return Lexicon(tuple(toml.build(HeadingFunction, table) for table in file.each("function")))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
