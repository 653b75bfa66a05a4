"""Templates: what is quicker than Jinja does it gives what Jinja gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from kgtool.web.html import render

_TEMPLATE = """
{%- macro shown(value, times=2) %}<b>{{ value }}</b>{{ caller() if caller is defined and caller }}{{ "&" * times }}{% endmacro -%}
{% block one %}{% for item in items %}{% set found = twice(item) %}{{ shown(found) }}{{ loop.cycle("<", ">") }}{% endfor %}
{% call shown(items | join, times=1) %}{{ method("x") }}{% endcall %}{{ dict(a=1).items() | list }}{{ range(2) | list }}
{% endblock %}{{ self.one() }}{{ "a" ~ items[0] ~ markup }}
"""


class Shown:
    """An object that says how it is shown."""

    def __html__(self) -> str:
        return "<i>shown</i>"

    def of(self, text: str) -> str:
        """A method."""
        return f"<{text}>"


@given(st.text() | st.integers() | st.booleans() | st.none() | st.text().map(Markup) | st.floats())
def test_a_value_is_escaped_as_ever(value: object) -> None:
    assert str(render.escaped(value)) == str(escape(value))


@pytest.mark.parametrize("value", ["<" * 1_000, Shown(), [Markup("<b>"), "<"], "'\"&<>", type("Text", (str,), {})("<")])
def test_an_odd_value_is_escaped_as_ever(value: object) -> None:
    assert str(render.escaped(value)) == str(escape(value))


def test_what_a_template_calls_gives_what_it_gives_in_jinja() -> None:
    given: dict[str, Any] = {
        "items": ["<", "あ", 3, Markup("<u>")],
        "twice": lambda item: item * 2,
        "method": Shown().of,
        "markup": Markup("<s>"),
    }
    plain = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    assert render.environment().from_string(_TEMPLATE).render(given) == plain.from_string(_TEMPLATE).render(given)


def test_an_error_in_a_template_is_told_with_its_line() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        render.environment().from_string("a\nb\n{{ 1 // 0 }}\n").render()
    assert caught.traceback[-1].lineno == 2


def test_compiled_templates_are_shared_through_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = render.environment.__wrapped__()
    monkeypatch.setattr(render, "environment", lambda: made)
    render.share(tmp_path)
    render.compile_some(0, 2)
    half = {file.name for file in tmp_path.iterdir()}
    render.compile_some(1, 2)
    whole = {file.name for file in tmp_path.iterdir()}
    assert half < whole
    assert len(whole) == len(made.list_templates(extensions=("html",)))
