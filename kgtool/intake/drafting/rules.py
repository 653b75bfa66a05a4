"""Rules of a profile from the tree of a plan's text: headings of one function that are printed alike make one rule."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kgtool.intake.drafting import implied, indicator_tables, lists, marks
from kgtool.intake.drafting.functions import BODY, ELEMENT, FURNITURE, INDICATOR, NO_NAME, RESTATE, SECTION, TABLE
from kgtool.intake.drafting.lexicon import HeadingFunction
from kgtool.intake.drafting.tree import LayoutNode

_TITLE = r"(?P<title>\S.*)"
_BLANKS = r"[ 　\t]+"
_YEAR = r"(?:(?:令和|平成|昭和)\s*[0-9０-９元]+|[12][0-9]{3})\s*年度?"
_PLAN_TITLE = rf"(?P<title>\S.*?)(?:[（(](?P<start>{_YEAR})\s*[～〜~－―-]\s*(?P<end>{_YEAR})[）)])?"
_GAP = r"[ 　\t:：.．、)）]*"
_BRACKETED = re.compile(r"^(?P<title>.+?)\s*(?P<open>[【（(])(?P<fields>[^【】（）()]+)(?P<close>[】）)])$")
_CLOSES = {"【": "】", "（": "）", "(": ")"}
_SEPARATORS = "、・，/／"
_NOT_READ = "not-read"
"""The reason of the gap for what stands in a table and was not read."""
_RUNNING = ("text", "row")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾"
_FEW = 12
_BEGUN = 12
"""How many characters of a line tell it from others, where it stands below no heading."""
_LONGEST_TITLE = 60
_RECORDS = ("goal", "measure", "vision", "project", "management")


@dataclass
class DraftRule:
    """A ``[[rule]]`` being drafted: ``keys`` are those beside name, do, match and in; ``nodes`` what it was made from."""

    name: str
    do: str
    match: list[str]
    keys: dict[str, Any] = field(default_factory=dict)
    nodes: list[LayoutNode] = field(default_factory=list)
    above: set[str] = field(default_factory=set)
    rank: tuple[int, int] = (0, 0)
    doubts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class LocalWord:
    """A ``[[type]]`` being drafted."""

    id: str
    ja: str
    en: str
    depth: int


@dataclass
class DraftRules:
    """The rules in the order in which they are tried, and the city's own words that they name."""

    rules: list[DraftRule]
    types: list[LocalWord]
    misread: str = ""
    """Characters that the scan made of the numbers of lists."""


def draft(root: LayoutNode, start: int | None) -> DraftRules:
    """Return the rules for a tree whose nodes have their functions. ``start`` is the plan's first year, where it is known."""
    return _RuleDrafter(root, start).draft()


def exact(text: str) -> str:
    """Return a pattern for a line of which every character is known, however wide its blanks are."""
    words = [re.escape(word) for word in text.split()]
    return r"[\s　]+".join(words)


class _RuleDrafter:
    def __init__(self, root: LayoutNode, start: int | None) -> None:
        self.root = root
        self.tables = indicator_tables.find(root, start)
        self.rules: dict[tuple[str, ...], DraftRule] = {}
        self.by_node: dict[int, DraftRule] = {}
        self.types: dict[str, LocalWord] = {}
        self.misread = ""

    def draft(self) -> DraftRules:
        for node in (node for table in self.tables for node in (*table.nodes, *table.above.children)):
            if node.kind == "row" or (node.function and node.function.id == "indicator" and node.role == ELEMENT):
                node.role, node.function = TABLE, None
        nodes = [node for node in self.root.below() if node.role in (ELEMENT, SECTION, RESTATE)]
        grouped: dict[tuple[str, ...], list[LayoutNode]] = defaultdict(list)
        for node in nodes:
            grouped[self._signature(node)].append(node)
        for signature, members in grouped.items():
            rule = self._rule(signature, members)
            for node in members:
                self.by_node[node.number] = rule
        for rule in self.rules.values():
            self._place(rule)
        self._parents()
        return DraftRules(self._ordered() + self._texts(), list(self.types.values()), self.misread)

    # which nodes make one rule

    def _signature(self, node: LayoutNode) -> tuple[str, ...]:
        function = node.function.id if node.function else "facet"
        if node.kind == "text" and function == "term":
            return (ELEMENT, function, "text", str(node.number))
        if node.kind in ("text", "row"):
            return (ELEMENT, function, node.kind, self._above_name(node) if node.kind == "text" else "")
        if node.kind == "standing":
            return (node.role, function, "standing", node.head.name)
        if node.role == SECTION:
            return (SECTION, function, "exact", str(node.number) if node.kind != "item" else node.key)
        if node.kind == "plain":
            above = next((a.function.id for a in node.above() if a.function and a.role != SECTION), "")
            return (node.role, function, "plain", node.key if node.owner else node.head.mark.style, above)
        if node.shortened:
            return (RESTATE, function, "shortened", node.key)
        lines = "two" if node.title_block else "one"
        subtitle = "subtitle" if node.subtitle else ""
        return (
            node.role,
            function,
            node.key,
            lines,
            subtitle,
            "" if node.head.mark.numbered else self._above_name(node),
        )

    def _above_name(self, node: LayoutNode) -> str:
        """The name of the heading that a list or a paragraph stands below, by which its members are called."""
        heading = next((above for above in node.above() if above.role in (SECTION, ELEMENT, RESTATE)), None)
        return heading.head.name if heading and heading.kind == "standing" else heading.head.name if heading else ""

    # one rule

    def _rule(self, signature: tuple[str, ...], nodes: list[LayoutNode]) -> DraftRule:
        role, function = signature[0], nodes[0].function
        name = self._name(function.id if function else "facet", role, nodes[0])
        do = {SECTION: "section", RESTATE: "restate", ELEMENT: "element"}[role]
        rule = DraftRule(name, do, self._patterns(nodes), nodes=nodes)
        self.rules[signature] = rule
        if role == SECTION:
            rule.keys["kind"] = "standing-header" if nodes[0].kind == "standing" else "section-heading"
        elif role == RESTATE:
            self._restate(rule, function)
        else:
            self._element(rule, function)
        return rule

    def _name(self, function: str, role: str, node: LayoutNode) -> str:
        base = {RESTATE: f"{function}-again", SECTION: f"{function}-heading"}.get(role, function)
        taken = {rule.name for rule in self.rules.values()}
        return next(n for n in (base, *(f"{base}-{k}" for k in range(2, 999))) if n not in taken)

    def _element(self, rule: DraftRule, function: HeadingFunction | None) -> None:
        nodes = rule.nodes
        id_ = function.id if function else "facet"
        rule.keys["class"] = function.class_ if function else "ProjectFacet"
        rule.keys["id"] = self._path(rule, id_)
        rule.keys["type"] = self._type(rule, function)
        if "{order}" in str(rule.keys["id"]):
            rule.keys["count"] = "rule"
        named = [group for group in ("note", "unread") if any(f"?P<{group}>" in pattern for pattern in rule.match)]
        if named:
            rule.keys["furniture"] = named
        if nodes[0].kind == "row" and id_ == "indicator":
            rule.keys["also"] = ["indicatorOf"]
            rule.keys["values"] = {"indicatorValue": {"group": "value", "read_as": "text", "gap": _NOT_READ}}
            ja = "表からは指標の名前だけを読み、値は読んでいない。"
            rule.doubts.append((ja, "Only the names of indicators were read from the tables, not their values."))
        elif nodes[0].kind == "row":
            rule.keys["link"] = "listedUnder"
        if nodes[0].kind == "text":
            rule.keys["label"] = self._label(nodes, function)
        elif nodes[0].kind == "standing" and all(n.children for n in nodes) and self._only_text(nodes):
            rule.keys["label"] = nodes[0].head.name if function else ""
            rule.keys["covers"] = "body"
            if not function:
                del rule.keys["label"]
                rule.keys["covers"] = "all"
        elif self._generic(nodes):
            rule.keys["label"] = self._label(nodes, function)
        if id_ == "sectoral-plan" and nodes[0].kind == "item":
            years = (("startFiscalYear", "start"), ("endFiscalYear", "end"), ("decidedInFiscalYear", "decided"))
            for name, group in years:
                rule.keys.setdefault("values", {})[name] = {
                    "group": group,
                    "read_as": "fiscal-year",
                    "gap": "not-stated",
                }
        if id_ not in _RECORDS and nodes[0].kind not in ("text", "standing") and self._only_text(nodes, every=True):
            rule.keys["covers"] = "body" if id_ == "statement" else "all"
        if id_ == "desired-state":
            rule.keys["also"] = ["desiredStateOf"]
        if not function or self._below_project(nodes):
            rule.keys["also"] = ["ofProject"]
        self._fold(rule)
        self._fields(rule, id_)
        if id_ == "measure":
            self._imply(rule)

    def _imply(self, rule: DraftRule) -> None:
        """Let the codes of measures make the goals that no heading names; a measure without a code has no known goal."""
        measures = [n for n in self.root.below() if n.role == ELEMENT and n.function and n.function.id == "measure"]
        goals = implied.find(measures)
        lost = rule.nodes[0].kind == "plain" and any(n.head.mark.numbered for n in measures)
        if lost:
            rule.keys["lost"] = ["notation", "partOf"] if goals else ["notation"]
        if goals is None:
            return
        if lost:
            rule.keys["link"] = "listedUnder"
            return
        number = marks.style(rule.nodes[0].head.mark.style)
        rule.match[0] = rule.match[0].replace(number.pattern, goals.pattern)
        above = next((a for a in rule.nodes[0].above() if a.number in self.by_node or a.again), None)
        first = above.again if above and above.again else above
        path = str(self.by_node[first.number].keys.get("id", "")) if first and first.number in self.by_node else ""
        self.types.setdefault("goal", LocalWord("goal", "基本目標", "Goal", 0))
        rule.keys["implied"] = {
            "class": "Goal", "group": "goal", "id": "goal/{goal}", "type": "goal", "parent": path.replace("{code}", "{vision}"),
        }  # fmt: skip
        ja = f"番号から、印刷されていない目標が{goals.goals}あると読んだ。"
        rule.doubts.append((ja, f"The codes imply {goals.goals} goals that no heading names."))

    def _below_project(self, nodes: Sequence[LayoutNode]) -> bool:
        return (
            all(
                any(a.function and a.function.id == "project" and a.role == ELEMENT for a in list(n.above())[:2])
                for n in nodes
            )
            and nodes[0].function is not None
            and nodes[0].function.class_ in ("Statement", "ProjectFacet")
        )

    def _only_text(self, nodes: Sequence[LayoutNode], every: bool = False) -> bool:
        """Whether running text, and nothing that is an element of its own, stands below the nodes."""
        texts = [any(c.role == BODY for c in node.children) for node in nodes]
        return all(texts) if every or nodes[0].kind == "standing" else any(texts)

    def _generic(self, nodes: Sequence[LayoutNode]) -> bool:
        """Whether the items are sentences or too long for a title: then they are called by their heading and order."""
        long = [node for node in nodes if node.head.sentence or len(node.title) > _LONGEST_TITLE]
        return nodes[0].kind == "item" and len(long) * 2 > len(nodes)

    def _label(self, nodes: Sequence[LayoutNode], function: HeadingFunction | None) -> str:
        if function and function.id == "introduction":
            return function.ja
        if function and function.id == "term":
            heading = next(iter(nodes[0].above()))
            return heading.reading.term if heading.reading else heading.head.name
        above = next((a for a in nodes[0].above() if a.role in (SECTION, ELEMENT, RESTATE)), None)
        name = above.head.name if above and above.role == SECTION else function.ja if function else ""
        return f"{name.replace('{', '').replace('}', '')[:30]} {{order}}"

    def _path(self, rule: DraftRule, id_: str) -> str:
        nodes = rule.nodes
        if id_ == "indicator" and self.tables:
            return f"{{parent}}/{rule.name}-without-values/{{order}}"
        numbered = all(n.head.mark.numbered and n.kind != "plain" for n in nodes)
        codes = [self._code(n) for n in nodes]
        if numbered and id_ in _RECORDS and all(codes):
            if len(set(codes)) == len(codes):
                return f"{id_}/{{code}}"
            within = {(n.parent.number if n.parent else -1, code) for n, code in zip(nodes, codes, strict=True)}
            if len(within) == len(nodes) and all(self._element_above(n) for n in nodes):
                return f"{{parent}}/{id_}/{{code}}"
        if nodes[0].kind == "plain" and id_ in _RECORDS and (nodes[0].key or id_ == "measure"):
            return f"{rule.name}/unnumbered-{{order}}"
        if id_ in _RECORDS and not any(self._element_above(n) for n in nodes):
            return f"{rule.name}/{{order}}"
        return f"{{parent}}/{rule.name}/{{order}}"

    def _element_above(self, node: LayoutNode) -> bool:
        return any(above.role in (ELEMENT, RESTATE) for above in node.above())

    def _code(self, node: LayoutNode) -> str:
        """The code as it goes into a path; empty where it cannot."""
        code = re.sub(r"\s", "", node.head.mark.code)
        plain = re.sub(r"[‐‑–—―−－ー]", "-", code)
        return plain if re.fullmatch(r"[0-9０-９A-Za-zⅠ-Ⅻ①-⑳⑴-⒇-]+", plain) else ""

    def _type(self, rule: DraftRule, function: HeadingFunction | None) -> str:
        node = rule.nodes[0]
        id_ = function.id if function else "facet"
        if id_ not in self.types:
            word = node.head.mark.word
            above = next((a for a in node.above() if a.role == SECTION), None)
            name = above.head.name if above and above.kind == "standing" else ""
            ja = (
                word
                or (node.head.name if node.kind == "standing" and function else name)
                or (function.ja if function else "視点")
            )
            chain = {a.function.id for a in node.above() if a.role in (ELEMENT, RESTATE) and a.function}
            depth = 1 + len(chain) if id_ not in ("introduction", "statement") else 0
            self.types[id_] = LocalWord(id_, ja[:_LONGEST_TITLE], function.en if function else "Perspective", depth)
        return id_

    def _restate(self, rule: DraftRule, function: HeadingFunction | None) -> None:
        again = [node.again for node in rule.nodes if node.again is not None]
        rule.keys["of"] = function.class_ if function else ""
        first = self.by_node.get(again[0].number) if again else None
        if rule.nodes[0].kind == "plain":
            names = Counter(node.head.name for node in again)
            rule.keys["id"] = self._plain_path(again[0]) if len(names) == 1 else ""
        elif first and "{order}" not in first.keys["id"]:
            rule.keys["id"] = first.keys["id"]
        if not rule.nodes[0].shortened and any(
            re.sub(r"\s", "", n.title) != re.sub(r"\s", "", n.again.title) for n in rule.nodes if n.again
        ):
            rule.match = [pattern.replace("?P<title>", "") for pattern in rule.match]
            ja = "二度目の題名が一度目と違う(括弧書きなど)ので、題名を比べない。"
            rule.doubts.append((ja, "The titles differ between the two printings, so they are not compared."))

    def _plain_path(self, node: LayoutNode) -> str:
        rule = self.by_node[node.number]
        order = 1 + sum(1 for other in rule.nodes if other.number < node.number and other.parent is node.parent)
        return str(rule.keys["id"]).replace("{order}", str(order)).replace("{parent}/", "")

    # patterns

    def _patterns(self, nodes: list[LayoutNode]) -> list[str]:
        node = nodes[0]
        if node.kind == "text":
            if nodes[0].function and nodes[0].function.id == "term":
                return [rf"^\s*(?P<span>{exact(nodes[0].head.first.text[:_BEGUN])}.*)$"]
            if any(not any(a.role in (ELEMENT, SECTION, RESTATE) for a in n.above()) for n in nodes):
                begun = "|".join(dict.fromkeys(exact(n.head.first.text[:_BEGUN]) for n in nodes))
                return [rf"^\s*(?P<span>(?:{begun}).*)$"]
            return [r"^\s*(?P<span>\S.*)$"]
        if (node.role == SECTION and node.kind != "item") or node.kind == "standing":
            return self._exact(nodes)
        if node.kind == "row" and node.function is not None and node.function.id == "indicator":
            return [rf"^[ 　\f]{{0,2}}(?!{NO_NAME}){INDICATOR.pattern}"]
        if node.kind == "row":
            return [r"^\s*(?P<title>\S(?:[^\t　 ]|[ 　](?![ 　]))*)(?P<unread>(?:\t|[ 　]{2,}).*[0-9０-９元]\s*年.*)$"]
        if node.kind == "plain":
            return self._plain(nodes)
        if node.key == lists.MISREAD:
            return self._misread(nodes)
        if not node.head.mark.numbered:
            titled = _PLAN_TITLE if node.function and node.function.id == "sectoral-plan" else _TITLE
            return [rf"^\s*{re.escape(node.key)}[ 　・]*(?P<span>{titled})\s*$"]
        return self._numbered(nodes)

    def _misread(self, nodes: list[LayoutNode]) -> list[str]:
        """Items of a list whose numbers were misread: any of the characters that stand in their place."""
        firsts = Counter(n.head.first.text[0] for n in nodes)
        self.misread = "".join(sorted(c for c in firsts if c not in _CIRCLED and not c.isdecimal()))
        either = re.escape(self.misread).replace("-", r"\-")
        end = Counter(n.head.first.text[-2:] for n in nodes if not n.head.sentence).most_common(1)
        title = rf"\S.*?{re.escape(end[0][0])}" if end else r"\S.*"
        return [rf"^\s*(?P<bullet>[{either}①-⑨❶-❾]|[0-9０-９])[ 　]*(?P<title>{title})(?:[ 　](?P<body>\S.*))?$"]

    def _exact(self, nodes: list[LayoutNode]) -> list[str]:
        texts = list(dict.fromkeys(exact(node.head.first.text) for node in nodes))
        first = nodes[0]
        title = "(?P<title>{})" if first.role == ELEMENT and first.function is None else "{}"
        whole = texts[0] if len(texts) == 1 else f"(?:{'|'.join(texts)})"
        patterns = [rf"^\s*{title.format(whole)}\s*$"]
        second = "(?P<title2>{})" if first.role == ELEMENT and first.function is None else "{}"
        patterns += [rf"^\s*{second.format(exact(line.text))}\s*$" for line in first.head.lines[1:]]
        if first.title_block:
            patterns.append(rf"^\s*{exact(first.title_block.first.text)}\s*$")
        if first.role == ELEMENT and first.kind != "standing":
            mark = first.head.mark
            titled = exact(mark.title)
            if mark.title and titled in patterns[0]:
                patterns[0] = patterns[0].replace(titled, f"(?P<title>{titled})")
        return patterns

    def _plain(self, nodes: list[LayoutNode]) -> list[str]:
        texts = list(dict.fromkeys(node.head.first.text for node in nodes))
        if len(texts) <= _FEW or not nodes[0].owner:
            first = nodes[0].head
            bracket = first.mark.style if first.mark.style in "＜<【〔《≪〈［" else ""
            if bracket:
                texts = list(dict.fromkeys(node.head.mark.title for node in nodes))
            either = "|".join(exact(text) for text in texts)
            close = marks.BRACKETS.get(bracket, "")
            patterns = [rf"^\s*{re.escape(bracket)}\s*(?P<title>{either})\s*{re.escape(close)}\s*$"]
            if len(first.lines) == 2 and len(nodes) == 1:
                patterns = [
                    rf"^\s*(?P<title>{exact(first.lines[0].text)})\s*$",
                    rf"^\s*(?P<title2>{exact(first.lines[1].text)})\s*$",
                ]
        else:
            patterns = [r"^\s*(?P<title>[^。]+)$"]
        if all(node.subtitle for node in nodes):
            patterns.append(_SUBTITLE)
        return patterns

    def _numbered(self, nodes: list[LayoutNode]) -> list[str]:
        mark = nodes[0].head.mark
        style = marks.style(mark.style) if mark.word or mark.style not in ("1", "１") else None
        word = re.escape(mark.word)
        record = nodes[0].function is not None and nodes[0].function.id in (*_RECORDS, "direction")
        number = style or marks.style("plain")
        code = number.pattern if record or nodes[0].head.mark.numbered else number.core
        head = rf"^\s*{number.opening}{word}[ 　]*{code}{_GAP}" if word else rf"^\s*{code}{_GAP}"
        if style is None and not word:
            apart = all(
                re.match(rf"{number.pattern}[ 　\t]", n.head.first.text) or not n.head.mark.title for n in nodes
            )
            head = rf"^\s*{number.pattern}" + (_BLANKS if apart else "(?:[ 　\t]+|(?=[「一-龥ぁ-んァ-ヶ]))")
        if nodes[0].shortened:
            return [rf"{head}(?:{'|'.join(dict.fromkeys(exact(n.head.mark.title) for n in nodes))})\s*$"]
        two = [rf"{head.removesuffix(_GAP).removesuffix(_BLANKS)}\s*$", rf"^\s*{_TITLE}$"]
        patterns = two if nodes[0].title_block else [rf"{head}{_TITLE}$"]
        if self._single(nodes):
            titles = "|".join(
                dict.fromkeys(exact(n.title_block.first.text if n.title_block else n.head.mark.title) for n in nodes)
            )
            patterns[-1] = patterns[-1].replace(_TITLE, f"(?P<title>{titles})\\s*")
        if nodes[0].subtitle:
            patterns.append(_SUBTITLE)
        return patterns

    def _single(self, nodes: Sequence[LayoutNode]) -> bool:
        """Whether headings with bare numbers are sections, each of its own kind, to be known by their titles."""
        if nodes[0].head.mark.word or nodes[0].owner or len(nodes) > 2 * _FEW:
            return False
        function = nodes[0].function
        return function is not None and function.id in ("statement", "management", "project")

    def _fold(self, rule: DraftRule) -> None:
        """Let items go on over the lines that they are folded to, where their indent tells these from others."""
        nodes = rule.nodes
        folded = [line for node in nodes for line in node.head.lines[1:]]
        if not folded or (rule.keys.get("covers") in ("body", "all") and nodes[0].kind == "standing"):
            return
        starts = max(node.head.first.indent for node in nodes)
        least = min(line.indent for line in folded)
        if any(node.head.first.text[0] in "「" for node in nodes):
            return
        styles = {n.head.mark.style for n in self.root.below()} & set(marks.BULLETS)
        bullets = "".join(re.escape(style) for style in sorted(styles))
        numbers = r"|[（(]?[0-9０-９①-⑳❶-❿]+[）).．]?[ 　](?![万億円人件年月日％])"
        barred = rf"(?![{bullets}]{numbers})" if bullets else rf"(?!{numbers[1:]})"
        if least > 0:
            width = rf"[ 　]{{{max(1, (least + 1) // 2)},}}"
            rule.keys["fold"] = rf"^{width}{barred}\S"
        if least <= starts - 2 or least == 0:
            rule.doubts.append(("折り返した行の字下げがそろっていない。", "Folded lines are not indented alike."))

    def _fields(self, rule: DraftRule, id_: str) -> None:
        """A list in brackets behind every title, as in 港のにぎわい（観光、漁業）: fields of the element."""
        if id_ not in ("goal", "measure") or not rule.nodes[0].head.mark.numbered:
            return
        found = [_BRACKETED.match(node.title) for node in rule.nodes]
        if not all(found) or len({hit["open"] for hit in found if hit}) != 1:
            return
        counts = Counter(char for hit in found if hit for char in hit["fields"] if char in _SEPARATORS)
        if not counts:
            return
        open_ = next(hit["open"] for hit in found if hit)
        tail = rf"(?P<title>\S.*?)\s*{re.escape(open_)}(?P<fields>.+){re.escape(_CLOSES[open_])}\s*$"
        at = 1 if rule.nodes[0].title_block else 0
        rule.match[at] = rule.match[at].replace(f"{_TITLE}$", tail)
        self.types.setdefault("field", LocalWord("field", "分野", "Field", 0))
        rule.keys["parts"] = {
            "group": "fields", "separator": counts.most_common(1)[0][0], "class": "Field",
            "id": "{parent}/field/{order}", "type": "field",
        }  # fmt: skip

    # where rules stand

    def _place(self, rule: DraftRule) -> None:
        for node in rule.nodes:
            above = next((a for a in node.above() if a.number in self.by_node), None)
            if above is not None and self.by_node[above.number] is not rule:
                rule.above.add(self.by_node[above.number].name)
            elif above is not None:
                rule.above |= {r.name for r in self.rules.values() if r is rule and r.above}
            elif node.role != SECTION:
                rule.above.clear()

    def _parents(self) -> None:
        """Hang goals below the only vision, where the plan prints one and its goals elsewhere."""
        visions = [
            n for r in self.rules.values() if r.keys.get("class") == "Vision" and r.do == "element" for n in r.nodes
        ]
        if len(visions) != 1:
            return
        for rule in self.rules.values():
            if rule.keys.get("class") != "Goal" or rule.do != "element":
                continue
            if all(n.number > visions[0].number and not self._element_above(n) for n in rule.nodes):
                vision = self.by_node[visions[0].number]
                rule.keys["parent"] = (
                    str(vision.keys["id"]).format(code=self._code(visions[0]), order="1", parent="").lstrip("/")
                )
                ja = "将来像がただ一つなので、目標をその下に置いた。"
                rule.doubts.append((ja, "There is one vision only, so goals were put below it."))

    def _ordered(self) -> list[DraftRule]:
        """Exact headings first, then numbered ones with a word, then what stands deepest."""
        for rule in list(self.rules.values()):
            self._followed(rule)
        return sorted((r for r in self.rules.values() if r.nodes[0].kind not in _RUNNING), key=self._rank)

    def _rank(self, rule: DraftRule) -> tuple[int, int, int]:
        node = rule.nodes[0]
        depth = max(len(list(n.above())) for n in rule.nodes)
        if (
            node.shortened
            or node.kind == "standing"
            or rule.do == "section"
            or (node.kind == "plain" and len(rule.nodes) <= _FEW)
        ):
            return (0, 0, node.number)
        if node.head.mark.word or node.head.mark.style.startswith("第"):
            return (1, -depth if rule.do == "element" else 0, node.number)
        return (2 if "next" in rule.keys else 3, -depth, node.number)

    def _followed(self, rule: DraftRule) -> None:
        """Tell a record with a bare number, or without one, from other lines by the standing heading behind it."""
        node = rule.nodes[0]
        if rule.do != "element" or not node.owner or node.head.mark.word or node.head.mark.style == "code":
            return
        firsts = {
            n.number: next((exact(c.head.first.text) for c in n.children[:1] if c.kind == "standing"), "")
            for n in rule.nodes
        }
        printed = Counter(exact(n.head.first.text) for n in self.root.below() if n.kind == "standing")
        after = Counter(text for text in firsts.values() if text)
        sure = [text for text in after if printed[text] == after[text]]
        if not sure:
            return
        rule.keys["next"] = rf"^\s*(?:{'|'.join(sure)})\s*$"
        rest = [n for n in rule.nodes if firsts[n.number] not in sure]
        if rest:
            self._singled_out(rule, rest)

    def _singled_out(self, rule: DraftRule, rest: list[LayoutNode]) -> None:
        """A rule by their whole text for the records that no sure heading follows."""
        texts = "|".join(dict.fromkeys(exact(n.head.mark.title) for n in rest))
        match = [*rule.match[:-1], rule.match[-1].replace(_TITLE, f"(?P<title>{texts})")]
        keys = {key: held for key, held in rule.keys.items() if key != "next"}
        other = DraftRule(f"{rule.name}-by-title", rule.do, match, keys, rest, set(rule.above))
        ja = "ほかと違い、後ろに決まった見出しがないので、題名そのもので見分ける。"
        other.doubts.append(
            (ja, "Unlike the others, no standing heading follows these, so they are told by their titles.")
        )
        rule.nodes = [n for n in rule.nodes if n not in rest]
        self.rules[("by-title", rule.name)] = other
        for node in rest:
            self.by_node[node.number] = other
        for below in self.rules.values():
            if rule.name in below.above:
                below.above.add(other.name)

    def _texts(self) -> list[DraftRule]:
        """Placeholders, rows of tables and running text, which come after all headings; what stands deepest first."""
        rules = []
        nodes = [n for n in self.root.below() if n.role == FURNITURE]
        if nodes:
            texts = dict.fromkeys(exact(n.head.first.text) for n in nodes)
            rules.append(
                DraftRule(
                    "placeholder", "furniture", [rf"^\s*(?:{'|'.join(texts)})\s*$"], {"kind": "placeholder"}, nodes
                )
            )
        texts_ = [rule for rule in self.rules.values() if rule.nodes[0].kind in _RUNNING]
        rules += self._of_tables()
        below = [*self._below(TABLE, "table", "furniture"), *self._below(BODY, "body", "body"), *texts_]
        return rules + sorted(
            below, key=lambda rule: (-self._depth(rule), rule.keys.get("kind") == "table", rule.nodes[0].number)
        )

    def _of_tables(self) -> list[DraftRule]:
        """A rule for the tables of indicators below elements, and one for those that stand below none."""
        found = []
        for owned in (True, False):
            tables = [t for t in self.tables if any(a.role in (ELEMENT, RESTATE) for a in _up(t.above)) == owned]
            above = {self.by_node[a.number].name for t in tables if (a := self._known_above(t.above))}
            if not tables or not above:
                continue
            self.types.setdefault("indicator", LocalWord("indicator", "指標", "Indicator", 0))
            ends = [t.following for t in tables if t.following and t.following.number in self.by_node]
            patterns = [indicator_tables.without_names(self.by_node[node.number].match[0]) for node in ends]
            path = "{parent}/indicator/{order}"
            keys: dict[str, Any] = {"class": "Indicator", "id": path, "type": "indicator"}
            keys |= {"also": ["indicatorOf"]} if owned else {"none": ["partOf", "indicatorOf"]}
            keys |= indicator_tables.rule_keys(tables, patterns)
            name = "indicators" if owned else "indicators-of-the-plan"
            rule = DraftRule(name, "table", [indicator_tables.pattern(tables)], keys, above=above)
            rule.doubts += indicator_tables.doubts(tables)
            found.append(rule)
        return found

    def _known_above(self, node: LayoutNode) -> LayoutNode | None:
        return next((above for above in _up(node) if above.number in self.by_node), None)

    def _depth(self, rule: DraftRule) -> int:
        return max(len(list(node.above())) for node in rule.nodes)

    def _below(self, role: str, name: str, do: str) -> list[DraftRule]:
        """A rule for the lines of a role for each depth at which they stand."""
        found: dict[int, DraftRule] = {}
        for node in self.root.below():
            above = next((a for a in node.above() if a.number in self.by_node), None)
            if node.role != role or above is None or (role == BODY and self.by_node[above.number].do != "element"):
                continue
            depth = len(list(node.above()))
            keys = {"kind": name} if do == "furniture" else {}
            called = name if not found else f"{name}-{len(found) + 1}"
            rule = found.setdefault(depth, DraftRule(called, do, [r"\S"], keys))
            rule.nodes.append(node)
            rule.above.add(self.by_node[above.number].name)
        return list(found.values())


def _up(node: LayoutNode) -> Iterator[LayoutNode]:
    yield node
    yield from node.above()


_SUBTITLE = r"^\s*[－―—‐−~～〜-]+\s*(?P<alternative>\S.*?)\s*[－―—‐−~～〜-]+\s*$"


def named(rules: Iterable[DraftRule]) -> dict[str, DraftRule]:
    """Return rules by name."""
    return {rule.name: rule for rule in rules}
