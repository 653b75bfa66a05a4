"""The error family: every message is used, every use has a message, both languages say the same."""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import NamedTuple

import pytest

import kgtool
from kgtool.base.errors import MESSAGES, InputError, Message, Place

SOURCE = Path(kgtool.__file__).parent


class Raised(NamedTuple):
    """One ``InputError(…)`` in the source."""

    where: str
    code: str
    fields: set[str]


def raised() -> list[Raised]:
    """Find every place of kgtool that makes an ``InputError``."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "InputError":
                where = f"{path.relative_to(SOURCE.parent)}:{node.lineno}"
                assert isinstance(node.args[0], ast.Constant), f"{where}: the code is no plain string"
                found.append(Raised(where, str(node.args[0].value), {word.arg or "**" for word in node.keywords}))
    return found


RAISED = raised()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_used(code: str) -> None:
    assert code in {use.code for use in RAISED}


@pytest.mark.parametrize("use", RAISED, ids=lambda use: use.where)
def test_every_error_raised_has_a_message_whose_fields_it_fills(use: Raised) -> None:
    assert use.code in MESSAGES
    wanted = set().union(*(fields(text) for text in MESSAGES[use.code]))
    assert wanted <= use.fields, f"{use.where} leaves {wanted - use.fields} empty"
    assert not {"code", "place"} & use.fields, f"{use.where} gives a parameter of InputError twice"


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_both_languages_fill_the_same_fields(code: str, message: Message) -> None:
    assert fields(message.ja) == fields(message.en)
    assert fields(message.remedy_ja) == fields(message.remedy_en)


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_every_message_says_what_is_wrong_and_what_to_do(code: str, message: Message) -> None:
    filled = {name: "X" for text in message for name in fields(text)}
    error = InputError(code, Place("data/p/profile.toml", 7, 3), **filled)
    for lang, remedy in (("ja", "対処: "), ("en", "remedy: ")):
        first, second = error.render(lang).split("\n")
        assert first.startswith(f"data/p/profile.toml:7:3: error[{code}] ")
        assert len(first) > len(f"data/p/profile.toml:7:3: error[{code}] ")
        assert second.startswith(f"  {remedy}")
        assert len(second) > len(f"  {remedy}")
        assert "{" not in first + second


def test_an_error_in_english_is_its_own_text() -> None:
    error = InputError("plan-unknown", plan="x", known="y")
    assert (
        str(error) == error.render("en") == "error[plan-unknown] there is no plan folder x.\n  remedy: name one of: y"
    )


def test_a_field_may_differ_by_language() -> None:
    error = InputError("header", "q.rq", reason={"ja": "理由", "en": "reason"})
    assert "理由" in error.render("ja")
    assert "reason" in error.render("en")


def test_braces_in_what_the_user_wrote_are_left_alone() -> None:
    assert "{unclosed" in InputError("toml-key", "p", key="{unclosed", where="w", known="k", guide="g").render("ja")


@pytest.mark.parametrize(
    ("place", "shown"),
    [(Place("a"), "a"), (Place("a", 3), "a:3"), (Place("a", 3, 9), "a:3:9")],
)
def test_a_place_shows_what_is_known_of_it(place: Place, shown: str) -> None:
    assert str(place) == shown
