"""What click says, in Japanese: the catalogue that gettext reads is made of the one that people write, and fits click."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from tools import messages

CATALOGUES = sorted(messages.FOLDER.glob("*/LC_MESSAGES/*.po"))


def said_by_click() -> set[str]:
    """The texts in click's source, one form of a plural each."""
    found = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_that_of_its_source(path: Path) -> None:
    made = messages.compiled(messages.read(path.read_text("utf-8")))
    assert path.with_suffix(".mo").read_bytes() == made, "run python -m tools.messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_message_is_one_of_clicks_and_names_nothing_else(path: Path) -> None:
    said = said_by_click()
    for message, translation in messages.read(path.read_text("utf-8")).items():
        if not message:
            continue
        assert set(message.split("\0")) <= said, f"click does not say {message!r} any more"
        fields, known = (set(re.findall(r"\{(\w+)", text)) for text in (translation, message))
        assert fields <= known, f"{message!r} has no {fields - known}"


def test_a_line_that_is_none_of_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="line 2"):
        messages.read('msgid "a"\nmsgtsr "b"\n')
