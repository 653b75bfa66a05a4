"""A report as SARIF 2.1.0 (OASIS), in the form that GitHub code scanning takes.

GitHub refuses a file with more than 25,000 results, or with a result that has no place: the worst are kept and a
notification says how many are not; a finding without a file points at its rule. ``primaryLocationLineHash`` is left
to the upload action, which warns of every other value. Source: GitHub documentation, “SARIF support for code scanning”.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from kgtool.base.display import escape_markdown
from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Report, Rule
from kgtool.check.report import plain, tally
from kgtool.check.report.words import asides, counted, say
from kgtool.rdf.iris import BASE

RESULTS = 25_000
LONGEST = 10_000
LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_ROOTS = {
    "%SRCROOT%": Text("検査したリポジトリの最上位", "The top of the repository that was checked"),
    "SOURCES": Text(
        "計画の原文のフォルダー(公開しない)", "The folder of the plans' source texts, which are not published"
    ),
}


def render(report: Report, lang: str) -> str:
    """Return a SARIF log of one run."""
    rules = tally.rules(report)
    index = {rule.code: number for number, rule in enumerate(rules)}
    kept = set(map(id, tally.worst_first(report.findings)[:RESULTS]))
    results = [
        _result(finding, report, index[finding.code], lang) for finding in report.findings if id(finding) in kept
    ]
    notes = asides(report, lang)
    if len(results) < len(report.findings):
        notes.append(counted(len(report.findings) - len(results), "left-out", lang))
    driver = {**_version(report), "informationUri": BASE, "rules": [_rule(rule, lang) for rule in rules]}
    run = {
        "tool": {"driver": {"name": "kgtool", **driver}},
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {name: {"description": _message(text[lang])} for name, text in _ROOTS.items()},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": _message(note)} for note in notes],
            }
        ],
        "results": results,
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _version(report: Report) -> dict[str, str]:
    semantic = _SEMANTIC.fullmatch(report.version)
    return {"semanticVersion" if semantic else "version": report.version} if report.version else {}


def _rule(rule: Rule, lang: str) -> dict[str, Any]:
    parts = [("message", rule.message), ("why", rule.why), ("remedy", rule.remedy)]
    paragraphs = [(say(key, lang), plain.visible(text[lang])) for key, text in parts if text]
    markup = "\n\n".join(f"**{escape_markdown(title)}** {escape_markdown(text)}" for title, text in paragraphs)
    return {
        "id": rule.code,
        "name": plain.clip(plain.visible(rule.name[lang]), 255),
        "shortDescription": _message(rule.name[lang], 1024),
        "fullDescription": _message(rule.why[lang], 1024),
        "help": {
            "text": "\n".join(_plain(f"{title}: {text}") for title, text in paragraphs),
            "markdown": _braces(markup),
        },
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
        "properties": {
            "tags": [rule.kind],
            "precision": "very-high",
            "problem.severity": "recommendation" if rule.severity == "info" else rule.severity,
        },
    }


def _result(finding: Finding, report: Report, index: int, lang: str) -> dict[str, Any]:
    known = {"focus": finding.focus, "path": finding.path, "value": finding.value, "plan": finding.plan}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVEL[finding.severity],
        "message": _message(finding.message(lang)),
        "locations": [{"physicalLocation": _place(plain.place(finding), report)}],
        "relatedLocations": [
            {
                "id": number,
                "message": _message(say(key, lang, place=plain.spot(at))),
                "physicalLocation": _place(at, report, base),
            }
            for number, (key, at, base) in enumerate(_related(finding), 1)
        ],
        "partialFingerprints": {"kgtoolFingerprint/v1": finding.fingerprint},
        "properties": {
            "message": {"ja": finding.message("ja"), "en": finding.message("en")},
            **{key: value for key, value in known.items() if value},
        },
    }


def _related(finding: Finding) -> list[tuple[str, Location, str]]:
    """Where the rule stands and what the text says; a rule that comes with kgtool has no place of its own."""
    places = [("rule-at", finding.rule.location, "%SRCROOT%"), ("source-at", finding.source, "SOURCES")]
    return [(key, at, base) for key, at, base in places if at and at.file and not at.carried]


def _place(at: Location, report: Report, base: str = "%SRCROOT%") -> dict[str, Any]:
    file = plain.in_repository(at, report) if base == "%SRCROOT%" else at.file
    uri = quote(file.encode("utf-8", "surrogateescape")) or "."
    artifact = {"uri": uri, "uriBaseId": base}
    return {"artifactLocation": artifact, **({"region": _region(at)} if at.line else {})}


def _region(at: Location) -> dict[str, int]:
    """SARIF counts as ``Location`` does: from 1, the end excluded (3.30.5 to 3.30.8)."""
    numbers = {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column if at.column and at.end_line else 0,
    }
    return {key: number for key, number in numbers.items() if number}


def _message(text: str, longest: int = LONGEST) -> dict[str, str]:
    return {"text": _plain(plain.clip(plain.visible(text), longest))}


def _plain(text: str) -> str:
    """Plain text in which nothing is an embedded link (3.11.6)."""
    return _braces(_LINK.sub(r"\\[", text))


def _braces(text: str) -> str:
    """Braces hold the numbers of arguments (3.11.5), so those of the text are doubled."""
    return text.replace("{", "{{").replace("}", "}}")
