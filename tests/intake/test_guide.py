"""The guide for a city's first plan (docs/first-plan.md), executed on the text of an invented town.

The town is in no list of municipalities, which the check says; nothing else may be wrong.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT
from tests.intake import invented, revised

GUIDE = ROOT / "docs" / "first-plan.md"


def commands() -> list[list[str]]:
    """The commands of the guide's console blocks, in order."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    return [shlex.split(line.removeprefix("$ "))[1:] for block in blocks for line in block.splitlines()]


def test_the_guide_leads_from_a_text_in_an_empty_folder_to_pages(
    kgtool: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kamome.txt").write_text(invented.text(), "utf-8")
    (tmp_path / "kamome-adopted.txt").write_text(revised.adopted(), "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = []
    for words in commands():
        code, out, err = kgtool(*words)
        ran.append(words[2])
        if words[2] == "check":
            assert set(re.findall(r"error ([A-Za-z-]+)", out)) <= {"ComprehensivePlan-responsibleBody", "range-slip"}, (
                out + err
            )
        else:
            assert code == (1 if words[2] == "diff" else 0), out + err
    assert ran == ["new", "extract", "build", "check", "publish", "suggest", "new", "extract", "build", "diff"]
    assert "施策 3-2 若い世代の住まい" in out.partition("加わった要素")[2].partition("なくなった要素")[0]
    assert (tmp_path / "data/99999-kamome-3/adopted/doubts.md").is_file()
    pages = list((tmp_path / "site").rglob("99999-kamome-3/as-received/measure/1-1.ja.html"))
    assert pages
    assert all("水産業の振興" in page.read_text("utf-8") for page in pages)
