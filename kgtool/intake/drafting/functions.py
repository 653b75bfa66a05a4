"""Say what each heading of a plan is for: by its word, by the heading above it, by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kgtool.intake.drafting.lexicon import HeadingFunction, Lexicon
from kgtool.intake.drafting.marks import number
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
_MIN_RECORDS = 2


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

    def assign(self, root: LayoutNode) -> None:
        self._owners(root)
        for child in root.children:
            self._node(child, "")
        self._restates(root)
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
        if node.kind == "row":
            node.role = TABLE
        elif node.kind == "text":
            self._text(node, expected)
        else:
            self._heading(node, expected)

    def _heading(self, node: LayoutNode, expected: str) -> None:
        function = self._function(node, expected)
        node.function = self.lexicon.function(function) if function else None
        below = ""
        if node.owner or (function in _RECORD and self._own(node, expected)):
            node.role = ELEMENT
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
        if self._holds_records(node):
            return "goal"
        return expected

    def _above_keys(self, node: LayoutNode) -> set[str]:
        return {s.key for s in (node.parent.children if node.parent else []) if s.head.mark.word and s.key}

    def _sibling_function(self, node: LayoutNode) -> str:
        assert node.parent is not None
        sibling = next(s for s in node.parent.children if s.key == node.key and s.head.mark.word)
        known = self._by_word(sibling.head.mark.word)
        return known.id if known else "goal"

    def _own(self, node: LayoutNode, expected: str) -> bool:
        """Whether a heading is itself a record (基本目標１), not the heading of a chapter about such records (基本目標)."""
        if self._by_word(node.head.mark.word):
            return True
        if node.kind == "plain" and node.key:
            return True
        if self._holds_records(node) and (
            node.reading is None or node.reading.function.id not in ("part", "goal", "measure")
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
        return node.kind == "item" or (node.head.mark.numbered and node.reading.form == "ending")

    def _container(self, node: LayoutNode) -> str:
        """A heading above a list or a text of its function; returns the function of what stands below."""
        function = node.reading.function if node.reading else None
        parent = next(iter(node.above()), None)
        if function is None and parent is not None and parent.function and parent.function.id == "project":
            node.function, node.role = None, ELEMENT
            return ""
        node.function = function or self.lexicon.function("statement")
        id_ = node.function.id
        if id_ in ("placeholder",):
            node.role = FURNITURE
            return ""
        if id_ == "indicator":
            node.role = SECTION
            return "indicator"
        if id_ in ("part", "contents"):
            node.role = SECTION
            return ""
        heads = [c for c in node.children if c.kind in ("heading", "item", "plain", "standing")]
        if id_ in ("direction", "issue", "statement", "desired-state") and self._above_records(node):
            node.function, node.role = self.lexicon.function("part"), SECTION
            return ""
        if id_ in _LISTED and (heads or node.function.paragraphs == "each"):
            node.role = SECTION
            return id_
        if heads and id_ in ("statement", "desired-state"):
            node.role = SECTION
            return id_
        node.role = ELEMENT if node.children and id_ not in ("goal", "measure", "vision", "project") else SECTION
        return ""

    def _above_records(self, node: LayoutNode) -> bool:
        """Whether goals or measures stand below a heading: then its word says nothing of them (第3章 取組の方向性)."""
        return any(b.owner or ((w := self._by_word(b.head.mark.word)) and w.id in _RECORD) for b in node.below())

    def _fits(self, node: LayoutNode, expected: str) -> bool:
        return node.kind in ("heading", "item") or (node.kind == "plain" and expected in _LISTED)

    def _untitled(self, node: LayoutNode, expected: str) -> str:
        """A heading of which nothing is known: with text below it, it is a section of the plan; else a heading only."""
        texts = [child for child in node.children if child.kind == "text"]
        heads = [child for child in node.children if child.kind in ("heading", "item", "plain", "standing")]
        if node.kind == "item" or (not texts and not heads):
            node.role = UNKNOWN if node.kind != "heading" else SECTION
            if node.kind == "item" and any(above.role == ELEMENT for above in node.above()):
                node.role = BODY
            return expected
        node.function = self.lexicon.function("statement")
        node.role = ELEMENT if texts and not heads else SECTION
        return expected if node.role == SECTION else ""

    # running text

    def _text(self, node: LayoutNode, expected: str) -> None:
        parent = node.parent
        assert parent is not None
        each = bool(expected) and self.lexicon.function(expected).paragraphs == "each"
        heads = any(child.kind in ("heading", "item", "plain") for child in parent.children)
        if parent.role == SECTION and each and not heads:
            node.function, node.role = self.lexicon.function(expected), ELEMENT
        elif parent.role in (SECTION, RESTATE) or parent.block is None:
            node.function, node.role = self.lexicon.function("introduction"), ELEMENT
        else:
            node.role = BODY

    # printed again

    def _restates(self, root: LayoutNode) -> None:
        for node in root.below():
            if (
                node.role != ELEMENT
                or node.function is None
                or node.function.id not in ("goal", "measure", "vision", "project")
            ):
                continue
            key = (node.function.id, f"{self._code(node)}|{titled(node)}")
            first = self.seen.setdefault(key, node)
            if first is not node:
                node.again, node.role = first, RESTATE

    def _code(self, node: LayoutNode) -> str:
        return str(number(node.head.mark.code)) if node.head.mark.code else ""


def kinds(nodes: Iterable[LayoutNode]) -> Sequence[str]:
    """Return the roles of nodes, each once, in order."""
    return list(dict.fromkeys(node.role for node in nodes))
