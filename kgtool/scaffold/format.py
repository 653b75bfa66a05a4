"""A format of reports or of answers: its module, its golden outputs, and a test of what it promises."""

from __future__ import annotations

from kgtool.corpus.layout import Repo
from kgtool.scaffold import Scaffold, filled, require_checkout, require_name, require_new


def report(repo: Repo, name: str) -> Scaffold:
    """Return the files of a format of reports that has, to begin with, a line for each finding.

    Raises ``UsageError`` (checkout-missing, name-form, file-exists).
    """
    files = _files(repo, name, "report", "kgtool/check/report/formats", "tests/check/report")
    return Scaffold(files, ("tests/check/report",), name, ("tests.check.report.golden",))


def answer(repo: Repo, name: str) -> Scaffold:
    """Return the files of a format of answers that has, to begin with, a line for each row. Raises as ``report`` does."""
    files = _files(repo, name, "answer", "kgtool/results/formats", "tests/results")
    return Scaffold(files, ("tests/results",), f"{name} or as_it_was", ("tests.queries.golden",))


def _files(repo: Repo, name: str, kind: str, code: str, tests: str) -> dict[str, str]:
    require_checkout(repo)
    require_name("module", name)
    files = {
        f"{code}/{name}.py": filled(f"{kind}_format.py.txt"),
        f"{tests}/test_{name}.py": filled(f"test_{kind}_format.py.txt", name=name),
    }
    require_new(repo, files)
    return files
