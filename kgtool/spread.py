"""Do one thing for many plans: here, in a few processes, or on a cluster; with progress, and without losing anything.

The work is a function of module level and its items are small: a process or a worker elsewhere reads the files itself.
Results come as they are ready. A worker that dies costs its own items only: they are done again.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from kgtool.errors import InputError

_FEW = 6
_AHEAD = 4
_TRIES = 3
Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Workers:
    """Who does the work: ``jobs`` processes (1: this one), or the Dask cluster behind ``scheduler``."""

    jobs: int = 0
    scheduler: str = ""

    @property
    def count(self) -> int:
        """How many processes of this machine to use."""
        return self.jobs or os.cpu_count() or 1


EVERY_CORE = Workers()


def spread(
    function: Callable[[Item], Made], items: Sequence[Item], workers: Workers, progress: Progress | None = None
) -> Iterator[tuple[Item, Made]]:
    """Yield each item with what ``function`` makes of it, in the order in which they are ready.

    A few items are done in this process, since starting others takes longer. An exception of the function ends
    everything. Raises ``InputError`` (cluster) where the scheduler does not answer, ``RuntimeError`` where a worker
    died three times on one item.
    """
    progress = progress or Progress(len(items), quiet=True)
    if workers.scheduler:
        found = _on_cluster(function, items, workers.scheduler)
    elif workers.count == 1 or len(items) <= _FEW:
        found = ((item, function(item)) for item in items)
    else:
        found = _in_processes(function, items, workers.count)
    for item, made in found:
        progress.step()
        yield item, made
    progress.end()


def _in_processes(function: Callable[[Item], Made], items: Iterable[Item], count: int) -> Iterator[tuple[Item, Made]]:
    tries: dict[int, int] = {}
    left = list(enumerate(items))
    while left:
        done: set[int] = set()
        try:
            with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
                for number, item, made in _stream(pool, function, left, count):
                    done.add(number)
                    yield item, made
        except BrokenProcessPool:
            left = [(number, item) for number, item in left if number not in done]
            for number, _ in left[: count * _AHEAD]:
                tries[number] = tries.get(number, 0) + 1
                if tries[number] >= _TRIES:
                    raise RuntimeError(f"a worker process died {_TRIES} times") from None
            continue
        return


def _stream(
    pool: ProcessPoolExecutor, function: Callable[[Item], Made], left: Sequence[tuple[int, Item]], count: int
) -> Iterator[tuple[int, Item, Made]]:
    """Keep a few items ahead of each process, so that memory does not grow with their number."""
    waiting: dict[Future[Made], tuple[int, Item]] = {}
    rest = iter(left)
    while True:
        for number, item in islice(rest, count * _AHEAD - len(waiting)):
            waiting[pool.submit(function, item)] = (number, item)
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            number, item = waiting.pop(future)
            yield number, item, future.result()


def _on_cluster(
    function: Callable[[Item], Made], items: Sequence[Item], scheduler: str
) -> Iterator[tuple[Item, Made]]:
    """Work on a Dask cluster, whose workers see the same folders; a lost worker's items go to another."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise InputError("cluster", address=scheduler, reason="pip install 'kgtool[cluster]'") from None
    try:
        client: Any = Client(scheduler, timeout=20, set_as_default=False)  # type: ignore[no-untyped-call,unused-ignore]
    except (OSError, ValueError) as error:
        raise InputError("cluster", address=scheduler, reason=str(error) or type(error).__name__) from None
    with client:
        futures = dict(zip(client.map(function, items, pure=False, retries=_TRIES), items, strict=True))
        for future in as_completed(list(futures)):  # type: ignore[no-untyped-call,unused-ignore]
            made = future.result()
            item = futures.pop(future)
            future.release()
            yield item, made


class Progress:
    """Plans done, rate and what remains, on stderr: a line that is written over on a terminal, else one in ten seconds."""

    def __init__(self, total: int, what: str = "", quiet: bool = False) -> None:
        self.total = total
        self.what = what
        self.done = 0
        self.quiet = quiet or total <= _FEW
        self._began = self._shown = time.monotonic()
        self._live = sys.stderr.isatty()

    def step(self) -> None:
        """Count one more."""
        self.done += 1
        now = time.monotonic()
        if not self.quiet and now - self._shown >= (0.5 if self._live else 10.0):
            self._shown = now
            self._show(now)

    def end(self) -> None:
        """Say the last word."""
        if not self.quiet and self.total:
            self._show(time.monotonic())
            if self._live:
                sys.stderr.write("\n")

    def _show(self, now: float) -> None:
        rate = self.done / max(now - self._began, 1e-9)
        left = (self.total - self.done) / rate if rate else 0.0
        line = f"{self.what}: {self.done:,}/{self.total:,} · {rate:.1f}/s · {left:.0f} s"
        sys.stderr.write(f"\r\x1b[K{line}" if self._live else f"kgtool: {line}\n")
        sys.stderr.flush()
