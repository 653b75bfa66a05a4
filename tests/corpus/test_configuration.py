"""The configuration of a repository: in which file it stands, and what the commands make of its root."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.check import settings
from kgtool.corpus import configuration, layout, version_control


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")


def found(folder: Path) -> tuple[str, object]:
    table = configuration.near(folder)
    return (Path(table.file).name, table.data.get("fail-on")) if table else ("", None)


def test_a_file_of_its_own_comes_before_a_part_of_pyproject(tmp_path: Path) -> None:
    assert found(tmp_path) == ("", None)
    write(tmp_path, pyproject='[project]\nname = "kgtool-plans"\n')
    assert found(tmp_path) == ("", None)
    write(tmp_path, pyproject='[tool.kgtool]\nfail-on = "info"\n')
    assert found(tmp_path) == ("pyproject.toml", "info")
    write(tmp_path, kgtool='fail-on = "warning"\n')
    assert found(tmp_path) == ("kgtool.toml", "warning")


def test_the_nearest_one_counts_up_to_the_top_of_the_git_repository(tmp_path: Path) -> None:
    top, plans = tmp_path / "city", tmp_path / "city" / "open" / "plans"
    plans.mkdir(parents=True)
    write(tmp_path, kgtool='fail-on = "info"')
    write(top, kgtool='fail-on = "warning"')
    assert found(plans) == ("", None), "outside git only the folder itself"
    (top / ".git").mkdir()
    assert found(plans) == ("kgtool.toml", "warning")
    assert (version_control.within(plans), version_control.within(top)) == ("open/plans/", "")
    write(plans, kgtool="")
    assert found(plans) == ("kgtool.toml", None)
    (top / "kgtool.toml").unlink()
    (plans / "kgtool.toml").unlink()
    assert found(plans) == ("", None), "not beyond the top"


@pytest.mark.parametrize("headed", ["[tool.kgtool]\n{}", "tool.kgtool = {{ {} }}"])
def test_pyproject_may_be_written_in_any_way(tmp_path: Path, headed: str) -> None:
    write(tmp_path, pyproject=headed.format('fail-on = "info"'))
    assert found(tmp_path) == ("pyproject.toml", "info")


def test_what_is_wrong_in_pyproject_is_told_of_at_its_place(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.kgtool.severity]\n"order-hole" = "info"\n"Measure-*" = "grave"\n[tool.other]\nx = 1\n'
    write(tmp_path, pyproject=text)
    with pytest.raises(InputError, match="grave") as caught:
        settings.read(configuration.near(tmp_path))
    assert caught.value.place is not None
    assert (caught.value.code, caught.value.place.line, caught.value.place.column) == ("toml-value", 6, 2)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('ignore = []\nselct = ["x"]', 2, "unknown key selct"),
        ("ignore = 3", 1, "must be a list"),
        ('\nfail-on = "fatal"', 2, "none of error, warning, info"),
        (
            '[[suppress]]\ncode = "x"\nreason = "y"\nexpires = 2027-01-01\n[[suppress]]\ncode = "x"\nreason = " "',
            7,
            "white space",
        ),
        ('owl = "no"', 1, "must be of type bool"),
        ("[per-file-ignores]\n'data/a b' = 'x'", 2, "must be a list"),
    ],
)
def test_unknown_keys_and_wrong_values_are_refused_at_their_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    write(tmp_path, kgtool=text)
    with pytest.raises(InputError, match=said) as caught:
        settings.read(configuration.near(tmp_path))
    assert caught.value.place is not None
    assert caught.value.place.line == line
    assert all(caught.value.said("ja"))


def test_plans_in_a_folder_below_are_found_by_every_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "open" / "data" / "a").mkdir(parents=True)
    (tmp_path / "open" / "data" / "a" / "source.ttl").write_text("", "utf-8")
    write(tmp_path, kgtool='root = "open"')
    (tmp_path / "docs").mkdir()
    for folder in (tmp_path, tmp_path / "docs", tmp_path / "open", tmp_path / "open" / "data"):
        monkeypatch.chdir(folder)
        assert layout.find().root.resolve() == (tmp_path / "open").resolve()
    write(tmp_path, kgtool='root = "opne"')
    monkeypatch.chdir(tmp_path / "docs")
    with pytest.raises(InputError, match="must name a folder"):
        layout.find()
