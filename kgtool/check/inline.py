"""Findings that are accepted where they stand, by a comment in the Turtle: ``# kgtool: ignore[code] reason``.

At the end of a line it is for that line, on a line of its own for the next line that is no comment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Rule
from kgtool.corpus.input_file import InputFile

_MARK = "kgtool:"
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>'
    r"|(?P<comment>#[^\n]*)",
    re.S,
)
"""What may hold a number sign in Turtle (RDF 1.1 Turtle, section 6.5)."""
_SAID = re.compile(rf"#\s*{_MARK}\s*ignore\b(?:\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*\S)?)?")
_SELDOM = ("owl", "engine", "text")
"""Kinds of rules that are not applied each time: a comment about one of them may wait for it."""

UNEXPLAINED = Rule(
    "suppression-unexplained",
    "error",
    Text("理由のない抑制", "Suppression without a reason"),
    Text(
        "このコメントは、どの指摘をなぜ受け入れるのかを述べていないので、何も抑制しません。"
        "`# kgtool: ignore[コード] 理由` と書いてください。",
        "This comment does not say which finding is accepted and why, so it suppresses nothing. "
        "Write `# kgtool: ignore[code] reason`.",
    ),
    Text(
        "理由がなければ、後の人は、指摘が見落とされたのか、考えた末のものかを知ることができません。",
        "Without a reason nobody can tell later whether a finding was overlooked or thought about.",
    ),
    "comment",
    Location("data"),
)
UNUSED = Rule(
    "suppression-unused",
    "warning",
    Text("当てはまらない抑制", "Suppression that suppresses nothing"),
    Text(
        "この行に、このコードの指摘はもうありません。コメントからコードを消すか、指摘のある行に移してください。",
        "There is no finding of this code on this line any more. Delete the code from the comment, or move it to the line.",
    ),
    Text(
        "残しておくと、同じ誤りがまた起きても、誰にも見えません。",
        "If it stays, nobody will see the same fault when it comes back.",
    ),
    "comment",
    Location("data"),
)


class Comment(NamedTuple):
    """A comment about findings: where it stands, the line that it is for, the codes, and whether it gives a reason."""

    at: Location
    line: int
    codes: tuple[str, ...]
    explained: bool


def comments(file: InputFile) -> list[Comment]:
    """Return the comments of a Turtle file that are about findings, in order. Cost: next to nothing where there are none."""
    if not file.name.endswith(".ttl") or _MARK.encode() not in file.data:
        return []
    text = file.data.decode("utf-8", "replace")
    lines = text.split("\n")
    return [_comment(file.name, lines, text, match) for match in _TOKEN.finditer(text) if _about(match["comment"])]


def held(
    findings: Iterable[Finding], said: Sequence[Comment], looked_at: Collection[str], rules: Iterable[Rule]
) -> list[Finding]:
    """Return the findings that no comment accepts, and those about the comments themselves.

    What a comment says of a file that is not among those ``looked_at``, or of a rule that is not applied each time, may wait.
    """
    used = {(one.at.file, one.line, code): False for one in said if one.explained for code in one.codes}
    left = []
    for finding in findings:
        key = (finding.location.file, finding.location.line, finding.code)
        if key in used:
            used[key] = True
        else:
            left.append(finding)
    wait = {rule.code for rule in rules if rule.kind in _SELDOM}
    for one in said:
        left += [] if one.explained else [_finding(UNEXPLAINED, one)]
        unused = [code for code in one.codes if used.get((one.at.file, one.line, code)) is False]
        left += [_finding(UNUSED, one, code) for code in unused if one.at.file in looked_at and code not in wait]
    return left


def _about(comment: str | None) -> bool:
    return comment is not None and _SAID.match(comment) is not None


def _comment(name: str, lines: list[str], text: str, match: re.Match[str]) -> Comment:
    before = text.count("\n", 0, match.start())
    column = match.start() - text.rfind("\n", 0, match.start())
    said = _SAID.match(match["comment"])
    written, reason = said.groups(default="") if said else ("", "")
    codes = tuple(filter(None, map(str.strip, written.split(","))))
    line = before + 1
    if not lines[before][: column - 1].strip():
        following = (n for n in range(before + 1, len(lines)) if lines[n].strip() and lines[n].lstrip()[0] != "#")
        line = next(following, before) + 1
    at = Location(name, before + 1, column, before + 1, column + len(match["comment"].rstrip()))
    return Comment(at, line, codes, bool(codes and reason))


def _finding(rule: Rule, comment: Comment, code: str = "") -> Finding:
    folder, plan, *below = [*comment.at.file.split("/"), "", ""][:3]
    of = plan if folder == "data" and below[0] and plan not in ("reference", "alignments", "readings") else ""
    return Finding(rule, rule.severity, comment.at, "", value=code, plan=of)
