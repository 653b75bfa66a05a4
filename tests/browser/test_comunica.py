"""A client written by others in another language, Comunica on Node, asks the endpoint and reads a document of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from tests.web.served import Served

_COMMAND = "comunica-sparql"
_PACKAGE = "@comunica/query-sparql@4"  # the next major version needs Node 22
_PLANS = "PREFIX jpp: <https://w3id.org/jp-plan/ns#> SELECT ?plan { ?plan a jpp:ComprehensivePlan } ORDER BY ?plan"
_KIYOSE, _KODAIRA = (f"https://w3id.org/jp-plan/id/{plan}" for plan in ("13221-kiyose-5", "13211-kodaira-4"))


@pytest.fixture(scope="module")
def comunica() -> list[str]:
    """The command: as it is installed, or from npm where KGTOOL_NPM=1 allows to fetch it."""
    if found := shutil.which(_COMMAND):
        return [found]
    if os.environ.get("KGTOOL_NPM") != "1":
        pytest.skip(f"{_COMMAND} is not installed, and KGTOOL_NPM=1 does not allow to fetch it from npm")
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("there is no Node with npx")
    return [npx, "--yes", "--package", _PACKAGE, _COMMAND]


def test_comunica_asks_the_endpoint(served: Served, comunica: list[str]) -> None:
    rows = _asked(comunica, f"sparql@{served.url}sparql", _PLANS)
    assert [row["plan"] for row in rows] == [_KODAIRA, _KIYOSE]


def test_comunica_reads_the_document_of_a_plan(served: Served, comunica: list[str]) -> None:
    """The client negotiates: the address is that of the document in all formats."""
    rows = _asked(comunica, f"{served.url}doc/id/13221-kiyose-5", _PLANS)
    assert [row["plan"] for row in rows] == [_KIYOSE]


def _asked(comunica: list[str], source: str, query: str) -> list[dict[str, Any]]:
    command = [*comunica, source, query, "-t", "application/json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows
