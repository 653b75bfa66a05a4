"""What docs/query.md and docs/python.md show works as shown."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kgtool.build.store import Build
from kgtool.cli.query import command
from tests import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def home(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like this repository in which ``kgtool build`` has run."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("data", "ontology", "queries", "shapes"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "build").symlink_to(built.folder.parent)
    return folder


def test_the_examples_of_the_python_page_give_what_they_show(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    text = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", (DOCS / "python.md").read_text("utf-8"), re.M | re.S))
    test = doctest.DocTestParser().get_doctest(text, {}, "docs/python.md", "docs/python.md", 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert result.attempted > 15
    assert not result.failed, "".join(said)


COMMANDS = re.findall(r"^\$ (.*)$", (DOCS / "query.md").read_text("utf-8"), re.M)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_of_the_query_page_work(home: Path, line: str) -> None:
    kgtool = f"{shlex.quote(sys.executable)} -c 'import sys; sys.path.insert(0, \"{ROOT}\"); import kgtool.cli as c; c.main()'"
    done = subprocess.run(
        re.sub(r"\bkgtool\b", lambda _: kgtool, line, count=1), shell=True, cwd=home, capture_output=True
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr.decode()
    assert done.stdout


def test_the_query_page_names_every_flag() -> None:
    page = (DOCS / "query.md").read_text("utf-8")
    names = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    missing = [name for name in names if name not in page]
    assert not missing, f"docs/query.md: say what these flags do, in both languages: {missing}"
