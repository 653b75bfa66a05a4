"""Who may ask now: so many at once, some more wait, and nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kgtool.base.errors import QueryBusyError


class Turns:
    """Turns for ``at_once`` at a time; ``waiting`` more wait, each for ``seconds`` at most. Thread-safe."""

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self.inside = 0
        self._most = at_once + waiting
        self._seconds = seconds
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and have it. Raises ``QueryBusyError``."""
        with self._lock:
            if self.inside >= self._most:
                raise QueryBusyError("busy")
            self.inside += 1
        try:
            if not self._free.acquire(timeout=self._seconds):
                raise QueryBusyError("busy")
            try:
                yield
            finally:
                self._free.release()
        finally:
            with self._lock:
                self.inside -= 1
