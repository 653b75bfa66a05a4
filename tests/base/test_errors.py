"""The error family: every message is used, every use has a message, both languages say the same."""

from __future__ import annotations

import ast
import pickle
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import kgtool
from kgtool.base import errors
from kgtool.base.errors import EndpointUnreachableError, InputError, KgtoolError, Message, Place, UsageError

SOURCE = Path(kgtool.__file__).parent
MESSAGES = errors.messages()


FAMILY = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, KgtoolError)}
NAMED = re.compile(rf"``({'|'.join(FAMILY)})``(?:: | \()([a-z-]+(?:,\s+[a-z-]+)*)")
"""A class in a docstring, with its codes."""


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


def texts(message: Message) -> tuple[str, ...]:
    return (message.what.ja, message.what.en, message.remedy.ja, message.remedy.en)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_used(code: str) -> None:
    assert code in {use.code for use in RAISED}, f"take {code} out of kgtool/base/errors.toml"


@pytest.mark.parametrize("use", RAISED, ids=lambda use: use.where)
def test_every_error_raised_has_a_message_of_its_class_whose_fields_it_fills(use: Raised) -> None:
    assert use.code in MESSAGES, f"write [{use.kind}.{use.code}] in kgtool/base/errors.toml"
    message = MESSAGES[use.code]
    assert use.kind == message.kind.__name__, f"{use.where}: {use.code} is a {message.kind.__name__}"
    wanted = set().union(*(fields(text) for text in texts(message)))
    assert wanted <= use.fields, f"{use.where} leaves {wanted - use.fields} empty"
    assert not {"code", "place"} & use.fields, f"{use.where} gives a parameter of KgtoolError twice"


def test_docstrings_name_the_class_of_each_code() -> None:
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        for kind, listed in NAMED.findall(path.read_text(encoding="utf-8")):
            codes = [code for code in re.split(r"[\s,]+", listed) if code in MESSAGES]
            wrong += [
                f"{path.name}: {kind} ({code})" for code in codes if not issubclass(MESSAGES[code].kind, FAMILY[kind])
            ]
    assert not wrong, "name the class that kgtool/base/errors.toml has for the code"


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_both_languages_fill_the_same_fields(code: str, message: Message) -> None:
    assert fields(message.what.ja) == fields(message.what.en)
    assert fields(message.remedy.ja) == fields(message.remedy.en)


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_every_message_says_what_is_wrong_and_what_to_do(code: str, message: Message) -> None:
    filled = {name: "X" for text in texts(message) for name in fields(text)}
    error = message.kind(code, Place("data/p/profile.toml", 7, 3), **filled)
    for lang, remedy in (("ja", "対処: "), ("en", "remedy: ")):
        first, second = error.render(lang).split("\n")
        assert first.startswith(f"data/p/profile.toml:7:3: error[{code}] ")
        assert len(first) > len(f"data/p/profile.toml:7:3: error[{code}] ")
        assert second.startswith(f"  {remedy}")
        assert len(second) > len(f"  {remedy}")
        assert "{" not in first + second


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_every_message_has_a_paragraph_of_three_sentences_or_more(code: str, message: Message) -> None:
    for lang, stop in (("ja", "。"), ("en", ".")):
        assert message.why[lang].endswith(stop)
        assert not fields(message.why[lang])
        for text in message.paragraph(lang):
            assert len(text) > 5
            assert "{" not in text
    assert message.visitor is None or not fields(message.visitor.ja + message.visitor.en)


@pytest.mark.parametrize(("code", "message"), MESSAGES.items())
def test_a_fault_of_whoever_runs_a_server_is_no_fault_of_its_visitors(code: str, message: Message) -> None:
    ours = (InputError, errors.BuildError, errors.EndpointError, errors.WorkerDiedError, errors.InternalError)
    assert message.status in range(500 if issubclass(message.kind, ours) else 400, 600)


def test_an_unknown_key_in_the_table_is_refused() -> None:
    with pytest.raises(TypeError, match="wy"):
        errors._message(InputError, what={"ja": "あ", "en": "a"}, wy={"ja": "い", "en": "b"})


def test_the_table_holds_every_class_and_each_says_what_it_is_in_both_languages() -> None:
    assert {kind.__name__ for kind in errors.families()} == FAMILY.keys() - {"KgtoolError"}
    for kind, family in errors.families().items():
        assert family.about.en == str(kind.__doc__).partition("\n")[0]
        assert (family.about.ja[-1], family.about.en[-1]) == ("。", ".")


def test_the_module_begins_with_its_family_tree() -> None:
    def tree(kind: type[KgtoolError], indent: str) -> Iterator[str]:
        below = kind.__subclasses__()
        for n, child in enumerate(below):
            last = n == len(below) - 1
            yield f"{indent}{'└' if last else '├'} {child.__name__}"
            yield from tree(child, indent + ("  " if last else "│ "))

    assert "\n    ".join(["KgtoolError", *tree(KgtoolError, "")]) in str(errors.__doc__)


def test_nothing_is_read_before_an_error_is_shown() -> None:
    script = "import sys, kgtool.cli; from kgtool.base import errors; errors.UsageError('x'); print('tomllib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"


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


def test_a_command_ends_with_2_for_what_it_was_given_and_with_3_for_a_bug() -> None:
    assert {name for name, kind in FAMILY.items() if kind.exit_code != 2} == {"InternalError"}
    assert errors.InternalError.exit_code == 3


def test_an_error_from_another_process_is_the_same_error() -> None:
    error = EndpointUnreachableError("endpoint-unreachable", "http://h/", reason={"ja": "理由", "en": "reason"})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is EndpointUnreachableError
    assert (again.code, again.place, again.fields) == (error.code, error.place, error.fields)
    assert [again.render(lang) for lang in ("ja", "en")] == [error.render(lang) for lang in ("ja", "en")]
