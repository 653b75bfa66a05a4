"""Adopt a check on data that is not clean yet: a baseline of known findings, suppressions with a reason and an end.

A baseline knows a finding by rule, subject, path and value, not by line, so moving lines does not bring it back.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from kgtool.errors import InputError
from kgtool.finding import Report
from kgtool.header import Text
from kgtool.repo import read_bytes, write_atomically
from kgtool.turtle import decode

_FIELDS = {"fingerprint", "code", "focus", "path", "value"}


def write(path: Path, report: Report) -> int:
    """Write the report's findings as a baseline, sorted; return how many."""
    entries = [
        {"fingerprint": f.fingerprint, "code": f.code, "focus": f.focus, "path": f.path, "value": f.value}
        for f in report.findings
    ]
    unique = {entry["fingerprint"]: entry for entry in entries}
    content = {"version": 1, "findings": [unique[key] for key in sorted(unique, key=lambda k: (unique[k]["code"], k))]}
    write_atomically(path, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
    return len(unique)


def apply(report: Report, path: Path) -> Report:
    """Take the baseline's findings out of a report; entries that no longer occur become ``stale``.

    Raises ``InputError`` (file-missing, baseline).
    """
    name = path.as_posix()
    try:
        entries = json.loads(decode(read_bytes(path, name), name))["findings"]
        known = {entry["fingerprint"]: entry for entry in entries if entry.keys() >= _FIELDS}
        if len(known) != len(entries):
            raise ValueError("an entry lacks a field or stands twice")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("baseline", name, reason=str(error)) from None
    found = {f.fingerprint for f in report.findings}
    kept = tuple(f for f in report.findings if f.fingerprint not in known)
    stale = tuple(f"{known[key]['code']} {known[key]['focus']}" for key in known if key not in found)
    return replace(
        report,
        findings=kept,
        stale=tuple(sorted(report.stale + stale)),
        suppressed=report.suppressed + len(report.findings) - len(kept),
    )


@dataclass(frozen=True)
class Suppression:
    """A finding that is accepted for a while. ``focus`` is an IRI; empty means every subject of the rule."""

    code: str
    reason: str
    expires: datetime.date
    focus: str = ""


def suppressions(path: Path) -> list[Suppression]:
    """Read a TOML file of ``[[suppress]]`` entries. Raises ``InputError`` (file-missing, suppressions)."""
    name = path.as_posix()
    try:
        data = tomllib.loads(decode(read_bytes(path, name), name))
    except tomllib.TOMLDecodeError as error:
        raise InputError("suppressions", name, reason=str(error)) from None
    result = []
    for number, item in enumerate(data.get("suppress", []), 1):
        unknown = set(item) - {"code", "reason", "expires", "focus"}
        if unknown:
            raise InputError("suppressions", name, reason=f"[[suppress]] {number}: unknown key {sorted(unknown)[0]}")
        try:
            entry = Suppression(**item)
        except TypeError:
            raise InputError(
                "suppressions", name, reason=f"[[suppress]] {number}: code, reason or expires is missing"
            ) from None
        if not isinstance(entry.expires, datetime.date) or not str(entry.reason).strip():
            raise InputError(
                "suppressions", name, reason=f"[[suppress]] {number}: reason is empty or expires is no date"
            )
        result.append(entry)
    if unknown := set(data) - {"suppress"}:
        raise InputError("suppressions", name, reason=f"unknown key {sorted(unknown)[0]}")
    return result


def suppress(report: Report, entries: list[Suppression], today: datetime.date) -> Report:
    """Take suppressed findings out; an entry past its end is told of, one that matches nothing is ``stale``."""
    active = [entry for entry in entries if entry.expires >= today]
    notices = tuple(
        Text(
            f"{e.code} {e.focus} の抑制は {e.expires} に切れました: {e.reason}",
            f"the suppression of {e.code} {e.focus} ended on {e.expires}: {e.reason}",
        )
        for e in entries
        if e.expires < today
    )

    def matches(entry: Suppression, code: str, focus: str) -> bool:
        return entry.code == code and entry.focus in ("", focus.strip("<>"))

    kept = tuple(f for f in report.findings if not any(matches(e, f.code, f.focus) for e in active))
    stale = tuple(
        f"{e.code} {e.focus}".strip() for e in active if not any(matches(e, f.code, f.focus) for f in report.findings)
    )
    return replace(
        report,
        findings=kept,
        notices=report.notices + notices,
        stale=tuple(sorted(report.stale + stale)),
        suppressed=report.suppressed + len(report.findings) - len(kept),
    )


def only_in(report: Report, names: set[str]) -> Report:
    """Keep the findings that stand in one of the named files, or in a file below a named folder."""
    prefixes = tuple(f"{name.rstrip('/')}/" for name in names)
    kept = tuple(f for f in report.findings if f.location.file in names or f.location.file.startswith(prefixes))
    return replace(report, findings=kept)


def changed_since(root: Path, revision: str) -> set[str]:
    """Names, relative to the root, of files that differ from a git revision or are new. Raises ``InputError``."""
    names: set[str] = set()
    for arguments in (
        ["diff", "--name-only", "--relative", "-z", revision, "--"],
        ["ls-files", "--others", "--exclude-standard", "-z"],
    ):
        if revision.startswith("-"):
            raise InputError("revision", revision=revision, reason="a revision does not begin with “-”")
        try:
            done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
        except FileNotFoundError:
            raise InputError("revision", revision=revision, reason="git is not installed") from None
        except subprocess.CalledProcessError as error:
            raise InputError(
                "revision", revision=revision, reason=error.stderr.decode(errors="replace").strip()
            ) from None
        names |= {name for name in done.stdout.decode(errors="replace").split("\0") if name}
    return names
