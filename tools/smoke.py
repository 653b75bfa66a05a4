"""Use an installed kgtool as its first users do, in an empty folder: `python tools/smoke.py KGTOOL [--editor]`.

KGTOOL is the path of the command; with --editor the editor of the SPARQL page has to be there, too. Standard library only, so
that it runs with any Python. Exits 1 with the first thing that is not as it should be.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

COMMAND = Path(sys.argv[1]).absolute()
PYTHON = COMMAND.with_name("python")


def run(*arguments: str, code: int = 0, cwd: str = "", program: Path = COMMAND) -> str:
    ended = subprocess.run([program, *arguments], cwd=cwd or None, capture_output=True, text=True, timeout=120)
    if ended.returncode != code:
        sys.exit(f"{' '.join(arguments)}: {ended.returncode}, not {code}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return ended.stdout


def holds(what: str, text: str, said: str) -> None:
    if said not in text:
        sys.exit(f"{what}: nothing says {said!r}\n{text[:2000]}")


def demo(folder: str) -> float:
    """Start the demo on a free port and return how many seconds passed until its first page."""
    started = time.monotonic()
    arguments = [COMMAND, "--lang", "en", "demo", "--no-browser", "--port", "0", "--folder", f"{folder}/demo"]
    served = subprocess.Popen(arguments, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert served.stderr is not None
        address = next((found[0] for line in served.stderr if (found := re.search(r"http://\S+", line))), "")
        if not address:
            sys.exit("the demo gave no address")
        with urllib.request.urlopen(f"{address}index.ja.html", timeout=60) as answer:
            holds("the demo's first page", answer.read().decode(), "清瀬")
        return time.monotonic() - started
    finally:
        served.terminate()
        served.wait(30)


with tempfile.TemporaryDirectory() as folder:
    holds("--help", run("--help", cwd=folder), "demo")
    for name in re.findall(r"^  ([a-z]+) {2,}", run("--help", cwd=folder).partition("Commands")[2], re.M):
        run(name, "--help", cwd=folder)
    holds("query --list", run("query", "--list", cwd=folder), "directions-on-theme")
    holds("check --rules", run("check", "--rules", cwd=folder), "span-beyond-text")
    run("check", "--explain", "span-beyond-text", cwd=folder)
    holds(
        "a question",
        run("--lang", "ja", "query", "directions-on-theme", "-p", "theme=子育て", cwd=folder),
        "取組の方向性",
    )
    run("--lang", "ja", "ask", "清瀬の子育て", "--only-route", cwd=folder)
    asked = "import kgtool; print(len(kgtool.open_build().ask('directions-on-theme', theme='子育て', plan='清瀬')))"
    if int(run("-c", asked, cwd=folder, program=PYTHON)) < 5:
        sys.exit("open_build() without anything answers too little")
    package = Path(run("-c", "import kgtool; print(kgtool.__file__)", cwd=folder, program=PYTHON).strip()).parent
    wanted = [
        "py.typed",
        *(
            ["web/static/editor.js", "web/static/engine.js", "web/static/oxigraph.wasm"]
            if "--editor" in sys.argv
            else []
        ),
    ]
    missing = [name for name in wanted if not (package / name).is_file()]
    if missing:
        sys.exit(f"not in the package: {missing}")
    print(f"demo: first page after {demo(folder):.1f} s")
    own = Path(folder, "own", "data")
    own.mkdir(parents=True)
    made = next(Path(folder, "demo", "data").glob("13221-*"))
    made.rename(own / made.name)
    run("--root", f"{folder}/own", "check", "--no-owl", cwd=folder)
print("the package works by itself")
