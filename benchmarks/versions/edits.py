"""Make a later version of a plan by edits, together with what became of each element.

The edits work on the elements of a real plan: rewording, moving to another parent, renumbering, splitting, merging, adding,
removing, and several of these on one element. What is added is worded with passages of another plan on the same matters, so that
it looks like what a city might add. The new version's paths say nothing of the old ones. The same seed gives the same edits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from random import Random

from kgtool.intake.revision.elements import Elements, VersionElement

OPERATIONS = ("reword", "move", "renumber", "split", "merge", "add", "remove", "several")
Fact = tuple[str, str, str]
"""A kind of change with the old and the new path; empty where there is none."""
_SWAPS = (
    ("推進", "促進"), ("充実", "拡充"), ("支援", "応援"), ("図ります", "進めていきます"), ("取り組みます", "力を入れます"),
    ("努めます", "力を尽くします"), ("行います", "実施します"), ("整備", "改善"), ("目指します", "めざしてまいります"),
    ("市民", "住民"), ("障害", "障がい"), ("子ども", "こども"), ("連携", "協力"), ("向上", "改善"), ("確保", "保障"),
    ("しています", "しております"), ("まちづくり", "地域づくり"), ("強化", "底上げ"), ("活用", "利用"), ("ため", "よう"),
)  # fmt: skip
_LEADS = (
    "引き続き、",
    "国や都の動向を踏まえ、",
    "関係する団体と協議しながら、",
    "財政の状況に配慮しつつ、",
    "年次を定め、",
)
_TAILS = (
    "なお、進み具合は毎年公表します。",
    "実施にあたっては、広く意見を聴きます。",
    "必要に応じて見直しを行います。",
)
_QUALIFIERS = ("持続可能な", "効果的な", "総合的な", "時代に応じた")
_WORD = re.compile(r"[一-龥]{2,4}|[ァ-ヶー]{3,}")
_SENTENCE = re.compile(r"[^。]*。|[^。]+$")
_SHORTEST = 10
"""A shorter wording is not reworded or split: 緑 that becomes 水 is another element."""
_LEFT = 0.4
"""How much of a reworded element must still be there for it to count as the same."""


@dataclass
class EditedVersion:
    """A later version: its elements in order, by their new paths, and the facts of what became of each."""

    elements: dict[str, VersionElement]
    facts: set[Fact]
    edits: dict[str, int]


@dataclass
class _Node:
    """An element while it is edited: ``origins`` are the old paths that it comes from."""

    kind: str
    notation: str
    label: str
    wording: str
    origins: list[str]
    children: list[_Node] = field(default_factory=list)
    touched: bool = False

    def every(self) -> list[_Node]:
        return [self, *(node for child in self.children for node in child.every())]


def edit(old: Elements, other: Elements, seed: int, number: int) -> EditedVersion:
    """Return a version with ``number`` edits of all kinds in turn; ``other`` is the plan whose passages are added."""
    return _Editor(old, other, Random(seed)).edited(number, seed)


class _Editor:
    def __init__(self, old: Elements, other: Elements, random: Random) -> None:
        self.old, self.other, self.random = old, other, random
        self.top = _Node("", "", "", "", [])
        nodes = {"": self.top}
        for path, e in old.items():
            nodes[path] = _Node(e.kind, e.notation, e.label, e.wording, [path])
        for path, e in old.items():
            nodes[e.parent if e.parent in old else ""].children.append(nodes[path])
        self.words = sorted({word for e in [*old.values(), *other.values()] for word in _WORD.findall(e.wording)})
        self.edits = dict.fromkeys(OPERATIONS, 0)

    def edited(self, number: int, seed: int) -> EditedVersion:
        made, turn = 0, seed
        while made < number:
            name = OPERATIONS[turn % len(OPERATIONS)]
            turn += 1
            if getattr(self, f"_{name}")():
                self.edits[name] += 1
                made += 1
        elements, paths = self._elements()
        return EditedVersion(elements, self._facts(elements, paths), self.edits)

    # what is chosen

    def _nodes(self, fits: Callable[[_Node], bool]) -> list[_Node]:
        """The elements that no edit has touched yet and that fit."""
        return [n for n in self.top.every()[1:] if not n.touched and n.origins and fits(n)]

    def _choose(self, fits: Callable[[_Node], bool]) -> _Node | None:
        found = self._nodes(fits)
        return self.random.choice(found) if found else None

    def _parent(self, node: _Node) -> _Node:
        return next(n for n in self.top.every() if any(child is node for child in n.children))

    # edits: each says whether it was done

    def _reword(self) -> bool:
        node = self._choose(lambda n: len(n.wording) >= _SHORTEST)
        return node is not None and self._reworded(node)

    def _move(self) -> bool:
        node = self._choose(lambda n: len(self._places(n)) > 0)
        return node is not None and self._moved(node)

    def _renumber(self) -> bool:
        """Shift or swap the codes of siblings: with one that came before them, all others got new ones."""
        node = self._choose(lambda n: any(c.notation and not c.touched for c in n.children))
        chosen = [c for c in (node or self.top).children if c.notation and not c.touched and c.origins]
        if not chosen:
            return False
        codes = [c.notation for c in chosen]
        shifted = [_next(code) for code in codes] if self.random.random() < 0.6 or len(codes) < 2 else codes[::-1]
        for child, code in zip(chosen, shifted, strict=True):
            child.notation, child.touched = code, True
        return True

    def _split(self) -> bool:
        node = self._choose(lambda n: bool(self._halves(n)))
        return node is not None and self._halved(node)

    def _merge(self) -> bool:
        """Put an element and a sibling of its kind together: the wording of both, or of one heading with all children."""
        pairs = [
            (parent, one, other)
            for parent in self.top.every()
            for one in parent.children
            for other in parent.children
            if one is not other and one.kind == other.kind and self._mergeable(one) and self._mergeable(other)
        ]
        if not pairs:
            return False
        parent, one, other = self.random.choice(pairs)
        headings = bool(one.children and other.children)
        one.wording = f"{one.wording}{'と' if headings else ''}{other.wording}"
        one.children += other.children
        one.origins += other.origins
        one.touched = other.touched = True
        parent.children = [child for child in parent.children if child is not other]
        return True

    def _add(self) -> bool:
        """Add an element below a parent that has such, with passages of the other plan, and children of its own."""
        parent = self._choose_parent()
        like = self.random.choice([child for child in parent.children if child.origins])
        parent.children.insert(self.random.randrange(len(parent.children) + 1), self._new(like))
        return True

    def _remove(self) -> bool:
        node = self._choose(lambda n: all(not below.touched for below in n.every()) and len(n.every()) <= 8)
        if node is None:
            return False
        parent = self._parent(node)
        parent.children = [child for child in parent.children if child is not node]
        return True

    def _several(self) -> bool:
        """Reword, move and renumber one element, or reword both halves of a split one."""
        if self.random.random() < 0.3:
            node = self._choose(lambda n: bool(self._halves(n)) and not n.children)
            if node is None or not self._halved(node):
                return False
            self._reworded(node)
            return True
        node = self._choose(lambda n: len(n.wording) >= _SHORTEST and len(self._places(n)) > 0)
        if node is None or not self._reworded(node):
            return False
        self._moved(node)
        if node.notation:
            node.notation = _next(node.notation)
        return True

    # how

    def _reworded(self, node: _Node) -> bool:
        before = node.wording
        steps = self.random.randint(1, max(2, len(before) // 12))
        for _ in range(steps):
            after = self._step(node.wording)
            if SequenceMatcher(None, before, after, autojunk=False).ratio() >= _LEFT:
                node.wording = after
        node.touched = True
        return node.wording != before

    def _step(self, wording: str) -> str:
        """One change of a wording: another word, a clause more or less, sentences in another order."""
        chosen = self.random.randrange(6)
        swaps = [(a, b) for a, b in _SWAPS if a in wording]
        if chosen <= 1 and swaps:
            return wording.replace(*self.random.choice(swaps))
        words = _WORD.findall(wording)
        if chosen <= 3 and words:
            return wording.replace(self.random.choice(words), self.random.choice(self.words), 1)
        clauses = wording.split("、")
        if chosen == 4 and len(clauses) > 2:
            del clauses[self.random.randrange(len(clauses) - 1)]
            return "、".join(clauses)
        sentences = _SENTENCE.findall(wording)
        if chosen == 5 and len(sentences) > 2:
            self.random.shuffle(sentences)
            return "".join(sentences)
        if "。" not in wording:
            return self.random.choice(_QUALIFIERS) + wording
        return self.random.choice((self.random.choice(_LEADS) + wording, wording + self.random.choice(_TAILS)))

    def _places(self, node: _Node) -> list[_Node]:
        """The parents that an element could be moved to: those of a kind with its own, outside of it."""
        here = self._parent(node)
        inside = {id(n) for n in node.every()}
        return [n for n in self.top.every()[1:] if n.kind == here.kind and n is not here and id(n) not in inside]

    def _moved(self, node: _Node) -> bool:
        here, places = self._parent(node), self._places(node)
        here.children = [child for child in here.children if child is not node]
        there = self.random.choice(places)
        there.children.insert(self.random.randrange(len(there.children) + 1), node)
        node.touched = True
        return True

    def _halves(self, node: _Node) -> bool:
        """Say whether an element can be split: a heading with children, or a wording of several sentences."""
        if node.children:
            return len([c for c in node.children if c.kind == node.children[-1].kind]) >= 4 and len(node.wording) >= 6
        sentences = _SENTENCE.findall(node.wording)
        return len(sentences) >= 2 and min(len(sentences[0]), len("".join(sentences[1:]))) >= 15

    def _halved(self, node: _Node) -> bool:
        second = replace(node, origins=list(node.origins), children=[], notation=_next(node.notation))
        if node.children:
            alike = [c for c in node.children if c.kind == node.children[-1].kind]
            taken = alike[len(alike) // 2 :]
            second.children = taken
            node.children = [c for c in node.children if not any(c is t for t in taken)]
            words = _WORD.findall(taken[0].wording) or [node.wording[:4]]
            second.wording = f"{words[0]}{self.random.choice(('の推進', 'の充実', 'の強化'))}"
        else:
            sentences = _SENTENCE.findall(node.wording)
            at = self.random.randint(1, len(sentences) - 1)
            node.wording, second.wording = "".join(sentences[:at]), "".join(sentences[at:])
        node.touched = second.touched = True
        parent = self._parent(node)
        parent.children.insert(next(n for n, c in enumerate(parent.children) if c is node) + 1, second)
        return True

    def _mergeable(self, node: _Node) -> bool:
        return not node.touched and bool(node.origins) and len(node.wording) >= 6

    def _choose_parent(self) -> _Node:
        return self.random.choice([n for n in self.top.every() if any(c.origins for c in n.children)])

    def _new(self, like: _Node) -> _Node:
        """An element of the kind and shape of another, in words of the other plan."""
        passages = [e.wording for e in self.other.values() if _near(len(e.wording), len(like.wording))]
        wording = self.random.choice(passages or [e.wording for e in self.other.values() if e.wording])
        made = _Node(like.kind, _next(like.notation), "", wording, [], touched=True)
        made.children = [self._new(child) for child in like.children[: self.random.randint(1, 3)]]
        return made

    # the new version

    def _elements(self) -> tuple[dict[str, VersionElement], dict[str, _Node]]:
        order: list[tuple[_Node, str]] = []
        self._walk(self.top, "", order)
        last = max(1, len(order) - 1)
        paths = {f"new/{n}": node for n, (node, _) in enumerate(order)}
        elements = {
            path: VersionElement(path, node.kind, node.notation, node.label, node.wording, parent, n / last)
            for n, ((path, node), (_, parent)) in enumerate(zip(paths.items(), order, strict=True))
        }
        return elements, paths

    def _walk(self, node: _Node, path: str, order: list[tuple[_Node, str]]) -> None:
        for child in node.children:
            order.append((child, path))
            self._walk(child, f"new/{len(order) - 1}", order)

    def _facts(self, elements: Elements, nodes: dict[str, _Node]) -> set[Fact]:
        """What became of each element, from where it comes and what is different now."""
        into: dict[str, list[str]] = {path: [] for path in self.old}
        for path, node in nodes.items():
            for origin in node.origins:
                into[origin].append(path)
        facts = {("removed", path, "") for path, new in into.items() if not new}
        for path, node in nodes.items():
            if not node.origins:
                facts.add(("added", "", path))
            elif len(node.origins) > 1:
                facts |= {("merged", origin, path) for origin in node.origins}
            elif len(into[node.origins[0]]) > 1:
                facts.add(("split", node.origins[0], path))
            else:
                kinds = self._kinds(self.old[node.origins[0]], elements[path], into)
                facts |= {(kind, node.origins[0], path) for kind in kinds}
        return facts

    def _kinds(self, old: VersionElement, new: VersionElement, into: dict[str, list[str]]) -> Sequence[str]:
        above = into.get(old.parent, []) if old.parent else [""]
        kinds = {
            "reworded": old.wording != new.wording,
            "renumbered": old.notation != new.notation,
            "moved": new.parent not in above,
        }
        return [kind for kind, holds in kinds.items() if holds] or ["kept"]


def _near(one: int, other: int) -> bool:
    return one > 0 and other * 0.5 <= one <= other * 2 + 6


def _next(code: str) -> str:
    """The code after one: its last number and one more; empty where there is none."""
    return re.sub(r"\d+(?=\D*$)", lambda found: str(int(found[0]) + 1), code) if code else ""
