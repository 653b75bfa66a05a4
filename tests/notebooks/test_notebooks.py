"""The notebooks of the documentation run from the first cell to the last, and are kept without what they print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from kgtool.build.store import Build
from tests import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def folder(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plans with a build, as somebody has who follows the guide."""
    made = tmp_path_factory.mktemp("plans")
    for name in ("ontology", "data", "queries", "shapes"):
        (made / name).symlink_to(ROOT / name)
    (made / "build").symlink_to(built.folder.parent)
    return made


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_last_cell_says_something(folder: Path, path: Path) -> None:
    notebook = read(path)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [output for cell in cells for output in cell.outputs]
    assert not [output for output in shown if output.output_type in ("error", "stream")]
    assert cells[-1].outputs
    assert any("text/html" in output.get("data", {}) for output in shown), "an answer shows itself as a table"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_prints_is_not_kept_and_it_has_both_languages(path: Path) -> None:
    cells = read(path).cells
    assert all(not cell.outputs and cell.execution_count is None for cell in cells if cell.cell_type == "code")
    texts = "".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert any("\u3040" < char < "\u30ff" for char in texts)
