"""Do one thing for many plans: here, in a few processes, or on a cluster; with progress, and without losing anything.

The work is a function of module level and its items are small: a process or a worker elsewhere reads the files itself.
Results come as they are ready. A worker that dies costs its own items only: they are done again.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from kgtool.base.errors import EndpointError
from kgtool.base.version import __version__

_FEW = 6
_AHEAD = 4
_TRIES = 3
Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Workers:
    """Who does the work: ``jobs`` processes (1: this one), or the Dask cluster behind ``scheduler``.

    A scheduler has ``patience`` seconds to answer, and as many to find a worker.
    """

    jobs: int = 0
    scheduler: str = ""
    patience: float = 20.0

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
    everything. Raises ``EndpointError`` (cluster) where the scheduler does not answer, has no worker or another kgtool,
    ``RuntimeError`` where a worker died three times on one item.
    """
    progress = progress or Progress(len(items), quiet=True)
    if workers.scheduler:
        found = _on_cluster(function, items, workers)
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
        pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), become_worker)
        try:
            for number, item, made in _stream(pool, function, left, count):
                done.add(number)
                yield item, made
            return
        except BrokenProcessPool:
            left = [(number, item) for number, item in left if number not in done]
            for number, _ in left[: count * _AHEAD]:
                tries[number] = tries.get(number, 0) + 1
                if tries[number] >= _TRIES:
                    raise RuntimeError(f"a worker process died {_TRIES} times") from None
        finally:
            pool.shutdown(cancel_futures=True)


def become_worker() -> None:
    """Make this a worker process: it leaves Ctrl-C to its parent, and ends with it however the parent ends.

    Work makes many small objects and few cycles: looking for them less often saves a twentieth of the time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(500_000, 50, 50)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


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
    function: Callable[[Item], Made], items: Sequence[Item], workers: Workers
) -> Iterator[tuple[Item, Made]]:
    """Work on a Dask cluster, whose workers see the same folders; a lost worker's items go to another."""
    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise _unusable(workers, "pip install 'jp-plan-kgtool[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what ends us is said as an error of ours
    client = _connected(Client, workers)
    try:
        client.wait_for_workers(1, timeout=workers.patience)
        futures = dict(zip(client.map(_Same(function), items, pure=False), items, strict=True))
        for future in _as_ready(client, list(futures), workers):
            made = future.result()
            item = futures.pop(future)
            future.release()
            yield item, made
    except KilledWorker as error:
        raise RuntimeError(f"a worker died {_TRIES} times or more: {error}") from None
    except (CancelledError, CommClosedError, ImportError, _OtherError, TimeoutError) as error:
        raise _unusable(workers, str(error) or type(error).__name__) from None
    finally:
        client.close(timeout=2)


def _connected(kind: Callable[..., Any], workers: Workers) -> Any:
    """Return a client of the scheduler. Dask's own timeout does not end a wait for what accepts and says nothing."""
    made: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def connect() -> None:
        try:
            made.put(kind(workers.scheduler, timeout=workers.patience, set_as_default=False))
        except Exception as error:
            made.put(error)

    threading.Thread(target=connect, daemon=True).start()
    try:
        client = made.get(timeout=workers.patience + 1)
    except queue.Empty:
        raise _unusable(workers, "no answer") from None
    if isinstance(client, Exception):
        raise _unusable(workers, str(client) or type(client).__name__)
    return client


def _as_ready(client: Any, futures: Sequence[Any], workers: Workers) -> Iterator[Any]:
    """Yield futures as they are done. Raises ``EndpointError`` where the scheduler or the last worker has gone for long."""
    done: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for future in futures:
        future.add_done_callback(done.put)
    for _ in futures:
        while True:
            try:
                future = done.get(timeout=workers.patience)
                break
            except queue.Empty:
                if not client.nthreads():
                    raise _unusable(workers, "no worker is left") from None
        if future.cancelled():
            raise _unusable(workers, "the connection to the scheduler was lost")
        yield future


def _unusable(workers: Workers, reason: str) -> EndpointError:
    return EndpointError("cluster", address=workers.scheduler, reason=reason)


class _OtherError(Exception):
    """A worker runs another version, which would make other things."""


@dataclass(frozen=True)
class _Same(Generic[Item, Made]):
    """A function that is done by this version of kgtool only, wherever it is done."""

    function: Callable[[Item], Made]
    version: str = __version__

    def __call__(self, item: Item) -> Made:
        if __version__ != self.version:
            raise _OtherError(f"{socket.gethostname()}: kgtool {__version__}, not {self.version}")
        return self.function(item)


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
