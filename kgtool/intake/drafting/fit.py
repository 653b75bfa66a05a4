"""Fit drafted rules to their text: read it with them, as ``kgtool extract`` would, and mend what does not hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kgtool.base.errors import InputError
from kgtool.extract import profile, reader
from kgtool.extract.outline import Outline
from kgtool.extract.source import SourceDescription, SourceText
from kgtool.intake.drafting import lines as lines_
from kgtool.intake.drafting import profile_text, rules
from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.cover import Cover, PrintedOnCover
from kgtool.intake.drafting.lines import PrintedLine
from kgtool.intake.drafting.rules import DraftRule, DraftRules, exact

UNEXPLAINED = "unexplained"
"""The kind, in the ledger, of lines that no rule explains."""
_NAME = "profile.toml"
_ROUNDS = 60


@dataclass
class FittedProfile:
    """A profile that reads its text from the first line to the last; ``outline`` is what comes of it.

    ``doubts`` has, by the name of a rule, what speaks against it, in Japanese and English.
    """

    toml: str
    outline: Outline
    rules: list[DraftRule]
    doubts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def fit(analysis: LayoutAnalysis, head: str, period: bool = True) -> FittedProfile:
    """Return the profile drafted for a text; ``head`` is the comment that begins the file.

    ``period`` says whether a period that is nowhere printed is to be declared a gap.
    """
    return _ProfileFitter(analysis, head, period).fit()


class _ProfileFitter:
    def __init__(self, analysis: LayoutAnalysis, head: str, period: bool) -> None:
        self.analysis, self.head, self.period = analysis, head, period
        first = analysis.cover.start
        drafted = rules.draft(analysis.root, int(first.value) if first else None)
        self.draft = DraftRules([*_furniture(analysis), *drafted.rules], drafted.types, drafted.misread)
        self.last = DraftRule(UNEXPLAINED, "furniture", [r"\S"], {"kind": UNEXPLAINED})
        digest = hashlib.sha256(analysis.text.encode()).hexdigest()
        self.source = SourceText(
            SourceDescription("plan", "text", "text", digest, len(analysis.text)), "text", analysis.text
        )

    def fit(self) -> FittedProfile:
        outline = None
        for _ in range(_ROUNDS):
            try:
                outline = self._read()
                break
            except InputError as error:
                self._mend(error)
        if outline is None:
            outline = self._read()
        if self._explain(outline):
            outline = self._read()
        doubts = {rule.name: rule.doubts for rule in self.draft.rules if rule.doubts}
        return FittedProfile(self._toml(), outline, [*self.draft.rules, self.last], doubts)

    def _read(self) -> Outline:
        return reader.read(self.source, profile.parse(self._toml(), _NAME), self.analysis.units)

    def _explain(self, outline: Outline) -> bool:
        """Let the last rule fit the lines that are left and no others; return whether there are any."""
        numbers = [entry.line for entry in outline.ledger if entry.rule == UNEXPLAINED]
        by_number = {line.number: line for line in self.analysis.lines}
        texts = dict.fromkeys(exact(by_number[number].text) for number in numbers)
        self.last.match = [rf"^\s*(?:{'|'.join(texts)})\s*$"] if texts else []
        self.last.nodes = []
        return True

    # what does not hold

    def _mend(self, error: InputError) -> None:
        """Change the rule that an error is about, and note why; raises the error again where nothing can be done."""
        mend: dict[str, Callable[[InputError], bool]] = {
            "profile-unused": self._drop,
            "element-empty": self._heading_only,
            "element-repeated": self._by_order,
            "element-unknown": self._forget,
            "element-ambiguous": self._forget,
            "restated-differently": self._other_title,
            "toml-value": self._forget,
            "bullet-order": self._unordered,
            "characters-unaccounted": self._whole_line,
        }
        if error.code not in mend or not mend[error.code](error):
            raise error

    def _rule(self, error: InputError) -> DraftRule | None:
        """The rule that an error names, or that reads the line of the text that it names."""
        where = str(error.fields.get("where", "")).replace(".column", "")
        named = rules.named([*self.draft.rules, self.last])
        name = where.removeprefix("[[rule]] ").split(" ")[0]
        if name in named:
            return named[name]
        line = error.place.line if error.place else 0
        return next(
            (r for r in self.draft.rules for n in r.nodes if any(one.number == line for one in n.head.lines)), None
        )

    def _drop(self, error: InputError) -> bool:
        rule = self._rule(error)
        if rule is self.last:
            self.last.match = []
            return True
        if rule is None:
            return False
        if ".column" in str(error.fields.get("where", "")):
            unused = str(error.fields["where"]).partition(" column ")[2]
            rule.keys["column"] = [column for column in rule.keys["column"] if column["head"] != unused]
            return True
        self.draft.rules.remove(rule)
        for other in self.draft.rules:
            if rule.name in other.above:
                other.above = (other.above - {rule.name}) | (set() if other.do == "body" else rule.above)
        return True

    def _heading_only(self, error: InputError) -> bool:
        """Let the rules that may have made an element without text cover its heading only."""
        made = [rule for rule in self._makers(str(error.fields["element"])) if "covers" in rule.keys]
        for rule in made:
            del rule.keys["covers"]
            rule.doubts.append(("本文のないものがある。", "Some have no running text."))
        return bool(made)

    def _makers(self, path: str) -> list[DraftRule]:
        """The rules whose template gives such a path."""

        def gives(template: str) -> bool:
            pattern = re.escape(template).replace(r"\{parent\}/", "(?:.+/)?")
            return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", pattern), path))

        return [rule for rule in self.draft.rules if rule.do == "element" and gives(str(rule.keys["id"]))]

    def _by_order(self, error: InputError) -> bool:
        """Call elements by their order where a number stands twice."""
        makers = self._makers(str(error.fields["element"]))
        rule = next((rule for rule in makers if "{code}" in str(rule.keys["id"])), None)
        if rule is None:
            return self._apart(makers[-1] if makers else None)
        rule.keys["id"] = f"{{parent}}/{rule.name}/{{order}}"
        rule.keys["count"] = "rule"
        rule.doubts.append(
            ("同じ番号が二度ある。順番で呼ぶ。", "A number stands twice: elements are called by their order.")
        )
        return True

    def _apart(self, rule: DraftRule | None) -> bool:
        """Give a rule a path of its own where another rule makes elements with the same."""
        if rule is None or rule.name in str(rule.keys["id"]):
            return False
        rule.keys["id"] = f"{{parent}}/{rule.name}/{{order}}"
        rule.keys["count"] = "rule"
        return True

    def _forget(self, error: InputError) -> bool:
        rule = self._rule(error)
        if rule is None:
            return False
        if error.code == "element-unknown" and "parent" in rule.keys and rule.do == "element":
            del rule.keys["parent"]
            return True
        return self._drop(error)

    def _whole_line(self, error: InputError) -> bool:
        """Let elements stand at their whole lines where a rule names only a part of them."""
        rule = self._rule(error) or next((r for r in self.draft.rules if r.name == error.fields.get("rule")), None)
        if rule is None or any("?P<span>" in pattern for pattern in rule.match):
            return False
        rule.match = [re.sub(r"^\^(\\s\*)?(.*?)\$$", r"^\\s*(?P<span>\2)$", rule.match[0]), *rule.match[1:]]
        line = error.place.line if error.place else 0
        ja, en = (
            f"行の一部しか読んでいない({line}行目など)。",
            f"Only a part of the line is read (line {line} and others).",
        )
        rule.doubts.append((ja, en))
        return "?P<span>" in rule.match[0]

    def _unordered(self, error: InputError) -> bool:
        """Do not compare the numbers of a list with positions where they do not fit."""
        found = [rule for rule in self.draft.rules if any("?P<bullet>" in pattern for pattern in rule.match)]
        for rule in found:
            rule.match = [pattern.replace("?P<bullet>", "") for pattern in rule.match]
            line = error.place.line if error.place else 0
            rule.doubts.append((f"番号が順番と合わない({line}行目)。", f"A number is not the one due (line {line})."))
        return bool(found)

    def _other_title(self, error: InputError) -> bool:
        rule = self._rule(error)
        if rule is None or "?P<title>" not in "".join(rule.match):
            return False
        rule.match = [pattern.replace("?P<title>", "") for pattern in rule.match]
        rule.doubts.append(("再び印字された題名が違う。", "A title printed again differs."))
        return True

    # the file

    def _toml(self) -> str:
        tables = [*self._bullets(), *self._types(), *self._facts(), *self._gaps()]
        tables += [_table(rule) for rule in self._complete()]
        return profile_text.joined(self.head, tables)

    def _complete(self) -> list[DraftRule]:
        """The rules with the last one, where it has lines; a rule that nothing may stand under stands under its names only."""
        names = {rule.name for rule in self.draft.rules}
        for rule in self.draft.rules:
            rule.above &= names
        kept = [rule for rule in self.draft.rules if rule.do != "body" or rule.above]
        return [*kept, self.last] if self.last.match else kept

    def _bullets(self) -> list[str]:
        if not any("?P<bullet>" in pattern for rule in self.draft.rules for pattern in rule.match):
            return []
        misread = re.escape(self.draft.misread).replace("-", r"\-")
        series = ["①②③④⑤⑥⑦⑧⑨", "❶❷❸❹❺❻❼❽❾"]
        return [profile_text.table("[bullets]", {"series": series, "misread": rf"[{misread}]|[0-9０-９]"})]

    def _types(self) -> list[str]:
        used = {str(rule.keys.get("type")) for rule in self.draft.rules} | {
            rule.keys[key]["type"] for rule in self.draft.rules for key in ("parts", "implied") if key in rule.keys
        }
        return [
            profile_text.table("type", {"id": t.id, "ja": t.ja, "en": t.en} | ({"depth": t.depth} if t.depth else {}))
            for t in self.draft.types
            if t.id in used
        ]

    def _facts(self) -> list[str]:
        front = self.analysis.cover
        tables = []
        if front.title:
            tables.append(profile_text.table("fact", {"of": "version", "match": exact(front.title)}))
        if front.start and front.end:
            line = next(one for one in self.analysis.lines if one.number == front.start.line)
            start, end = exact(front.start.printed), exact(front.end.printed)
            between = line.text.split(front.start.printed, 1)[1].split(front.end.printed, 1)[0]
            keys = {
                "of": "version",
                "match": f"(?P<start>{start}){re.escape(between)}(?P<end>{end})",
                "values.startFiscalYear": {"group": "start", "read_as": "fiscal-year"},
                "values.endFiscalYear": {"group": "end", "read_as": "fiscal-year"},
            }
            tables.append(profile_text.table("fact", keys))
        return [*tables, as_of(front)] if _dated(front) else tables

    def _gaps(self) -> list[str]:
        front = self.analysis.cover
        gaps = []
        if self.period and front.start is None:
            gaps += ["startFiscalYear", "endFiscalYear"]
        tables = [
            profile_text.table("gap", {"of": "version", "property": name, "reason": "not-stated"}) for name in gaps
        ]
        return tables if _dated(front) else [*tables, as_of(front)]


def as_of(front: Cover) -> str:
    """Return the table of a profile that says which date the text bears: as the cover prints it, or that it prints none."""
    if front.date is None or not _dated(front):
        return profile_text.table("gap", {"of": "version", "property": "asOf", "reason": "not-stated"})
    keys = {
        "of": "version",
        "match": f"(?P<date>{exact(front.date.printed)})",
        "values.asOf": {"group": "date", "read_as": "date" if front.precision == "day" else front.precision},
    }
    return profile_text.table("fact", keys)


def _dated(front: Cover) -> bool:
    return front.date is not None and (front.precision == "day" or front.precision in profile.VALUE_FORMATS)


def _table(rule: DraftRule) -> str:
    keys: dict[str, object] = {"name": rule.name, "do": rule.do}
    if rule.above:
        keys["in"] = sorted(rule.above)
    keys["match"] = rule.match[0] if len(rule.match) == 1 else rule.match
    keys |= rule.keys
    return profile_text.table("rule", keys)


def _furniture(analysis: LayoutAnalysis) -> list[DraftRule]:
    """Rules for the cover, page numbers, running heads and contents pages."""
    found = []
    if analysis.cover.lines:
        texts = dict.fromkeys(exact(line.text) for line in analysis.cover.lines)
        keys = {"kind": "title-page", "mentions": "yes"}
        found.append(DraftRule("title-page", "furniture", [rf"^\s*(?:{'|'.join(texts)})\s*$"], dict(keys)))
    kinds = {"contents": _contents, "page-number": _page_numbers, "running-head": _running_heads}
    for kind, pattern in kinds.items():
        lines = [line for line in analysis.lines if line.furniture == kind]
        if lines:
            found.append(DraftRule(kind, "furniture", [pattern(lines)], {"kind": kind}))
    return found


def _contents(lines: list[PrintedLine]) -> str:
    return rf"^\s*(?:{'|'.join(dict.fromkeys(exact(line.text) for line in lines))})\s*$"


def _page_numbers(lines: list[PrintedLine]) -> str:
    return lines_.PAGE_NUMBER.pattern.replace("(?P<page>", "(?:")


def _running_heads(lines: list[PrintedLine]) -> str:
    heads = dict.fromkeys(exact(lines_.head_text(line)) for line in lines)
    return rf"^\s*(?:{'|'.join(heads)})(?:[ 　\t]{{2,}}.*|\s*[0-9０-９]*\s*)$"


def printed(value: PrintedOnCover | None) -> str:
    """Return the year or date of a printed value, or nothing."""
    return value.value if value else ""
