"""Tables of the graph for spreadsheets; each module of this folder with a ``TABLE`` is one.

A module has a ``TABLE`` and ``rows(reader)``, which yields a row for each line of the table, plan by plan, so that it
never holds more than one plan.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from types import ModuleType
from typing import Any

from kgtool.base import csv
from kgtool.base.languages import Text
from kgtool.base.registry import Registry
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf import media
from kgtool.rdf.media import Format

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_MANY = 500


@dataclass(frozen=True)
class TableColumn:
    """A column: its name, its heading in both languages, its XSD type; ``ours`` if its values are our judgement."""

    name: str
    heading: Text
    kind: str = "string"
    ours: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table: the stem of its file names, its title and description, its columns."""

    name: str
    title: Text
    description: Text
    columns: tuple[TableColumn, ...]


@cache
def modules() -> dict[str, ModuleType]:
    """Import the modules of all tables; return them by the table's name."""
    return {module.TABLE.name: module for module in Registry(__name__).all() if hasattr(module, "TABLE")}


def all_tables() -> list[DataTable]:
    """Return every table, in name order."""
    return [modules()[name].TABLE for name in sorted(modules())]


def heading(table: DataTable, lang: str = "") -> bytes:
    """Return the first line of a table's file: the names of the columns, or their headings in ``lang``."""
    return csv.for_spreadsheets(
        csv.write([[column.heading[lang] if lang else column.name for column in table.columns]])
    )


def body(rows: Iterable[tuple[CellValue, ...]]) -> Iterator[bytes]:
    """Yield the lines below the heading as CSV (RFC 4180), 500 rows at a time."""
    rows = iter(rows)
    while piece := csv.write(islice(rows, _MANY)):
        yield piece.encode()


def metadata(table: DataTable, parquet: bool = False) -> bytes:
    """Return the metadata file of a table's CSV (Metadata Vocabulary for Tabular Data, W3C 2015), as JSON.

    With ``parquet`` it names the file of the same rows in that format.
    """
    columns = [
        {
            "name": column.name,
            "titles": {"en": [column.name, column.heading.en], "ja": [column.heading.ja]},
            "datatype": column.kind,
            "required": False,
        }
        for column in table.columns
    ]
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{table.name}.csv",
        "dc:title": [{"@value": table.title[lang], "@language": lang} for lang in ("ja", "en")],
        "dc:description": [{"@value": table.description[lang], "@language": lang} for lang in ("ja", "en")],
        "dc:license": {"@id": LICENCE},
        **({"dc:hasFormat": {"@id": f"{table.name}.{media.PARQUET.ending}"}} if parquet else {}),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": columns},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def data_package(url: str, parquet: bool = False) -> bytes:
    """Return the data dictionary of all tables as a Frictionless data package (v2), as JSON; ``url`` ends with a slash.

    It says of each column its type, its titles in both languages and whose voice it is; the files lie beside it, with
    ``parquet`` in that format, too.
    """
    formats = (media.CSV, media.PARQUET) if parquet else (media.CSV,)
    document = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "jp-plan-tables",
        "homepage": url,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE}],
        "resources": [_resource(table, format) for table in all_tables() for format in formats],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def titled(table: DataTable) -> str:
    """Return what a table is called and what it holds, in both languages."""
    return f"{_both(table.title)}: {_both(table.description)}"


def meaning(column: TableColumn) -> str:
    """Return what a column means in both languages, and whose voice it is."""
    return f"{_both(column.heading)} ({_voice(column)})"


def _resource(table: DataTable, format: Format) -> dict[str, Any]:
    text = format == media.CSV
    return {
        "name": table.name if text else f"{table.name}-{format.ending}",
        "type": "table",
        "path": f"{table.name}.{format.ending}",
        "format": format.ending,
        "mediatype": format.media_type,
        **({"encoding": "utf-8"} if text else {}),
        "title": _both(table.title),
        "description": _both(table.description),
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _field(column: TableColumn) -> dict[str, str]:
    kind = {"decimal": "number", "double": "number", "anyURI": "string"}.get(column.kind, column.kind)
    return {"name": column.name, "type": kind, "title": _both(column.heading), "description": _voice(column)}


def _voice(column: TableColumn) -> str:
    return "ours: a judgement or translation, not the plan's word" if column.ours else "as the plan or the data has it"


def _both(text: Text) -> str:
    return f"{text.ja} / {text.en}"


def rows(name: str, reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield the rows of a table."""
    made: Iterator[tuple[CellValue, ...]] = modules()[name].rows(reader)
    return made
