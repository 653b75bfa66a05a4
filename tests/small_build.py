"""A build of the small frozen graph of tests/fixtures/small-graph, and of variants of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from kgtool.build import integrity
from kgtool.build.store import DATASET, FORMAT, MANIFEST
from kgtool.build.versions import CURRENT
from tests import TESTS

GRAPHS = TESTS / "fixtures" / "small-graph" / "graphs.trig"


class SmallBuild:
    """A build folder as ``kgtool build`` leaves one: ``out/current`` with store, N-Quads and manifest."""

    def __init__(self, out: Path, quads: Iterable[Quad] | None = None) -> None:
        self.out = out
        folder = out / CURRENT
        folder.mkdir(parents=True)
        self.quads = list(quads if quads is not None else parse(path=str(GRAPHS), format=RdfFormat.TRIG))
        store = Store(str(folder / "store"))
        store.bulk_extend(self.quads)
        store.flush()
        serialized = serialize(store, format=RdfFormat.N_QUADS)  # from the store, which writes numbers its own way
        assert serialized is not None
        lines = b"".join(sorted(serialized.splitlines(keepends=True)))
        (folder / DATASET).write_bytes(lines)
        counts = Counter(quad.graph_name.value for quad in self.quads)
        manifest = {
            "format": FORMAT,
            "contentHash": hashlib.sha256(lines).hexdigest(),
            "quads": len(self.quads),
            "graphs": dict(sorted(counts.items())),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        del store  # its files are written and closed
        integrity.seal(folder)
