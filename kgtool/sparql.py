"""SPARQL as tokens: enough to know what a query is and whom it would call, without an engine.

Whether a query calls a SERVICE is decided twice: with code point escapes read inside strings and IRIs only, as Oxigraph
does, and with escapes read everywhere, as SPARQL 1.1 (section 19.2) says. What either reading shows counts. Engines are
looser than the grammar (Oxigraph takes ``SERVICEex:a`` for a call), so in doubt a call is seen, never overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kgtool.errors import InputError, Place

FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")

# SPARQL 1.1, section 19.8, by what is left out. Every character beyond ASCII counts as one of a name: outside of names,
# strings, IRIs and comments it is a syntax error anyway, and the exact ranges take longer to compile than a query runs.
_OTHER = r"\x00-,/;-@\[-^`{-\x7f"
_FIRST, _WORD = rf"[^{_OTHER}.:0-9_-]", rf"[^{_OTHER}.:-]"
_INNER, _DOTTED, _ANY = rf"[^{_OTHER}.:]", rf"[^{_OTHER}:]", rf"[^{_OTHER}]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-]"
_LOCAL = rf"(?:[^{_OTHER}.-]|{_PLX})(?:(?:{_ANY}|{_PLX})*(?:[^{_OTHER}.]|{_PLX}))?"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_CODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<space>[\x20\t\r\n]+|\#[^\n\r]*)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
                |"(?:[^"\\\n\r]|\\[^\n\r])*"|'(?:[^'\\\n\r]|\\[^\n\r])*')
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*>)
    | (?P<blank>_:{_WORD}(?:{_DOTTED}*{_INNER})?)
    | (?P<name>(?:{_FIRST}(?:{_DOTTED}*{_INNER})?)?:(?:{_LOCAL})?)
    | (?P<variable>[?$]{_WORD}+)
    | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>(?:{_FIRST}|_){_INNER}*)
    | (?P<mark>[][{{}}().,;*/+!=<>|&^?-])
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SERVICE_IRI = re.compile(r"https?://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:\d+)?(?:[/?#].*)?", re.I)


@dataclass(frozen=True)
class Query:
    """SPARQL and where it stands: ``first_line`` is the line of the file ``name`` on which the text begins."""

    text: str
    name: str = "query"
    first_line: int = 1


class Token(NamedTuple):
    """A piece of a query; ``kind`` is string, iri, blank, name, variable, language, number, word, mark or stray."""

    kind: str
    text: str
    offset: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, white space and comments left out. What fits nothing is ``stray``."""
    return [
        Token(match.lastgroup or "stray", match[0], match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ]


def form(text: str) -> str:
    """Return SELECT, CONSTRUCT, ASK, DESCRIBE, UPDATE, or nothing where the text is none of them."""
    for token in _after_prologue(tokens(text)):
        word = token.text.upper()
        return word if word in FORMS else "UPDATE" if word in UPDATES else ""
    return ""


def names_dataset(text: str) -> bool:
    """Say whether a query chooses its own graphs, by FROM or FROM NAMED."""
    return "FROM" in text.upper() and any(t.kind == "word" and t.text.upper() == "FROM" for t in tokens(text))


def columns(text: str, found: Iterable[str]) -> list[str]:
    """Return the columns of an answer; those of ``SELECT *`` by first appearance, since each engine has its own order."""
    names = list(found)
    rest = list(_after_prologue(tokens(text))) if "*" in text else []
    projection = [token.text for token in rest[:3] if token.text.upper() not in ("SELECT", "DISTINCT", "REDUCED")]
    if projection[:1] != ["*"]:
        return names
    places = {token.text[1:]: n for n, token in reversed(list(enumerate(rest))) if token.kind == "variable"}
    return sorted(names, key=lambda name: places.get(name, len(rest)))


def guard(query: Query, allowed: Iterable[str] | None = ()) -> None:
    """Refuse what would change data or call a host that is not ``allowed``.

    Hosts are ``host`` or ``host:port``; None leaves calls to whoever runs the query. Raises ``InputError``
    (update-refused, service-refused).
    """
    if form(query.text) == "UPDATE":
        raise InputError("update-refused", _place(query, next(_after_prologue(tokens(query.text))).offset))
    if allowed is None:
        return
    hosts = {host.lower() for host in allowed}
    for offset, target in services(query.text):
        found = _SERVICE_IRI.fullmatch(target)
        host = found["host"].lower() if found else ""
        if not found or not hosts & {host, f"{host}{found['port'] or ''}"}:
            unclear = {"ja": "(IRIで書かれていない行き先)", "en": "(a target that is no plain IRI)"}
            raise InputError("service-refused", _place(query, offset), target=target or unclear, host=host or "HOST")


def services(text: str) -> list[tuple[int, str]]:
    """Return offset and target of each SERVICE call; the target is empty where it is no plain absolute IRI."""
    if "SERVICE" not in text.upper() and "\\" not in text:
        return []
    expanded = _ESCAPE.sub(_character, text)
    found = list(_services(tokens(text)))
    return found if expanded == text else found + list(_services(tokens(expanded)))


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


_IN_TOKEN = re.compile(rf"{_ESCAPE.pattern}|\\.", re.DOTALL)
_WRITTEN = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def _written(match: re.Match[str]) -> str:
    if not (match[1] or match[2]):
        return match[0]
    character = _character(match)
    return _WRITTEN.get(character, character)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _services(found: Sequence[Token]) -> Iterator[tuple[int, str]]:
    if not any("SERVICE" in token.text.upper() for token in found):
        return
    prefixes = _prefixes(found)
    for n, token in enumerate(found):
        rest = [t for t in found[n + 1 : n + 3] if t.text.upper() != "SILENT"]
        following = rest[0] if rest else Token("mark", "", 0)
        if token.kind == "stray":
            yield token.offset, ""
        elif token.kind == "word" and token.text.upper() == "SERVICE":
            yield from ((token.offset, target) for target in _targets(following, prefixes))
        elif token.kind == "word" and "SERVICE" in token.text.upper():
            yield token.offset, ""
        elif token.kind == "name" and "SERVICE" in token.text.split(":")[0].upper() and following.text == "{":
            graph = n > 0 and found[n - 1].text.upper() in ("GRAPH", "FROM", "NAMED")
            yield from () if graph else ((token.offset, ""),)


def _targets(token: Token, prefixes: dict[str, set[str]]) -> list[str]:
    """Every IRI that the token may stand for: a prefix that is declared twice counts twice."""
    if token.kind == "iri":
        return [token.text[1:-1]]
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return [base + re.sub(r"\\(.)", r"\1", local) for base in sorted(prefixes.get(prefix, {""}))]
    return [""]


def _prefixes(found: Sequence[Token]) -> dict[str, set[str]]:
    declared: dict[str, set[str]] = {}
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            declared.setdefault(name.text[:-1], set()).add(iri.text[1:-1])
    return declared


def _after_prologue(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens after the PREFIX, BASE and VERSION declarations."""
    n = 0
    while n < len(found) and found[n].text.upper() in ("PREFIX", "BASE", "VERSION"):
        n += 3 if found[n].text.upper() == "PREFIX" else 2
    yield from found[n:]


def _place(query: Query, offset: int) -> Place:
    before = query.text[:offset]
    return Place(query.name, before.count("\n") + query.first_line, offset - (before.rfind("\n") + 1) + 1)
