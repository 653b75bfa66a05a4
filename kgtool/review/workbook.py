"""The same decisions in a workbook, for people who prefer a table: written with what is proposed, read with errors at their cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from kgtool.base.errors import InputError, KgtoolError, Place
from kgtool.base.languages import LANGUAGES, Text
from kgtool.intake.city_tables import workbook
from kgtool.intake.city_tables.cell import SheetCell
from kgtool.intake.city_tables.template import fill, saved
from kgtool.rdf import iris
from kgtool.review.decision import Decision, Verdict
from kgtool.review.view import KINDS, VERDICTS, CardView
from kgtool.review.work import Correction, Work, decided

_SHEET = Text("判断", "Decisions")
_HEADS = {
    "proposal": Text("提案", "Proposal"),
    "element": Text("要素", "Element"),
    "words": Text("根拠", "Passage"),
    "kind": Text("種類", "Kind"),
    "proposed": Text("提案された値", "Proposed value"),
    "detail": Text("方法など", "Method"),
    "confidence": Text("確からしさ(%)", "Confidence (%)"),
    "verdict": Text("判断", "Decision"),
    "value": Text("直した値", "Changed value"),
    "english": Text("直した英語名", "Changed English name"),
    "relation": Text("直した関係・種類", "Changed relation or kind"),
    "by_words": Text("直した根拠の言葉", "Changed words"),
    "why": Text("わけ", "Why"),
}
_WIDTHS = (14, 30, 40, 12, 30, 24, 10, 14, 24, 24, 16, 24, 30)
_FILLED = ("proposal", "verdict", "value", "english", "relation", "by_words", "why")
_CHOICES = (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.UNSURE)


class TakenDecisions(NamedTuple):
    """What a workbook says: its decisions, and what is wrong with it."""

    decisions: list[Decision]
    mistakes: list[KgtoolError]


def rows(work: Work, own: Iterable[Decision], lang: str) -> list[list[str]]:
    """Return the rows of the sheet below its heads, with what the person has decided already; blank where nothing is."""
    known = list(own)
    found = [[head[lang] for head in _HEADS.values()]]
    for card in work.cards:
        view = CardView(work, card, known, known[0].who if known else "", lang, True)
        for one, shown in zip(card.proposals, view.proposals, strict=True):
            mine = next((d for d in known if d.proposal == one.iri), None)
            verdict = VERDICTS[Verdict(shown.verdict)][lang] if mine else ""
            cells = [iris.path_of(one.iri), view.name, shown.words, KINDS[one.kind][lang], shown.value, shown.detail]
            found.append([*cells, str(shown.confidence), verdict, "", "", "", "", mine.why if mine else ""])
    return found


def write(table: list[list[str]], lang: str) -> bytes:
    """Return rows as a workbook with lists to choose from: the same bytes for the same rows.

    Raises ``UsageError`` (extra-missing).
    """
    library = workbook.openpyxl()
    book = library.Workbook()
    sheet = book.active
    sheet.title = _SHEET[lang]
    fill(sheet, table)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[library.utils.get_column_letter(number)].width = width
    sheet.freeze_panes = "C2"
    names = ",".join(VERDICTS[verdict][lang] for verdict in _CHOICES)
    chosen = library.worksheet.datavalidation.DataValidation(type="list", formula1=f'"{names}"', allow_blank=True)
    at = library.utils.get_column_letter(list(_HEADS).index("verdict") + 1)
    chosen.add(f"{at}2:{at}{max(2, len(table))}")
    sheet.add_data_validation(chosen)
    return saved(book)


def read(data: bytes, name: str, work: Work, who: str, when: str) -> TakenDecisions:
    """Return the decisions of a workbook; a row without one is left as it is. Writes nothing.

    Each mistake is at its sheet and cell. Raises ``InputError`` (table-file-…, table-sheet-missing) for what is no such
    workbook, ``UsageError`` (extra-missing).
    """
    book = workbook.opened(data, name)
    sheets = [sheet for sheet in book.worksheets if sheet.title.strip() in (_SHEET.ja, _SHEET.en)]
    if not sheets:
        raise InputError("table-sheet-missing", name, sheet={"ja": _SHEET.ja, "en": _SHEET.en})
    sheet = workbook.sheet_of(sheets[0], name)
    heads = {str(cell.value).strip(): number for number, cell in enumerate(sheet.heads) if not cell.blank}
    at = {key: heads[head[lang]] for key, head in _HEADS.items() for lang in LANGUAGES if head[lang] in heads}
    mistakes: list[KgtoolError] = list(sheet.mistakes)
    for key in _FILLED:
        if key not in at:
            mistakes.append(
                InputError("table-head-missing", sheet.place, head={"ja": _HEADS[key].ja, "en": _HEADS[key].en})
            )
    made: dict[str, Decision] = {}
    for _, cells in sheet.body() if not mistakes else ():
        row = {key: cells[at[key]] for key in _FILLED}
        try:
            found = _decision(row, work, who, when, made)
        except KgtoolError as error:
            mistakes.append(error)
        else:
            made |= {one.proposal: one for one in found}
    return TakenDecisions(list(made.values()), mistakes)


def _decision(
    row: dict[str, SheetCell], work: Work, who: str, when: str, before: dict[str, Decision]
) -> list[Decision]:
    """The decision of a row; none where nothing is decided. Raises ``KgtoolError`` at the cell that is wrong."""
    texts = {key: _text(cell) for key, cell in row.items()}
    if not any(texts[key] for key in _FILLED[1:]):
        return []
    proposals = {iris.path_of(one.iri): one for card in work.cards for one in card.proposals}
    one = proposals.get(texts["proposal"])
    if one is None or one.iri in before:
        raise InputError("review-proposal", row["proposal"].place, proposal=texts["proposal"])
    verdicts = {VERDICTS[v][lang].lower(): v for v in VERDICTS for lang in LANGUAGES} | {v.value: v for v in VERDICTS}
    verdict = verdicts.get(texts["verdict"].lower())
    if verdict is None:
        known = {lang: ", ".join(VERDICTS[v][lang] for v in _CHOICES) for lang in LANGUAGES}
        column = {"ja": _HEADS["verdict"].ja, "en": _HEADS["verdict"].en}
        raise InputError("table-code-unknown", row["verdict"].place, column=column, cell=texts["verdict"], known=known)
    for key, part in (("by_words", "words"), ("relation", "relation"), ("value", "value"), ("english", "english")):
        _at(row[key].place, partial(work.changed, one, Correction(**{part: texts[key]})))
    change = Correction(texts["value"], texts["english"], texts["relation"], texts["by_words"])
    return [decided(work, one, verdict, change, who, when, texts["why"])]


def _at(place: Place, done: Callable[[], object]) -> None:
    """Do something, and let what is wrong with it be at a cell."""
    try:
        done()
    except KgtoolError as error:
        raise type(error)(error.code, place, **error.fields) from None


def _text(cell: SheetCell) -> str:
    if cell.kind != "value":
        raise InputError("table-formula", cell.place, column={"ja": "", "en": ""}, cell=str(cell.value))
    return "" if cell.value is None else str(cell.value).strip()
