"""Write what a city fills in: a workbook, or CSV files, with the plan's tables as they are and all that can be chosen."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from kgtool.base import csv
from kgtool.base.languages import Text
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.intake.city_tables import choices as choosing
from kgtool.intake.city_tables import workbook
from kgtool.intake.city_tables.choices import WHOLE, Choices
from kgtool.rdf.city_tables import rows as stated
from kgtool.rdf.city_tables.form import CURRENCIES, PLAN, CityTable, Column, tables
from kgtool.rdf.city_tables.mistakes import Row
from kgtool.rdf.reader import GraphReader

ELEMENTS = Text("施策一覧", "Measures")
CODES = Text("選択肢", "Choices")
DICTIONARY = Text("列の説明", "Columns")
_ROWS_TO_FILL = 2_000
_WIDTHS = {"id": 12, "version": 18, "element": 36, "subject": 36, "name": 32}
_KINDS = {
    "Vision": Text("将来像", "Vision"),
    "Goal": Text("目標", "Goal"),
    "ManagementPolicy": Text("経営方針", "Management policy"),
    "Measure": Text("施策", "Measure"),
    "CrossCuttingProject": Text("横断プロジェクト", "Cross-cutting project"),
}
_REQUIRED = {True: Text("必須", "required"), False: Text("空でもよい", "may be blank")}
_WHEN_SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_THEN = b"2000-01-01T00:00:00Z"
Sheet = tuple[Text, list[list[str]]]


def sheets(repo: Repo, plan: str, lang: str) -> list[Sheet]:
    """Return the sheets of a plan's workbook as rows of texts: its tables, its measures, all choices, the dictionary.

    Raises ``InputError`` for a plan or a table of it that cannot be read, ``UsageError`` (plan-unknown).
    """
    known = choosing.of_plan(repo, plan)
    store = units.read_unit(repo, units.unit(repo, f"plan/{plan}"))
    kept = stated.rows(GraphReader(store), plan)
    return [
        *((table.title, _table(table, kept[table.name], known, lang)) for table in tables().values()),
        (ELEMENTS, list(_elements(known, lang))),
        (CODES, list(_codes(known, lang))),
        (DICTIONARY, list(_dictionary(lang))),
    ]


def csv_files(repo: Repo, plan: str, lang: str) -> dict[str, bytes]:
    """Return the same as CSV files, by name: indicators.csv, projects.csv, budgets.csv, measures.csv, choices.csv, columns.csv."""
    names = [*(table.file for table in tables().values()), "measures.csv", "choices.csv", "columns.csv"]
    made = sheets(repo, plan, lang)
    return {name: csv.for_spreadsheets(csv.write(rows)) for name, (_, rows) in zip(names, made, strict=True)}


def xlsx(repo: Repo, plan: str, lang: str) -> bytes:
    """Return the workbook: the same bytes for the same plan. Raises ``UsageError`` (extra-missing), and as ``sheets``."""
    library = workbook.openpyxl()
    made = sheets(repo, plan, lang)
    book = library.Workbook()
    book.remove(book.active)
    for title, rows in made:
        fill(book.create_sheet(title[lang]), rows)
    for table in tables().values():
        _dress(book[table.title[lang]], table, dict(made), lang)
    return saved(book)


def _table(table: CityTable, rows: list[Row], known: Choices, lang: str) -> list[list[str]]:
    heads = [column.head[lang] for column in table.columns]
    return [heads, *([_shown(column, row, known, lang) for column in table.columns] for row in rows)]


def _shown(column: Column, row: Row, known: Choices, lang: str) -> str:
    """A canonical cell as people choose it; what no choice shows stays as it is."""
    cell = row[column.name]
    if column.scheme:
        return next((choice.label[lang] for choice in known.codes(column.scheme) if choice.code == cell), cell)
    if column.kind == "subject" and cell == PLAN:
        return WHOLE[lang]
    if column.kind in ("subject", "element"):
        return _element(known, row["version"], cell, lang)
    return cell


def _element(known: Choices, version: str, path: str, lang: str) -> str:
    """What stands for an element: as it is shown where nothing else is shown so, else its path."""
    of_version = [choice for choice in known.elements if choice.version == version]
    shown = [choice.shown(lang) for choice in of_version if choice.path == path]
    alone = shown and sum(choice.shown(lang) == shown[0] for choice in of_version) == 1
    return shown[0] if alone else path


def _elements(known: Choices, lang: str) -> Iterator[list[str]]:
    heads = (
        ("選ぶ言葉", "Choose"),
        ("番号", "Code"),
        ("名前", "Name"),
        ("種類", "Kind"),
        ("版", "Version"),
        ("パス", "Path"),
    )
    yield [Text(*head)[lang] for head in heads]
    yield [WHOLE[lang], "", "", "", "", PLAN]
    for choice in known.elements:
        chosen = _element(known, choice.version, choice.path, lang)
        yield [chosen, choice.code, choice.name[lang], _KINDS[choice.kind][lang], choice.version, choice.path]


def _codes(known: Choices, lang: str) -> Iterator[list[str]]:
    """A column for each list of choices."""
    lists = [(f"{table.title[lang]}: {column.head[lang]}", _list(column, known, lang)) for table, column in _listed()]
    yield [head for head, _ in lists]
    for number in range(max(len(items) for _, items in lists)):
        yield [items[number] if number < len(items) else "" for _, items in lists]


def _listed() -> list[tuple[CityTable, Column]]:
    """The columns whose cells are chosen from a list of their own."""
    kinds = ("code", "currency", "version")
    return [(table, column) for table in tables().values() for column in table.columns if column.kind in kinds]


def _list(column: Column, known: Choices, lang: str) -> list[str]:
    if column.kind == "currency":
        return list(CURRENCIES)
    return known.versions if column.kind == "version" else [choice.label[lang] for choice in known.codes(column.scheme)]


def _dictionary(lang: str) -> Iterator[list[str]]:
    heads = (
        ("表", "Table"),
        ("列", "Column"),
        ("列(英語)", "Column (Japanese)"),
        ("名前", "Name"),
        ("必須か", "Required"),
        ("説明", "Description"),
        ("説明(英語)", "Description (Japanese)"),
        ("取り込んだ形の例", "Example, as imported"),
    )
    other = "en" if lang == "ja" else "ja"
    yield [Text(*head)[lang] for head in heads]
    for table in tables().values():
        for column in table.columns:
            texts = [column.head[lang], column.head[other], column.name, _REQUIRED[column.required][lang]]
            yield [table.title[lang], *texts, column.description[lang], column.description[other], column.example]


def fill(sheet: Any, rows: list[list[str]]) -> None:
    """Write rows into a sheet, every cell as a text, below a head that stays in view."""
    for row in rows:
        sheet.append([cell or None for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format = "@"
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
    sheet.freeze_panes = "A2"


def _dress(sheet: Any, table: CityTable, made: dict[Text, list[list[str]]], lang: str) -> None:
    """Give a table its lists to choose from, the description of each column as a note, and texts for formats."""
    validation = workbook.openpyxl().worksheet.datavalidation.DataValidation
    comment = workbook.openpyxl().comments.Comment
    letter = workbook.openpyxl().utils.get_column_letter
    heads = made[CODES][0]
    for number, column in enumerate(table.columns, 1):
        at = letter(number)
        sheet.column_dimensions[at].width = _WIDTHS.get(column.kind, 14)
        sheet.column_dimensions[at].number_format = "@"
        sheet[f"{at}1"].comment = comment(column.description[lang], "kgtool", width=320, height=120)
        source = ""
        if column.kind in ("element", "subject"):
            source = f"'{ELEMENTS[lang]}'!$A$2:$A${len(made[ELEMENTS])}"
        elif (head := f"{table.title[lang]}: {column.head[lang]}") in heads:
            listed = letter(heads.index(head) + 1)
            count = sum(bool(row[heads.index(head)]) for row in made[CODES])
            source = f"'{CODES[lang]}'!${listed}$2:${listed}${max(count, 2)}"
        if source:
            chosen = validation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
            chosen.add(f"{at}2:{at}{_ROWS_TO_FILL}")
            sheet.add_data_validation(chosen)


def saved(book: Any) -> bytes:
    """Return a workbook without the times at which it and its parts were saved: the same bytes for the same cells."""
    book.properties.creator = "kgtool"
    written, made = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "docProps/core.xml":
                content = _WHEN_SAVED.sub(rb"\g<1>" + _THEN, content)
            new.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
