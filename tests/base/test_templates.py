"""Templates beside the module that fills them: escaped as HTML, and only then; nothing unknown is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from kgtool.base import templates


@pytest.mark.parametrize(
    ("name", "said"), [("page.html", "&lt;a&gt; &amp; &#34;b&#34;\n"), ("site.conf", '<a> & "b"\n')]
)
def test_html_is_escaped_and_nothing_else(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("{{ text }}\n")
    assert templates.fill(tmp_path / name, text='<a> & "b"') == said


def test_a_file_beside_a_template_is_taken_in_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<style>\n{% include "page.css" %}\n</style>\n')
    (tmp_path / "page.css").write_text("a > b { }\n")
    assert templates.fill(tmp_path / "page.html") == "<style>\na > b { }\n</style>\n"


def test_what_cannot_be_seen_is_shown(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ text | visible }}|{{ text | visible_lines }}")
    assert templates.fill(tmp_path / "page.html", text="a\n\u202eb") == "a \\u202eb|a\n\\u202eb"


def test_a_name_that_nobody_gave_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ text }}")
    with pytest.raises(UndefinedError, match="text"):
        templates.fill(tmp_path / "page.html", txt="")
