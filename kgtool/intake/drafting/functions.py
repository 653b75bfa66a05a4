"""Say what each heading of a plan is for: by its word, by the heading above it, by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from kgtool.intake.drafting.lexicon import HeadingFunction, Lexicon
from kgtool.intake.drafting.lists import MISREAD
from kgtool.intake.drafting.marks import BULLETS, number
from kgtool.intake.drafting.tree import LayoutNode

ELEMENT, SECTION, RESTATE, BODY, FURNITURE, TABLE, UNKNOWN = (
    "element", "section", "restate", "body", "furniture", "table", "unexplained",
)  # fmt: skip
"""What a node becomes in the profile."""
_RECORD = ("goal", "measure", "project", "management")
_LISTED = (
    "principle",
    "vision",
    "goal",
    "measure",
    "project",
    "direction",
    "issue",
    "current-state",
    "sectoral-plan",
    "term",
)
"""Functions of a heading whose numbered or marked children are such elements."""
_AGAIN = ("goal", "measure", "vision", "project", "management")
_SAMPLE = re.compile(r"[（(〔【](?:イメージ|記載例|様式例|見本)[）)〕】]$")
_YEAR = re.compile(r"[0-9０-９元]\s*年")
_BULLETS = tuple(BULLETS)
INDICATOR = re.compile(
    r"(?P<title>[一-龥ぁ-んァ-ヶ「A-ZＡ-Ｚ][^。\t]{3,}?)(?P<note>[＜<][^＞>]*[＞>])?(?P<unread>(?:\t|[ 　]{2,})[^。]*)?$"
)
"""The name of an indicator at the beginning of a line, without a remark in angle brackets."""
NO_NAME = (
    r"(?:(?:成果|評価|目標|数値|施策)?(?:指標|目標|ものさし)(?:名|項目|値|の名称)?|項目|内容|区分|単位"
    r"|(?:現状|基準|目標|実績|現在)(?:値|年度)?[^ 　	]{0,8}|(?:令和|平成|昭和|Ｒ|Ｈ|R|H)[0-9０-９元][^ 　	]*)(?:	|[ 　]{2,}|$)"
)
"""What begins a line of a table of indicators and is no name of one: the head of a column, a year."""
_MARGIN = 2
_MANY, _SHORT = 4, 45
"""How many one-line sentences of how many characters, without blank lines between them, are a list."""


def assign(root: LayoutNode, lexicon: Lexicon) -> None:
    """Set ``function`` and ``role`` of every node of the tree, and ``again`` of what is printed once more."""
    _FunctionAssigner(lexicon).assign(root)


def titled(node: LayoutNode) -> str:
    """Return the title by which the same element is recognised where it is printed again."""
    return re.sub(r"\s+|[【（(〔].*$", "", node.title)


class _FunctionAssigner:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.words = lexicon.number_words
        self.seen: dict[tuple[str, str], LayoutNode] = {}
        self.owner_function: dict[str, str] = {}
        self.holders: set[str] = set()

    def assign(self, root: LayoutNode) -> None:
        self._owners(root)
        self.holders = {n.key for n in root.below() if n.head.mark.word and any(c.owner for c in n.children)}
        for child in root.children:
            self._node(child, "")
        for node in root.below():
            if _SAMPLE.search(node.title) and any(_heads(child) for child in node.children):
                self._sample(node)
        self._restates(root)
        for node in root.below():
            self._with_text(node)
        for node in root.below():
            if node.kind == "text" and node.role == BODY and node.parent and node.parent.role == RESTATE:
                node.function, node.role = self.lexicon.function("introduction"), ELEMENT

    # headings

    def _owners(self, root: LayoutNode) -> None:
        """The function of the headings that standing headings repeat under: by its word, else the innermost are measures."""
        nodes = [node for node in root.below() if node.owner]
        for key in dict.fromkeys(node.key for node in nodes):
            word = next((node.head.mark.word for node in nodes if node.key == key and node.head.mark.word), "")
            known = self._by_word(word)
            holds = any(below.owner and below.key != key for node in nodes if node.key == key for below in node.below())
            self.owner_function[key] = known.id if known else "goal" if holds else "measure"

    def _by_word(self, word: str) -> HeadingFunction | None:
        reading = self.words.get(word)
        return reading.function if reading else None

    def _node(self, node: LayoutNode, expected: str) -> None:
        self._doubtful_reading(node)
        if node.kind == "row":
            plans = any(a.function and a.function.id == "sectoral-plan" for a in node.above())
            listed = plans and len(node.head.first.cells) > 1 and _YEAR.search(node.head.text)
            id_ = (
                "sectoral-plan" if listed else "indicator" if expected == "indicator" and _names_indicator(node) else ""
            )
            node.role = ELEMENT if id_ else TABLE
            node.function = self.lexicon.function(id_) if id_ else None
        elif node.kind == "placeholder":
            node.role = FURNITURE
        elif node.kind == "text":
            self._text(node, expected)
        else:
            self._heading(node, expected)

    def _doubtful_reading(self, node: LayoutNode) -> None:
        """Forget the word of a heading that cannot be meant where it stands."""
        if node.reading is None:
            return
        id_ = node.reading.function.id
        records = any(a.function and a.function.id in (*_RECORD, "vision") for a in node.above())
        of_record = id_ in ("direction", "desired-state", "indicator") and node.kind != "standing"
        lone = id_ == "management" and all(child.kind == "text" for child in node.children)
        listed = id_ == "part" and node.head.mark.style in ("(1)", "①", "❶", "⑴", *_BULLETS)
        if (of_record and not records) or lone or listed:
            node.reading = None

    def _heading(self, node: LayoutNode, expected: str) -> None:
        if expected == "indicator" and not node.owner and node.reading is None and not node.head.mark.word:
            node.role = TABLE
            for child in node.children:
                self._node(child, expected)
            return
        function = self._function(node, expected)
        node.function = self.lexicon.function(function) if function else None
        below = ""
        record = function in _RECORD and self._own(node, expected)
        managed = function == "management" and any(child.kind != "text" for child in node.children)
        if node.head.mark.label:
            node.function, node.role = node.function or self.lexicon.function("statement"), ELEMENT
        elif node.owner or self._by_word(node.head.mark.word) or record or managed:
            node.role = ELEMENT
        elif self._part_of_vision(node):
            node.function, node.role = self.lexicon.function("vision"), ELEMENT
        elif node.kind == "standing" or (node.reading is not None and not self._listed(node, expected)):
            below = self._container(node)
        elif expected and node.function and node.function.class_ and self._fits(node, expected):
            node.role = ELEMENT
        else:
            below = self._untitled(node, expected)
        for child in node.children:
            self._node(child, below)

    def _function(self, node: LayoutNode, expected: str) -> str:
        if node.owner:
            return self.owner_function[node.key]
        if (known := self._by_word(node.head.mark.word)) and known.class_:
            return known.id
        if node.kind == "plain" and node.key in self._above_keys(node):
            return self._sibling_function(node)
        if node.reading and not self._listed(node, expected):
            return node.reading.function.id
        if self._holds_records(node) or (node.head.mark.word and node.key in self.holders):
            return "goal"
        return expected

    def _sample(self, node: LayoutNode) -> None:
        """Read a sample of what another document will look like (…（イメージ）): its headings are statements, whatever they say."""
        node.function, node.role = self.lexicon.function("statement"), ELEMENT
        for below in node.below():
            inside = next(above for above in below.above() if above is node or above.role == ELEMENT)
            head = _heads(below) and below.kind != "item" and inside is node and not below.owner
            below.function, below.role = (
                (node.function, ELEMENT) if head else (None, FURNITURE if below.owner else BODY)
            )

    def _part_of_vision(self, node: LayoutNode) -> bool:
        """Whether a phrase of the vision above is explained here: 「つながり」 of つながり、共に創るまち."""
        above = next(iter(node.above()), None)
        if above is None or above.role != ELEMENT or above.function is None or above.function.id != "vision":
            return False
        return node.head.mark.style == "「" and node.head.name in above.title

    def _above_keys(self, node: LayoutNode) -> set[str]:
        return {s.key for s in (node.parent.children if node.parent else []) if s.head.mark.word and s.key}

    def _sibling_function(self, node: LayoutNode) -> str:
        assert node.parent is not None
        sibling = next(s for s in node.parent.children if s.key == node.key and s.head.mark.word)
        known = self._by_word(sibling.head.mark.word)
        return known.id if known else "goal"

    def _own(self, node: LayoutNode, expected: str) -> bool:
        """Whether a heading is itself a record (基本目標１), not the heading of a chapter about such records (基本目標)."""
        if self._by_word(node.head.mark.word) or (node.head.mark.word and node.key in self.holders):
            return True
        if node.kind == "plain" and node.key:
            return True
        if self._holds_records(node) and (
            node.reading is None or node.reading.function.id not in ("part", "goal", "measure", "project")
        ):
            return True
        return bool(expected) and node.reading is None

    def _holds_records(self, node: LayoutNode) -> bool:
        """Whether measures stand right below a numbered heading of which there are several."""
        if not node.head.mark.numbered or (node.reading and node.reading.function.id == "part"):
            return False
        return any(child.owner for child in node.children)

    def _listed(self, node: LayoutNode, expected: str) -> bool:
        """Whether a heading with a known word is only one of a list, as a principle 「理念を…」 among principles."""
        if not expected or node.reading is None:
            return False
        if any(child.kind not in ("text",) for child in node.children):
            return False
        counted = node.head.mark.numbered or node.key == MISREAD
        return node.kind == "item" or (counted and node.reading.form in ("ending", "inside"))

    def _container(self, node: LayoutNode) -> str:
        """A heading above a list or a text of its function; returns the function of what stands below."""
        function = node.reading.function if node.reading else None
        parent = next(iter(node.above()), None)
        if function is None and parent is not None and parent.function and parent.function.id == "project":
            node.function, node.role = None, ELEMENT
            return ""
        node.function = function or self.lexicon.function("statement")
        id_ = node.function.id
        if id_ == "indicator":
            node.role = SECTION
            return "indicator"
        if id_ in ("part", "contents"):
            node.role = SECTION
            return ""
        heads = [c for c in node.children if c.kind in ("heading", "item", "plain", "standing")]
        nested = id_ in ("principle", "vision", "goal")
        if nested and any(c.reading and c.reading.function.id == id_ and c.kind != "standing" for c in heads):
            node.function, node.role = self.lexicon.function("part"), SECTION
            return ""
        if id_ in ("direction", "issue", "statement", "desired-state") and self._above_records(node):
            node.function, node.role = self.lexicon.function("part"), SECTION
            return ""
        if id_ == "vision":
            self._below_first(node)
        if id_ in _LISTED and (heads or node.function.paragraphs == "each"):
            node.role = SECTION
            return id_
        if heads and id_ in ("statement", "desired-state"):
            node.role = SECTION
            return id_
        if id_ == "figure":
            node.role = ELEMENT
            return ""
        node.role = ELEMENT if node.children and id_ not in ("goal", "measure", "vision", "project") else SECTION
        return ""

    def _below_first(self, node: LayoutNode) -> None:
        """Hang what follows the one vision of a chapter, and has no number, below it: it explains the vision."""
        visions = [c for c in node.children if c.kind == "plain"]
        if not visions or any(c.head.mark.numbered for c in node.children):
            return
        first = visions[0]
        for child in visions[1:]:
            node.children.remove(child)
            child.parent = first
            first.children.append(child)

    def _above_records(self, node: LayoutNode) -> bool:
        """Whether goals or measures stand below a heading: then its word says nothing of them (第3章 取組の方向性)."""
        heads = (b for b in node.below() if b.kind not in ("row", "text"))
        return any(b.owner or ((w := self._by_word(b.head.mark.word)) and w.id in _RECORD) for b in heads)

    def _fits(self, node: LayoutNode, expected: str) -> bool:
        return node.kind in ("heading", "item") or (node.kind == "plain" and expected in _LISTED)

    def _untitled(self, node: LayoutNode, expected: str) -> str:
        """A heading of which nothing is known: with text below it, it is a section of the plan; else a heading only."""
        texts = [child for child in node.children if child.kind == "text"]
        heads = [child for child in node.children if child.kind in ("heading", "item", "plain", "standing")]
        if not texts and not heads:
            inside = any(above.role == ELEMENT for above in node.above())
            lone = node.kind != "heading" and not any(child.kind == "row" for child in node.children)
            node.role = BODY if node.kind == "item" and inside else UNKNOWN if lone else SECTION
            return expected
        node.function = self.lexicon.function("statement")
        if heads and all(child.kind == "item" for child in heads) and not texts:
            node.role = ELEMENT if node.head.mark.numbered else SECTION
            return "statement"
        if _short_list(texts) and not heads:
            node.role = SECTION
            return "listed-sentence"
        plain = not any(self._special(below) for below in node.below())
        node.role = ELEMENT if texts and plain else SECTION
        return expected if node.role == SECTION else ""

    def _special(self, node: LayoutNode) -> bool:
        """Whether a node will be more than a section with text."""
        if node.owner or node.kind == "standing" or self._by_word(node.head.mark.word):
            return True
        return (
            bool(node.reading) and node.reading is not None and node.reading.function.id not in ("statement", "issue")
        )

    # running text

    def _text(self, node: LayoutNode, expected: str) -> None:
        parent = node.parent
        assert parent is not None
        each = bool(expected) and expected != "listed-sentence" and self.lexicon.function(expected).paragraphs == "each"
        heads = any(child.kind in ("heading", "item", "plain") for child in parent.children)
        if parent.role == SECTION and (each or expected == "listed-sentence") and not heads:
            node.function = self.lexicon.function("statement" if expected == "listed-sentence" else expected)
            node.role = ELEMENT
        elif parent.role in (SECTION, RESTATE) or parent.block is None:
            defined = parent.block is not None and self._defines(node, parent)
            node.function, node.role = self.lexicon.function("term" if defined else "introduction"), ELEMENT
        else:
            node.role = BODY

    def _defines(self, node: LayoutNode, parent: LayoutNode) -> bool:
        """Whether a sentence says what the word of its heading means: 基本理念とは、…."""
        words = {parent.head.name, parent.reading.term if parent.reading else parent.head.name}
        return any(node.head.text.startswith((f"{word}とは", f"{word}は、")) for word in words if word)

    def _with_text(self, node: LayoutNode) -> None:
        """Make a section an element where text stands right below it and nothing below it is more than a statement."""
        texts = [c for c in node.children if c.kind == "text" and c.function and c.function.id == "introduction"]
        known = node.function is None or node.function.id == "statement"
        if node.role != SECTION or not texts or not known or node.kind == "standing":
            return
        made = {b.function.id for b in _outermost(node) if b.function} - {"introduction"}
        if made and any(above.role == ELEMENT for above in node.above()):
            return
        if made <= {"statement", "introduction", "issue", "current-state", "sectoral-plan"}:
            node.role, node.function = ELEMENT, self.lexicon.function("statement")
            for text in texts:
                text.role, text.function = BODY, None

    # printed again

    def _restates(self, root: LayoutNode) -> None:
        for node in root.below():
            if node.role != ELEMENT or node.function is None or node.function.id not in _AGAIN:
                continue
            code = self._code(node) if node.function.id != "management" else ""
            key = (node.function.id, f"{code}|{titled(node)}")
            first = self.seen.setdefault(key, node)
            if first is node:
                first = self._same_code(node)
                node.shortened = first is not node
            if first is not node:
                node.again, node.role = first, RESTATE

    def _same_code(self, node: LayoutNode) -> LayoutNode:
        """The record that is meant where only its number and a part of its title are printed, as in a table or a sample."""
        assert node.function is not None
        own = (c.owner or c.kind == "standing" or c.head.mark.label for c in node.children)
        if not node.head.mark.word or any(own):
            return node
        for (id_, name), first in self.seen.items():
            if first is node or id_ != node.function.id or name.partition("|")[0] != self._code(node):
                continue
            whole = first.title + (first.subtitle.text if first.subtitle else "")
            if first.head.mark.word == node.head.mark.word and first.children and _alike(whole, node.title):
                return first
        return node

    def _code(self, node: LayoutNode) -> str:
        return str(number(node.head.mark.code)) if node.head.mark.code else ""


def _heads(node: LayoutNode) -> bool:
    return node.kind in ("heading", "item", "plain", "standing")


def _names_indicator(node: LayoutNode) -> bool:
    """Whether a line in a table of indicators begins with the name of one, and not with a head, a year, a value or a note."""
    line = node.head.first
    return line.indent <= _MARGIN and bool(INDICATOR.match(line.text)) and not re.match(NO_NAME, line.text)


def _outermost(node: LayoutNode) -> Iterator[LayoutNode]:
    """The elements below a heading that are not below another one, or below one printed again."""
    for child in node.children:
        if child.role == ELEMENT:
            yield child
        elif child.role != RESTATE:
            yield from _outermost(child)


def _short_list(texts: Sequence[LayoutNode]) -> bool:
    """Whether sentences are a list without bullets: many short ones, each on a line of its own, close together."""
    short = [node for node in texts if len(node.head.lines) == 1 and len(node.head.text) <= _SHORT]
    close = [node for node in texts[1:] if not node.head.first.apart]
    return len(texts) >= _MANY and len(short) == len(texts) and len(close) == len(texts) - 1


def _alike(one: str, two: str) -> bool:
    return SequenceMatcher(None, re.sub(r"\s", "", one), re.sub(r"\s", "", two)).ratio() >= 0.3


def kinds(nodes: Iterable[LayoutNode]) -> Sequence[str]:
    """Return the roles of nodes, each once, in order."""
    return list(dict.fromkeys(node.role for node in nodes))
