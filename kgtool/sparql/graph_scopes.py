"""Find what Oxigraph evaluates wrongly inside ``GRAPH ?variable { … }``: it binds the variable in every pattern at once.

SPARQL 1.1 (section 18.6, evaluation of a Graph Pattern) evaluates the group for each graph and joins the name of the graph
afterwards. The two differ where a part of the group keeps the variable out, or should: MINUS excludes solutions that share
nothing but it, a subquery drops it or groups over all graphs, and VALUES alone never gets it. Answers are then wrong without
a word, so such a query is refused with what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kgtool.base.errors import QueryRefusedError
from kgtool.sparql.tokens import Query, Token, place, tokens

_REMEDIES = {
    "MINUS": (
        "GRAPH を閉じてから、MINUS {{ GRAPH {variable} {{ … }} }} と書くか、FILTER NOT EXISTS {{ … }} を使ってください。",
        "close the group first and write MINUS {{ GRAPH {variable} {{ … }} }}, or use FILTER NOT EXISTS {{ … }}.",
    ),
    "SELECT": (
        "GRAPH をSELECTの中に移し、{variable} を選ぶ列と GROUP BY に入れてください。",
        "put the GRAPH inside of the SELECT, and {variable} among its columns and into its GROUP BY.",
    ),
    "VALUES": ("VALUES を GRAPH の外に移してください。", "put the VALUES outside of the GRAPH."),
}


@dataclass
class _Group:
    """A group in braces: the variable of the GRAPH whose scope it lies in, and what was seen on its own level.

    ``bound`` are variables of its triple patterns, ``left`` those before the MINUS whose group it is.
    """

    variable: str = ""
    is_scope: bool = False
    minus: Token | None = None
    left: frozenset[str] = frozenset()
    has_triples: bool = False
    bound: set[str] = field(default_factory=set)
    values: list[Token] = field(default_factory=list)


def check(query: Query) -> None:
    """Refuse a query that Oxigraph would answer wrongly. Raises ``QueryRefusedError`` (graph-variable).

    Cost: linear in the text; nothing where it has no GRAPH.
    """
    if "GRAPH" not in query.text.upper():
        return
    for clause, token, variable in _wrong(tokens(query.text)):
        ja, en = (text.format(variable=variable) for text in _REMEDIES[clause])
        remedy = {"ja": ja, "en": en}
        raise QueryRefusedError(
            "graph-variable", place(query, token.offset), clause=clause, variable=variable, remedy=remedy
        )


def _wrong(found: Sequence[Token]) -> Iterator[tuple[str, Token, str]]:
    """Yield the clauses that are answered wrongly, each with its place and the variable of the GRAPH."""
    groups = [_Group()]
    opened = _Group()
    skipped = 0  # tokens of a block of VALUES or of an expression, whose terms are no triples
    for n, token in enumerate(found):
        word = token.text.upper() if token.kind == "word" else ""
        if skipped:
            skipped -= 1
        elif token.text == "{":
            inherited = groups[-1]
            groups.append(
                opened if opened.is_scope else replace(opened, variable=inherited.variable, bound=set(), values=[])
            )
            opened = _Group()
        elif token.text == "}":
            yield from _values(groups)
            yield from _minus(groups[-1])
            if len(groups) > 1:
                groups.pop()
        elif word == "GRAPH" and n + 1 < len(found):
            name = found[n + 1]
            opened = _Group(name.text if name.kind == "variable" else "", is_scope=True)
            skipped = 1
        elif word == "VALUES":
            groups[-1].values.append(token)
            skipped = _length(found, n + 1, "{")
        elif word in ("FILTER", "BIND") and _opens(found, n + 1):
            skipped = _length(found, n + 1, "(")
        elif word == "MINUS":
            opened = _Group(minus=token, left=frozenset(groups[-1].bound))
        elif groups[-1].variable and word == "SELECT":
            if not _is_sound(found, n, groups[-1].variable):
                yield "SELECT", token, groups[-1].variable
            groups[-1].has_triples = True  # what it binds is its own matter
            skipped = _until(found, n + 1)
        elif token.kind in ("iri", "name", "variable", "blank") or token.text in ("[", "(") or word == "A":
            groups[-1].has_triples = True
            groups[-1].bound |= {token.text[1:]} if token.kind == "variable" else set()


def _minus(group: _Group) -> Iterator[tuple[str, Token, str]]:
    """MINUS whose two sides are not sure to share a variable, so that it should take nothing away."""
    if group.minus and group.variable and not group.left & group.bound:
        yield "MINUS", group.minus, group.variable


def _values(groups: list[_Group]) -> Iterator[tuple[str, Token, str]]:
    """VALUES in a group that ends now, where nothing on its way up to the GRAPH matches a graph."""
    group = groups[-1]
    if not (group.variable and group.values):
        return
    for above in reversed(groups):
        if above.has_triples:
            return
        if above.is_scope:
            break
    yield "VALUES", group.values[0], group.variable


def _is_sound(found: Sequence[Token], start: int, variable: str) -> bool:
    """Say whether a subquery, whose SELECT is at ``start``, means the same with the variable in each of its patterns.

    It does if it hands the variable on and takes no slice of its solutions. It also does if it hands on every solution, and
    nothing else in the query names the variable or stands beside it.
    """
    body = start + 1 + _until(found, start + 1)
    end = body + _length(found, body, "{")
    close = next((n for n in range(end, len(found)) if found[n].text == "}"), len(found))
    head, rest = found[start + 1 : body], {token.text.upper() for token in found[end:close] if token.kind == "word"}
    if rest & {"LIMIT", "OFFSET"}:
        return False
    inside = variable[1:] in _named(found[body:end])
    every = any(token.text == "*" for token in head[:2])
    if variable[1:] in _named(head) or (every and inside):
        return True
    merges = any(token.text == "(" or token.text.upper() in ("DISTINCT", "REDUCED") for token in head)
    if inside or merges or rest & {"GROUP", "HAVING"}:
        return False
    name, braces = start - 1, 0
    while found[name].text == "{":
        name, braces = name - 1, braces + 1
    alone = found[name - 1].text.upper() == "GRAPH" and {token.text for token in found[close : close + braces]} == {"}"}
    return alone and variable[1:] not in _named([*found[:name], *found[end:]]) and not _hands_on_all(found)


def _named(found: Sequence[Token]) -> set[str]:
    """The names of variables: ``?g`` and ``$g`` are one."""
    return {token.text[1:] for token in found if token.kind == "variable"}


def _hands_on_all(found: Sequence[Token]) -> bool:
    """Say whether the query itself asks for all variables."""
    form = next((n for n, token in enumerate(found) if token.text.upper() in ("SELECT", "DESCRIBE")), len(found))
    return any(token.text == "*" for token in found[form + 1 : form + 3])


def _until(found: Sequence[Token], start: int) -> int:
    """Count the tokens before the brace that opens a subquery's pattern."""
    return next((n - start for n in range(start, len(found)) if found[n].text == "{"), 0)


def _opens(found: Sequence[Token], n: int) -> bool:
    return n < len(found) and found[n].text == "("


def _length(found: Sequence[Token], start: int, opening: str) -> int:
    """Count the tokens up to the end of the block that begins with the first ``opening`` from ``start``."""
    closing = {"{": "}", "(": ")"}[opening]
    depth = 0
    for n in range(start, len(found)):
        depth += (found[n].text == opening) - (found[n].text == closing)
        if found[n].text == closing and depth == 0:
            return n - start + 1
    return 0
