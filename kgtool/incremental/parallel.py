"""Parallel work: one function for many items, in processes or on a cluster; and a pool of processes for a server.

The work is a function of module level and its items are small: a process or a worker elsewhere reads the files itself.
Results come as they are ready. A process that dies costs its own items only: they are done again.
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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeVar

from kgtool.base.errors import EndpointError
from kgtool.base.version import __version__

_FEW = 6
_AHEAD = 4
_TRIES = 3
_SELDOM = (500_000, 50, 50)
_TO_CONNECT = 2.5
"""Seconds in which a scheduler answers: with the import of Dask, whoever named a wrong address waits for five at most."""
Item = TypeVar("Item")
Made = TypeVar("Made")
State = TypeVar("State")


@dataclass(frozen=True)
class Workers:
    """Choose who does the work: ``jobs`` processes (0: one a core, 1: this one), or the Dask cluster of ``scheduler``.

    A cluster has ``patience`` seconds to find a worker.
    """

    jobs: int = 0
    scheduler: str = ""
    patience: float = 20.0

    @property
    def count(self) -> int:
        """How many processes of this machine to use."""
        return self.jobs or os.cpu_count() or 1


EVERY_CORE = Workers()


def collect_seldom() -> None:
    """Look for unreachable cycles less often in this process: work with many small objects takes a twentieth less time."""
    gc.set_threshold(*_SELDOM)


def map_unordered(
    function: Callable[[Item], Made], items: Sequence[Item], workers: Workers, progress: Progress | None = None
) -> Iterator[tuple[Item, Made]]:
    """Yield each item with what ``function`` makes of it, in the order in which they are ready.

    A few items are done in this process, since starting others takes longer. An exception of the function ends
    everything. Raises ``EndpointError`` (cluster) where no scheduler answers, or one without workers or with those of
    another kgtool; ``ProcessDiedError`` where a process died three times on one item.
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


def _in_processes(function: Callable[[Item], Made], items: Sequence[Item], count: int) -> Iterator[tuple[Item, Made]]:
    with ProcessPool(min(count, len(items)), _nothing) as pool:
        yield from pool.map_unordered(partial(_without_state, function), items)


def _without_state(function: Callable[[Item], Made], state: None, item: Item) -> Made:
    return function(item)


def _nothing(*state: object) -> None:
    """Set up a process that needs nothing."""


class ProcessDiedError(RuntimeError):
    """A process died in the middle of its work."""


class ProcessPool(Generic[State]):
    """Run functions of module level in ``count`` processes, with what ``setup`` returned there as first argument.

    The processes are started at once, anew, leave Ctrl-C to this one, and end with it, however it ends. Where one dies,
    all are replaced. Thread-safe.
    """

    def __init__(self, count: int, setup: Callable[[], State]) -> None:
        self._count, self._setup = count, setup
        self._lock = threading.Lock()
        self._closed = False
        self._begin()

    def __enter__(self) -> ProcessPool[State]:
        return self

    def __exit__(self, *error: object) -> None:
        self.close(wait=True)

    @property
    def ready(self) -> bool:
        """Whether all processes have started."""
        return self._ready.done()

    def run(self, function: Callable[..., Made], *arguments: object) -> Made:
        """Return what a function returns in a process. Raises ``ProcessDiedError``, ``CancelledError`` when closed."""
        return next(self.map(function, [arguments]))

    def map(self, function: Callable[..., Made], items: Iterable[tuple[object, ...]]) -> Iterator[Made]:
        """Start to run a function with the arguments of each item; yield the results in the items' order.

        Raises as ``run`` does.
        """
        executor = self._executor
        try:
            futures = [executor.submit(_run, function, *arguments) for arguments in items]
        except BrokenProcessPool:
            raise self._death(executor) from None
        return self._results(executor, futures)

    def map_unordered(
        self, function: Callable[[State, Item], Made], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Made]]:
        """Yield each item with its result, as they are ready. What a process had begun when it died is begun again.

        Raises ``ProcessDiedError`` where processes died three times on one item.
        """
        tries: Counter[int] = Counter()
        left = dict(enumerate(items))
        while left:
            executor = self._executor
            try:
                for number, made in _stream(executor, function, dict(left), self._count * _AHEAD):
                    yield left.pop(number), made
            except BrokenProcessPool:
                self._death(executor)
                tries.update(islice(left, self._count * _AHEAD))
                if max(tries.values()) >= _TRIES:
                    raise ProcessDiedError(f"processes died {_TRIES} times at the same work") from None

    def close(self, wait: bool = False) -> None:
        """End the processes, each when it has done what it is doing; whatever has not begun is cancelled."""
        with self._lock:
            self._closed = True
        self._executor.shutdown(wait, cancel_futures=True)

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(self._count, context, _become_process, (self._setup,))
        self._ready = [self._executor.submit(_run, _nothing) for _ in range(self._count)][-1]

    def _results(self, executor: ProcessPoolExecutor, futures: Sequence[Future[Made]]) -> Iterator[Made]:
        for future in futures:
            try:
                yield future.result()
            except BrokenProcessPool:
                raise self._death(executor) from None

    def _death(self, executor: ProcessPoolExecutor) -> ProcessDiedError:
        """Start other processes in the place of those of which one has died; return the error that says so."""
        with self._lock:
            if self._executor is executor and not self._closed:
                self._begin()
        executor.shutdown(wait=False)
        return ProcessDiedError("a process died; the system may have ended it for want of memory")


_states: list[Any] = []


def _become_process(setup: Callable[[], object]) -> None:
    """Make this a process of a pool: it leaves Ctrl-C to its parent, and ends with it however the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _states.append(setup())


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(function: Callable[..., Made], *arguments: object) -> Made:
    """Run a function in this process of a pool."""
    return function(_states[0], *arguments)


def _stream(
    executor: ProcessPoolExecutor, function: Callable[[State, Item], Made], items: dict[int, Item], ahead: int
) -> Iterator[tuple[int, Made]]:
    """Yield the results of numbered items; have ``ahead`` of them on their way, so that memory does not grow with them."""
    waiting: dict[Future[Made], int] = {}
    rest = iter(items.items())
    while True:
        for number, item in islice(rest, ahead - len(waiting)):
            waiting[executor.submit(_run, function, item)] = number
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield waiting.pop(future), future.result()


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
    _verify(workers)
    try:
        client = Client(workers.scheduler, timeout=workers.patience, set_as_default=False)
    except OSError as error:
        raise _unusable(workers, str(error) or type(error).__name__) from None
    try:
        client.wait_for_workers(1, timeout=workers.patience)
        futures = dict(zip(client.map(_SameVersion(function), items, pure=False), items, strict=True))
        for future in _as_ready(client, list(futures), workers):
            made = future.result()
            item = futures.pop(future)
            future.release()
            yield item, made
    except KilledWorker as error:
        raise ProcessDiedError(f"a worker died {_TRIES} times or more: {error}") from None
    except (CancelledError, CommClosedError, ImportError, _OtherVersionError, TimeoutError) as error:
        raise _unusable(workers, str(error) or type(error).__name__) from None
    finally:
        client.close(timeout=2)


def _verify(workers: Workers) -> None:
    """Ask who is at the address, before Dask's client is made: it would wait for whatever accepts and says nothing.

    Raises ``EndpointError`` (cluster), within seconds.
    """
    import asyncio  # takes as long to import as the rest of a command that uses no cluster

    from distributed import rpc

    async def identify() -> Any:
        async with rpc(workers.scheduler, timeout=_TO_CONNECT) as there:
            return await there.identity()

    said: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def ask() -> None:
        try:
            said.put(asyncio.run(asyncio.wait_for(identify(), _TO_CONNECT))["type"])
        except Exception as error:  # a lack of memory, too, where other bytes are taken for a length
            said.put(error)

    threading.Thread(target=ask, daemon=True).start()  # which may be left, as where a name is looked up for long
    try:
        found = said.get(timeout=_TO_CONNECT + 0.5)
    except queue.Empty:
        found = TimeoutError()
    if found == "Scheduler":
        return
    if isinstance(found, ValueError):
        raise _unusable(workers, str(found))
    if isinstance(found, OSError | TimeoutError):
        seconds = f"{_TO_CONNECT:g}"
        raise _unusable(workers, {"ja": f"{seconds}秒のうちに答えません", "en": f"no answer within {seconds} s"})
    ja, en = "そこで答えるのはDaskのスケジューラーではありません", "what answers there is no Dask scheduler"
    raise _unusable(workers, {"ja": ja, "en": en})


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


def _unusable(workers: Workers, reason: object) -> EndpointError:
    return EndpointError("cluster", address=workers.scheduler, reason=reason)


class _OtherVersionError(Exception):
    """A worker runs another version, which would make other things."""


@dataclass(frozen=True)
class _SameVersion(Generic[Item, Made]):
    """Wraps a task so that a cluster worker with another version of kgtool refuses it."""

    function: Callable[[Item], Made]
    version: str = __version__

    def __call__(self, item: Item) -> Made:
        if __version__ != self.version:
            raise _OtherVersionError(f"{socket.gethostname()}: kgtool {__version__}, not {self.version}")
        return self.function(item)


class Progress:
    """Report items done, rate and time left on stderr: on a terminal a line that is written over, else one in ten seconds."""

    def __init__(self, total: int, what: str = "", quiet: bool = False) -> None:
        self.total = total
        self.what = what
        self.done = 0
        self.quiet = quiet or total <= _FEW
        self._began = self._printed = time.monotonic()
        self._live = sys.stderr.isatty()

    def step(self) -> None:
        """Count one more."""
        self.done += 1
        now = time.monotonic()
        if not self.quiet and now - self._printed >= (0.5 if self._live else 10.0):
            self._printed = now
            self._print(now)

    def end(self) -> None:
        """Report the last state."""
        if not self.quiet and self.total:
            self._print(time.monotonic())
            if self._live:
                sys.stderr.write("\n")

    def _print(self, now: float) -> None:
        rate = self.done / max(now - self._began, 1e-9)
        left = (self.total - self.done) / rate if rate else 0.0
        line = f"{self.what}: {self.done:,}/{self.total:,} · {rate:.1f}/s · {left:.0f} s"
        sys.stderr.write(f"\r\x1b[K{line}" if self._live else f"kgtool: {line}\n")
        sys.stderr.flush()
