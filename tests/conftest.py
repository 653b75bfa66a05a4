"""What all tests share: this repository, the plans' source texts, the committed graphs, one build."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.build import assemble, store
from kgtool.corpus import layout as repos
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.rdf import turtle
from tests import ROOT
from tests.command_line import kgtool as kgtool
from tests.endpoints import asked as asked
from tests.endpoints import oxigraph as oxigraph
from tests.endpoints import serve as serve
from tests.endpoints import server as server
from tests.endpoints import small_build as small_build
from tests.endpoints import small_out as small_out
from tests.tiny_plan import TinyPlan

Description = dict[str, dict[str, list[NamedNode | BlankNode | Literal]]]

# The same examples on every run and every machine; nothing is remembered, nothing depends on the clock.
settings.register_profile("reproducible", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("reproducible")


@pytest.fixture(scope="session")
def repo() -> Repo:
    """This repository."""
    return repos.find(ROOT)


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the plans' source texts, which are not in the repository."""
    folder = os.environ.get("KGTOOL_SOURCES", "")
    if not folder:
        pytest.skip("KGTOOL_SOURCES names no folder: the plans' source texts are not part of this repository")
    if not Path(folder).is_dir():
        pytest.fail(f"KGTOOL_SOURCES={folder} is no folder")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def graph(repo: Repo) -> Callable[..., Description]:
    """Read Turtle files, named from the root, into subject → predicate → objects; IRIs as strings."""
    read: dict[str, list[turtle.Statement]] = {}

    def of(*names: str) -> Description:
        merged: Description = defaultdict(lambda: defaultdict(list))
        for name in names:
            if name not in read:
                read[name] = list(InputFile(repo.root / name, name).statements)
            for triple in read[name]:
                merged[triple.subject.value][triple.predicate.value].append(triple.object)
        return merged

    return of


@pytest.fixture(scope="session")
def built(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> store.Build:
    """One build of this repository, without the sources; nobody changes it."""
    return assemble.build(repo, tmp_path_factory.mktemp("built") / "build").build


@pytest.fixture
def tiny(tmp_path: Path) -> TinyPlan:
    """A folder with one small plan, for tests that change what they build."""
    return TinyPlan(tmp_path)


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """No width of a terminal from outside: workers of pytest-xdist have one."""
    monkeypatch.delenv("COLUMNS", raising=False)
