"""A drafted profile is TOML that a person can go on with: what is written is what is read."""

from __future__ import annotations

import tomllib

from kgtool.intake.drafting import profile_text


def test_what_is_written_is_read_again() -> None:
    keys = {
        "name": "施策",
        "match": [r"^\s*(?P<code>\d+)", "it's"],
        "count": 3,
        "restate": True,
        "values": {"targetYear": {"group": "year"}},
    }
    text = profile_text.joined(
        "# head", [profile_text.table("rule", keys, "why\n\nand more"), profile_text.table("[bullets]", {})]
    )
    read = tomllib.loads(text)
    assert read["rule"] == [keys]
    assert read["bullets"] == {}
    assert text.startswith("# head\n# why\n# and more\n[[rule]]")


def test_patterns_stand_as_they_are() -> None:
    assert profile_text.value("match", r"^\d+$") == r"'^\d+$'"
    assert profile_text.value("label", 'a "b"') == '"a \\"b\\""'
