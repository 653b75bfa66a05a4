"""The files of docs/deploy, as far as they can be tried without a container engine and without systemd running."""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml

from tests import ROOT

DEPLOY = ROOT / "docs" / "deploy"
UNIT, CONTAINERFILE = DEPLOY / "kgtool.service", DEPLOY / "Containerfile"


def instructions() -> list[tuple[str, str]]:
    """The instructions of the container file, continued lines joined."""
    text = CONTAINERFILE.read_text("utf-8").replace("\\\n", " ")
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in text.splitlines() if line and line[0] != "#"]


def listed(name: str) -> list[str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [line.strip("/").removeprefix("**/") for line in lines if line.strip() and not line.startswith("#")]


def ignored(path: str) -> bool:
    steps = path.split("/")
    return any(fnmatch.fnmatch(part, pattern) for part in (path, *steps) for pattern in listed(".containerignore"))


def commands() -> list[list[str]]:
    """Every call of kgtool in the unit, the container file and the guide, with its arguments."""
    entry = next(value for name, value in instructions() if name == "ENTRYPOINT")
    default = next(value for name, value in instructions() if name == "CMD")
    found = [yaml.safe_load(entry) + yaml.safe_load(default)]
    start = re.search(r"^ExecStart=(.*)$", UNIT.read_text("utf-8"), re.M)
    assert start
    found.append(shlex.split(start[1]))
    for name, value in instructions():
        found += [shlex.split(part) for part in value.split("&&") if name == "RUN" and "bin/kgtool " in part]
    guide = (DEPLOY / "README.md").read_text("utf-8")
    found += [shlex.split(line) for line in re.findall(r"^\$ (kgtool .*)$", guide, re.M)]
    return found


@pytest.mark.parametrize("call", commands(), ids=" ".join)
def test_every_call_is_one_that_kgtool_understands(call: list[str]) -> None:
    arguments = call[1:]
    if arguments[0] == "--root":
        arguments = arguments[2:]
    command: click.Command = import_module(f"kgtool.cli.{arguments[0]}").command
    command.make_context(arguments[0], arguments[1:], resilient_parsing=False)


def test_what_the_image_is_made_from_is_there_and_gets_in() -> None:
    stages = {value.rpartition(" AS ")[2] for name, value in instructions() if name == "FROM" and " AS " in value}
    for name, value in instructions():
        if name != "COPY":
            continue
        source, *parts = value.split()
        if source.startswith("--from="):
            assert source.removeprefix("--from=") in stages, value
        elif source != ".":
            assert (ROOT / source).exists(), value
            assert not ignored(source), value
        assert parts
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = [*wheel["packages"], *wheel["force-include"], "README.md", "LICENSE", "pyproject.toml", "constraints.txt"]
    for path in needed:
        assert (ROOT / path).exists(), path
        assert not ignored(path), path


def test_what_git_ignores_does_not_get_into_the_image() -> None:
    """Results, caches, environments, and drafts with a city's own texts; .git itself as well."""
    made_by_the_image = {f"kgtool/web/static/{name}" for name in ("editor.js", "ask.js", "engine.js", "oxigraph.wasm")}
    stray = [pattern.replace("*", "x") for pattern in listed(".gitignore") if pattern not in made_by_the_image]
    assert [
        path for path in (*stray, ".git", ".git/config", "kgtool/web/editor/node_modules") if not ignored(path)
    ] == []


def test_the_health_check_asks_the_port_that_is_served() -> None:
    text = CONTAINERFILE.read_text("utf-8")
    port = re.search(r'"--port", "(\d+)"', text)
    assert port
    assert f"EXPOSE {port[1]}\n" in text
    assert f"http://127.0.0.1:{port[1]}/healthz" in text
    assert re.search(r"^USER (?!0|root)", text, re.M)


def test_the_composition_joins_files_that_are_there() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    build = services["live"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == CONTAINERFILE
    mounts = [volume.split(":") for volume in services["files"]["volumes"]]
    assert all(mode == "ro" for _, _, mode in mounts)
    assert (DEPLOY / "nginx.conf").name in {Path(source).name for source, _, _ in mounts}
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert re.findall(r"proxy_pass http://(\w+):", nginx) == ["live"]
    published = [port.split(":") for port in services["files"]["ports"]]
    assert [f"listen {inside};" in nginx for _, _, inside in published] == [True]


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    text = UNIT.read_text("utf-8").replace("/opt/kgtool/bin/kgtool", sys.executable)
    unit = tmp_path / UNIT.name

    def found(content: str) -> list[str]:
        unit.write_text(content, "utf-8")
        said = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60
        )
        return [line for line in said.stderr.splitlines() if UNIT.name in line]

    assert found(text) == []
    assert found(text.replace("ProtectHome=yes", "ProtectHom=yes"))
    assert found(text.replace(sys.executable, "/nothing/there"))
