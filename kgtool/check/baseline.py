"""Adopt a check on data that is not clean yet: a baseline of known findings, suppressions with a reason and an end.

A baseline knows a finding by rule, subject, path and value, not by line, so moving lines does not bring it back.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, replace
from pathlib import Path

from kgtool.base import toml
from kgtool.base.errors import InputError
from kgtool.base.files import read_bytes, write_atomically
from kgtool.base.languages import Text
from kgtool.base.toml import Printed
from kgtool.check.finding import Finding, Report
from kgtool.rdf.turtle import decode

_FIELDS = ("fingerprint", "code", "focus", "path", "value")
_VERSION = 1


def write(path: Path, report: Report) -> int:
    """Write the report's findings as a baseline, sorted; return how many."""
    entries = [{field: getattr(finding, field) for field in _FIELDS} for finding in report.findings]
    unique = {entry["fingerprint"]: entry for entry in entries}
    content = {
        "version": _VERSION,
        "findings": [unique[key] for key in sorted(unique, key=lambda k: (unique[k]["code"], k))],
    }
    write_atomically(path, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
    return len(unique)


def apply(report: Report, path: Path) -> Report:
    """Take the baseline's findings out of a report; those that no longer occur become ``mended``.

    Raises ``InputError`` (file-missing, baseline).
    """
    name = path.as_posix()
    try:
        known = _known(json.loads(decode(read_bytes(path, name), name)))
    except (ValueError, RecursionError) as error:
        raise InputError("baseline", name, reason=str(error)) from None
    found = {f.fingerprint for f in report.findings}
    kept = tuple(f for f in report.findings if f.fingerprint not in known)
    mended = (f"{known[key]['code']} {known[key]['focus']}".strip() for key in known if key not in found)
    return replace(
        report,
        findings=kept,
        mended=tuple(sorted(mended)),
        suppressed=report.suppressed + len(report.findings) - len(kept),
    )


def _known(content: object) -> dict[str, dict[str, str]]:
    """Return the entries by fingerprint. Raises ``ValueError``."""
    entries = content.get("findings") if isinstance(content, dict) and content.get("version") == _VERSION else None
    if not isinstance(entries, list):
        raise ValueError(f"it is no baseline of version {_VERSION}")
    known: dict[str, dict[str, str]] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(field), str) for field in _FIELDS):
            raise ValueError(f"entry {number} lacks one of {', '.join(_FIELDS)}")
        if known.setdefault(entry["fingerprint"], entry) is not entry:
            raise ValueError(f"entry {number} stands twice")
    return known


@dataclass(frozen=True)
class Suppression:
    """A finding that is accepted for a while. ``focus`` is an IRI; None means every subject of the rule."""

    code: Printed
    reason: Printed
    expires: datetime.date
    focus: Printed | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.focus or ''}".strip()


def suppressions(path: Path) -> list[Suppression]:
    """Read a TOML file of ``[[suppress]]`` entries. Raises ``InputError`` (file-missing, toml-…)."""
    name = path.as_posix()
    file = toml.parse(decode(read_bytes(path, name), name), name, "docs/check.md")
    toml.known(file, ("suppress",))
    return [toml.build(Suppression, entry) for entry in file.each("suppress")]


def suppress(report: Report, entries: list[Suppression], today: datetime.date) -> Report:
    """Return a report without suppressed findings.

    An entry that expired before ``today`` suppresses nothing and becomes a notice; one that matches no finding becomes
    ``stale``.
    """
    active = [entry for entry in entries if entry.expires >= today]
    notices = tuple(
        Text(
            f"{e} の抑制は {e.expires} に切れました: {e.reason}",
            f"the suppression of {e} ended on {e.expires}: {e.reason}",
        )
        for e in entries
        if e.expires < today
    )

    def matches(entry: Suppression, code: str, focus: str) -> bool:
        return entry.code == code and entry.focus in (None, focus.strip("<>"))

    def without(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(f for f in findings if not any(matches(e, f.code, f.focus) for e in active))

    kept, compared = without(report.findings), report.comparison
    every = (*report.findings, *(compared.still if compared else ()))
    stale = tuple(str(e) for e in active if not any(matches(e, f.code, f.focus) for f in every))
    return replace(
        report,
        findings=kept,
        notices=report.notices + notices,
        stale=tuple(sorted(report.stale + stale)),
        suppressed=report.suppressed + len(report.findings) - len(kept),
        comparison=compared and replace(compared, gone=without(compared.gone), still=without(compared.still)),
    )


def only_in(report: Report, names: set[str]) -> Report:
    """Keep the findings that could be mended in one of the named files, or in a file below a named folder."""
    prefixes = tuple(f"{name.rstrip('/')}/" for name in names)
    kept = tuple(
        finding
        for finding in report.findings
        if any(file in names or file.startswith(prefixes) for file in {finding.location.file, *finding.files})
    )
    return replace(report, findings=kept)
