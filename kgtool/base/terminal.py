"""Ask the terminal how wide it draws what Unicode leaves open (Unicode Standard Annex 11, ambiguous width)."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import tty

_SECONDS = 0.2
_SAMPLE = "…"
_ASK, _ERASE = "\x1b[6n", "\r\x1b[K"
_REPORT = re.compile(rb"\x1b\[\d+;(\d+)R")


def ambiguous_is_wide() -> bool:
    """Say whether the terminal draws characters of ambiguous width in two columns: it is asked where its cursor is then.

    False where stdin or stdout is no terminal, or none that answers within a fifth of a second. What was typed ahead is lost.
    """
    if not (sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    if os.environ.get("TERM", "dumb") == "dumb":
        return False
    file = sys.stdin.fileno()
    try:
        before = termios.tcgetattr(file)
    except termios.error:
        return False
    try:
        tty.setcbreak(file)
        sys.stdout.write(f"\r{_SAMPLE}{_ASK}")
        sys.stdout.flush()
        column = _answer(file)
        sys.stdout.write(_ERASE)
        sys.stdout.flush()
    finally:
        termios.tcsetattr(file, termios.TCSANOW, before)
    return column == 3


def _answer(file: int) -> int:
    """The column of the cursor that a terminal reports; 0 if it reports none."""
    said = b""
    while select.select([file], [], [], _SECONDS)[0]:
        said += os.read(file, 64)
        if found := _REPORT.search(said):
            return int(found[1])
    return 0
