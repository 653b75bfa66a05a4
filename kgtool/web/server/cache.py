"""Documents that were made, kept as long as they fit: the least recently used goes first."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Hashable
from functools import cached_property

from kgtool.web.page import Document

_SMALL = 400


class Kept:
    """A document, and its compressed body once somebody asked for it."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def compressed(self) -> bytes:
        """The body as gzip; the same bytes each time."""
        return gzip.compress(self.document.body, 6, mtime=0)

    @property
    def compressible(self) -> bool:
        """Whether compressing is worth it."""
        return len(self.document.body) > _SMALL and not self.document.variant.ending.endswith("gz")

    @property
    def size(self) -> int:
        """About the bytes that it takes."""
        return len(self.document.body) * 4 // 3 + 500


class Cache:
    """Up to ``most`` bytes of documents. Thread-safe."""

    def __init__(self, most: int = 128 << 20) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        """Return what was kept under a key."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: Hashable, document: Document) -> Kept:
        """Keep a document, unless it alone would take a quarter of the place."""
        kept = Kept(document)
        if kept.size > self.most // 4:
            return kept
        with self._lock:
            before = self._kept.pop(key, None)
            self.size += kept.size - (before.size if before else 0)
            self._kept[key] = kept
            while self.size > self.most:
                self.size -= self._kept.popitem(last=False)[1].size
        return kept
