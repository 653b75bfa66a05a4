"""One worker process of a pool, and the pipes to it."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from typing import Any

from kgtool.build.store import Build
from kgtool.engines import wire

_START = "import sys; sys.path[:] = sys.argv[1:]; from kgtool.engines.{} import main; main()"
_TO_START = 30.0
_NICE = 10


def command(module: str) -> list[str]:
    """Return the command line of a process that runs ``main`` of a module of this package, with this process's path."""
    start = _START.format(module)
    return [sys.executable, "-S", "-W", "ignore", "-c", start, *(os.path.abspath(path) for path in sys.path)]


class EndedError(Exception):
    """A worker gave no whole answer: it passed the deadline (``late``) or died."""

    def __init__(self, late: bool) -> None:
        super().__init__(late)
        self.late = late


class Process:
    """A worker that answers one request after another on a build, with ``memory`` bytes beyond what the store takes."""

    def __init__(self, build: Build, memory: int) -> None:
        self._process = subprocess.Popen(
            command("worker"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._rest = b""
        self.tired = False
        self._write(wire.line({"folder": str(build.folder.resolve()), "memory": memory, "nice": _NICE}))

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the store is open."""
        self._line(time.monotonic() + _TO_START)

    def ask(self, request: dict[str, Any], deadline: float) -> tuple[dict[str, Any], bytes]:
        """Send a request; return head and body of the answer. Raises ``EndedError``."""
        self._write(wire.line(request))
        head: dict[str, Any] = json.loads(self._line(deadline))
        body = self._exactly(head["length"], deadline)
        self.tired = bool(head.get("tired"))
        return head, body

    @property
    def died_of(self) -> int:
        """The signal that ended the process; 0 where none did."""
        return max(0, -self._process.wait())

    def stop(self) -> None:
        """Tell the process to end, whoever waits for it."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and let go of it: for whoever has it, and nobody else."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _write(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._in, data) :]
        except OSError:
            raise EndedError(late=False) from None

    def _line(self, deadline: float) -> bytes:
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            parts.append(self._read(deadline))
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line

    def _exactly(self, size: int, deadline: float) -> bytes:
        parts, missing = [self._rest], size - len(self._rest)
        while missing > 0:
            parts.append(self._read(deadline))
            missing -= len(parts[-1])
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def _read(self, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._out, selectors.EVENT_READ)
                if left <= 0 or not selector.select(left):
                    raise EndedError(late=True)
            chunk = os.read(self._out, 1 << 20)
        except (OSError, ValueError):
            raise EndedError(late=False) from None
        if not chunk:
            raise EndedError(late=False)
        return chunk
