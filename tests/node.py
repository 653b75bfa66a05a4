"""Run a script of the site in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from kgtool.web import assets

needed = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
_HEAD = (
    'import * as script from "./script.mjs"; import fs from "node:fs"; const given = JSON.parse(fs.readFileSync(0));'
)


def run(code: str, given: Any, file: Path = assets.FOLDER / "search.js") -> Any:
    """Return the value of an expression about ``script``, a script that imports nothing, and ``given``; both as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, Path(folder) / "script.mjs")
        (Path(folder) / "main.mjs").write_text(f"{_HEAD}\nconsole.log(JSON.stringify({code}));\n", encoding="utf-8")
        done = subprocess.run(
            ["node", "main.mjs"],
            cwd=folder,
            input=json.dumps(given).encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    return json.loads(done.stdout)
