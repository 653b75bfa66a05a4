"""The report as SARIF, by the validator of Microsoft's sarif-multitool (npm: @microsoft/sarif-multitool-linux, 104 MB).

Its rules SARIF1001 to SARIF2017 and those of GitHub (GH1001 to GH2006) are applied where ``KGTOOL_SARIF_MULTITOOL`` names
the program.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kgtool.check.finding import Report
from kgtool.check.report.formats import sarif
from tests.check.report import examples


@pytest.mark.parametrize("report", [examples.nasty(), examples.clear(), examples.one(), examples.many(60)])
def test_the_validator_finds_no_error(tmp_path: Path, report: Report) -> None:
    program = os.environ.get("KGTOOL_SARIF_MULTITOOL")
    if not program:
        pytest.skip("KGTOOL_SARIF_MULTITOOL names no program")
    (tmp_path / "a.sarif").write_text(sarif.render(report, "ja"), "utf-8")
    told = subprocess.run(
        [program, "validate", tmp_path / "a.sarif", "--rule-kind", "Sarif;Ghas"],
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Analysis completed successfully" in told.stdout
    assert not [line for line in told.stdout.splitlines() if ": error " in line]
