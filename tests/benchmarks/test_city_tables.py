"""The benchmark of a city's own tables measures an import that gives back what it wrote."""

from __future__ import annotations

from benchmarks import city_tables


def test_a_workbook_comes_back_as_it_was() -> None:
    rows = city_tables.measure(4)
    assert [row.agree for row in rows if row.agree] == ["same bytes"]
    assert rows[1].what == "workbook of 4 indicators imported"
