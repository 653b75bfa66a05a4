"""Tokenise SPARQL: enough to know the form, prefixes, columns and terms of a query, without an engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from kgtool.base.errors import Place
from kgtool.rdf.vocab import RDF

USUAL = 8 << 10
"""Characters that most queries do not reach."""
FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")

# SPARQL 1.1, section 19.8, by what is left out. Every character beyond ASCII counts as one of a name: outside of names,
# strings, IRIs and comments it is a syntax error anyway, and the exact ranges take longer to compile than a query runs.
_OTHER = r"\x00-,/;-@\[-^`{-\x7f"
_FIRST, _WORD = rf"[^{_OTHER}.:0-9_-]", rf"[^{_OTHER}.:-]"
_INNER, _DOTTED, _ANY = rf"[^{_OTHER}.:]", rf"[^{_OTHER}:]", rf"[^{_OTHER}]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]"
_LOCAL = rf"(?:[^{_OTHER}.-]|{_PLX})(?:(?:{_ANY}|{_PLX})*(?:[^{_OTHER}.]|{_PLX}))?"
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_CODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_PREFIX = rf"(?:{_FIRST}(?:{_DOTTED}*{_INNER})?)?"


@cache
def _token(prefix: str) -> re.Pattern[str]:
    """What a token is that is no string, with this for the prefix of a name: made when needed, since it takes 4 ms."""
    return re.compile(
        rf"""
          (?P<space>[\x20\t\r\n]+|\#[^\n\r]*)
        | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*>)
        | (?P<blank>_:{_WORD}(?:{_DOTTED}*{_INNER})?)
        | (?P<name>{prefix}:(?:{_LOCAL})?)
        | (?P<variable>[?$]{_WORD}+)
        | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
        | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
        | (?P<word>(?:{_FIRST}|_){_INNER}*)
        | (?P<mark>[][{{}}().,;*/+!=<>|&^?-])
        | (?P<stray>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


_RUN, _LINE = re.compile(rf"{_FIRST}{_DOTTED}*+"), re.compile(r"[^\n\r]*+")
_STRINGS = {
    quote: (
        re.compile(rf"{quote * 3}(?:{quote}{{0,2}}(?:[^{quote}\\]|\\.))*+{quote * 3}", re.DOTALL),
        re.compile(rf"{quote}(?:[^{quote}\\\n\r]|\\[^\n\r])*+{quote}"),
    )
    for quote in "\"'"
}
"""A long and a short string, by their quotation mark."""


@dataclass(frozen=True)
class Query:
    """The text of a query and its origin: it begins on line ``first_line`` of the file ``name``."""

    text: str
    name: str = "query"
    first_line: int = 1


class Token(NamedTuple):
    """A token and its offset; ``kind`` is string, iri, blank, name, variable, language, number, word, mark or stray.

    ``stray`` is a character that begins no token.
    """

    kind: str
    text: str
    offset: int


def tokens(text: str) -> Sequence[Token]:
    """Return the tokens of a text, without white space and comments.

    Cost: linear in the text, whatever it is; those of the last texts of usual length are kept.
    """
    return _kept(text) if len(text) <= USUAL else tuple(_scan(text))


@lru_cache(maxsize=32)
def _kept(text: str) -> Sequence[Token]:
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Token]:
    """Yield tokens. Words joined by dots are looked through once for the colon that would make a prefix of them.

    Where a string is not closed, none that begins with the same mark after it is, on the line or in the rest of the text.
    """
    at = known = 0
    unclosed: dict[str, int] = {}
    while at < len(text):
        if text[at] in _STRINGS:
            end = _end_of_string(text, at, unclosed)
            yield Token("string" if end else "stray", text[at : end or at + 1], at)
            at = end or at + 1
            continue
        match = _token(_PREFIX if at >= known else "").match(text, at)
        assert match is not None
        run = _RUN.match(text, at) if at >= known and match.lastgroup == "word" else None
        known = run.end() if run else known
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "stray", match[0], at)
        at = match.end()


def _end_of_string(text: str, at: int, unclosed: dict[str, int]) -> int:
    """Where the string ends that begins here; 0 where it is not closed, which is noted."""
    quote = text[at]
    long, short = _STRINGS[quote]
    for mark, pattern, reach in ((quote * 3, long, None), (quote, short, _LINE)):
        if at >= unclosed.get(mark, 0) and text.startswith(mark, at):
            match = pattern.match(text, at)
            if match:
                return match.end()
            line = reach.match(text, at) if reach else None
            unclosed[mark] = line.end() if line else len(text)
    return 0


def beginning(text: str) -> Token | None:
    """Return the first token after the prologue; reads no further."""
    return next(after_prologue(_scan(text)), None)


def form(text: str) -> str:
    """Return SELECT, CONSTRUCT, ASK, DESCRIBE, UPDATE, or nothing where the text is none of them.

    Reads the prologue and one token more.
    """
    first = beginning(text)
    word = first.text.upper() if first else ""
    return word if word in FORMS else "UPDATE" if word in UPDATES else ""


def names_dataset(text: str) -> bool:
    """Say whether a query has a dataset clause: FROM or FROM NAMED."""
    return "FROM" in text.upper() and any(t.kind == "word" and t.text.upper() == "FROM" for t in tokens(text))


def undeclared(text: str) -> list[str]:
    """Return the prefixes that a query uses without a declaration, each with its colon."""
    found = tokens(text)
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"}
    return [f"{prefix}:" for prefix in sorted(used - set(prefixes(found)))]


def called(text: str) -> set[str]:
    """Return the IRIs that stand before a parenthesis: those of functions, casts and aggregates that have no keyword."""
    if "(" not in text:
        return set()
    found = tokens(text)
    declared = prefixes(found)
    names = (token for token, after in pairwise(found) if after.text == "(")
    return {iri for token in names for iri in meanings(token, declared)}


def meanings(token: Token, declared: dict[str, set[str]]) -> list[str]:
    """Return every IRI that a token may stand for; a prefix that is declared twice counts twice, another token has none."""
    if token.kind == "iri":
        return [token.text[1:-1]]
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return [base + _LOCAL_ESCAPE.sub(r"\1", local) for base in sorted(declared.get(prefix, ()))]
    return []


_LOCAL_ESCAPE = re.compile(r"\\(.)")


def columns(text: str, found: Iterable[str]) -> list[str]:
    """Return the columns of an answer in one order for all engines: those of ``SELECT *`` by first appearance."""
    names = list(found)
    rest = list(after_prologue(tokens(text))) if "*" in text else []
    projection = [token.text for token in rest[:3] if token.text.upper() not in ("SELECT", "DISTINCT", "REDUCED")]
    if projection[:1] != ["*"]:
        return names
    places = {token.text[1:]: n for n, token in reversed(list(enumerate(rest))) if token.kind == "variable"}
    return sorted(names, key=lambda name: places.get(name, len(rest)))


def plain(text: str) -> str:
    """Return the text with the code point escapes of strings and IRIs as characters: some engines know none there."""
    if "\\u" not in text.lower():
        return text
    parts, end = [], 0
    for token in tokens(text):
        if token.kind in ("string", "iri"):
            parts += [text[end : token.offset], _IN_TOKEN.sub(_written, token.text)]
            end = token.offset + len(token.text)
    return "".join(parts) + text[end:]


_IN_TOKEN = re.compile(rf"{ESCAPE.pattern}|\\.", re.DOTALL)
_WRITTEN = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def _written(match: re.Match[str]) -> str:
    if not (match[1] or match[2]):
        return match[0]
    written = character(match)
    return _WRITTEN.get(written, written)


def character(match: re.Match[str]) -> str:
    """Return the character that a match of ``ESCAPE`` stands for."""
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def prefixes(found: Sequence[Token]) -> dict[str, set[str]]:
    """Return the prefixes that the tokens declare; one that is declared twice has both IRIs."""
    declared: dict[str, set[str]] = {}
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            declared.setdefault(name.text[:-1], set()).add(iri.text[1:-1])
    return declared


def after_prologue(found: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens after the PREFIX, BASE and VERSION declarations."""
    rest = iter(found)
    for token in rest:
        declared = {"PREFIX": 2, "BASE": 1, "VERSION": 1}.get(token.text.upper())
        if declared is None:
            yield token
            yield from rest
        for _ in islice(rest, declared):
            pass


def place(query: Query, offset: int) -> Place:
    """Return the line and column of a token in the file that the query is from."""
    before = query.text[:offset]
    return Place(query.name, before.count("\n") + query.first_line, offset - (before.rfind("\n") + 1) + 1)


def reads(text: str) -> set[str]:
    """Return the IRIs that a query can match as predicates or classes, provided that it names all of them.

    Those that it only excludes (``!=``, ``NOT IN``) are not returned. rdf:type is among them where it asks for a class after ``a``
    that it does not name.
    """
    found = tokens(text)
    declared, asked = prefixes(found), list(after_prologue(found))
    iris = set() if _names_classes(asked) else {RDF.type.value}
    for token in _without_excluded(asked):
        iris.update(meanings(token, declared))
    return iris


def _without_excluded(found: Iterable[Token]) -> Iterator[Token]:
    """Leave out the term after each ``!=`` and the list after each ``NOT IN``."""
    rest = iter(found)
    before = ["", ""]
    for token in rest:
        before = [before[1], token.text.upper()]
        if before == ["!", "="]:
            next(rest, None)
        elif before == ["NOT", "IN"]:
            depth = 0
            for inner in rest:
                depth += (inner.text == "(") - (inner.text == ")")
                if depth == 0:
                    break
        else:
            yield token


def _names_classes(found: Iterable[Token]) -> bool:
    """Say whether every class that is asked for after ``a`` is named there: none is a variable, none behind a path."""
    listed = False
    for before, token in pairwise(found):
        listed = before.text == "a" or (listed and (before.text == "," or token.text == ","))
        if listed and token.kind not in ("iri", "name") and token.text != ",":
            return False
    return True
