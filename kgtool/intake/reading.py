"""Read a document of any kind that a city has."""

from __future__ import annotations

from pathlib import Path

from kgtool.base.errors import InputError
from kgtool.base.files import read_bytes
from kgtool.base.registry import Registry
from kgtool.intake.document import SourceDocumentText

MOST_BYTES = 500_000_000
FORMATS = Registry("kgtool.intake.formats", needs=("read",))
"""Modules by kind; one is imported when a document of its kind is read, so that only reading a PDF loads PDFium."""


def read_document(path: Path, name: str = "") -> SourceDocumentText:
    """Return the text of a PDF or of a text file, with its pages, tables and doubts.

    ``name`` is how errors call the file. The same bytes give the same text with the same versions of the readers.

    Raises ``InputError``: file-missing, file-unreadable, document-empty, document-encrypted, document-broken,
    document-too-large, document-kind, document-without-text. Cost: about 20 ms for a page of a PDF, 3 to 10 s for a page
    that has to be recognised from its picture.
    """
    name = name or path.as_posix()
    data = read_bytes(path, name)
    if not data.strip():
        raise InputError("document-empty", name)
    if len(data) > MOST_BYTES:
        raise InputError("document-too-large", name, found=f"{len(data) // 10**6} MB", most=f"{MOST_BYTES // 10**6} MB")
    document: SourceDocumentText = FORMATS.load(kind(data)).read(name, data)
    return document


def kind(data: bytes) -> str:
    """Return the format of a document's bytes: pdf where they begin as ISO 32000-1, section 7.5.2 says, else text."""
    return "pdf" if b"%PDF-" in data[:1024] else "text"
