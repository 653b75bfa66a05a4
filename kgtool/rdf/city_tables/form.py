"""The form of a city's own tables: which columns there are, what each cell holds, how its head is called.

form.toml says it once; the reader of the CSV files, the workbook, the import, and the CSVW metadata follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgtool.base import toml
from kgtool.base.languages import Text

_FORM = Path(__file__).with_suffix(".toml")
PLAN = "plan"
"""The element of a record that is about the plan as a whole."""
DASH = "-"
"""A cell that says that there is nothing: a gap, as a blank is where a blank may be."""
UNDECIDED = "未定"
"""A year that is still to be decided."""
CURRENCIES = ("円", "千円", "万円", "百万円", "億円")
LONGEST_NAME = 60
"""The longest name of an element, in code points (shapes/PlanElement.ttl)."""


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` says how its cells are read, ``property`` what they say of the record (see form.toml)."""

    name: str
    kind: str
    head: Text
    description: Text
    example: str
    required: bool = False
    gap: bool = False
    once: bool = False
    scheme: str = ""
    property: str = ""


@dataclass(frozen=True)
class CityTable:
    """A table: ``name`` is the stem of its CSV file, ``title`` the name of its sheet."""

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """The name of its CSV file in the folder of a plan."""
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class _CityTables:
    indicators: CityTable
    projects: CityTable
    budgets: CityTable


@cache
def tables() -> dict[str, CityTable]:
    """Return the tables of the form by name. Cost: reads form.toml once a process."""
    form = toml.build(_CityTables, toml.parse(_FORM.read_text("utf-8"), _FORM.name))
    return {table.name: table for table in (form.indicators, form.projects, form.budgets)}
