"""Run by sssom-py's own Python, not by ours: validate tables, or write a table again, condensed and propagated.

``python by_sssom_py.py validate TABLE…`` prints what is wrong, one line each;
``python by_sssom_py.py write TABLE FOLDER`` writes ``FOLDER/condensed`` and ``FOLDER/propagated``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sssom.constants import DEFAULT_VALIDATION_TYPES
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from sssom.writers import write_table

task, *paths = sys.argv[1:]
if task == "validate":
    for path in paths:
        table = parse_sssom_table(path)
        for report in validate(table, DEFAULT_VALIDATION_TYPES, fail_on_error=False).values():
            for result in report.results:
                print(path, result.message)
else:
    for name, condense in (("condensed", True), ("propagated", False)):
        folder = Path(paths[1], name)
        folder.mkdir(parents=True)
        write_table(parse_sssom_table(paths[0]), folder / Path(paths[0]).name, condense=condense)
