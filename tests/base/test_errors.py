"""The error family: every message is used, every use has a message, both languages say the same."""

from __future__ import annotations

import ast
import pickle
import string
from pathlib import Path
from typing import NamedTuple

import pytest

import kgtool
from kgtool.base import errors
from kgtool.base.errors import MESSAGES, EndpointUnreachableError, InputError, KgtoolError, Message, Place, UsageError

SOURCE = Path(kgtool.__file__).parent


FAMILY = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, KgtoolError)}


class Raised(NamedTuple):
    """One ``InputError(…)`` or other error of the family in the source."""

    where: str
    kind: str
    code: str
    fields: set[str]


def raised() -> list[Raised]:
    """Find every place of kgtool that makes an error of the family by its class."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (kind := ast.unparse(node.func).removeprefix("errors.")) in FAMILY:
                where = f"{path.relative_to(SOURCE.parent)}:{node.lineno}"
                assert isinstance(node.args[0], ast.Constant), f"{where}: the code is no plain string"
                fields = {word.arg or "**" for word in node.keywords}
                found.append(Raised(where, kind, str(node.args[0].value), fields))
    return found


RAISED = raised()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_used(code: str) -> None:
    assert code in {use.code for use in RAISED}


@pytest.mark.parametrize("code", MESSAGES)
def test_a_code_is_of_one_class(code: str) -> None:
    assert len({use.kind for use in RAISED if use.code == code}) == 1


@pytest.mark.parametrize("use", RAISED, ids=lambda use: use.where)
def test_every_error_raised_has_a_message_whose_fields_it_fills(use: Raised) -> None:
    assert use.code in MESSAGES
    wanted = set().union(*(fields(text) for text in MESSAGES[use.code]))
    assert wanted <= use.fields, f"{use.where} leaves {wanted - use.fields} empty"
    assert not {"code", "place"} & use.fields, f"{use.where} gives a parameter of KgtoolError twice"


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_both_languages_fill_the_same_fields(code: str, message: Message) -> None:
    assert fields(message.ja) == fields(message.en)
    assert fields(message.remedy_ja) == fields(message.remedy_en)


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_every_message_says_what_is_wrong_and_what_to_do(code: str, message: Message) -> None:
    filled = {name: "X" for text in message for name in fields(text)}
    error = KgtoolError(code, Place("data/p/profile.toml", 7, 3), **filled)
    for lang, remedy in (("ja", "対処: "), ("en", "remedy: ")):
        first, second = error.render(lang).split("\n")
        assert first.startswith(f"data/p/profile.toml:7:3: error[{code}] ")
        assert len(first) > len(f"data/p/profile.toml:7:3: error[{code}] ")
        assert second.startswith(f"  {remedy}")
        assert len(second) > len(f"  {remedy}")
        assert "{" not in first + second


def test_an_error_in_english_is_its_own_text() -> None:
    error = UsageError("plan-unknown", plan="x", known="y")
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


def test_every_class_says_what_a_server_answers_and_how_a_command_ends() -> None:
    for kind in FAMILY.values():
        assert 400 <= kind.status < 600
        assert kind.exit_code == 2


def test_an_error_from_another_process_is_the_same_error() -> None:
    error = EndpointUnreachableError("endpoint-unreachable", "http://h/", reason={"ja": "理由", "en": "reason"})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is EndpointUnreachableError
    assert (again.code, again.place, again.fields) == (error.code, error.place, error.fields)
    assert [again.render(lang) for lang in ("ja", "en")] == [error.render(lang) for lang in ("ja", "en")]
