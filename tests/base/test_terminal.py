"""A terminal is asked how wide it draws what Unicode leaves open."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from kgtool.base.wrapping import columns, wrap

ASK = "from kgtool.base.terminal import ambiguous_is_wide; print('wide' if ambiguous_is_wide() else 'narrow')"


def said(reply: bytes, term: str = "xterm") -> str:
    """What is printed in a terminal that answers the question for its cursor so."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=theirs, stdout=theirs, env={**os.environ, "TERM": term}
    )
    os.close(theirs)
    seen = b""
    try:
        while b"wide" not in seen and b"narrow" not in seen:
            seen += os.read(ours, 1024)
            if b"\x1b[6n" in seen and reply:
                os.write(ours, reply)
                reply = b""
        process.wait(30)
    finally:
        process.kill()
        os.close(ours)
    return seen.decode()


@pytest.mark.parametrize(
    ("reply", "word"), [(b"\x1b[5;3R", "wide"), (b"\x1b[5;2R", "narrow"), (b"\x1b[12;", "narrow"), (b"", "narrow")]
)
def test_the_cursor_tells(reply: bytes, word: str) -> None:
    assert word in said(reply)


def test_a_dumb_terminal_is_not_asked() -> None:
    assert "\x1b" not in said(b"", "dumb")


def test_what_is_no_terminal_is_not_asked() -> None:
    ended = subprocess.run([sys.executable, "-c", ASK], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert ended.stdout == b"narrow\n"


def test_ambiguous_characters_count_as_the_terminal_draws_them() -> None:
    assert (columns("①…α"), columns("①…α", wide=True)) == (3, 6)
    assert columns("計画 plan", wide=True) == columns("計画 plan") == 9
    assert wrap("①②③④", 4, lambda text: columns(text, wide=True)) == ("①②", "③④")
