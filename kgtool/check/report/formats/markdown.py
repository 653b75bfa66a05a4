"""A report as GitHub-flavoured Markdown: for a comment, a wiki page or a job summary.

No text of the data can become markup, a link, a mention or an issue reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kgtool.base.display import escape_markdown as escape
from kgtool.check.finding import Finding, Report
from kgtool.check.report import plain, tally
from kgtool.check.report.sums import tables
from kgtool.check.report.words import SEVERITY, asides, counted, say, verdict


def render(report: Report, lang: str, longest: int | None = None) -> str:
    """Return the sums and, file by file, the findings.

    ``longest`` is in bytes of UTF-8: the page is cut there, and its last line says how many findings are left out.
    """
    lines = list(_lines(report, lang))
    size = 0
    for number, (line, _) in enumerate(lines):
        size += len(line.encode("utf-8", "backslashreplace")) + 1
        if longest is not None and size > longest - 200:
            cut = counted(sum(findings for _, findings in lines[number:]), "left-out", lang)
            return "\n".join([*(shown for shown, _ in lines[:number]), "", f"**{cut}**"]) + "\n"
    return "\n".join(line for line, _ in lines) + "\n"


def _lines(report: Report, lang: str) -> Iterator[tuple[str, int]]:
    """Yield each line with the number of findings on it. Only tables span lines, so the page can be cut after any."""
    head = [f"## {say('title', lang)}", "", f"**{escape(verdict(report, lang))}**", ""]
    head += [f"- {escape(plain.visible(said))}" for said in asides(report, lang)]
    for table in tables(report, lang):
        grid = _grid(table.columns, table.rows, len(table.columns) - table.words)
        head += ["", f"### {table.title}", "", *grid]
    if report.findings:
        head += ["", f"### {say('findings', lang)}"]
    yield from ((line, 0) for line in head)
    for file, findings in tally.by_file(report.findings).items():
        columns, rule, *rows = _findings(findings, lang)
        yield from ((line, 0) for line in ("", f"#### {escape(plain.visible(file))}", "", columns, rule))
        yield from ((row, 1) for row in rows)
    if report.comparison and report.comparison.gone:
        yield from (
            (line, 0) for line in ("", f"### {say('gone', lang)}", "", *_findings(report.comparison.gone, lang))
        )


def _findings(findings: Iterable[Finding], lang: str) -> list[str]:
    rows = []
    for finding in findings:
        at, source = plain.place(finding), finding.source
        line = f"{at.line}:{at.column}" if at.column else str(at.line or "")
        in_text = plain.spot(source) if source else ""
        rows.append((line, SEVERITY[finding.severity][lang], finding.code, plain.message(finding, lang), in_text))
    columns = [say(key, lang) for key in ("place", "severity", "code", "message", "source")]
    return _grid(columns, rows)


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> list[str]:
    """A table whose last columns, so many as ``numbers``, are aligned to the right."""
    rules = ["---"] * (len(columns) - numbers) + ["---:"] * numbers
    cells = [[escape(plain.visible(cell)) for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in [columns, rules, *cells]]
