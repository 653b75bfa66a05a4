"""Say what is wrong with SPARQL that does not parse: engines name a place, and tokens that they would have taken.

Some mistakes are named as what they are, because engines point elsewhere then: a prefix without a declaration, a character
that a Japanese keyboard makes, a column without a name, a variable that is neither grouped nor aggregated.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Store

from kgtool.base.errors import Place, QuerySyntaxError
from kgtool.sparql.tokens import FORMS, Query, Token, after_prologue, beginning, form, place, tokens, undeclared

_CLOSING = {"}": "{", ")": "(", "]": "["}
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


class _Mistake(NamedTuple):
    """What is wrong, in both languages, and the offset in the text; None where only the engine has a place."""

    ja: str
    en: str
    offset: int | None = None


def syntax_error(reason: str, query: Query) -> QuerySyntaxError:
    """Return the error for a query of which an engine says ``error at line:column: …``."""
    at = re.search(r"error at (\d+):(\d+)(?:: )?", reason)
    line, column = (int(at[1]), int(at[2])) if at else (0, 0)
    found_at = Place(query.name, line and line + query.first_line - 1, column)
    mistake = next(_known(query.text, reason), None) or _forgotten_dot(query.text, line)
    if mistake:
        where = found_at if mistake.offset is None else place(query, mistake.offset)
        return QuerySyntaxError("sparql-syntax", where, reason={"ja": mistake.ja, "en": mistake.en})
    after = "".join(query.text.split("\n")[line - 1 : line])[column - 1 :][:20].strip() if at else ""
    rest = "".join(char if char.isprintable() else " " for char in after)
    expected = _expected(reason[at.end() :] if at else reason)
    ja = f"「{rest}」はここには置けません" if rest else "ここか、この前が文法に合いません"
    en = f"“{rest}” is not expected here" if rest else "the grammar is broken here or before"
    if expected:
        ja, en = f"{ja}(次のどれかのはずです: {expected})", f"{en} (expected one of {expected})"
    elif not at and reason:
        ja = en = " ".join(reason.split())
    return QuerySyntaxError("sparql-syntax", found_at, reason={"ja": ja, "en": en})


def _known(text: str, reason: str) -> Iterator[_Mistake]:
    """Yield the mistakes that are named as what they are, the surest first."""
    if not text.strip():
        yield _Mistake("問いが空です", "the query is empty")
    found = tokens(text)
    yield from _wide(found)
    first = beginning(text)
    if first and first.kind == "word" and not form(text):
        forms = ", ".join(FORMS)
        ja = f"「{first.text}」で始まっています({forms} のどれかのはずです)"
        yield _Mistake(ja, f"it begins with {first.text}, not with {forms}", first.offset)
    for prefix in undeclared(text)[:1]:
        used = next(token for token in found if token.kind == "name" and token.text.startswith(prefix))
        yield _Mistake(f"接頭辞 {prefix} の宣言がありません", f"the prefix {prefix} is not declared", used.offset)
    yield from _unclosed(found)
    yield from _columns(list(after_prologue(found)), "unbound" in reason)


def _forgotten_dot(text: str, line: int) -> _Mistake | None:
    """The end of a line above the engine's place, if the query parses with a dot there: engines see the fault a line too late.

    Cost: at most twenty times that of parsing; nothing is evaluated.
    """
    if form(text) not in ("SELECT", "CONSTRUCT") or "SERVICE" in text.upper():
        return None
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    ends = {bisect_right(starts, token.offset): token.offset + len(token.text) for token in tokens(text)}
    for above in range(line - 1, max(0, line - 20), -1):
        end = ends.get(above, 0)
        if end and _parses(f"{text[:end]} .{text[end:]}"):
            return _Mistake("この後に「.」か「;」が足りません", "a “.” or “;” is missing after this", end - 1)
    return None


def _parses(text: str) -> bool:
    """Whether Oxigraph takes a text for a query; the answer of an empty store is not read."""
    try:
        Store().query(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return True


def _wide(found: Sequence[Token]) -> Iterator[_Mistake]:
    """A full-width blank or sign outside of strings, IRIs and comments."""
    for token in found:
        for n, char in enumerate(token.text if token.kind not in ("string", "iri") else ""):
            if ord(char) > 0x7F and unicodedata.category(char)[0] in "ZPS":
                code = f"U+{ord(char):04X}"
                if char.isspace():
                    ja, en = f"全角などの空白({code})があります", f"there is a blank ({code}) that SPARQL does not know"
                else:
                    ja, en = f"記号「{char}」({code})は使えません", f"the sign “{char}” ({code}) is none of SPARQL's"
                narrow = unicodedata.normalize("NFKC", char)
                ja += (
                    f"。半角の「{narrow}」にしてください"
                    if narrow.isascii() and narrow.strip()
                    else "。半角にしてください"
                )
                en += f"; write “{narrow}”" if narrow.isascii() and narrow.strip() else "; write a plain one"
                yield _Mistake(ja, en, token.offset + n)


def _columns(query: Sequence[Token], unbound: bool) -> Iterator[_Mistake]:
    """A column of a SELECT that is computed and has no name; where an engine says so, one that is not grouped."""
    for n, token in enumerate(query):
        if token.kind == "word" and token.text.upper() == "SELECT":
            yield from _of_projection(query[n + 1 :], unbound)


def _of_projection(rest: Sequence[Token], unbound: bool) -> Iterator[_Mistake]:
    depth, begin, named, aggregated = 0, 0, False, False
    plain: list[Token] = []
    for token in rest:
        word = token.text.upper() if token.kind == "word" else ""
        if depth == 0 and (token.text == "{" or word in ("WHERE", "FROM")):
            break
        if token.text == "(":
            depth += 1
            begin, named = (token.offset, False) if depth == 1 else (begin, named)
        elif token.text == ")":
            depth -= 1
            if depth == 0 and not named:
                ja, en = (
                    "計算した列に名前がありません。(式 AS ?名前) と書いてください",
                    "a computed column has no name; write (… AS ?name)",
                )
                yield _Mistake(ja, en, begin)
        elif word == "AS" and depth == 1:
            named = True
        elif word in _AGGREGATES:
            aggregated = True
            if depth == 0:
                ja, en = "計算した列は (式 AS ?名前) と書いてください", "write a computed column as (… AS ?name)"
                yield _Mistake(ja, en, token.offset)
        elif token.kind == "variable" and depth == 0:
            plain.append(token)
    if unbound and aggregated and plain:
        names = ", ".join(token.text for token in plain)
        ja = f"集計する列と並ぶ {names} のどれかが GROUP BY にありません"
        yield _Mistake(ja, f"beside an aggregate, {names} must be in GROUP BY", plain[0].offset)


def _unclosed(found: Sequence[Token]) -> Iterator[_Mistake]:
    """A bracket that is never closed, or one that closes nothing."""
    opened: list[Token] = []
    for token in found:
        if token.kind == "mark" and token.text in _CLOSING.values():
            opened.append(token)
        elif token.kind == "mark" and token.text in _CLOSING:
            if not opened or opened[-1].text != _CLOSING[token.text]:
                ja, en = f"「{token.text}」に対応する始まりがありません", f"“{token.text}” closes nothing"
                yield _Mistake(ja, en, token.offset)
                return
            opened.pop()
        elif token.kind == "stray" and token.text in "\"'":
            yield _Mistake("引用符が閉じられていません", "a quotation mark is not closed", token.offset)
            return
    for token in opened[-1:]:
        yield _Mistake(f"「{token.text}」が閉じられていません", f"“{token.text}” is not closed", token.offset)


def _expected(reason: str) -> str:
    """Some of the tokens that the engine would have taken; its sets of characters say nothing to a reader."""
    listed = re.findall(r'"((?:[^"\\]|\\.)*)"', reason) if reason.startswith("expected one of ") else []
    words = [word for word in listed if word.isalpha()] or listed
    return ", ".join(words[:8]) + (", …" if len(words) > 8 else "")
