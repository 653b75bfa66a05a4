"""A report as one page for the browser, the printer and the archive: no script, nothing loaded, nothing to install.

Findings stand under their plan and rule, so that a reason is read once and not a thousand times.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from kgtool.check.finding import Finding, Report, Rule
from kgtool.check.report import plain, tally
from kgtool.check.report.sums import SummaryTable, tables
from kgtool.check.report.words import SEVERITY, asides, counted, counts, say, verdict

MARK = {"error": "✖", "warning": "▲", "info": "●"}
CSS = Path(__file__).with_name("html.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: Report, lang: str) -> str:
    """Return a whole HTML document that is well-formed XML, too."""
    page = _HtmlReport(report, lang)
    parts = [
        page.head(),
        page.contents(),
        "<main>",
        *map(page.table, tables(report, lang)),
        *page.plans(),
        "</main>",
        page.foot(),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _text(text: str, longest: int = 2000) -> str:
    return html.escape(plain.clip(plain.visible(text), longest))


def _tag(name: str, text: str, **attributes: str) -> str:
    """Return an element around text that is HTML already."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items() if value
    )
    return f"<{name}{given}>{text}</{name}>"


class _HtmlReport:
    def __init__(self, report: Report, lang: str) -> None:
        self.report = report
        self.lang = lang
        self.tallies = tally.by_plan(report)
        self.groups = [tally.by_rule(plan.findings) for plan in self.tallies]

    def say(self, key: str) -> str:
        return _text(SEVERITY[key][self.lang] if key in SEVERITY else say(key, self.lang))

    def head(self) -> str:
        title = f"{self.say('title')} – kgtool"
        skip = f'<a class="skip" href="#findings">{self.say("skip")}</a>' if self.report.findings else ""
        said = [_tag("li", _text(text)) for text in asides(self.report, self.lang)]
        notices = _tag("ul", "\n".join(said), aria_label=say("notices", self.lang))
        return f"""<!DOCTYPE html>
<html lang="{self.lang}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>
<title>{title}</title>
<style>
{CSS.read_text("utf-8")}</style>
</head>
<body>
{skip}
<header>
<h1>{self.say("title")}</h1>
<p class="verdict">{_text(verdict(self.report, self.lang))}</p>
{notices if said else ""}
</header>"""

    def contents(self) -> str:
        """The table of contents: by plan, and by code with a link into each plan that has it."""
        if not self.report.findings:
            return ""
        plans: list[str] = []
        codes: dict[str, list[str]] = {}
        for p, (plan, groups) in enumerate(zip(self.tallies, self.groups, strict=True), 1):
            label = _text(plan.label[self.lang])
            numbers = _text(counts(tally.severities(plan.findings), self.lang))
            plans.append(_tag("li", f'<a href="#p{p}">{label}</a> <span class="soft">{numbers}</span>'))
            for r, (_, rule, found) in enumerate(groups, 1):
                links = codes.setdefault(rule.code, [])
                links.append(f'<a href="#p{p}r{r}">{label}</a> <span class="soft">{len(found):,}</span>')
        rules = [_tag("li", f"<code>{_text(code)}</code>: {', '.join(codes[code])}") for code in sorted(codes)]
        return f"""<nav aria-labelledby="contents">
<h2 id="contents">{self.say("contents")}</h2>
<h3>{self.say("of-plans")}</h3>
{_tag("ul", "".join(plans))}
<h3>{self.say("by-code")}</h3>
{_tag("ul", "".join(rules))}
</nav>"""

    def table(self, table: SummaryTable) -> str:
        kinds = ["" if n < table.words else "number" for n in range(len(table.columns))]
        heads = [
            _tag("th", _text(name), scope="col", class_=kind) for name, kind in zip(table.columns, kinds, strict=True)
        ]
        rows = [
            "".join(_tag("td", _text(cell), class_=kind) for cell, kind in zip(row, kinds, strict=True))
            for row in table.rows
        ]
        inner = "\n".join(_tag("tr", row) for row in rows)
        return f"""<div class="wide" tabindex="0" role="region" aria-label="{html.escape(table.title)}">
<table>
<caption>{_text(table.title)}</caption>
<thead><tr>{"".join(heads)}</tr></thead>
<tbody>
{inner}
</tbody>
</table>
</div>"""

    def plans(self) -> Iterable[str]:
        yield '<div id="findings">'
        for p, (plan, groups) in enumerate(zip(self.tallies, self.groups, strict=True), 1):
            if groups:
                yield f'<section aria-labelledby="p{p}">\n<h2 id="p{p}">{_text(plan.label[self.lang])}</h2>'
                yield from (self.group(f"p{p}r{r}", rule, found) for r, (_, rule, found) in enumerate(groups, 1))
                yield "</section>"
        yield "</div>"

    def group(self, anchor: str, rule: Rule, findings: Sequence[Finding]) -> str:
        """A rule with its reason and remedy, then what breaks it."""
        told = [("why", rule.why), ("remedy", rule.remedy)]
        facts = "".join(f"<dt>{self.say(key)}</dt><dd>{_text(text[self.lang])}</dd>" for key, text in told if text)
        facts += f"<dt>{self.say('rule')}</dt><dd><code>{_text(plain.spot(rule.location))}</code></dd>"
        number = _text(counted(len(findings), "finding", self.lang))
        return f"""<section aria-labelledby="{anchor}">
<h3 id="{anchor}">{_text(rule.name[self.lang])} <code>{_text(rule.code)}</code> <span class="soft">{number}</span></h3>
<dl>{facts}</dl>
<ul class="findings">
{"".join(self.finding(finding) for finding in findings)}</ul>
</section>"""

    def finding(self, finding: Finding) -> str:
        severity = finding.severity
        badge = _tag("span", f"{MARK[severity]} {self.say(severity)}", class_=f"badge {severity}")
        places = [("place", plain.where(plain.place(finding)))]
        if finding.source:
            places.append(("source", plain.spot(finding.source)))
        told = " · ".join(f"{self.say(key)} <code>{_text(place)}</code>" for key, place in places)
        what = _tag("bdi", _text(finding.message(self.lang)))
        return f'<li class="{severity}"><p>{badge} {what}</p><p class="soft">{told}</p></li>\n'

    def foot(self) -> str:
        made = _text(f"kgtool {self.report.version}".strip())
        return f"<footer><p>{made}</p></footer>\n</body>\n</html>"
