"""Cut a Turtle text into its statements without parsing them, so that only those that are asked for need a parser.

Terminals are those of Turtle 1.1, section 6.5, as far as they tell where a statement ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode, RdfFormat, parse

_TOKEN = re.compile(
    r"""(?P<space>(?:\s+|\#[^\n]*)+)
      | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<iri><[^<>\s]*>)
      | (?P<open>[\[(])
      | (?P<close>[\])])
      | (?P<mark>[;,])
      | (?P<end>\.(?=[\s<\[("'\#]|$))
      | (?P<word>(?:\\.|[^\s"'<\[\]();,\#\\.]|\.(?![\s<\[("'\#]|$))+)""",
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"@?(?:prefix|base)", re.IGNORECASE)


class Stretch(NamedTuple):
    """Offsets in code points at which a statement begins and ends (its full stop included), and those of its first term."""

    start: int
    end: int
    first: str


class CutError(ValueError):
    """A text that cannot be cut: a directive after a statement, or what is no Turtle."""


class TurtleStatements:
    """The statements of a Turtle text by the IRI of their subject; those of blank nodes are left out.

    Raises ``CutError``. Cost: one pass over the text, and a short parse of its subjects.
    """

    def __init__(self, text: str, base: str) -> None:
        self._text = text
        stretches = list(_stretches(text))
        self._head = text[: stretches[0].start] if stretches else text
        self._of: dict[str, list[Stretch]] = {}
        named = [stretch for stretch in stretches if stretch.first[0] not in "[(_"]
        listed = "".join(f"\n{stretch.first} <urn:n> {n} ." for n, stretch in enumerate(named))
        try:
            for quad in parse(self._head + listed, RdfFormat.TURTLE, base_iri=base or None, lenient=True):
                if isinstance(quad.subject, NamedNode):
                    self._of.setdefault(str(quad.subject), []).append(named[int(quad.object.value)])
        except SyntaxError as error:
            raise CutError(str(error)) from None

    def about(self, subject: str) -> str | None:
        """Return a text that holds the statements about a subject, each where it stands in the whole, and nothing else of it.

        ``subject`` is in N-Triples form; None where no statement begins with it.
        """
        found, parts, at = self._of.get(subject), [self._head], len(self._head)
        for start, end, _ in found or ():
            lines = self._text.count("\n", at, start)
            column = start - (self._text.rfind("\n", at, start) + 1 if lines else at)
            parts += ["\n" * lines, " " * column, self._text[start:end]]
            at = end
        return "".join(parts) if found else None


def _stretches(text: str) -> Iterator[Stretch]:
    """The statements after the directives at the beginning, in order."""
    at, depth, start, first, directive, stated = 0, 0, -1, "", "", False
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise CutError(f"no token at {at}")
        kind, at = token.lastgroup, token.end()
        if kind == "space":
            continue
        if start < 0:
            start, first = token.start(), token[0]
            directive = first if _DIRECTIVE.fullmatch(first) else ""
            if directive and stated:
                raise CutError(f"a directive at {start}")
        depth += (kind == "open") - (kind == "close")
        if depth == 0 and (kind == "end" or (kind == "iri" and directive[:1].isalpha())):
            if not directive:
                stated = True
                yield Stretch(start, at, first)
            start = -1
    if start >= 0:
        raise CutError("the last statement has no end")
