"""The form of a city's own tables is described for machines as the reader reads it."""

from __future__ import annotations

import csv
import io
import json
import re

from kgtool.docs import city_tables
from tests.city_plan import CityPlan
from tests.city_plan import city_plan as city_plan
from tests.intake.city_tables.test_import import place


def test_the_metadata_describe_what_an_import_writes(city_plan: CityPlan) -> None:
    place(city_plan, city_plan.workbook())
    found = city_plan.tables()
    described = {table["url"]: table for table in json.loads(city_tables.metadata())["tables"]}
    assert described.keys() == found.keys()
    for name, data in found.items():
        schema = described[name]["tableSchema"]
        heads, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        assert [column["titles"][0] for column in schema["columns"]] == heads
        assert rows
        for row in rows:
            for column, cell in zip(schema["columns"], row, strict=True):
                null = cell in column.get("null", [""])
                assert not (null and column["required"]), (column["name"], cell)
                form = column["datatype"]["format"] if isinstance(column["datatype"], dict) else ".*"
                assert null or re.fullmatch(form, cell), (column["name"], cell)
        names = [column["name"] for column in schema["columns"]]
        keys = [tuple(row[names.index(key)] for key in schema.get("primaryKey", names)) for row in rows]
        assert len(set(keys)) == len(keys)


def test_every_column_is_on_the_page() -> None:
    page = city_tables.page()
    described = json.loads(city_tables.metadata())["tables"]
    for column in (column for table in described for column in table["tableSchema"]["columns"]):
        assert f"| {column['titles'][0]} | {column['titles'][1]} |" in page
        assert [title["@value"] for title in column["dc:title"]] == column["titles"]
