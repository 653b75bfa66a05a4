"""A report as a SHACL validation report in Turtle.

It is built from the findings, not copied from the SHACL engine, so that it also holds what check queries, hygiene and
OWL found, leaves out what is suppressed, and is the same whichever engine ran. So ``sh:sourceShape`` of what is no shape is
the finding's code in our shapes namespace. ``sh:sourceConstraintComponent``, which SHACL demands (3.6.2), names the kind of rule where
no shape was broken, as in ``jpps:query-rule``. A finding about a file has the file's name as its focus. Positions are no triples.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kgtool.check.finding import Finding, Report
from kgtool.check.report import plain
from kgtool.rdf import iris

PREFIXES = f"@prefix jpps: <{iris.SHAPES}> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
SEVERITY = {"error": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def render(report: Report, lang: str) -> str:
    """Return the report as Turtle; messages are in both languages, whatever ``lang`` is."""
    results = "".join(f" ;\n    sh:result [\n{_result(finding)}\n    ]" for finding in report.findings)
    conforms = "false" if report.findings else "true"  # 3.6.1.1: warnings and infos, too, do not conform
    return f"{PREFIXES}\n[] a sh:ValidationReport ;\n    sh:conforms {conforms}{results} .\n"


def _result(finding: Finding) -> str:
    path = _term(finding.path)
    properties = [
        ("a", "sh:ValidationResult"),
        ("sh:focusNode", _term(finding.focus) or str(Literal(plain.visible(plain.place(finding).file)))),
        ("sh:resultPath", path if path.startswith("<") else finding.rule.path),
        ("sh:value", _term(finding.value)),
        ("sh:sourceShape", _term(finding.rule.shape) or _name(finding.code)),
        ("sh:sourceConstraintComponent", finding.component or _name(f"{finding.rule.kind}-rule")),
        ("sh:resultSeverity", finding.rule.graded or SEVERITY[finding.severity]),
        ("sh:resultMessage", ", ".join(_text(finding, lang) for lang in ("ja", "en"))),
    ]
    return " ;\n".join(f"        {name} {value}" for name, value in properties if value)


def _term(text: str) -> str:
    """Return a term that was given in N-Triples; what is no term becomes a string, so that nothing is lost."""
    if text in ("", "_:"):
        return "[]" if text else ""
    try:
        quads = list(parse(f"<urn:x> <urn:x> {text} .", RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError):
        quads = []
    return str(quads[0].object) if len(quads) == 1 else str(Literal(text))


def _name(local: str) -> str:
    return f"jpps:{local}" if _LOCAL.fullmatch(local) else str(NamedNode(iris.SHAPES + quote(local, safe="")))


def _text(finding: Finding, lang: str) -> str:
    return str(Literal(finding.message(lang), language=lang))
