"""A family of pages: its module, its template in both languages, and a test of what it shows."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.scaffold import Scaffold, filled, require_checkout, require_name, require_new, titles


def scaffold(repo: Repo, name: str, title: Text | None = None) -> Scaffold:
    """Return the files of a page that says, to begin with, how many statements the graph has.

    Raises ``UsageError`` (checkout-missing, name-form, file-exists).
    """
    require_checkout(repo)
    require_name("words", name)
    module = name.replace("-", "_")
    said = titles(title, "ページの題", "the title of the page")
    files = {
        f"kgtool/web/pages/{module}.py": filled("page.py.txt", name=name),
        f"kgtool/web/html/templates/{name}.html": filled("page.html.txt", **said),
        f"tests/web/test_{module}.py": filled("test_page.py.txt", name=name),
    }
    require_new(repo, files)
    return Scaffold(files, (f"tests/web/test_{module}.py",))
