"""The header of a query file: strict TOML in ``#+ `` lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import get_args

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
    scope=st.sampled_from(get_args(header.Scope)),
    severity=st.sampled_from(get_args(header.Severity)),
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
SECOND = FIRST.replace("params.a", "params.b")


@pytest.mark.parametrize(
    ("head", "place", "reason"),
    [
        (['#+title.ja = "x"', *GOOD[1:]], "1", "begins with"),
        ([*GOOD, "#+"], "5", "begins with"),
        ([*GOOD, "#+ columns = 1 2"], "5:16", "at line 5"),
        ([GOOD[0], '#+ title.ja = "二度"', *GOOD[1:]], "2:19", "overwrite"),
        ([*GOOD, "#+ columns = [1"], "5", "at end of document"),
        ([*GOOD, "#+ columns = [", '#+ "a",'], "6", "at end of document"),
        ([*GOOD, '#+ topic = "x"'], "5:4", "unknown key topic in q.rq.\n  remedy: known keys: title, description"),
        ([*GOOD, '#+ title.fr = "x"'], "5:10", "unknown key fr in [title].\n  remedy: known keys: ja, en"),
        ([GOOD[0], *GOOD[2:]], "1:4", "en in [title] is wrong: missing"),
        ([*GOOD[:3], '#+ description.en = "　"'], "4:16", "en in [description] is wrong: '\\u3000' is not text"),
        ([*GOOD[:2]], "", "description in q.rq is wrong: missing"),
        ([*GOOD, "#+ why.ja = 1", '#+ why.en = "x"'], "5:8", "ja in [why] is wrong: must be of type str"),
        ([*GOOD, '#+ scope = "some"'], "5:4", "'some' is none of one, pair, all"),
        ([*GOOD, '#+ severity = "fatal"'], "5:4", "'fatal' is none of error, warning, info"),
        ([*GOOD, "#+ severity = 0"], "5:4", "0 is none of"),
        ([*GOOD, "#+ severity = false"], "5:4", "False is none of"),
        ([*GOOD, "#+ severity = []"], "5:4", "[] is none of"),
        ([*GOOD, '#+ columns = "a"'], "5:4", "columns in q.rq is wrong: must be a list"),
        ([*GOOD, "#+ after = [1]"], "5:4", "after in q.rq is wrong: must be of type str"),
        ([*GOOD, "#+ params.a = 1"], "5:11", "a in [params] is wrong: must be a table"),
        ([*GOOD, '#+ params = "theme"'], "5:4", "params in q.rq is wrong: must be a table"),
        ([*GOOD, FIRST.replace("iri", "text")], "5:17", "type in [params].a is wrong: 'text' is none of iri, string"),
        ([*GOOD, FIRST.replace('"x"', '""')], "5:63", "example in [params].a is wrong: '' is not text"),
        ([*GOOD, FIRST.replace(', title.en = "A"', "")], "5:31", "en in [params].a.title is wrong: missing"),
        (
            [*GOOD, FIRST.replace("}", ", optional = 1 }")],
            "5:79",
            "optional in [params].a is wrong: must be of type bool",
        ),
        ([*GOOD, FIRST.replace("}", ", colour = 1 }")], "5:79", "unknown key colour in [params].a"),
        ([*GOOD, FIRST.replace("}", ', name = "b" }')], "5:79", "unknown key name in [params].a"),
        ([*GOOD, FIRST, SECOND.replace("}", ", colour = 1 }")], "6:79", "unknown key colour in [params].b"),
        (
            [*GOOD, FIRST, SECOND.replace("params.b", "params.type").replace(', example = "x"', "")],
            "6:11",
            "example in [params].type",
        ),
        ([FIRST, GOOD[0].replace('"問い"', "1"), *GOOD[1:]], "2:10", "ja in [title] is wrong: must be of type str"),
        ([*GOOD, '#+ columns = ["a"]', "#+ col = 1"], "6:4", "unknown key col in"),
    ],
)
def test_a_wrong_header_is_an_error_with_its_place(head: list[str], place: str, reason: str) -> None:
    with pytest.raises(InputError) as raised:
        header.read(head, "queries/topic/q.rq")
    assert raised.value.code in ("toml-syntax", "toml-key", "toml-value")
    assert str(raised.value.place) == f"queries/topic/q.rq{':' if place else ''}{place}"
    assert reason in str(raised.value)
