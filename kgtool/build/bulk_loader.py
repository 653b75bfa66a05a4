"""Load statements into a store on disk while they are being written: the builder's work and the loader's overlap.

Blocks that were loaded one after the other lie on disk one beside the other, and each look-up goes through all of them.
So the store is put in order at the end, which makes look-ups take a third of their time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import RdfFormat, Store

_AT_ONCE = 64 << 20
_THREADS = 2


class BulkLoader:
    """Takes N-Quads in any order, whole lines at a time; the store is whole when the block that uses it ends.

    They are loaded some 64 MB at a time in two threads, so memory (about a gigabyte at most) does not grow with their
    number. Terms are not looked at again: what is loaded was written from what had been read. After ``end`` nothing more
    may come; the store is put in order while other work goes on.
    """

    def __init__(self, folder: Path) -> None:
        self._store = Store(str(folder))
        self._pool = ThreadPoolExecutor(_THREADS)
        self._loading: deque[Future[None]] = deque()
        self._ended: Future[None] | None = None
        self._held: list[bytes] = []
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def take(self, lines: bytes) -> None:
        """Take some lines; waits while the threads have enough to do. Raises what loading earlier ones raised."""
        self._held.append(lines)
        self._size += len(lines)
        if self._size >= _AT_ONCE:
            self._load()

    def end(self) -> Future[None]:
        """Load the rest and put the store in order, in the background: the block waits for it at its end."""
        if self._held:
            self._load()
        self._ended = self._pool.submit(self._put_in_order, tuple(self._loading))
        return self._ended

    def _put_in_order(self, loading: Sequence[Future[None]]) -> None:
        for left in loading:
            left.result()
        self._store.flush()
        self._store.optimize()

    def _load(self) -> None:
        if len(self._loading) == _THREADS:
            self._loading.popleft().result()
        block, self._held, self._size = b"".join(self._held), [], 0
        self._loading.append(self._pool.submit(self._store.bulk_load, block, RdfFormat.N_QUADS, lenient=True))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                (self._ended or self.end()).result()
        finally:
            self._pool.shutdown(cancel_futures=True)
            del self._store  # the lock goes with it, though the traceback of an error may hold this loader
