"""What every format says of the two example reports, byte for byte."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import ROOT
from tests.check.report.golden import FOLDER, outputs

REPAIR = "if the change is meant, run: python -m tests.check.report.golden"
MADE = outputs()


@pytest.mark.parametrize("name", sorted(MADE))
def test_output_is_as_reviewed(name: str) -> None:
    reviewed = (FOLDER / name).read_bytes().decode() if (FOLDER / name).exists() else ""
    assert MADE[name] == reviewed, f"{name} differs; {REPAIR}"


def test_every_golden_file_is_still_made() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(MADE), REPAIR


def test_same_report_gives_same_bytes() -> None:
    assert outputs() == MADE


def test_environment_and_hash_order_change_nothing(tmp_path: object) -> None:
    code = "import hashlib; from tests.check.report.golden import outputs; print(hashlib.sha256(repr(outputs()).encode()).hexdigest())"
    environments = (
        {"PYTHONHASHSEED": "1", "COLUMNS": "20", "FORCE_COLOR": "1", "LANG": "C", "TERM": "dumb"},
        {"PYTHONHASHSEED": "2", "NO_COLOR": "1", "LANG": "ja_JP.UTF-8", "TZ": "Asia/Tokyo", "GITHUB_ACTIONS": "true"},
    )
    digests = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", code],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for env in environments
    }
    assert len(digests) == 1


def test_nothing_is_an_absolute_path() -> None:
    for name, content in MADE.items():
        assert str(ROOT) not in content, name
