"""A cache of rendered documents, bounded by their bytes; the least recently used go first."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Hashable
from functools import cached_property

from cachetools import LRUCache

from kgtool.web.page import Document

_SMALL = 400


class CachedDocument:
    """A document, and its compressed body once it was requested."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def compressed(self) -> bytes:
        """Return the body as gzip; the same bytes each time."""
        return gzip.compress(self.document.body, 6, mtime=0)

    @property
    def compressible(self) -> bool:
        """Say whether compressing is worth it."""
        return len(self.document.body) > _SMALL and not self.document.variant.ending.endswith("gz")

    @property
    def size(self) -> int:
        """Return about how many bytes it takes in memory."""
        return len(self.document.body) * 4 // 3 + 500


class DocumentCache:
    """Up to ``most`` bytes of documents. Thread-safe."""

    def __init__(self, most: int = 128 << 20) -> None:
        self.most = most
        self._documents: LRUCache[Hashable, CachedDocument] = LRUCache(most, lambda document: document.size)
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Return about how many bytes all documents take in memory."""
        return int(self._documents.currsize)

    def get(self, key: Hashable) -> CachedDocument | None:
        """Return the document under a key, if it is cached."""
        with self._lock:
            return self._documents.get(key)

    def put(self, key: Hashable, document: Document) -> CachedDocument:
        """Cache a document, unless it alone would take a quarter of the space."""
        cached = CachedDocument(document)
        if cached.size <= self.most // 4:
            with self._lock:
                self._documents[key] = cached
        return cached
