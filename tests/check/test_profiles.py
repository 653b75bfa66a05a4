"""Profiles are read by the check, whatever it remembers: each fault is a finding at its line."""

from __future__ import annotations

import pytest

from .small import Small

PROFILE = "data/99998-asagiri-1/profile.toml"
SOUND = """# How the text is laid out.
[[rule]]
name = "text"
do = "furniture"
kind = "rest"
match = '.'
"""


def faults(small: Small) -> list[tuple[str, str, int, str]]:
    found = small.check(use_cache=True).findings
    return [
        (f.code, f.location.file, f.location.line, f.plan) for f in found if f.location.file.endswith("profile.toml")
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('"text"', '"text', "toml-syntax", 3),
        ("kind =", "kin =", "toml-key", 5),
        ("'.'", "'['", "toml-value", 6),
        ("[[rule]]", "<<<<<<< HEAD\n[[rule]]", "merge-conflict", 2),
    ],
)
def test_a_fault_of_a_profile_is_found_until_it_is_mended(few: Small, old: str, new: str, code: str, line: int) -> None:
    path = few.root / PROFILE
    path.write_text("# What is not written yet breaks nothing.\n", "utf-8")
    assert faults(few) == []
    path.write_text(SOUND, "utf-8")
    assert faults(few) == []
    few.edit(PROFILE, old, new)
    wanted = [(code, PROFILE, line, "99998-asagiri-1")]
    assert faults(few) == wanted
    assert faults(few) == wanted
    path.write_text(SOUND, "utf-8")
    assert faults(few) == []
