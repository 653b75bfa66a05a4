"""Write a report in one of several formats: one module each in ``formats/``, imported only when it is asked for.

A format is a module with ``render(report, lang)``: a pure function of the report and the language, without clock,
environment or absolute paths. Other distributions add formats as entry points of ``kgtool.report_formats``.
"""

from __future__ import annotations

from kgtool.base.registry import Registry
from kgtool.check.finding import Report

FORMATS = Registry("kgtool.check.report.formats", "kgtool.report_formats", ("render",))


def render(name: str, report: Report, lang: str) -> str:
    """Return the report in the format ``name``, one of ``FORMATS``, with messages in ``lang`` (``ja`` or ``en``).

    The text always encodes as UTF-8: a byte of a file name that is no UTF-8 reads ``\\udc80``. Raises ``ValueError``
    for a format that does not exist, ``UsageError`` (extension-broken).
    """
    if name not in FORMATS:
        raise ValueError(f"no report format {name!r}; known: {', '.join(FORMATS)}")
    text: str = FORMATS.load(name).render(report, lang)
    return text.encode("utf-8", "backslashreplace").decode()
