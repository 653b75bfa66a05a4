"""Mend slips that leave nothing to decide, each at its place in a file that people edit; every other byte stays.

What a rule found is looked up where it stands. Where the text there does not say what was found, or a person has to choose,
nothing is changed and it is said why.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from kgtool.base.errors import InputError
from kgtool.base.files import write_atomically
from kgtool.base.languages import Text
from kgtool.check.context import context
from kgtool.check.finding import Finding, Location, Report
from kgtool.check.unit_input import unit_input
from kgtool.check.validators.files import LABEL_STALE, StaleLabel, literal, stale_labels
from kgtool.corpus import units
from kgtool.corpus.layout import THINGS, Repo
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.rdf import tables
from kgtool.rdf.vocab import DCTERMS, RDFS, SKOS

_EDITED = ("curation.ttl", "source.ttl", THINGS)
"""The files of a plan's folder that people edit and whose texts are ours."""
_PRINTED = {str(term) for term in (RDFS.label, SKOS.prefLabel, SKOS.altLabel, DCTERMS.title)}
"""Properties whose Japanese values may be names as they are printed."""

_GENERATED = Text(
    "このファイルは手で書くものではありません。もとになるものを直してください",
    "nobody edits this file: mend what it is made from",
)
_GARBLED = Text("文字化けしています。もとの文から書き直してください", "it is garbled: write it anew from the original")
_AS_PRINTED = Text("印刷されたとおりの名前かもしれません", "the name may be printed like this")
_TO_DECIDE = Text("どう直すかは、人が決めることです", "a person must decide how")
_SEVERAL = Text("要素に名前がいくつもあります", "the element has several names")
_ANOTHER = Text(
    "別の要素がこの名前です。行が指す要素を確かめてください",
    "another element has this name: see which one the row is about",
)
_ELSEWHERE = Text(
    "その場所には、指摘された文がそのままはありません", "the text does not stand at that place as it was found"
)

_BLANK = " \u3000\u00a0\t\r\n"
_BREAK = re.compile("[\u2028\u2029\u0085]")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
_RUN = re.compile(f"[{_BLANK}]+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_WIDE = re.compile("[\u3000\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]")
_APART = re.compile("[ぁ-ヺ][\u3099\u309a]|[A-Za-z][\u0300-\u036f]+|[\u2f00-\u2fd5\uf900-\ufaff]")
_RADICALS = re.compile("[\u2f00-\u2fd5]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ\u3000]+")
_LITERAL = re.compile(r"(\"\"\"|'''|\"|')(.*)\1(@[A-Za-z0-9-]+)", re.DOTALL)
_WRITTEN = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|.", re.DOTALL)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Mending:
    """What can be mended of what was found, and what is left to a person, with why; ``files`` are old and new text by name."""

    mended: tuple[Finding, ...] = ()
    left: tuple[tuple[Finding, Text], ...] = ()
    files: dict[str, tuple[str, str]] = field(default_factory=dict)

    def diff(self) -> str:
        """Return the changes as a unified diff, files in the order of their names."""
        return "".join(line for name in sorted(self.files) for line in _diff(name, *self.files[name]))

    def write(self, repo: Repo) -> None:
        """Replace each file in one step. Raises ``BuildError`` (file-unwritable)."""
        for name, (_, new) in sorted(self.files.items()):
            write_atomically(repo.root / name, new.encode(), name)


class _Rewriting(NamedTuple):
    """New text for a stretch of a file, in code points from its start."""

    start: int
    end: int
    text: str


class _UnmendedError(Exception):
    """A finding that a person must mend, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def mending(repo: Repo, report: Report) -> Mending:
    """Work out what of a report's findings can be mended; nothing is written.

    Of a value, only what was found is mended, and what that would bring to light. A statement that stands in several places
    is mended where it was found. Cost: with labels gone stale, as much as reading what all plans share.
    """
    of_value: dict[tuple[Location, str, str, str], list[Finding]] = defaultdict(list)
    for finding in report.findings:
        of_value[finding.location, finding.focus, finding.path, finding.value].append(finding)
    stale = _stale(repo) if any(one.code == LABEL_STALE.code for one in report.findings) else {}
    texts: dict[str, str] = {}
    edits: dict[str, list[_Rewriting]] = defaultdict(list)
    mended, left = [], []
    for (at, *_), found in of_value.items():
        ours = [one for one in found if one.code in _MENDS or one.code == LABEL_STALE.code]
        try:
            if not ours:
                continue
            if not _edited(at.file):
                raise _UnmendedError(_GENERATED)
            if any(one.code == "text-garbled" for one in found):
                raise _UnmendedError(_GARBLED)
            text = texts.setdefault(at.file, (repo.root / at.file).read_bytes().decode())
            if ours[0].code == LABEL_STALE.code:
                edits[at.file].append(_label(text, stale.get((at.file, at.line, ours[0].path))))
                mended.append(ours[0])
                continue
            edit, codes = _value(text, at, {one.code for one in ours}, ours[0])
            edits[at.file] += [edit] if codes else []
            mended += [one for one in ours if one.code in codes]
            left += [(one, _why(one)) for one in ours if one.code not in codes]
        except _UnmendedError as why:
            left += [(one, why.why) for one in ours]
    files = {name: (texts[name], _applied(texts[name], changes)) for name, changes in edits.items() if changes}
    return Mending(tuple(mended), tuple(left), files)


def _edited(name: str) -> bool:
    """Whether people edit the file of this name."""
    path = PurePosixPath(name)
    if path.parts[:1] != ("data",):
        return False
    reference = path.parts[1] == "reference" and path.suffix == ".ttl"
    return reference or path.name in _EDITED or name.endswith(tables.ALIGNMENT)


def _why(finding: Finding) -> Text:
    """Why a slip of a value was not mended."""
    return _AS_PRINTED if finding.code == "text-width" and _printed(finding) else _TO_DECIDE


def _printed(finding: Finding) -> bool:
    """Whether a value may be a name as it is printed."""
    return finding.value.endswith("@ja") and finding.path in _PRINTED


def _value(text: str, at: Location, codes: set[str], finding: Finding) -> tuple[_Rewriting, set[str]]:
    """The mended form of a value at its place, and the codes of what is mended in it."""
    value = literal(finding.value.encode())
    start, end = _offset(text, at.line, at.column), _offset(text, at.end_line, at.end_column)
    cell = finding.location.file.endswith(tables.ALIGNMENT)
    written = text[start:end]
    said = _said(written, cell)
    if said is None or said[1] != value.value:
        raise _UnmendedError(_ELSEWHERE)
    language = value.language or ""
    # What was not found is either accepted or not there yet: a blank may come to stand at the end
    accepted = {code for code, mend in _MENDS.items() if code not in codes and mend(said[1], language) != said[1]}
    if _printed(finding):
        accepted.add("text-width")
    new, mends = said[1], [mend for code, mend in _MENDS.items() if code not in accepted]
    for _ in range(len(mends)):
        for mend in mends:
            new = mend(new, language)
    done = {code for code in codes - accepted if _MENDS[code](said[1], language) != said[1]}
    if not new:
        raise _UnmendedError(_TO_DECIDE)
    return _Rewriting(start, end, _cell(new, written) if cell else _rewritten(written, said[0], said[1], new)), done


def _said(written: str, cell: bool) -> tuple[list[str], str] | None:
    """A literal or cell as signs that stand for one character each, and the text that they say; None where it is neither."""
    if cell:
        quoted = len(written) > 1 and written[0] == written[-1] == '"'
        return [], written[1:-1].replace('""', '"') if quoted else written
    found = _LITERAL.fullmatch(written)
    signs = _WRITTEN.findall(found[2]) if found else []
    return (signs, "".join(map(_character, signs))) if found else None


def _character(sign: str) -> str:
    if sign[0] != "\\":
        return sign
    return chr(int(sign[2:], 16)) if sign[1] in "uU" else _ESCAPES.get(sign[1], sign[1])


def _rewritten(written: str, signs: list[str], old: str, new: str) -> str:
    """A literal with another text: what stays is written as it was."""
    found = _LITERAL.fullmatch(written)
    assert found is not None
    parts = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        escaped = new[k:m].replace("\\", "\\\\").replace(found[1][0], f"\\{found[1][0]}")
        parts.append("".join(signs[i:j]) if what == "equal" else escaped)
    return f"{found[1]}{''.join(parts)}{found[1]}{found[3]}"


def _cell(new: str, written: str) -> str:
    """A cell with another text, in quotes where it was or must be."""
    if written[:1] != '"' and not re.search('["\t\n\r]', new):
        return new
    return '"' + new.replace('"', '""') + '"'


def _without_invisible(text: str, language: str) -> str:
    """A text without signs that cannot be seen; those that break a line are a blank."""
    return _INVISIBLE.sub("", _BREAK.sub(" ", text))


def _composed(text: str, language: str) -> str:
    """A text whose kana, letters and characters are composed; radicals become the characters that they stand for."""
    return _APART.sub(lambda found: _RADICALS.sub(_compatible, unicodedata.normalize("NFC", found[0])), text)


def _in_common_width(text: str, language: str) -> str:
    """A text without half-width kana, an English one without full-width letters and digits before what it quotes."""
    if language == "en":
        before, quote, after = text.partition("“")
        return f"{_FULL_WIDTH.sub(_compatible, before)}{quote}{after}"
    return _HALF_WIDTH_KANA.sub(_compatible, text)


def _compatible(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _without_blanks(text: str, language: str) -> str:
    """A text with one blank where there are several, none at its ends, and no tab or line break; with paragraphs, as it is."""
    text = text.strip(_BLANK)
    return text if _PARAGRAPH.search(text.replace("\r\n", "\n")) else _RUN.sub(_blank, text)


def _blank(run: re.Match[str]) -> str:
    signs = set(run[0])
    around = run.string[run.start() - 1], run.string[run.end()]
    if signs & {"\n", "\r"} and all(_WIDE.match(sign) for sign in around):
        return ""  # a line that was broken between Japanese characters
    return signs.pop() if len(signs) == 1 and not signs & {"\t", "\n", "\r"} else " "


_MENDS: dict[str, Callable[[str, str], str]] = {
    "text-invisible": _without_invisible,
    "text-unnormalised": _composed,
    "text-width": _in_common_width,
    "text-blanks": _without_blanks,
}
"""How the slips are mended that a rule finds, by its code; in the order in which one may bring another to light."""


def _stale(repo: Repo) -> dict[tuple[str, int, str], StaleLabel]:
    """The labels of tables that are no name of their element, by file, line and the predicate of their side."""
    run = Run.on(repo)
    made = context(run, "pyshacl")
    found = {}
    for unit in units.units(snapshot(run)):
        if any(file.name.endswith(tables.ALIGNMENT) for file in unit.files):
            with suppress(InputError):  # what cannot be read is a finding of its own
                given = unit_input(made, unit.name, made.lines(unit.name), units.read_unit(made.repo, unit))
                for one in stale_labels(given):
                    found[one.file.name, one.row.place.line, one.result.path] = one
    return found


def _label(text: str, stale: StaleLabel | None) -> _Rewriting:
    """The one name of an element in place of a label gone stale."""
    if stale is None:
        raise _UnmendedError(_ELSEWHERE)
    if stale.taken:
        raise _UnmendedError(_ANOTHER)
    if len(set(stale.names)) > 1:
        raise _UnmendedError(_SEVERAL)
    at = stale.row.extent(stale.column)
    start, end = _offset(text, at.line, at.column), _offset(text, at.end_line, at.end_column)
    said = _said(text[start:end], cell=True)
    if said is None or said[1] != stale.row.cells[stale.column]:
        raise _UnmendedError(_ELSEWHERE)
    return _Rewriting(start, end, _cell(stale.names[0], text[start:end]))


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a place; lines end as they do for the parser."""
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", text))]
    return starts[line - 1] + column - 1 if 0 < line <= len(starts) else 0


def _applied(text: str, edits: list[_Rewriting]) -> str:
    for edit in sorted(set(edits), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _diff(name: str, old: str, new: str) -> Iterator[str]:
    before, after = (re.findall("[^\n]*\n|[^\n]+", text) for text in (old, new))
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
