"""Load the source text of a plan's version, verified byte for byte, and give its lines with their offsets."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF

PAGE_BREAK = "\f"
"""Stands at the head of each page but the first, where a text comes from a document with pages."""


@dataclass(frozen=True)
class SourceDescription:
    """The metadata of a source text in ``source.ttl``: file name, SHA-256, length in code points.

    ``name`` is how errors call that file; a version ``beside`` a plan's first has a folder of its own.
    """

    plan: str
    version: str
    file: str
    sha256: str
    characters: int
    name: str = "source.ttl"
    beside: bool = False

    @property
    def edition(self) -> str:
        """The folder below data/ that it stands in."""
        return f"{self.plan}/{self.version}" if self.beside else self.plan

    @property
    def text_iri(self) -> str:
        return iris.text(self.plan, self.version)


@dataclass(frozen=True)
class SourceLine:
    """One line of a source text after repairs; ``number`` counts from 1.

    ``offsets`` maps each character of ``text`` to the range (start, end) that it stands for in the source.
    """

    number: int
    text: str
    offsets: tuple[tuple[int, int], ...]

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return source offsets of ``text[start:end]``, without white space at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start == end:
            raise ValueError(f"an empty span on line {self.number}")
        return self.offsets[start][0], self.offsets[end - 1][1]

    def replaced(self, printed: str, read: str) -> SourceLine:
        """Return the line with ``printed`` read as ``read``; offsets still point at what is printed."""
        at = self.text.index(printed)
        first, last = self.offsets[at][0], self.offsets[at + len(printed) - 1][1]
        new = tuple(
            (min(first + n, last - 1), last if n == len(read) - 1 else min(first + n + 1, last))
            for n in range(len(read))
        )
        return SourceLine(
            self.number,
            self.text[:at] + read + self.text[at + len(printed) :],
            self.offsets[:at] + new + self.offsets[at + len(printed) :],
        )


@dataclass(frozen=True)
class SourceText:
    """A verified source text. Offsets are Unicode code points from 0."""

    description: SourceDescription
    name: str
    text: str

    def lines(self) -> list[SourceLine]:
        """Return its lines; form feeds, which part pages, belong to none."""
        result, offset = [], 0
        for number, line in enumerate(self.text.split("\n"), 1):
            kept = [n for n, char in enumerate(line) if char != PAGE_BREAK]
            text = "".join(line[n] for n in kept) if len(kept) < len(line) else line
            result.append(SourceLine(number, text, tuple((offset + n, offset + n + 1) for n in kept)))
            offset += len(line) + 1
        return result

    def sha256(self, start: int, end: int) -> str:
        """Return the SHA-256 of the UTF-8 bytes of a range."""
        return hashlib.sha256(self.text[start:end].encode()).hexdigest()


def describe(repo: Repo, edition: str) -> SourceDescription:
    """Read the metadata of the source text of a plan, or of a version beside its first (``22208-ito-5/adopted``).

    Raises ``InputError``: source-description, plan-incomplete, turtle-syntax.
    """
    described = repo.file(repo.plan_file(edition, "source.ttl"))
    plan, _, beside = edition.partition("/")
    name, triples = described.name, described.statements
    texts = [t.subject for t in triples if t.predicate == RDF.type and t.object == JPP.SourceText]
    if len(texts) != 1:
        raise InputError("source-description", name, reason=f"{len(texts)} jpp:SourceText, 1 expected")
    iri = texts[0].value

    def value(predicate: NamedNode) -> str:
        found = [t.object.value for t in triples if t.subject.value == iri and t.predicate == predicate]
        if len(found) != 1:
            raise InputError(
                "source-description",
                name,
                reason=f"{len(found)} {predicate.value.rsplit('#')[-1]} of <{iri}>, 1 expected",
            )
        return found[0]

    file, characters = value(JPP.fileName), value(JPP.characterCount)
    if not file or "\0" in file or file != Path(file).name:
        raise InputError("source-description", name, reason=f"jpp:fileName {file!r} is no name of a file")
    if not re.fullmatch("[0-9]{1,18}", characters):
        raise InputError("source-description", name, reason=f"jpp:characterCount {characters!r} is no whole number")
    version = _version(plan, iri, name)
    if beside not in ("", version):
        raise InputError("source-description", name, reason=f"the folder is {beside}, the text that of {version}")
    return SourceDescription(plan, version, file, value(JPP.sha256), int(characters), name, bool(beside))


def _version(plan: str, iri: str, name: str) -> str:
    """The version of a plan that a text's IRI names."""
    above = f"{iris.TEXT}{plan}/"
    if not iri.startswith(above):
        raise InputError("source-description", name, reason=f"<{iri}> is not below {above}")
    version = iri.removeprefix(above)
    try:
        if version and "/" not in version and iris.element(plan, version):
            return version
    except ValueError:
        pass
    raise InputError("source-description", name, reason=f"<{iri}> names no version in ASCII right below {above}")


def read(repo: Repo, edition: str, folder: Path) -> SourceText:
    """Return the verified source text of a plan, or of a version beside its first, from a folder of texts.

    Raises ``InputError`` as its two steps do.
    """
    description = describe(repo, edition)
    return load(description, text_file(repo, description, folder))


def text_file(repo: Repo, description: SourceDescription, folder: Path) -> InputFile:
    """Return the file of a source text; errors call it as the folder was given."""
    path = folder / description.file
    return repo.file(path, path.as_posix())


def load(description: SourceDescription, file: InputFile) -> SourceText:
    """Return the source text in ``file``, verified by the hash of its bytes and by its length.

    Raises ``InputError`` (file-missing, encoding, source-empty, source-bom, source-crlf, source-changed).
    """
    name, data = file.name, file.data
    if not data.strip():
        raise InputError("source-empty", name)
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError("source-bom", Place(name, 1, 1))
    if b"\r" in data:
        raise InputError("source-crlf", Place(name, data.count(b"\n", 0, data.index(b"\r")) + 1))
    text = file.text
    if file.hash != description.sha256:
        raise InputError("source-changed", name, found=file.hash, expected=description.sha256)
    if len(text) != description.characters:
        raise InputError(
            "source-description",
            description.name,
            reason=f"the text has {len(text)} code points, jpp:characterCount says {description.characters}",
        )
    return SourceText(description, name, text)
