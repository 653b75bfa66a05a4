"""``kgtool check`` in continuous integration: what action.yml, the pre-commit hook and the GitLab job run, run here."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kgtool.cli.check import command
from tests import ROOT
from tests.check.small import KIYOSE, PLAN, SHARED, Small, commit

yaml = pytest.importorskip("yaml")

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
JOB = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text("utf-8"))["kgtool"]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder as a runner has it, with ``kgtool`` where the first step of the action installs it."""
    commands = tmp_path / "runner" / "kgtool" / "bin"
    commands.mkdir(parents=True)
    for name, script in {
        "kgtool": f'exec {shlex.quote(sys.executable)} -m kgtool "$@"',
        "pip": 'echo "pip $@"',
        "python3": 'echo "python3 $@"',
    }.items():
        (commands / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (commands / name).chmod(0o755)
    git = shutil.which("git")
    if git:
        (commands / "git").symlink_to(git)
    return tmp_path / "runner"


@pytest.fixture
def bash(few: Small, runner: Path) -> Run:
    """Run a script as GitHub and GitLab do, in the repository that is checked; Java is not in the path."""
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("the scripts are for bash, which is not here")

    def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "GITHUB_ACTION_PATH": "/checkout",
            "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
            "LANG": "C.UTF-8",
            "PATH": str(runner / "kgtool" / "bin"),
            "PYTHONPATH": str(ROOT),
            "RUNNER_TEMP": str(runner),
        }
        return subprocess.run(
            [shell, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=few.root,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def step(which: dict[str, Any], **inputs: str) -> dict[str, str]:
    """The environment of a step of the action, for some inputs."""
    given = {name: declared["default"] for name, declared in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    return {name: INPUT.sub(lambda match: given[match[1]], value) for name, value in which["env"].items()}


def test_every_input_of_the_action_is_described_and_used_and_none_can_become_a_command() -> None:
    used = {name for each in (INSTALL, CHECK) for value in each["env"].values() for name in INPUT.findall(value)}
    assert used == ACTION["inputs"].keys()
    assert all(declared["description"].endswith(".") for declared in ACTION["inputs"].values())
    assert all("${{" not in each["run"] and each["shell"] == "bash" for each in (INSTALL, CHECK))


def test_the_action_has_every_option_of_the_command() -> None:
    """And what is for the action alone: reports of their own, the language, what is installed."""
    named = {name.lstrip("-") for option in command.params for name in option.opts}
    assert ACTION["inputs"].keys() == named - {"f"} | {"root", "lang", "version", "sarif", "markdown"}
    flags = {option.opts[0].lstrip("-") for option in command.params if getattr(option, "is_flag", False)}
    (loop,) = re.findall(r"for option in (require-owl .*); do", CHECK["run"])
    assert set(loop.split()) == flags


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, "check --format github --report sarif=kgtool.sarif"),
        (
            {"owl": "false", "require-owl": "", "engine": "both"},
            "check --format github --report sarif=kgtool.sarif --engine=both --no-owl",
        ),
        ({"fix": "true", "diff": "true"}, "check --format github --fix --diff"),
        ({"write-baseline": "b.json", "sarif": ""}, "check --format github --write-baseline=b.json"),
        (
            {"shapes": "a.ttl b.ttl", "paths": "x*.ttl", "sarif": "", "report": "junit=j.xml html=h.html"},
            "check --format github --report junit=j.xml --report html=h.html --shapes a.ttl --shapes b.ttl x*.ttl",
        ),
        (
            {"root": "plans", "no-cache": "true", "since": "HEAD", "sarif": "a b"},
            "--root plans check --format github --report sarif=a b --since=HEAD --no-cache",
        ),
    ],
)
def test_the_action_gives_its_inputs_to_the_command(bash: Run, runner: Path, inputs: dict[str, str], said: str) -> None:
    (runner / "kgtool" / "bin" / "kgtool").write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    done = bash(CHECK["run"], **step(CHECK, **inputs))
    assert (done.returncode, done.stdout) == (0, said + "\n"), done.stderr


@pytest.mark.parametrize(
    ("version", "installed"), [("", "/checkout[fast]"), ("jp-plan-kgtool[fast]==0.1.0", "jp-plan-kgtool[fast]==0.1.0")]
)
def test_the_action_installs_kgtool_with_the_fast_engine(bash: Run, runner: Path, version: str, installed: str) -> None:
    done = bash(INSTALL["run"], **step(INSTALL, version=version))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [f"python3 -m venv {runner / 'kgtool'}", f"pip install --quiet {installed}"]
    assert "fast" in EXTRAS


def test_the_action_annotates_the_lines_and_writes_sarif_and_the_job_summary(
    bash: Run, few: Small, runner: Path
) -> None:
    few.lose_a_code()
    done = bash(CHECK["run"], **step(CHECK))
    assert done.returncode == 1, done.stderr
    assert re.match(rf"::error file={PLAN},line=\d+,.*::施策に番号がなく", done.stdout)
    (run,) = json.loads((few.root / "kgtool.sarif").read_bytes())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["Measure-notation"]
    assert "Measure-notation" in (runner / "summary.md").read_text("utf-8")


def test_the_action_does_as_its_inputs_say(bash: Run, few: Small, tmp_path: Path) -> None:
    few.lose_a_code()
    few.lose_an_identifier()
    found = bash(CHECK["run"], **step(CHECK, lang="en", paths=f"{KIYOSE} {SHARED}", fail_on="info"))
    assert found.returncode == 1
    assert re.match(rf"::notice file={SHARED},.*::The municipality", found.stdout)
    assert "Measure-notation" not in found.stdout
    baseline = tmp_path / "base line.json"
    assert bash(f"kgtool check --write-baseline {shlex.quote(str(baseline))}").returncode == 0
    known = bash(
        CHECK["run"],
        **step(CHECK, root=str(few.root), baseline=str(baseline), fail_on="info", sarif=str(tmp_path / "my.sarif")),
    )
    assert known.returncode == 0
    assert (tmp_path / "my.sarif").exists()


def test_the_hook_fails_for_what_the_commit_breaks_and_runs_for_deletions_and_renames(
    bash: Run, history: Small
) -> None:
    assert (HOOK["id"], HOOK["language"], HOOK["require_serial"]) == ("kgtool-check", "python", True)
    assert HOOK["additional_dependencies"] == EXTRAS["fast"]
    assert (HOOK["always_run"], HOOK["pass_filenames"], "files" in HOOK) == (True, False, False)
    assert bash(HOOK["entry"]).returncode == 0
    history.lose_a_code()
    assert bash(HOOK["entry"]).returncode == 1
    commit(history.root)
    assert bash(HOOK["entry"]).returncode == 0, "what was there before the commit does not stop it"
    (history.root / "data" / "99998-asagiri-1").rename(history.root / "data" / "99997-yugiri-1")
    assert bash(HOOK["entry"]).returncode == 1


def test_the_gitlab_job_leaves_its_reports_when_it_fails(bash: Run, few: Small) -> None:
    few.lose_a_code()
    install, *script = JOB["script"]
    assert shlex.split(install)[:2] == ["pip", "install"]
    assert shlex.split(install)[-1] == "jp-plan-kgtool[fast]"
    done = bash("\n".join(script), **JOB["variables"])
    assert done.returncode == 1, done.stderr
    assert "施策に番号がなく" in done.stdout
    assert JOB["artifacts"]["when"] == "always"
    reports = JOB["artifacts"]["reports"]
    assert [found["check_name"] for found in json.loads((few.root / reports["codequality"]).read_bytes())] == [
        "Measure-notation"
    ]
    assert etree.parse(few.root / reports["junit"]).xpath("count(//failure)") == 1
