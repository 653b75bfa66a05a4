"""A way to run ``kgtool`` in this process, as its ``main`` does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from kgtool import cli


class Outcome(NamedTuple):
    """How a command ended."""

    code: int | str | None
    out: str
    err: str


@pytest.fixture
def kgtool(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run ``kgtool`` with arguments as its ``main`` does, errors and exit codes included."""
    for name in ("KGTOOL_SOURCES", "KGTOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["kgtool", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return Outcome(end.value.code, printed.out, printed.err)

    return run
