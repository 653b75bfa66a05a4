"""Describe the form of a city's own tables: for people as a page, for machines by CSVW (docs/tables.md explains it)."""

from __future__ import annotations

import json
from typing import Any

from kgtool.base.languages import LANGUAGES, Text
from kgtool.rdf import iris
from kgtool.rdf.city_tables.form import CURRENCIES, DASH, LONGEST_NAME, CityTable, Column, tables

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TITLE = Text("計画データモデル: 指標・事業・予算", "Plan data model: indicators, projects, budgets")
_SEGMENT = "[A-Za-z0-9][A-Za-z0-9._~-]*"
_YEAR = "19[5-9][0-9]|20[0-9]{2}|21[0-4][0-9]|2150"
_FORMATS = {
    "id": _SEGMENT,
    "version": _SEGMENT,
    "element": f"-|{_SEGMENT}(/{_SEGMENT})*",
    "subject": f"-|{_SEGMENT}(/{_SEGMENT})*",
    "name": f".{{1,{LONGEST_NAME}}}",
    "code": "-|[a-z0-9]+(-[a-z0-9]+)*",
    "year": f"{_YEAR}|-|未定",
    "currency": "|".join(CURRENCIES),
}
"""What a canonical cell of each kind looks like, as a regular expression; times, values and amounts are texts."""
_PROPERTIES = {"label": "http://www.w3.org/2000/01/rdf-schema#label"}
_KEYS = {"indicators": ("version", "indicator", "kind", "period"), "projects": ("version", "project")}


def page() -> str:
    """Return the page that lists the columns of each table, in both languages."""
    lines = [f"# {_TITLE.ja} / {_TITLE.en}", "", "[docs/tables.md](../tables.md)", ""]
    for table in tables().values():
        lines += [f"## `{table.file}`: {table.title.ja} / {table.title.en}", ""]
        lines += [f"{table.description[lang]}  " for lang in LANGUAGES]
        lines += ["", "| 列 | column | | 説明 | description | 例 |", "|---|---|---|---|---|---|"]
        lines += [_row(column) for column in table.columns] + [""]
    return "\n".join(lines).rstrip() + "\n"


def _row(column: Column) -> str:
    needed = "必須 / required" if column.required else ""
    return (
        f"| {column.head.ja} | {column.head.en} | {needed} | {column.description.ja} | {column.description.en} | "
        f"`{column.example}` |"
    )


def metadata() -> str:
    """Return the metadata of the three files (Metadata Vocabulary for Tabular Data, W3C 2015), as JSON."""
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "dc:title": _both(_TITLE),
        "dc:license": {"@id": _LICENCE},
        "tables": [_table(table) for table in tables().values()],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _table(table: CityTable) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.name in _KEYS:
        schema["primaryKey"] = list(_KEYS[table.name])
    return {
        "url": table.file,
        "dc:title": _both(table.title),
        "dc:description": _both(table.description),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]},
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "titles": [column.head.ja, column.head.en],  # common readers find no title by its language
        "dc:title": _both(column.head),
        "dc:description": _both(column.description),
        "required": column.required,
        "datatype": {"base": "string", "format": _FORMATS[column.kind]} if column.kind in _FORMATS else "string",
    }
    if column.gap and not column.required:
        made["null"] = ["", DASH]
    if column.property:
        made["propertyUrl"] = _PROPERTIES.get(column.property, iris.NS + column.property)
    if column.scheme:
        made["valueUrl"] = f"{iris.ID}{column.scheme}/{{{column.name}}}"
    return made


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text[lang], "@language": lang} for lang in LANGUAGES]
