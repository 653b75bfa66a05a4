"""How a repository wants to be checked: the keys of its configuration, and what they make of a report.

What is given on the command line comes before what stands in the file.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, get_args

from kgtool.base import errors, toml
from kgtool.base.toml import NOWHERE, Printed, TomlTable
from kgtool.check.baseline import Suppression
from kgtool.check.finding import Finding, Report, Rule
from kgtool.corpus.configuration import SiteSettings

Engine = Literal["auto", "pyshacl", "fast", "both"]
ENGINES: tuple[str, ...] = get_args(Engine)
Severity = Literal["error", "warning", "info"]
Codes = tuple[Printed, ...]
"""Codes of rules; ``*`` stands for any characters."""


@dataclass(frozen=True)
class Settings:
    """The keys of the configuration.

    ``root`` is where the plans are, ``per_file_ignores`` and ``severity`` are by file and by code. Names of files are as they
    stand there: ``path`` says what they mean.
    """

    root: Printed = "."
    select: Codes = ()
    ignore: Codes = ()
    severity: dict[Printed, Severity] = field(default_factory=dict)
    per_file_ignores: dict[Printed, Codes] = field(default_factory=dict, metadata={"key": "per-file-ignores"})
    suppress: tuple[Suppression, ...] = ()
    engine: Engine = "auto"
    fail_on: Severity = field(default="error", metadata={"key": "fail-on"})
    baseline: Printed | Path | None = None
    suppressions: Printed | Path | None = None
    sources: Printed | Path | None = None
    owl: bool = True
    require_owl: bool = field(default=False, metadata={"key": "require-owl"})
    site: SiteSettings = field(default_factory=SiteSettings)
    table: TomlTable = NOWHERE

    @property
    def reasoner(self) -> str:
        """Whether the OWL reasoner runs: off, auto, required."""
        return "required" if self.require_owl else "auto" if self.owl else "off"

    def path(self, name: str | Path | None) -> Path | None:
        """Return what a file is called by the configuration, from the working folder; a path is one already."""
        if not isinstance(name, str):
            return name
        return Path(os.path.normpath(Path(self.table.file).parent / name))


def read(table: TomlTable | None) -> Settings:
    """Return what a configuration says; without one, what holds for all. Raises ``InputError`` (toml-key, toml-value)."""
    return toml.build(Settings, table) if table else Settings()


def require_known(settings: Settings, rules: Iterable[Rule]) -> None:
    """Raise ``InputError`` (toml-value) for a code by which no rule is called, and no error of an input."""
    known = sorted({rule.code for rule in rules} | errors.messages().keys())
    for key, patterns in (
        ("select", settings.select),
        ("ignore", settings.ignore),
        ("severity", settings.severity),
        *((f"per-file-ignores.{file}", codes) for file, codes in settings.per_file_ignores.items()),
        ("suppress", (one.code for one in settings.suppress)),
    ):
        for pattern in patterns:
            if not any(fnmatchcase(code, pattern) for code in known):
                near = ", ".join(difflib.get_close_matches(pattern, known, n=3, cutoff=0.4)) or "-"
                raise settings.table.bad(
                    key,
                    f"no rule is called {pattern!r}; near: {near}",
                    f"{pattern!r} という規則はありません(近いもの: {near})",
                )


def applied(report: Report, settings: Settings, folder: Path) -> Report:
    """Return a report with what is selected and not ignored, each finding as severe as its rule is to be.

    ``folder`` is what the files of the report are named from. What is left out is counted as suppressed.
    """
    here = Path(settings.table.file).parent if settings.table.file else folder
    beside = os.path.relpath(folder, here)

    def kept(findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            file = os.path.normpath(os.path.join(beside, finding.location.file)).replace(os.sep, "/")
            if _wanted(finding.code, settings) and not _left_out(file, finding.code, settings):
                yield replace(finding, severity=_severity(finding, settings))

    findings = tuple(kept(report.findings))
    compared = report.comparison
    return replace(
        report,
        findings=findings,
        rules=tuple(rule for rule in report.rules if _wanted(rule.code, settings)),
        suppressed=report.suppressed + len(report.findings) - len(findings),
        comparison=compared and replace(compared, gone=tuple(kept(compared.gone)), still=tuple(kept(compared.still))),
    )


def _wanted(code: str, settings: Settings) -> bool:
    return (not settings.select or _one_of(code, settings.select)) and not _one_of(code, settings.ignore)


def _left_out(file: str, code: str, settings: Settings) -> bool:
    return any(
        _one_of(code, codes)
        for name, codes in settings.per_file_ignores.items()
        if fnmatchcase(file, name) or file.startswith(f"{name.rstrip('/')}/")
    )


def _severity(finding: Finding, settings: Settings) -> str:
    """The last line that its code fits counts."""
    fits = (to for code, to in reversed(settings.severity.items()) if fnmatchcase(finding.code, code))
    return next(fits, finding.severity)


def _one_of(code: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(code, pattern) for pattern in patterns)
