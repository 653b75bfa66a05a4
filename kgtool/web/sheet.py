"""Tables for people with spreadsheets: CSV (RFC 4180) in UTF-8, with the mark by which Excel knows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV; None is an empty field."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")
