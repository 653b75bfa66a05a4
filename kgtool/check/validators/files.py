"""The files themselves: a repository that cannot be read as files is refused; what only a file says is compared with the data."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, RdfFormat, parse

from kgtool.base.errors import InputError
from kgtool.base.languages import Text
from kgtool.check import inline
from kgtool.check.drift import DRIFT
from kgtool.check.finding import Location, Rule, ValidationResult
from kgtool.check.rules import RuleSet
from kgtool.check.unit_input import UnitInput
from kgtool.check.validators import Found, Notes, Validator
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.rdf import tables
from kgtool.rdf.reader import NAMES
from kgtool.rdf.vocab import SSSOM

if TYPE_CHECKING:
    from kgtool.rdf.sssom.table import TableRow

LABEL_STALE = Rule(
    "label-stale",
    "warning",
    Text("古くなった名前", "Label gone stale"),
    Text(
        "対応表の名前が、いまの要素のどの名前とも違います。表の名前を直してください。要素の名前が一つなら、kgtool check --fix が直せます。",
        "The table calls the element by a name that it does not have any more. Correct the label; where there is one name, "
        "kgtool check --fix can.",
    ),
    Text(
        "表を読む人は名前で判断します。行が別の要素を指している印でもあります。",
        "Who reads the table goes by the labels. It may also be the sign of a row about another element.",
    ),
    "table",
    Location("data/alignments"),
)
_SIDES = ("subject", "object")
_JAPANESE = re.compile("[ぁ-ヿ一-鿿]")


class FileValidator(Validator):
    """Files that can be read. What stands in them is parsed when a unit is read; that it can be is what a unit needs."""

    def refuse(self, repo: Repo) -> None:
        """Refuse what cannot be read as a file."""
        require_files(repo)

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return what only files say: labels of tables, what a text gives, comments about findings."""
        return [LABEL_STALE, DRIFT, inline.UNEXPLAINED, inline.UNUSED]

    def unit(self, unit: UnitInput, notes: Notes) -> Iterable[Found]:
        """Compare the labels of an alignment's table with the names of the elements."""
        return [(LABEL_STALE, stale.result) for stale in stale_labels(unit)] if unit.aligns else []


VALIDATOR = FileValidator()


class StaleLabel(NamedTuple):
    """A label of a row of a table, and the names that the element has, in file order; ``taken`` if it is another's name."""

    result: ValidationResult
    file: InputFile
    row: TableRow
    column: str
    names: list[str]
    taken: bool


def stale_labels(unit: UnitInput) -> Iterator[StaleLabel]:
    """Yield the labels of an alignment's tables that are no name of their element; not of one without a name in their language."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    called = {f"<{name.value}>".encode() for name in NAMES}
    for lines in unit.context_lines.values():
        for line in lines:
            if line.predicate in called:
                name = literal(line.object)
                names[line.subject.decode(), name.language or ""].append(name.value)
    every = {name for of_one in names.values() for name in of_one}
    for file in unit.context.files(unit.name):
        if not file.name.endswith(tables.ALIGNMENT):
            continue
        for (mapping, predicate, element), row, _ in file.table:
            side = next((side for side in _SIDES if predicate == SSSOM[f"{side}_id"]), "")
            column = f"{side}_label"
            label = row.cells.get(column, "") if side else ""
            known = names.get((str(element), "ja" if _JAPANESE.search(label) else "en"), [])
            if label and known and label not in known:
                result = ValidationResult(str(mapping), str(predicate), str(element))
                yield StaleLabel(result, file, row, column, known, label in every)


def literal(written: bytes) -> Literal:
    """Return a literal by its N-Triples form; an empty one for another term."""
    parsed = parse(b"<urn:x> <urn:x> " + written + b" .", RdfFormat.N_TRIPLES, lenient=True)
    found = next(iter(parsed)).object
    return found if isinstance(found, Literal) else Literal("")


def require_files(repo: Repo) -> None:
    """Refuse what cannot be read as a file: a pipe would never end, a link may lead nowhere or in a circle.

    Raises ``InputError`` (folder-missing, file-unreadable).
    """
    for parent, name in (
        (repo.root, "data"),
        (repo.share, "ontology"),
        (repo.share, "queries"),
        (repo.share, "shapes"),
    ):
        if not (parent / name).is_dir():
            raise InputError("folder-missing", name)
        _only_files(parent / name, name)


def _only_files(folder: Path, name: str) -> None:
    """Look at all that is in a folder, without following links to folders, which may lead back to it."""
    inner = name
    try:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            inner = f"{name}/{entry.name.encode('utf-8', 'backslashreplace').decode()}"
            if inner != f"{name}/{entry.name}":
                reason = {"ja": "名前がUTF-8ではありません", "en": "its name is not UTF-8"}
                raise InputError("file-unreadable", inner, reason=reason)
            if entry.is_dir(follow_symlinks=False):
                _only_files(folder / entry.name, inner)
            elif not entry.is_file() and not entry.is_dir():
                reason = {
                    "ja": "ふつうのファイルではないか、行き先のないリンクです",
                    "en": "no regular file, or a link to nowhere",
                }
                raise InputError("file-unreadable", inner, reason=reason)
    except OSError as error:
        raise InputError("file-unreadable", inner, reason=error.strerror or str(error)) from None
