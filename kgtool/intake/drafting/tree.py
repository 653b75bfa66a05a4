"""The blocks of a plan's text as a tree: what stands below what, by the way headings are numbered and printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kgtool.intake.drafting import marks
from kgtool.intake.drafting.blocks import TextBlock, standing_name
from kgtool.intake.drafting.lexicon import HeadingFunction, HeadingReading, Lexicon
from kgtool.intake.drafting.survey import LayoutSurvey

_RANKS = {"第部": 0, "第編": 0, "第章": 1, "第節": 2, "第項": 3}
_TOP = {"part", "contents"}


@dataclass(eq=False)
class LayoutNode:
    """A block with what stands below it. ``number`` is its place among the blocks.

    ``kind`` is heading, standing (it repeats under each of its owners), plain (an unmarked heading), item, text or row.
    ``title_block`` is the title of a heading that has nothing but its number, ``subtitle`` a line between dashes below it.
    """

    number: int
    block: TextBlock | None
    key: str
    kind: str
    parent: LayoutNode | None = None
    children: list[LayoutNode] = field(default_factory=list)
    title_block: TextBlock | None = None
    subtitle: TextBlock | None = None
    owner: bool = False
    reading: HeadingReading | None = None
    function: HeadingFunction | None = None
    role: str = ""
    again: LayoutNode | None = None
    """The node that is printed here once more."""
    shortened: bool = False
    """Whether it is printed again with a part of its title only."""

    @property
    def head(self) -> TextBlock:
        assert self.block is not None
        return self.block

    @property
    def title(self) -> str:
        return self.title_block.title if self.title_block else self.head.title

    @property
    def line(self) -> int:
        return self.head.first.number if self.block else 0

    def below(self) -> Iterator[LayoutNode]:
        """Yield all nodes below this one, in the order of the text."""
        for child in self.children:
            yield child
            yield from child.below()

    def above(self) -> Iterator[LayoutNode]:
        """Yield the nodes above this one, nearest first, without the root."""
        node = self.parent
        while node is not None and node.block is not None:
            yield node
            node = node.parent


def build(blocks: Sequence[TextBlock], survey: LayoutSurvey, lexicon: Lexicon) -> LayoutNode:
    """Return the root of the tree."""
    return _TreeBuilder(blocks, survey, lexicon).build()


class _TreeBuilder:
    def __init__(self, blocks: Sequence[TextBlock], survey: LayoutSurvey, lexicon: Lexicon) -> None:
        self.blocks, self.survey, self.lexicon = blocks, survey, lexicon
        self.root = LayoutNode(-1, None, "", "root")
        self.stack = [self.root]
        self.above_owner = self._usual_above()

    def build(self) -> LayoutNode:
        at = 0
        while at < len(self.blocks):
            at += self._place(at)
        return self.root

    def _usual_above(self) -> str:
        """The key of the headings that most often stand right before an owner that begins to count anew."""
        before = Counter(
            self.blocks[n - 1].mark.key
            for n, block in enumerate(self.blocks)
            if n and block.mark.key in self.survey.owners and block.mark.value == 1 and self._is_head(n - 1)
        )
        before.pop("", None)
        return before.most_common(1)[0][0] if before else ""

    def _is_head(self, n: int) -> bool:
        block = self.blocks[n]
        return not block.sentence and not block.row and n not in self.survey.table and n not in self.survey.standing

    # one block

    def _place(self, n: int) -> int:
        """Put the block at ``n`` into the tree; return how many blocks were used."""
        block = self.blocks[n]
        if n in self.survey.table or block.row:
            self._leaf(n, "row")
            return 1
        if n in self.survey.standing:
            return self._standing(n)
        reading = self.survey.readings.get(n)
        if reading and reading.function.id == "placeholder":
            self._leaf(n, "placeholder")
            return 1
        if block.mark.style.startswith("第") or self._top(n):
            return self._section(n)
        if block.mark.label:
            return self._attach(LayoutNode(n, block, block.mark.key, "item"), self._container(), push=True)
        if block.mark.style and block.mark.style not in marks.BRACKETS:
            return self._numbered(n) if block.mark.numbered else self._bullet(n)
        if block.sentence:
            self._leaf(n, "text")
            return 1
        if marks.subtitle(block.text) and self.stack[-1].kind in ("heading", "plain"):
            self.stack[-1].subtitle = block
            return 1
        return self._plain(n)

    def _leaf(self, n: int, kind: str) -> None:
        self._attach(LayoutNode(n, self.blocks[n], "", kind), self.stack[-1])

    def _attach(self, node: LayoutNode, parent: LayoutNode, push: bool = False) -> int:
        """Hang a node below another one; a pushed node is open for what follows. Returns how many blocks it uses."""
        node.parent = parent
        node.reading = self.survey.readings.get(node.number)
        parent.children.append(node)
        used = 1
        if push:
            del self.stack[self.stack.index(parent) + 1 :]
            self.stack.append(node)
            used = self._with_title(node)
        return used

    def _with_title(self, node: LayoutNode) -> int:
        """Take the next block for the title of a heading that has none of its own."""
        after = node.number + 1
        if node.head.mark.title or not node.head.mark.numbered or after >= len(self.blocks):
            return 1
        block = self.blocks[after]
        if block.sentence or block.row or after in self.survey.standing or block.mark.numbered:
            return 1
        node.title_block = block
        node.reading = self.survey.readings.get(after, node.reading)
        return 2

    def _top(self, n: int) -> bool:
        block, reading = self.blocks[n], self.survey.readings.get(n)
        known = reading is not None and reading.function.id in _TOP and not block.sentence
        return known and not block.mark.style and block.first.apart

    def _section(self, n: int) -> int:
        """A part, chapter or section: closes all but the ranks above its own."""
        block = self.blocks[n]
        rank = _RANKS.get(block.mark.style, 0 if self._top(n) else 4)
        key = block.mark.key or "part"
        parent = self.root
        for node in self.stack[1:]:
            here = _RANKS.get(node.key, 0 if node.key == "part" else 9)
            if here >= rank and not (rank == 4 and node.key != key and here < 9):
                break
            parent = node
        owner = key in self.survey.owners
        return self._attach(LayoutNode(n, block, key, "heading", owner=owner), parent, push=True)

    def _standing(self, n: int) -> int:
        block = self.blocks[n]
        owner = self.survey.owned.get(standing_name(block))
        open_ = [node for node in self.stack if node.kind == "standing" and node.key == block.mark.key]
        if open_ and open_[-1].parent is not None and not self._again(open_[-1], block):
            parent = open_[-1].parent
        else:
            owners = [node for node in self.stack if node.key == owner or node.owner]
            parent = owners[-1] if owners else self._container()
            inner = self.stack[-1]
            if inner.kind == "standing" and inner is not parent and not open_ and not inner.children:
                parent = self.stack[-1]
        return self._attach(LayoutNode(n, block, block.mark.key, "standing"), parent, push=True)

    def _again(self, node: LayoutNode, block: TextBlock) -> bool:
        """Whether a standing heading of this name already stands among those that follow the same owner."""
        siblings = node.parent.children if node.parent else []
        return any(s.kind == "standing" and standing_name(s.head) == standing_name(block) for s in siblings)

    def _container(self) -> LayoutNode:
        """The innermost open node that is no item of a list."""
        return next(node for node in reversed(self.stack) if node.kind not in ("item",))

    def _numbered(self, n: int) -> int:
        block = self.blocks[n]
        key, value = block.mark.key, block.mark.value
        opened = [node for node in self.stack if node.key == key and node.kind in ("heading", "item")]
        owner = key in self.survey.owners and self._owns(n, opened)
        if owner:
            return self._owner(n, opened)
        if block.mark.word or block.mark.style == "code":
            if opened:
                return self._sibling(n, opened[-1])
            return self._child(n)
        fitting = [node for node in opened if node.head.mark.value + 1 == value]
        if fitting:
            outer = [node for node in fitting if node.owner and self._before_standing(n)]
            return self._sibling(n, outer[-1] if outer else fitting[-1])
        if opened and value != 1:
            return self._sibling(n, opened[-1])
        return self._child(n)

    def _owns(self, n: int, opened: list[LayoutNode]) -> bool:
        """Whether a heading with the key of an owner is one: a bare number must go on counting, or begin anew."""
        block = self.blocks[n]
        if block.mark.word or block.mark.style == "code" or self._before_standing(n):
            return True
        owners = [node for node in opened if node.owner]
        inner = [node for node in opened if not node.owner and node.head.mark.value + 1 == block.mark.value]
        return bool(owners) and owners[-1].head.mark.value + 1 == block.mark.value and not inner

    def _before_standing(self, n: int) -> bool:
        """Whether a standing heading follows, right after the title or after a sentence or two."""
        for after in range(n + 1, min(n + 4, len(self.blocks))):
            block = self.blocks[after]
            if after in self.survey.standing or block.mark.label:
                return True
            if block.mark.style and not block.sentence:
                return False
        return False

    def _owner(self, n: int, opened: list[LayoutNode]) -> int:
        owners = [node for node in opened if node.owner]
        parent = owners[-1].parent if owners else self._outside_records(self.blocks[n].mark.key)
        assert parent is not None
        return self._attach(
            LayoutNode(n, self.blocks[n], self.blocks[n].mark.key, "heading", owner=True), parent, push=True
        )

    def _outside_records(self, key: str) -> LayoutNode:
        """The innermost open node that is neither standing nor below a standing heading, nor a finished list."""
        parent = self.root
        for node in self.stack:
            if node.kind == "standing":
                break
            parent = node
        while parent.kind in ("item", "plain") and parent.parent is not None and not parent.owner:
            if parent.kind == "plain" and not any(c.kind == "text" for c in parent.children):
                break
            parent = parent.parent
        return parent

    def _bullet(self, n: int) -> int:
        block = self.blocks[n]
        key = block.mark.key
        opened = [node for node in self.stack if node.key == key and node.kind in ("item", "heading")]
        if key in self.survey.owners and not block.sentence and (opened or self._leads_standing(n)):
            return self._owner(n, opened)
        beside = [self.blocks[k].mark.key for k in (n - 1, n + 1) if 0 <= k < len(self.blocks)]
        kind = "heading" if n in self.survey.readings and not block.sentence and key not in beside else "item"
        return self._sibling(n, opened[-1], kind) if opened else self._child(n, kind)

    def _leads_standing(self, n: int) -> bool:
        """Whether a standing heading comes before the next block with the same mark: else the first ones are a list."""
        for after in range(n + 1, len(self.blocks)):
            if after in self.survey.standing and standing_name(self.blocks[after]) in self.survey.owned:
                return True
            if self.blocks[after].mark.key == self.blocks[n].mark.key:
                return False
        return False

    def _sibling(self, n: int, node: LayoutNode, kind: str = "heading") -> int:
        assert node.parent is not None
        return self._attach(LayoutNode(n, self.blocks[n], self.blocks[n].mark.key, kind), node.parent, push=True)

    def _child(self, n: int, kind: str = "heading") -> int:
        block = self.blocks[n]
        parent = self.stack[-1]
        if kind == "heading":
            word = bool(block.mark.word)
            while parent.kind == "item" or (
                word and parent.kind in ("standing", "plain") and parent.parent is not None
            ):
                if parent.kind == "standing" and not word:
                    break
                assert parent.parent is not None
                parent = parent.parent
        return self._attach(LayoutNode(n, block, block.mark.key, kind), parent, push=True)

    def _plain(self, n: int) -> int:
        """A heading without a mark: of a record that lost its code, of a goal without number, or just a title."""
        block = self.blocks[n]
        if n + 1 in self.survey.standing and self._lost_owner(n):
            key = self.survey.owned[standing_name(self.blocks[n + 1])]
            opened = [node for node in self.stack if node.key == key]
            parent = opened[-1].parent if opened else self._outside_records(key)
            assert parent is not None
            return self._attach(LayoutNode(n, block, key, "plain", owner=True), parent, push=True)
        if self._like_above(n):
            opened = [node for node in self.stack if node.key == self.above_owner]
            if opened and opened[-1].parent is not None:
                return self._attach(LayoutNode(n, block, self.above_owner, "plain"), opened[-1].parent, push=True)
        if self._lone(n):
            owner = next(node for node in reversed(self.stack) if node.owner)
            return self._attach(LayoutNode(n, block, block.mark.key, "plain"), owner)
        opened = [node for node in self.stack if node.kind == "plain" and node.key == block.mark.key]
        if opened and opened[-1].children:
            assert opened[-1].parent is not None
            return self._attach(LayoutNode(n, block, block.mark.key, "plain"), opened[-1].parent, push=True)
        return self._attach(LayoutNode(n, block, block.mark.key, "plain"), self._container(), push=True)

    def _lone(self, n: int) -> bool:
        """Whether a line below a sentence of an open record is a signature or a caption: printed once, without a blank above."""
        block = self.blocks[n]
        if block.first.apart or not any(node.owner for node in self.stack) or not self.blocks[n - 1].sentence:
            return False
        return sum(block.name in other.text for other in self.blocks) == 1

    def _lost_owner(self, n: int) -> bool:
        """Whether the standing heading behind belongs to an owner that is not open for it: its own code was lost."""
        after = self.blocks[n + 1]
        if standing_name(after) not in self.survey.owned:
            return False
        owners = [node for node in self.stack if node.owner]
        if not owners:
            return False
        return any(
            node.kind == "standing" and standing_name(node.head) == standing_name(after) for node in owners[-1].children
        )

    def _like_above(self, n: int) -> bool:
        """Whether an unmarked heading stands where headings above owners do, here or where it is printed again."""
        if not self.above_owner:
            return False
        name = self.blocks[n].name
        for other, block in enumerate(self.blocks):
            if block.name != name or block.mark.style or block.sentence or other + 1 >= len(self.blocks):
                continue
            after = self.blocks[other + 1]
            if after.mark.key in self.survey.owners and after.mark.value == 1 and not block.row:
                return not re.search(r"[0-9０-９]", name)
        return False
