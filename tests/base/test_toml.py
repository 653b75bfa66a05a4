"""Strict TOML: values of the types that are asked for, and every error at its place in the file."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Literal

import pytest

from kgtool.base import toml
from kgtool.base.errors import InputError
from kgtool.base.languages import Text
from kgtool.base.toml import NOWHERE, Filled, Key, Printed, TomlTable
from tests import ROOT


@dataclass(frozen=True)
class Part:
    """A part of a thing."""

    name: Key
    size: int = 1


@dataclass(frozen=True)
class Thing:
    """A thing with a key of each kind."""

    id: Printed
    called: Text
    sure: bool = False
    since: datetime.date | None = None
    kind: Literal["", "small", "large"] = ""
    marks: tuple[Filled, ...] = ()
    parts: dict[str, Part] = field(default_factory=dict)
    class_: str = ""
    table: TomlTable = field(default=NOWHERE, compare=False)


WHOLE = """# things
[[thing]]
id = "a"
called.ja = "物"
called.en = "a thing"
sure = true
since = 2027-03-31
kind = "small"
marks = ["x", "y"]
class = "C"
parts.left = { size = 2 }
parts.size = { size = 3 }

[[thing]]
id = "b"
called = { ja = "物", en = "another" }
"""


def things(text: str) -> list[Thing]:
    file = toml.parse(text, "data/things.toml", "docs/things.md")
    toml.known(file, ("thing",))
    return [toml.build(Thing, table) for table in file.each("thing")]


def test_tables_become_dataclasses() -> None:
    one, other = things(WHOLE)
    parts = {"left": Part("left", 2), "size": Part("size", 3)}
    end = datetime.date(2027, 3, 31)
    assert one == Thing("a", Text("物", "a thing"), True, end, "small", ("x", "y"), parts, "C")
    assert other == Thing("b", Text("物", "another"))
    assert (one.table.title, other.table.title) == ("[[thing]] 1", "[[thing]] 2")


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "said"),
    [
        ('id = "a"', "id = a", "syntax", "3:6", "Invalid value"),
        ("sure = true", "sure = true\nsure = true", "syntax", "7:12", "overwrite"),
        ('another" }', 'another"', "syntax", "16:36", "Unclosed"),
        ("[[thing]]", "[[think]]", "key", "2:3", "unknown key think in things.toml"),
        ('id = "a"', 'id = "a"\nsise = 1', "key", "4:1", "unknown key sise in [[thing]] 1"),
        ('called.en = "a thing"', 'called.fr = "x"', "key", "5:8", "unknown key fr in [[thing]] 1.called"),
        ('called.en = "a thing"\n', "", "value", "4:1", "en in [[thing]] 1.called is wrong: missing"),
        ('"a thing"', '" "', "value", "5:8", "' ' is not text that is more than white space"),
        ('id = "a"\n', "", "value", "2", "id in [[thing]] 1 is wrong: missing"),
        ("true", "1", "value", "6:1", "sure in [[thing]] 1 is wrong: must be of type bool"),
        ("2027-03-31", "2027-03-31T12:00:00", "value", "7:1", "must be of type date"),
        ('"small"', '"huge"', "value", "8:1", "'huge' is none of small, large"),
        ('["x", "y"]', '"x"', "value", "9:1", "must be a list"),
        ('["x", "y"]', '["x", ""]', "value", "9:1", "'' is not text"),
        ("parts.left = { size = 2 }", "parts.left = 2", "value", "11:7", "must be a table"),
        ("size = 2", "size = true", "value", "11:16", "must be of type int"),
        ("size = 3", "sort = 3", "key", "12:16", "unknown key sort in [[thing]] 1.parts.size"),
        ("size = 3", 'name = "x"', "key", "12:16", "unknown key name"),
        ('ja = "物", en', "en = 1, ja", "value", "16:12", "en in [[thing]] 2.called"),
    ],
)
def test_what_is_wrong_is_an_error_with_its_place(old: str, new: str, code: str, place: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        things(WHOLE.replace(old, new, 1))
    assert raised.value.code == f"toml-{code}"
    assert str(raised.value.place) == f"data/things.toml:{place}"
    assert said in str(raised.value)
    assert "docs/things.md" in raised.value.render("ja")


def test_a_key_is_not_mistaken_for_a_word_in_a_string_or_a_comment() -> None:
    with pytest.raises(InputError) as raised:
        things(WHOLE.replace('id = "a"', 'id = "sure = 1" # sure = 2').replace("true", "1"))
    assert str(raised.value.place) == "data/things.toml:6:1"


def test_one_table_is_no_list_of_tables() -> None:
    with pytest.raises(InputError, match=r"write \[\[thing\]\]"):
        things("[thing]\nid = 1\n")


def test_a_file_without_tables_has_none() -> None:
    assert things("") == []
    with pytest.raises(InputError) as raised:
        things("x = 1\ny = 2")
    assert str(raised.value.place) == "data/things.toml:1:1"


def test_toml_that_is_too_deep_is_an_error() -> None:
    with pytest.raises(InputError) as raised:
        toml.parse("x = " + "[" * 100_000, "deep.toml")
    assert raised.value.code == "toml-syntax"


def test_lines_may_begin_with_a_prefix_that_is_no_toml() -> None:
    table = toml.parse('#+ a = "x"\n#+ b = { c = 1 }', "q.rq", prefix="#+ ")
    assert table.data == {"a": "x", "b": {"c": 1}}
    assert str(table.below("b").place("c")) == "q.rq:2:10"
    with pytest.raises(InputError) as raised:
        toml.parse("#+ a = x", "q.rq", prefix="#+ ")
    assert str(raised.value.place) == "q.rq:1:8"


def test_no_other_module_reads_toml() -> None:
    """The table of errors is read by itself: what reads TOML raises errors."""
    found = {
        path.relative_to(ROOT / "kgtool").as_posix()
        for path in (ROOT / "kgtool").rglob("*.py")
        if re.search(r"^\s*import tomllib", path.read_text("utf-8"), re.M)
    }
    assert found == {"base/toml.py", "base/errors.py"}, "read TOML by kgtool/base/toml.py"
