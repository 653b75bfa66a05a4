"""Run a command and see how long it takes and how much memory it needs, with all processes that it starts."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Measured(NamedTuple):
    """What a command took: seconds, the most memory of all its processes together in MB, exit code, what it wrote.

    ``processor`` is the seconds of processor time, which others on the machine lengthen less.
    """

    seconds: float
    memory: float
    code: int
    out: str
    err: str
    processor: float = 0.0


def kgtool(*words: object) -> Measured:
    """Run the tool of this checkout."""
    return run([sys.executable, "-m", "kgtool", *map(str, words)])


def run(command: Sequence[str], timeout: float | None = None) -> Measured:
    """Run a command in a session of its own; memory is private to its processes, so shared pages count once.

    Past ``timeout`` seconds the command is ended, and its exit code is -9.
    """
    started, before = time.perf_counter(), _processor()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watcher.start()
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        out, err = process.communicate()
    seconds = time.perf_counter() - started
    watcher.join()
    return Measured(seconds, most[0], process.returncode, out, err, _processor() - before)


def _processor() -> float:
    """Seconds of processor time of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen[str], most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], memory_of(process.pid))
        time.sleep(_EVERY)


def memory_of(session: int) -> float:
    """Return the private memory of all processes of a session, in MB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) == session:
                _, resident, shared = (folder / "statm").read_text().split()[:3]
                total += (int(resident) - int(shared)) * _PAGE
        except (OSError, ValueError, IndexError):
            continue
    return total / 1e6
