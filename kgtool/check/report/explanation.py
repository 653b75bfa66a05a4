"""Say in one language what a rule or an error code means: the pages of docs/reference for a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from kgtool.base import errors
from kgtool.base.errors import Message, UsageError
from kgtool.base.languages import Text
from kgtool.check.finding import Rule

_RULE = (
    Text("重大さ", "severity"),
    Text("内容と対処", "what and remedy"),
    Text("理由", "why"),
    Text("規則の場所", "rule"),
)
_ERROR = (Text("内容", "what"), Text("理由", "why"), Text("対処", "remedy"))


def rule_list(rules: Mapping[str, Rule], lang: str) -> str:
    """Return a line for each rule: severity, code, name."""
    return "\n".join(f"{rules[code].severity:8} {code:44} {rules[code].name[lang]}" for code in sorted(rules))


def rule_page(rules: Mapping[str, Rule], code: str, lang: str) -> str:
    """Return the page of one rule. Raises ``UsageError`` (rule-unknown) with codes that are spelt nearly so."""
    rule = rules.get(code)
    if rule is None:
        near = difflib.get_close_matches(code, [*rules, *errors.messages()], n=3, cutoff=0.4)
        raise UsageError("rule-unknown", rule=code, near=", ".join(near) or "-")
    values = (rule.severity, rule.message[lang], rule.why[lang], str(rule.location.place))
    said = [f"{label[lang]}: {value}" for label, value in zip(_RULE, values, strict=True)]
    return "\n".join([f"{rule.code}: {rule.name[lang]}\n", *said])


def error_page(code: str, message: Message, lang: str) -> str:
    """Return the paragraph of docs/reference/errors.md about one error."""
    said = [f"{label[lang]}: {text}" for label, text in zip(_ERROR, message.paragraph(lang), strict=True)]
    return "\n".join([f"{code}: {message.kind.__name__}\n", *said])
