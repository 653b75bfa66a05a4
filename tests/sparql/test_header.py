"""The header of a query file: strict TOML in ``#+ `` lines."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base.errors import InputError
from kgtool.base.languages import Text
from kgtool.sparql import header
from kgtool.sparql.header import Header, Parameter

NAME = st.builds(str.__add__, st.sampled_from("abz"), st.text("aZ09_", max_size=8))
WORDING = st.text(min_size=1, max_size=40).filter(str.strip)
TEXT = st.builds(Text, WORDING, WORDING)
PARAMETER = st.builds(
    Parameter, st.just(""), st.sampled_from(header.TYPES), TEXT, st.text(min_size=1, max_size=20), st.booleans()
)
HEADER = st.builds(
    Header,
    title=TEXT,
    description=TEXT,
    params=st.dictionaries(NAME, PARAMETER, max_size=3).map(
        lambda params: {n: Parameter(n, p.type, p.title, p.example, p.optional) for n, p in params.items()}
    ),
    columns=st.lists(NAME, max_size=4).map(tuple),
    after=st.lists(NAME, max_size=2).map(tuple),
    scope=st.sampled_from(("", *header.SCOPES)),
    severity=st.sampled_from(("", *header.SEVERITIES)),
    why=st.none() | TEXT,
    remedy=st.none() | TEXT,
)

GOOD = [
    '#+ title.ja = "問い"',
    '#+ title.en = "A question"',
    '#+ description.ja = "説明"',
    '#+ description.en = "What it is for"',
]


def toml(text: str) -> str:
    """Write a TOML basic string: JSON's escapes are TOML's, but TOML escapes DEL too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def lines(made: Header) -> Iterator[str]:
    """Write a header as a person would."""
    for key in ("title", "description", "why", "remedy"):
        if text := getattr(made, key):
            yield f"#+ {key}.ja = {toml(text.ja)}"
            yield f"#+ {key}.en = {toml(text.en)}"
    for name, parameter in made.params.items():
        title = f"title.ja = {toml(parameter.title.ja)}, title.en = {toml(parameter.title.en)}"
        optional = str(parameter.optional).lower()
        yield (
            f'#+ params.{name} = {{ type = "{parameter.type}", {title}, '
            f"example = {toml(parameter.example)}, optional = {optional} }}"
        )
    yield f"#+ columns = {json.dumps(made.columns)}"
    yield f"#+ after = {json.dumps(made.after)}"
    yield f'#+ scope = "{made.scope}"'
    yield f'#+ severity = "{made.severity}"'


@given(HEADER)
def test_a_header_reads_back_as_it_was_written(made: Header) -> None:
    assert header.read(list(lines(made)), "q.rq") == made


@given(
    st.lists(st.text(max_size=9).map(lambda line: "#+" + line.replace("\n", " ")), max_size=5),
    st.text().filter(lambda body: not body.startswith("#+")),
)
def test_split_parts_header_from_body_and_loses_nothing(head: list[str], body: str) -> None:
    assert header.split("\n".join([*head, body])) == (head, body)


def test_a_file_without_header_is_all_body() -> None:
    assert header.split("SELECT *\n#+ late") == ([], "SELECT *\n#+ late")


def test_optional_keys_may_be_left_out() -> None:
    read = header.read(GOOD, "q.rq")
    assert read == Header(Text("問い", "A question"), Text("説明", "What it is for"))
    assert (read.title["ja"], read.title["en"]) == ("問い", "A question")


FIRST = '#+ params.a = { type = "iri", title.ja = "あ", title.en = "A", example = "x" }'


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        (['#+title.ja = "x"', *GOOD[1:]], 1, "begins with"),
        ([*GOOD, "#+"], 5, "begins with"),
        ([*GOOD, "#+ columns = 1 2"], 5, "at line 5"),
        ([GOOD[0], '#+ title.ja = "二度"', *GOOD[1:]], 2, "overwrite"),
        ([*GOOD, "#+ columns = [1"], 5, "at end of document"),
        ([*GOOD, '#+ topic = "x"'], 5, "unknown key topic; known: title"),
        ([*GOOD, '#+ title.fr = "x"'], 5, "unknown key title.fr; known: ja, en"),
        ([GOOD[0], *GOOD[2:]], 1, "title.en is missing"),
        ([*GOOD[:3], '#+ description.en = "　"'], 3, "description.en is missing"),
        ([*GOOD[:2]], 1, "description.ja and description.en are missing"),
        ([*GOOD, "#+ why.ja = 1", '#+ why.en = "x"'], 5, "why.ja is missing"),
        ([*GOOD, '#+ scope = "some"'], 5, "scope is none of one, pair, all"),
        ([*GOOD, '#+ severity = "fatal"'], 5, "severity is none of error, warning, info"),
        ([*GOOD, '#+ columns = "a"'], 5, "columns is no list of names"),
        ([*GOOD, "#+ after = [1]"], 5, "after is no list of names"),
        ([*GOOD, "#+ params.a = 1"], 5, "params.a is no table"),
        ([*GOOD, '#+ params.a = { type = "text" }'], 5, "params.a.type is none of iri, string"),
        ([*GOOD, FIRST.replace('"x"', '""')], 5, "params.a.example is missing"),
        ([*GOOD, FIRST.replace(', title.en = "A"', "")], 5, "params.a.title.en is missing"),
        ([*GOOD, FIRST.replace("}", ", optional = 1 }")], 5, "params.a.optional is no boolean"),
        ([*GOOD, FIRST.replace("}", ", colour = 1 }")], 5, "unknown key params.a.colour"),
        (
            [*GOOD, FIRST, FIRST.replace("params.a", "params.b").replace("}", ", colour = 1 }")],
            6,
            "unknown key params.b.colour",
        ),
        ([*GOOD, '#+ columns = ["a"]', "#+ col = 1"], 6, "unknown key col;"),
        ([*GOOD, '#+ params = "theme"'], 5, "params"),
        ([*GOOD, "#+ severity = 0"], 5, "severity"),
        ([*GOOD, "#+ severity = false"], 5, "severity"),
        ([*GOOD, "#+ severity = []"], 5, "severity"),
        ([*GOOD, FIRST, FIRST.replace("params.a", "params.ab").replace('"iri"', '"x"')], 6, "params.ab.type"),
        ([*GOOD, "#+ columns = [", '#+ "a",'], 6, "at end of document"),
    ],
)
def test_a_wrong_header_is_an_error_with_its_line(head: list[str], line: int, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        header.read(head, "queries/topic/q.rq")
    assert raised.value.code == "header"
    assert str(raised.value).startswith(f"queries/topic/q.rq:{line}: error[header] ")
    assert reason in str(raised.value)
