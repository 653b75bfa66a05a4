"""Admission control: so many run at once, some more wait, and everybody else is sent away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kgtool.base.errors import QueryBusyError


class Admission:
    """Admit ``at_once`` callers at a time; ``waiting`` more wait, each for ``seconds`` at most. Thread-safe.

    ``admitted`` counts those that run or wait.
    """

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self.admitted = 0
        self._most = at_once + waiting
        self._seconds = seconds
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()

    @contextmanager
    def admit(self) -> Iterator[None]:
        """Run the body as soon as there is room.

        Raises ``QueryBusyError`` where as many run and wait as may, or none of them ended in time.
        """
        with self._lock:
            if self.admitted >= self._most:
                raise QueryBusyError("busy")
            self.admitted += 1
        try:
            if not self._free.acquire(timeout=self._seconds):
                raise QueryBusyError("busy")
            try:
                yield
            finally:
                self._free.release()
        finally:
            with self._lock:
                self.admitted -= 1
