"""Add statements to a Turtle file that people wrote, and take them out, without touching what they do not concern.

A subject that is touched is written canonically; every other line stays as it is, comments too. A new subject stands behind
the last that is not after it in the order of canonical Turtle. So a file of nothing but decisions is canonical Turtle of
its statements, in whatever order the decisions were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kgtool.base.errors import InputError, Place
from kgtool.rdf import turtle
from kgtool.rdf.turtle import Statement

_BLANK = re.compile(r"(?:\s+|#[^\n]*)*")
_SUBJECT = re.compile(r"<[^>]*>|[^\s<]+")
_END = re.compile(
    r"""(?:[^"'<\#.\\]+|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|<[^>\s]*>|\#[^\n]*|\\.|\.(?![\s\#]|$))*\.(?=[\s\#]|$)""",
    re.S,
)
"""From the beginning of a statement to the point that ends it, past strings, IRIs and comments."""
_PLAIN = re.compile(r"<[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_-]*)*>")
"""A path that a base stands before as it is (RFC 3986, section 5.2.3)."""
_DIRECTIVE = re.compile(r"@?(?:prefix|base)\s+(?:(?P<name>[\w.-]*):\s*)?<(?P<iri>[^>]*)>(?:\s*\.(?=[\s#]|$))?", re.I)


@dataclass(frozen=True)
class _Block:
    """One statement of the grammar in the text: a half-open range of code points, and what it is about.

    ``subject`` is empty for directives.
    """

    start: int
    end: int
    subject: str


def change(
    text: str, name: str, add: Iterable[Statement], remove: Set[Statement], prefixes: Mapping[str, str], base: str
) -> str:
    """Return a file's text with some statements more and some less; those that are there, or are not, make no difference.

    ``prefixes`` and ``base`` (the IRI of the version, with a slash) are declared where they are needed and nothing is.
    ``name`` is how errors call the file. Raises ``InputError``: turtle-syntax; curation-form for a file that cannot be
    changed in places. Cost: two passes over the file.
    """
    before = statements(text, name)
    new = set(add)
    after = (before - remove) | new
    touched = {s.subject for s in before ^ after}
    if not touched:
        return text
    if not text.strip():
        return turtle.write(after, dict(prefixes), base).decode()
    head, blocks = _blocks(text)
    declared = dict(prefixes) | {m["name"]: m["iri"] for m in head if m["name"] is not None}
    bases = [m["iri"] for m in head if m["name"] is None]
    edits: list[tuple[int, int, str]] = []
    used: set[str] = set()
    for subject in sorted((s.value for s in touched), key=turtle.natural):
        about = [s for s in after if s.subject.value == subject]
        written, names = _written(about, declared, (bases or [base])[-1])
        used |= names
        edits += _placed(text, blocks, subject, written)
    in_order = sorted(enumerate(edits), key=lambda edit: (edit[1][:2], edit[0]))
    for _, (start, end, put) in reversed(in_order):
        text = text[:start] + put + text[end:]
    missing = used - {m["name"] for m in head}
    if missing or not bases:
        text = _declared(text, {prefix: declared[prefix] for prefix in missing}, "" if bases else base)
    if statements(text, name) != after:
        raise InputError("curation-form", name)
    return text


@lru_cache(maxsize=4)
def statements(text: str, name: str) -> frozenset[Statement]:
    """Return what a Turtle text says; what was read last is not read again. Raises ``InputError`` (turtle-syntax)."""
    try:
        found = (quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE))
        return frozenset(_statement(triple) for triple in found)
    except SyntaxError as error:
        line = error.lineno or 0
        raise InputError("turtle-syntax", Place(name, line), reason=error.msg) from None


def _statement(triple: Triple) -> Statement:
    assert isinstance(triple.subject, NamedNode)
    return Statement(triple.subject, triple.predicate, triple.object)  # type: ignore[arg-type]


def _blocks(text: str) -> tuple[list[re.Match[str]], list[_Block]]:
    """The directives of a Turtle text and its statements, in order; the text is known to be Turtle."""
    head: list[re.Match[str]] = []
    blocks: list[_Block] = []
    at = _past_blanks(text, 0)
    while at < len(text):
        if directive := _DIRECTIVE.match(text, at):
            head.append(directive)
            blocks.append(_Block(at, directive.end(), ""))
        elif (found := _END.match(text, at)) and (subject := _SUBJECT.match(text, at)):
            blocks.append(_Block(at, found.end(), subject[0]))
        else:
            break
        at = _past_blanks(text, blocks[-1].end)
    names = {m["name"]: m["iri"] for m in head if m["name"] is not None}
    base = next((m["iri"] for m in reversed(head) if m["name"] is None), "")
    return head, [_Block(b.start, b.end, _iri(b.subject, names, base)) for b in blocks]


def _past_blanks(text: str, at: int) -> int:
    """Where the next statement begins, past white space and comments."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _iri(token: str, names: Mapping[str, str], base: str) -> str:
    if not token:
        return ""
    if token.startswith("<"):
        return base + token[1:-1] if base.endswith("/") and _PLAIN.fullmatch(token) else urljoin(base, token[1:-1])
    prefix, _, local = token.partition(":")
    return names.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)


def _written(about: list[Statement], declared: Mapping[str, str], base: str) -> tuple[str, set[str]]:
    """A subject in canonical Turtle, and the prefixes in it; nothing of what nothing is said of."""
    if not about:
        return "", set()
    head, _, body = turtle.write(about, dict(declared), base).decode().partition("\n\n")
    return body.rstrip("\n"), set(re.findall(r"^@prefix ([\w.-]*):", head, re.M))


def _placed(text: str, blocks: list[_Block], subject: str, written: str) -> Iterator[tuple[int, int, str]]:
    """The edits that let a subject be written so: over what stands of it, or behind what is before it in order."""
    own = [block for block in blocks if block.subject == subject]
    for number, block in enumerate(own):
        if number or not written:
            end = _next(text, block.end)
            start = block.start if end < len(text) else len(text[: block.start].rstrip())
            yield start, end, "" if end < len(text) else "\n"
        else:
            yield block.start, block.end, written
    if own or not written:
        return
    here = turtle.natural(subject)
    earlier = [(key, b.end) for b in blocks if b.subject and (key := turtle.natural(b.subject)) <= here]
    if earlier:
        behind = max(earlier)[1]
    elif any(b.subject for b in blocks):
        behind = max((b.end for b in blocks if not b.subject), default=0)
    else:
        yield len(text.rstrip()), len(text), f"\n\n{written}\n"
        return
    line_end = text.find("\n", behind)
    at = len(text) if line_end < 0 else line_end
    yield at, at, f"\n\n{written}" + ("" if line_end >= 0 else "\n")


def _next(text: str, end: int) -> int:
    """Where what follows a statement begins, past the rest of its line and blank lines."""
    match = re.compile(r"[ \t]*\n?(?:[ \t]*\n)*").match(text, end)
    return match.end() if match else end


def _declared(text: str, missing: Mapping[str, str], base: str) -> str:
    """The text with the prefixes that it lacks among its others, in the order of their names, and a base where it has none."""
    head, blocks = _blocks(text)
    own = {m["name"]: m for m in head if m["name"] is not None}
    lines = {prefix: f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in missing.items()}
    if not head:
        first = next((b.start for b in blocks), len(text))
        comment = text[:first].rstrip("\n")
        every = (f"@base <{base}> .\n" if base else "") + "".join(lines[p] for p in sorted(lines))
        return (f"{comment}\n" if comment else "") + f"{every}\n" + text[first:]
    for prefix in sorted(missing, reverse=True):
        later = [m.start() for other, m in own.items() if other > prefix]
        at = min(later) if later else text.find("\n", max(m.end() for m in head)) + 1
        text = text[:at] + lines[prefix] + text[at:]
        head, _ = _blocks(text)
        own = {m["name"]: m for m in head if m["name"] is not None}
    if base:
        at = min(m.start() for m in head)
        text = text[:at] + f"@base <{base}> .\n" + text[at:]
    return text
