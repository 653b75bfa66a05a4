"""A report for a person at a terminal: one finding a line, then the sums."""

from __future__ import annotations

from kgtool.base.wrapping import columns, fit
from kgtool.check.finding import SEVERITIES, Finding, Report
from kgtool.check.report import plain
from kgtool.check.report.sums import SummaryTable, tables
from kgtool.check.report.words import asides, say, verdict

WIDTH = 100
_COLOUR = {"error": "1;31", "warning": "33", "info": "36", "bold": "1", "dim": "2", "clear": "32"}


def render(report: Report, lang: str, colour: bool = False, width: int | None = None) -> str:
    """Return the findings and their sums.

    ``colour`` adds ANSI colours. ``width`` is how many columns the tables may take, by default ``WIDTH``; the lines of
    findings are never wrapped, so that they can be searched and clicked.
    """
    page = _TextReport(lang, colour, max(width or WIDTH, 40))
    blocks = ["\n".join(page.finding(finding, follow) for finding, follow in report.first().items())]
    blocks += [*(page.table(table) for table in tables(report, lang)), page.closing(report)]
    return "\n\n".join(block for block in blocks if block) + "\n"


class _TextReport:
    def __init__(self, lang: str, colour: bool, width: int) -> None:
        self.lang = lang
        self.colour = colour
        self.width = width

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{_COLOUR[style]}m{text}\x1b[0m" if self.colour else text

    def finding(self, finding: Finding, follow: list[Finding]) -> str:
        related = " · ".join(filter(None, (plain.related(finding, self.lang), plain.following(follow, self.lang))))
        if not self.colour:
            head = plain.line(finding, self.lang)
        else:
            where = self.paint(plain.where(plain.place(finding)), "bold")
            severity = self.paint(finding.severity, finding.severity)
            head = f"{where}: {severity} {plain.visible(finding.code)} {plain.message(finding, self.lang)}"
        return head + ("\n    " + self.paint(related, "dim") if related else "")

    def closing(self, report: Report) -> str:
        lines = [say("notice", self.lang, text=plain.visible(said)) for said in asides(report, self.lang)]
        worst = next((severity for severity in SEVERITIES if report.count(severity)), "clear")
        return "\n".join([*lines, self.paint(verdict(report, self.lang), worst)])

    def table(self, table: SummaryTable) -> str:
        """Draw a table; when it is too wide, its last column of words is cut. Japanese takes two columns a character."""
        cells = [table.columns, *([plain.visible(cell) for cell in row] for row in table.rows)]
        widths = [max(columns(row[n]) for row in cells) for n in range(len(table.columns))]
        long = table.words - 1
        widths[long] = max(min(widths[long], self.width - sum(widths) + widths[long] - 2 * len(widths)), 10)
        lines = [
            "  ".join(fit(cell, size, n > long) for n, (cell, size) in enumerate(zip(row, widths, strict=True)))
            for row in cells
        ]
        head, *body = (f"  {line}".rstrip() for line in lines)
        return "\n".join([self.paint(table.title, "bold"), self.paint(head, "dim"), *body])
