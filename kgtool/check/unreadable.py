"""Read on where a file cannot be read: every slip of its grammar, every row of a table, and what the file is instead.

A statement, or a row, that cannot be read is left out, and the rest is read again. So each slip is reported once, at its own
place, and none that only follows from the one before.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import RdfFormat, parse

from kgtool.base.errors import InputError, Place
from kgtool.corpus.input_file import InputFile
from kgtool.rdf import tables, turtle
from kgtool.rdf.mistaken import mistaken

_MOST = 50
"""How many slips of one file are reported."""


def unreadable_files(files: Iterable[InputFile]) -> list[InputError]:
    """Return everything for which files cannot be read, file after file, each at its line. Cost: a parse a slip."""
    return [error for file in files for error in slips(file)]


def slips(file: InputFile) -> list[InputError]:
    """Return everything for which a file cannot be read, in the order of its lines; nothing where it can be."""
    try:
        _ = file.canonical
    except InputError as error:
        try:
            other = mistaken(file.data, file.name)
        except InputError:  # no bytes at all
            return [error]
        if other is not None:
            return [other]
        if error.code in ("encoding", "bom", "nquads-syntax") or not (error.place and error.place.line):
            return [error]
        return _of_rows(file, error) if tables.is_table(file.name) else _of_statements(file, error)
    return []


def _of_statements(file: InputFile, first: InputError) -> list[InputError]:
    """The slips of a Turtle file: what cannot be read is blanked, from the end of the statement before to its own end."""
    lines = file.text.split("\n")
    found = {_slip(first): first}
    line = first.place.line if first.place else 0
    for _ in range(_MOST):
        _blank(lines, min(line, len(lines)) - 1)
        try:
            for _ in parse("\n".join(lines).encode(), RdfFormat.TURTLE, base_iri=file.base or None):
                pass
            break
        except SyntaxError as slip:
            if not slip.lineno or slip.lineno <= line:  # nothing was won
                break
            line = slip.lineno
            error = InputError("turtle-syntax", Place(file.name, line, slip.offset or 0), reason=slip.msg)
            found.setdefault(_slip(error), error)
    return list(found.values())


def _slip(error: InputError) -> object:
    """What makes two errors one: a prefix, or a base, that is not declared is one slip, however often it is used."""
    reason = str(error.fields.get("reason")).partition(": ")[2]  # after the place
    return reason if reason.startswith(("The prefix", "No scheme found")) else error.place


def _blank(lines: list[str], at: int) -> None:
    """Empty the lines of the statement that a line belongs to, and of one before that has no end."""
    start = at
    while start and not lines[start - 1].rstrip().endswith("."):
        start -= 1
    end = at
    while end + 1 < len(lines) and lines[end + 1].strip() and not lines[end].rstrip().endswith("."):
        end += 1
    for number in range(start, end + 1):
        lines[number] = ""


def _of_rows(file: InputFile, first: InputError) -> list[InputError]:
    """The slips of a table, one a row; a slip of its header ends them."""
    lines = list(enumerate(turtle.decode(file.data, file.name).replace("\r\n", "\n").split("\n"), 1))
    head = next((number for number, text in lines if not text.startswith("#")), 0)
    found, error = [first], first
    reader = tables.reader(file.name)
    for _ in range(_MOST - 1):
        at = error.place.line - 1 if error.place else 0
        if not 0 < at < len(lines) or lines[at][0] <= head:
            break
        del lines[at]
        try:
            for _ in reader.read("\n".join(text for _, text in lines).encode(), file.name):
                pass
            break
        except InputError as slip:
            error = slip
        if error.place is None or not 0 < error.place.line <= len(lines):
            break
        found.append(type(error)(error.code, Place(file.name, lines[error.place.line - 1][0]), **error.fields))
    return found
