"""A worker process as its parent has it: the pipes to it, its deadline, and what its end means."""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from typing import IO, Any

from kgtool.base.errors import QueryTimeoutError, WorkerDiedError
from kgtool.build import integrity
from kgtool.build.store import Build
from kgtool.engines import wire
from kgtool.engines.limits import Limits
from kgtool.engines.wire import Request, Start

_START = "import sys; sys.path[:] = sys.argv[1:]; from kgtool.engines.worker import main; main()"
_TO_START = 30.0
_TO_END = 5.0
_NO_MEMORY = ("memory allocation", "MemoryError", "bad_alloc", "mmap", "Resource temporarily unavailable")


class EndedError(RuntimeError):
    """A worker ended by a bug of ours; the text is what it wrote to stderr."""


class Process:
    """Start a worker for the queries of one build, and talk to it.

    It is a new process, not a fork: the caller may be a notebook or a server with threads and open stores, which a fork
    would copy in the middle of what they do. ``ready`` tells that it has opened the build. Not thread-safe, but for
    ``stop``.
    """

    def __init__(self, build: Build, engine: str, limits: Limits, nice: int = 0) -> None:
        self.ready = False
        self._build, self._limits = build, limits
        self._rest = b""
        self._reusable = True
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        command = [sys.executable, "-S", "-W", "ignore", "-c", _START, *(os.path.abspath(path) for path in sys.path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, bufsize=0
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        start = Start(engine, str(build.folder.resolve()), limits.memory, max(limits.seconds, _TO_START), nice)
        with contextlib.suppress(BrokenPipeError):  # it has died: its end says more
            os.write(self._in, wire.line(start._asdict()))

    @property
    def reusable(self) -> bool:
        """Whether the process runs, has answered all that it was asked, and has not grown in memory."""
        return self._reusable and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the build is open. Raises as ``ask`` does."""
        self._exchange(b"", self._build.folder.as_posix(), _TO_START, None)

    def ask(self, request: Request, into: IO[bytes]) -> None:
        """Write the bytes of an answer; opening the build counts where it is not ready.

        Raises ``QueryError`` and ``BuildError`` (store-locked, build-broken, build-damaged); ``EndedError``. At the deadline
        the process is killed.
        """
        self._exchange(wire.line(request._asdict()), request.name, request.seconds, into)

    def stop(self) -> None:
        """Kill the process, from any thread; whoever waits for an answer gets an error."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and close its pipes: nobody may use it any more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _exchange(self, request: bytes, query: str, seconds: float, into: IO[bytes] | None) -> None:
        """Send a request, if any, and write the bytes of its answer."""
        deadline = time.monotonic() + seconds
        self._reusable = False  # until all has been read
        end: dict[str, Any] = {}
        try:
            self._send(request, deadline)
            if not self.ready:
                said = json.loads(self._line(deadline))
                if "error" in said:
                    raise wire.raised(said)
                self.ready = self._reusable = True
            while into:
                said = json.loads(self._line(deadline))
                if "end" in said:
                    end, self._reusable = said["end"], not said["grown"]
                    break
                self._copy(said["length"], into, deadline)
        except TimeoutError:
            self._process.kill()
            raise QueryTimeoutError("timeout", query, seconds=f"{seconds:g}") from None
        except EOFError:
            raise self._death(query, seconds) from None
        if "error" in end:
            raise wire.raised(end)

    def _death(self, query: str, seconds: float) -> Exception:
        """Return what the end of the process means: by a signal, by its exit code, by what it wrote before."""
        try:
            code = self._process.wait(_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._stderr.seek(0)
        words = self._stderr.read().decode(errors="replace")
        if code == -signal.SIGALRM:
            return QueryTimeoutError("timeout", query, seconds=f"{seconds:g}")
        damaged = [] if code == -signal.SIGKILL else integrity.damage(self._build.folder)
        if damaged:  # lengths that are read from a spoilt file make an engine ask for any amount of memory
            return integrity.error(self._build.folder, damaged)
        if code == -signal.SIGKILL or any(word in words for word in _NO_MEMORY):
            return wire.out_of_memory(query, self._limits.memory)
        if code < 0:
            return WorkerDiedError("worker-died", query, signal=signal.Signals(-code).name)
        return EndedError(f"the worker ended with {code}:\n{words}")

    def _send(self, data: bytes, deadline: float) -> None:
        with contextlib.suppress(BrokenPipeError):
            while data:
                self._wait(self._in, select.POLLOUT, deadline)
                data = data[os.write(self._in, data) :]

    def _line(self, deadline: float) -> bytes:
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            parts.append(self._read(deadline))
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line

    def _copy(self, size: int, into: IO[bytes], deadline: float) -> None:
        """Copy ``size`` bytes of an answer; what came with them is kept for the next line."""
        chunk, self._rest = self._rest[:size], self._rest[size:]
        into.write(chunk)
        missing = size - len(chunk)
        while missing > 0:
            chunk = self._read(deadline)
            into.write(chunk[:missing])
            self._rest = chunk[missing:]
            missing -= len(chunk)

    def _read(self, deadline: float) -> bytes:
        self._wait(self._out, select.POLLIN, deadline)
        chunk = os.read(self._out, 1 << 20)
        if not chunk:
            raise EOFError
        return chunk

    def _wait(self, pipe: int, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        waiting = select.poll()
        waiting.register(pipe, event)
        if left <= 0 or not waiting.poll(math.ceil(left * 1_000)):
            raise TimeoutError
