"""The page of doubts beside a drafted profile: each rule with counts, examples and what speaks against it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kgtool.intake.drafting import marks
from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.fit import UNEXPLAINED, FittedProfile
from kgtool.intake.drafting.lexicon import GENERAL
from kgtool.intake.drafting.lines import PrintedLine
from kgtool.intake.drafting.rules import DraftRule
from kgtool.intake.drafting.tree import LayoutNode

_EXAMPLES = 3
_SHOWN = 24
_LINES = 12
_WHAT = {
    "element": ("要素", "element"),
    "section": ("見出し", "heading only"),
    "restate": ("再掲", "printed again"),
    "body": ("本文", "running text"),
    "table": ("表", "table"),
    "furniture": ("計画の中身でない行", "no content"),
}


def page(title: str, analysis: LayoutAnalysis, fitted: FittedProfile) -> str:
    """Return the page as Markdown, Japanese first; lines of the plan are cut to 24 characters."""
    return "\n".join([*_language("ja", title, analysis, fitted), "", *_language("en", title, analysis, fitted)]) + "\n"


def shape(text: str) -> str:
    """Return the shape of a line: its mark, how long it is, how it ends."""
    mark = marks.mark(text)
    begins = f"{mark.word}{mark.style}" if mark.style else "字"
    length = "短" if len(text) <= 15 else "中" if len(text) <= 40 else "長"
    ends = text[-1] if re.match(r"[^\w\s]", text[-1]) else "数" if text[-1].isnumeric() else "字"
    return f"{begins}…{ends}({length})"


def _language(lang: str, title: str, analysis: LayoutAnalysis, fitted: FittedProfile) -> list[str]:
    ja = lang == "ja"
    kinds = Counter(entry.kind for entry in fitted.outline.ledger)
    classes = Counter(element.class_ for element in fitted.outline.elements.values())
    left = [entry.line for entry in fitted.outline.ledger if entry.kind == UNEXPLAINED]
    out = [f"# {title}: 下書きの疑わしい点" if ja else f"# {title}: what is doubtful in the draft", ""]
    out.append(
        "profile.toml は原文の体裁だけから機械がつくった下書きです。下の規則を上から確かめ、違うものは profile.toml を直してください。"
        if ja
        else "profile.toml was drafted by a program from the layout of the text alone. Go through the rules below and correct it."
    )
    out += ["", "## 数" if ja else "## Counts", ""]
    out += [f"- {name}: {count}" for name, count in classes.most_common()]
    out.append(("- 行: " if ja else "- Lines: ") + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    out += ["", "## 規則" if ja else "## Rules", ""]
    for rule in fitted.rules:
        if rule.name != UNEXPLAINED:
            out += _rule(lang, rule, fitted.doubts.get(rule.name, []))
    out += ["## どの規則にも当てはまらない行" if ja else "## Lines that no rule explains", ""]
    out += _left(lang, [line for line in analysis.lines if line.number in set(left)])
    return out


def _rule(lang: str, rule: DraftRule, doubts: Sequence[tuple[str, str]]) -> list[str]:
    ja = lang == "ja"
    what = _WHAT.get(rule.do, (rule.do, rule.do))[0 if ja else 1]
    count = f"{len(rule.nodes)}" if rule.nodes else ""
    class_ = f" {rule.keys['class']}" if "class" in rule.keys else ""
    out = [f"### {rule.name}: {what}{class_}{f' × {count}' if count else ''}", ""]
    out += [f"- {why}" for why in _because(lang, rule)]
    examples = _examples(rule.nodes)
    if examples:
        out.append(("- 例: " if ja else "- For example: ") + " / ".join(examples))
    against = [doubt[0 if ja else 1] for doubt in doubts] + _numbers(lang, rule)
    out += [("- **疑い**: " if ja else "- **Doubt**: ") + text for text in dict.fromkeys(against)]
    return [*out, ""]


def _because(lang: str, rule: DraftRule) -> list[str]:
    """By which word the function was recognised, and whether that word is general knowledge."""
    ja = lang == "ja"
    readings = {
        node.reading.term: node.reading
        for node in rule.nodes
        if node.reading and node.function and node.reading.function.id == node.function.id
    }
    found = []
    for _, reading in sorted(readings.items()):
        known = GENERAL in reading.evidence
        where = ("一般の語" if ja else "general") if known else ", ".join(reading.evidence)
        found.append(f"「{reading.term}」({where})" if ja else f"by “{reading.term}” ({where})")
    if found or not rule.nodes or rule.do not in ("element", "section"):
        return found
    node = rule.nodes[0]
    if node.head.mark.word and node.function:
        return [
            f"番号の前の語「{node.head.mark.word}」"
            if ja
            else f"by the word before the number, “{node.head.mark.word}”"
        ]
    if node.owner:
        return ["くり返す見出しがこの下に並ぶ" if ja else "standing headings repeat below it"]
    above = next((a for a in node.above() if a.reading), None)
    if above:
        return [f"「{above.head.name[:_SHOWN]}」の下にある" if ja else f"it stands below “{above.head.name[:_SHOWN]}”"]
    return ["語からはわからない" if ja else "no word says what it is"]


def _numbers(lang: str, rule: DraftRule) -> list[str]:
    """Numbers that are missing in a series, or stand twice."""
    if rule.do != "element" or not rule.nodes or not all(node.head.mark.numbered for node in rule.nodes):
        return []
    series: dict[int, list[LayoutNode]] = defaultdict(list)
    for node in rule.nodes:
        series[node.parent.number if node.parent else -1].append(node)
    odd = [
        node
        for nodes in series.values()
        for before, node in zip([None, *nodes], nodes, strict=False)
        if node.head.mark.value != (before.head.mark.value + 1 if before else 1)
    ]
    if not odd:
        return []
    places = ", ".join(f"{node.line}" for node in odd[:_LINES])
    ja = f"番号が続いていない({places}行目)"
    return [ja if lang == "ja" else f"numbers do not follow each other (lines {places})"]


def _examples(nodes: Iterable[LayoutNode]) -> list[str]:
    return [f"{node.line}: {_cut(node.head.first.text)}" for node in list(nodes)[:_EXAMPLES]]


def _left(lang: str, lines: Sequence[PrintedLine]) -> list[str]:
    if not lines:
        return ["なし。" if lang == "ja" else "None."]
    by_shape: dict[str, list[PrintedLine]] = defaultdict(list)
    for line in lines:
        by_shape[shape(line.text)].append(line)
    out = []
    for form, members in sorted(by_shape.items(), key=lambda item: (-len(item[1]), item[0])):
        numbers = ", ".join(str(line.number) for line in members[:_LINES]) + ("…" if len(members) > _LINES else "")
        out.append(f"- `{form}` × {len(members)}: {numbers} ({_cut(members[0].text)})")
    return out


def _cut(text: str) -> str:
    text = re.sub(r"[\s　]+", " ", text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
