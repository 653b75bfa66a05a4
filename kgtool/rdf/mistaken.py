"""Say of a file that cannot be read as data what it is instead: a merge that was never finished, a page, a pointer."""

from __future__ import annotations

import re

from kgtool.base.errors import InputError, Place

_CONFLICT = re.compile(rb"^(<{7}|>{7}) ", re.MULTILINE)
_KINDS = (
    (re.compile(rb"version https://git-lfs\.github\.com/spec/"), "lfs-pointer"),
    (re.compile(rb"(?i)\s*(<!doctype html|<html\b)"), "html"),
    (re.compile(rb"(?i)\s*(<\?xml\b|<rdf:rdf\b)"), "xml"),
    (re.compile(rb"\s*[\[{]\s*[\"{\]}]"), "json"),
    (re.compile(rb"PK\x03\x04"), "zip"),
)
"""How files of other kinds begin, and the code of errors.toml that tells of each."""
_REASONS = {
    "lfs-pointer": (
        "Git LFSのポインターで、中身がまだ取り出されていません(git lfs pull)",
        "a pointer of Git LFS: the content was not fetched (git lfs pull)",
    ),
    "html": ("HTMLのページです", "a page of HTML"),
    "xml": ("RDF/XMLなどのXMLです", "XML, such as RDF/XML"),
    "json": ("JSON-LDなどのJSONです", "JSON, such as JSON-LD"),
    "zip": ("ZIPか表計算ソフトのブックです", "a ZIP archive or a workbook"),
}


def mistaken(data: bytes, name: str) -> InputError | None:
    """Return the error for bytes that are data of another kind, at its place; None where nothing speaks for that.

    To be asked of what could not be read. Codes: merge-conflict, file-kind.
    """
    conflict = _CONFLICT.search(data)
    if conflict:
        return InputError("merge-conflict", Place(name, data.count(b"\n", 0, conflict.start()) + 1, 1))
    for begins, kind in _KINDS:
        if begins.match(data):
            ja, en = _REASONS[kind]
            return InputError("file-kind", Place(name, 1, 1), reason={"ja": ja, "en": en})
    return None
