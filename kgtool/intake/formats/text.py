"""Read a text file: UTF-8, or the encodings that Japanese programs wrote before it; form feeds count its pages."""

from __future__ import annotations

import hashlib
import unicodedata

from kgtool.base.errors import InputError
from kgtool.base.version import __version__
from kgtool.intake.document import PAGE_BREAK, NoteKind, ReadingNote, SourceDocumentText, TextPage
from kgtool.rdf import media

_ENCODINGS = ("utf-8", "cp932", "euc_jp")


def read(name: str, data: bytes) -> SourceDocumentText:
    """Return the text of a file as it is, with LF and without byte order mark; tabs do not make tables of it.

    Raises ``InputError`` (document-kind) for bytes that are no text in an encoding of ours.
    """
    text, said = _decoded(name, data)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain != text:
        said.append("CR LF")
    notes = [ReadingNote(NoteKind.DECODED, 1, 0, len(plain), ", ".join(said))] if said else []
    pages, at = [], 0
    for number, page in enumerate(plain.split(PAGE_BREAK), 1):
        pages.append(TextPage(number, at, at + len(page)))
        at += len(page) + 1
    if len(pages) > 1 and not plain[pages[-1].start :].strip():
        # pdftotext ends each page with a form feed, the last one too
        pages.pop()
    return SourceDocumentText(
        plain,
        tuple(pages),
        (),
        tuple(notes),
        hashlib.sha256(data).hexdigest(),
        media.TEXT.media_type,
        f"kgtool {__version__}",
        len(pages),
        len(data),
    )


def _decoded(name: str, data: bytes) -> tuple[str, list[str]]:
    if data.startswith(b"\xef\xbb\xbf"):
        return _printable(name, data[3:].decode("utf-8", "replace")), ["UTF-8 BOM"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _printable(name, data.decode("utf-16")), ["UTF-16"]
        except UnicodeDecodeError:
            raise InputError("document-kind", name) from None
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _printable(name, text), [] if encoding == "utf-8" else [encoding]
    raise InputError("document-kind", name)


def _printable(name: str, text: str) -> str:
    """Refuse what has control characters that no text has: it is another kind of file."""
    strange = {char for char in set(text) if unicodedata.category(char) in ("Cc", "Cn") and char not in "\t\n\r\f\v"}
    if strange or "\ufffd" in text:
        raise InputError("document-kind", name)
    return text
