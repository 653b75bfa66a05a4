"""Tables that are read as statements: which module reads which, by the end of its name.

Each is imported when a table is read: most commands read none, and start sooner without.
"""

from __future__ import annotations

import importlib
from types import ModuleType

ALIGNMENT = ".sssom.tsv"
"""The end of the name of an SSSOM table; other tables of tab-separated values are of readings."""
CITY = ".csv"
"""The end of the name of a table that a city keeps itself."""


def is_table(name: str) -> bool:
    """Say whether the file of this name is a table."""
    return name.endswith((".tsv", CITY))


def reader(name: str) -> ModuleType:
    """Return the module that reads the table of this name.

    Its ``read(data, name)`` yields statements, its ``statements(text, name)`` each with the ``TableRow`` and the column
    that say it.
    """
    if name.endswith(ALIGNMENT):
        return importlib.import_module("kgtool.rdf.sssom")
    if name.endswith(CITY):
        return importlib.import_module("kgtool.rdf.city_tables")
    return importlib.import_module("kgtool.rdf.readings")
