"""A package of somebody else adds formats, pages, rules and questions: seen as soon as it is installed, and only then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.tiny_plan import TinyPlan
from tests.web.served import Served

PROJECT = Path(__file__).parent / "town-extension"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the package was installed as users install one, but without a network."""
    folder = tmp_path_factory.mktemp("installed")
    source = shutil.copytree(PROJECT, tmp_path_factory.mktemp("source") / "town-extension")
    install = [
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(folder),
        str(source),
    ]
    done = subprocess.run([sys.executable, "-m", "pip", *install], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def extended(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started here have the package."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(installed)]))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> TinyPlan:
    """A folder with one plan and nothing else, as a town has one, and a build of it."""
    made = TinyPlan(tmp_path_factory.mktemp("town"))
    for name in ("ontology", "queries", "data/reference"):
        shutil.rmtree(made.root / name)
    assert kgtool(made, "build").returncode == 0
    return made


def kgtool(town: TinyPlan, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT), **os.environ}
    command = [sys.executable, "-m", "kgtool", "--root", str(town.root), "--lang", "en", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


@pytest.mark.usefixtures("extended")
def test_a_report_format_is_taken_by_check(town: TinyPlan) -> None:
    done = kgtool(town, "check", "--no-owl", "-f", "counts", "--report", f"counts={town.out}-counts.txt")
    assert done.returncode in (0, 1), done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert all(number.isdecimal() and len(row) == 2 for number, *row in rows)
    assert Path(f"{town.out}-counts.txt").read_text("utf-8") == done.stdout
    assert "counts" in kgtool(town, "check", "--help").stdout


@pytest.mark.usefixtures("extended")
def test_an_answer_format_is_taken_by_query(town: TinyPlan) -> None:
    done = kgtool(town, "query", "town-titles", "-f", "lines")
    assert done.returncode == 0, done.stderr
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == ["灯りを減らす"]
    refused = kgtool(town, "query", "-f", "lines", "-")
    assert refused.returncode == 2


@pytest.mark.usefixtures("extended")
def test_rules_of_a_pack_hold_for_the_data_and_are_named_by_the_pack(town: TinyPlan) -> None:
    report = json.loads(kgtool(town, "check", "--no-owl", "-f", "json").stdout)
    ours = {found["code"]: found for found in report["findings"] if found["code"].lower().startswith("town")}
    assert ours.keys() == {"TownGoal-altLabel", "town-word-to-avoid"}
    assert ours["TownGoal-altLabel"]["severity"] == "info"
    assert ours["TownGoal-altLabel"]["focus"].endswith("/goal/1>")
    assert ours["town-word-to-avoid"]["focus"].endswith("/measure/1>")
    places = {rule["code"]: rule["location"] for rule in report["rules"]}
    assert places["TownGoal-altLabel"]["file"] == "town-rules/shapes/Goal.ttl"
    assert places["TownGoal-altLabel"]["line"] == 11
    assert places["town-word-to-avoid"]["file"] == "town-rules/queries/checks/town-word-to-avoid.rq"
    assert "The newsletter does not use" in kgtool(town, "check", "--explain", "TownGoal-altLabel").stdout


@pytest.mark.usefixtures("extended")
def test_a_validator_finds_what_neither_shape_nor_query_says_with_its_place(town: TinyPlan, installed: Path) -> None:
    town.edit(town.turtle, "灯りを減らす", "灯りを３つ減らす")
    try:
        done = kgtool(town, "check", "--no-owl", "-f", "json")
        (found,) = [found for found in json.loads(done.stdout)["findings"] if found["code"] == "town-full-width-digit"]
        line = next(n for n, text in enumerate(town.turtle.read_text("utf-8").splitlines(), 1) if "３つ" in text)
        assert found["location"]["file"].endswith("plan.ttl")
        assert found["location"]["line"] == line
        assert "town-full-width-digit" in kgtool(town, "check", "--rules").stdout
        module = installed / "town_extension" / "spelling.py"
        before = module.read_text("utf-8")
        module.write_text(before.replace('"town-full-width-digit"', '"town-wide-digit"'), "utf-8")
        assert "town-wide-digit" in kgtool(town, "check", "--no-owl", "-f", "counts").stdout
        module.write_text(before, "utf-8")
    finally:
        town.edit(town.turtle, "灯りを３つ減らす", "灯りを減らす")


@pytest.mark.usefixtures("extended")
def test_a_question_of_a_pack_stands_in_the_catalogue(town: TinyPlan) -> None:
    assert "Titles for the town's newsletter" in kgtool(town, "query", "--list").stdout


@pytest.mark.usefixtures("extended")
def test_pages_are_served(town: TinyPlan) -> None:
    with Served(town.root, town.root / "build") as server:
        for lang, title in (("ja", "町の公報"), ("en", "The town's gazette")):
            answer = server.ask(f"/gazette.{lang}.html")
            assert answer.status == 200
            assert title in answer.body.decode() or "The town&#39;s gazette" in answer.body.decode()
        assert server.ask("/gazette-count.txt").body.decode().strip().isdecimal()
        assert server.ask("/queries/town-titles.csv").body.decode().count("灯りを減らす") == 1


@pytest.mark.usefixtures("extended")
def test_pages_are_published_and_stand_in_the_sitemap(town: TinyPlan, tmp_path: Path) -> None:
    done = kgtool(town, "publish", "--out", str(tmp_path / "site"), "--url", "https://plans.example/")
    assert done.returncode == 0, done.stderr
    www = tmp_path / "site" / "current" / "www"
    assert (www / "gazette.ja.html").is_file()
    assert (www / "gazette.en.html").is_file()
    assert (www / "gazette-count.txt").is_file()
    assert "https://plans.example/gazette" in (www / "sitemaps" / "pages.xml").read_text("utf-8")


def test_without_the_package_there_is_none_of_it(town: TinyPlan) -> None:
    assert kgtool(town, "check", "-f", "counts").returncode == 2
    assert kgtool(town, "query", "town-titles").returncode == 2
    assert "town" not in kgtool(town, "check", "--rules").stdout.lower()
    assert "town-rules" not in kgtool(town, "check", "--no-owl", "-f", "json").stdout
