"""The site is what its own description says: whatever OpenAPI lets a client ask gives an answer that it names, never a 500."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.sparql import catalogue
from kgtool.web.site import Site
from tests.web.served import Served, TestClient

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


def test_every_operation_answers_as_described_whatever_is_asked(served: Served, tmp_path: Path) -> None:
    """By schemathesis: the borders of each parameter, and some values of any kind; the same ones in each run."""
    program = Path(sys.executable).with_name("schemathesis")
    assert program.is_file(), "schemathesis is not installed (pip install -e .[dev])"
    ended = subprocess.run(
        [
            program,
            "run",
            f"{served.url}openapi.json",
            *("--url", served.url.rstrip("/")),
            *("--phases", "coverage,fuzzing"),
            *("--checks", ",".join(CHECKS)),
            *("--max-examples", "3"),
            "--generation-deterministic",
            *("--request-timeout", "300"),
            *("--suppress-health-check", "all"),
            "--no-color",
        ],
        cwd=tmp_path,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-8_000:] + ended.stderr[-2_000:]
    cases = re.search(r"(\d+) generated, (\d+) passed$", ended.stdout, re.M)
    assert cases is not None, ended.stdout[-2_000:]
    assert int(cases[1]) == int(cases[2]) > 1_000
    assert "Traceback" not in Path(served.said.name).read_text()


def test_every_field_takes_a_word_that_names_nothing(repo: Repo, client: TestClient) -> None:
    """A name that nothing has is the asker's mistake, in each field of each question."""
    for question in catalogue.catalogue(repo):
        for name, parameter in question.header.params.items():
            if parameter.type == "iri":
                answer = client.get(
                    f"/queries/{question.id}?{name}={quote('ない 言葉')}", headers={"Accept": "text/csv"}
                )
                assert answer.status_code == 400, f"{question.id}?{name}"


@pytest.mark.parametrize(
    ("question", "name", "word"),
    [
        ("same-word-different-things", "kind", "主体"),
        ("same-word-different-things", "kind", "Actor"),
        ("words-of-each-city", "class", "取組の方向性"),
    ],
)
def test_a_word_that_the_list_of_a_field_shows_is_understood(
    client: TestClient, question: str, name: str, word: str
) -> None:
    by_name = client.get(f"/queries/{question}?{name}={quote(word)}", headers={"Accept": "text/csv"})
    assert by_name.status_code == 200, by_name.text


def test_the_description_has_an_operation_for_every_question(repo: Repo, built: Build, client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {f"/queries/{name}" for name in Site(repo, built, "http://127.0.0.1/").questions} <= set(paths)
