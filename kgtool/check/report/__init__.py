"""Write a report in one of several formats: one module each, imported only when it is asked for.

Every format is a pure function of the report and the language: no clock, no environment, no absolute path.
"""

from __future__ import annotations

import importlib

from kgtool.check.finding import Report

FORMATS: tuple[str, ...] = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html", "turtle")


def render(name: str, report: Report, lang: str) -> str:
    """Return the report in the format ``name``, one of ``FORMATS``, with messages in ``lang`` (``ja`` or ``en``).

    The text always encodes as UTF-8: a byte of a file name that is no UTF-8 reads ``\\udc80``. Raises ``ValueError``
    for a format that does not exist.
    """
    if name not in FORMATS:
        raise ValueError(f"no report format {name!r}; known: {', '.join(FORMATS)}")
    text: str = importlib.import_module(f"kgtool.check.report.{name}").render(report, lang)
    return text.encode("utf-8", "backslashreplace").decode()
