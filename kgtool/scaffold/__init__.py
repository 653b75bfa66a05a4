"""The first files of a contribution: each with its fixture, its golden answer and its entry in the reference.

What only a person can say stands in them as a line with ``MARK``; the tests refuse such lines until they are filled.
"""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kgtool.base.errors import UsageError
from kgtool.base.files import write_atomically
from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.docs import reference

MARK = "FILL-IN"
"""Begins what a person has to write; ``FILL-IN: what to write here``."""

MARKS = "tests/scaffold/test_marks.py"
"""The test that refuses lines with the mark."""

_NAMES = {
    "words": (
        re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
        Text("小文字の英単語をハイフンでつないでください(例: goals-without-measures)", "write it as goals-without-measures"),
    ),
    "class": (re.compile(r"[A-Z][A-Za-z0-9]*"), Text("BudgetLine のように書いてください", "write it as BudgetLine")),
    "property": (
        re.compile(r"[a-z][A-Za-z0-9]*"),
        Text("validFrom のように書いてください", "write it as validFrom"),
    ),
    "module": (re.compile(r"[a-z][a-z0-9]*"), Text("小文字と数字だけにしてください(例: yaml)", "write it as yaml")),
    "shape": (
        re.compile(r"[A-Z][A-Za-z]*-[a-zA-Z]+(-[a-zA-Z]+)*"),
        Text("クラス-プロパティの形にしてください(例: Measure-targetYear)", "write it as Measure-targetYear: class, property"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Scaffold:
    """What to write for a contribution. ``files`` are whole texts by path below the root, of new and of changed files.

    ``golden`` is the module, with its arguments, that makes the golden answers; ``tests`` are the files of the one test
    command, ``chosen`` the expression by which it takes some of their tests only.
    """

    files: Mapping[str, str]
    tests: tuple[str, ...]
    chosen: str = ""
    golden: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The one test command: the contribution's own tests, and that nothing is left to fill in."""
        only = f' -k "{self.chosen} or fill_in"' if self.chosen else ""
        return f"pytest {' '.join(self.tests)} {MARKS}{only}"


class Template(string.Template):
    """A text with fields ``§{name}``: neither SPARQL, Turtle, TOML, Jinja nor Python has that character."""

    delimiter = "§"


def filled(template: str, **fields: str) -> str:
    """Return a template of this folder with its fields. Raises ``KeyError`` for a field that is not given."""
    text = (Path(__file__).parent / "templates" / template).read_text(encoding="utf-8")
    return Template(text).substitute(fields)


def titles(title: Text | None, ja: str, en: str) -> dict[str, str]:
    """Return the fields ``ja`` and ``en`` of a template, quoted: what was given, or what to write there, marked."""
    given = title or Text("", "")
    return {"ja": quoted(given.ja or f"{MARK}: {ja}"), "en": quoted(given.en or f"{MARK}: {en}")}


def quoted(text: str) -> str:
    """Return a text in double quotes, as Turtle, TOML, Python and JSON alike read it."""
    return json.dumps(text, ensure_ascii=False)


def require_checkout(repo: Repo) -> None:
    """Raise ``UsageError`` (checkout-missing) where the root is no checkout of this project, with tests beside kgtool."""
    if not all((repo.root / name).is_file() for name in ("kgtool/__init__.py", "tests/__init__.py")):
        raise UsageError("checkout-missing", repo.root.as_posix())


def require_name(kind: str, name: str) -> None:
    """Raise ``UsageError`` (name-form) for a name that does not have the form of its kind: words, term or shape."""
    form, remedy = _NAMES[kind]
    if not form.fullmatch(name):
        raise UsageError("name-form", name=name, remedy={"ja": remedy.ja, "en": remedy.en})


def require_new(repo: Repo, paths: Iterable[str]) -> None:
    """Raise ``UsageError`` (file-exists) where one of the files is there."""
    for path in paths:
        if (repo.root / path).exists():
            raise UsageError("file-exists", path)


def require_known(what: Text, name: str, known: Iterable[str]) -> None:
    """Raise ``UsageError`` (name-unknown) for a name that is none of those known."""
    names = sorted(known)
    if name not in names:
        raise UsageError("name-unknown", what={"ja": what.ja, "en": what.en}, name=name, known=", ".join(names))


def write(repo: Repo, scaffold: Scaffold) -> list[str]:
    """Write the files, and the pages of the reference that they change; return their paths below the root."""
    for path, text in scaffold.files.items():
        (repo.root / path).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(repo.root / path, text.encode())
    pages = reference.write(repo)
    return [*scaffold.files, *((reference.FOLDER / page.name).as_posix() for page in pages)]


def make_golden(repo: Repo, scaffold: Scaffold) -> None:
    """Run the module of the tests that makes the golden answers. Raises ``UsageError`` (golden-failed)."""
    done = subprocess.run([sys.executable, "-m", *scaffold.golden], cwd=repo.root, capture_output=True, text=True)
    if done.returncode:
        raise UsageError("golden-failed", module=" ".join(scaffold.golden), reason=done.stderr.strip()[-500:])
