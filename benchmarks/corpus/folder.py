"""Write a corpus as a folder that kgtool works on: the real plans first, then as many made-up ones as are wanted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from multiprocessing import Pool
from pathlib import Path

from pyoxigraph import RdfFormat, Store, serialize

from benchmarks.corpus import faults, plan
from benchmarks.corpus.faults import Expected
from benchmarks.corpus.sketch import FAULT_BUNDLES, Settings, Sketch, Stock
from kgtool.corpus import units
from kgtool.corpus.layout import Repo

MARKER, LEDGER, PLANS, FILE = "corpus.json", "ledger.tsv", "plans.tsv", "plan.nq"
_LINKED = ("ontology", "shapes", "queries", "data/reference")
_AT_ONCE = 4


@dataclass(frozen=True)
class Written:
    """One plan on disk. ``like`` is the real plan that it is built like: itself for a real one."""

    plan: str
    like: str
    statements: int
    size: int
    expected: tuple[Expected, ...] = ()


def write(repo: Repo, stock: Stock, out: Path, plans: int, settings: Settings, jobs: int = 1) -> Iterator[Written]:
    """Write a corpus of so many plans, the real ones among them, and yield each as it is done, in order.

    Plans that an earlier, larger corpus left in the folder are removed. Raises ``ValueError`` for a folder that is
    something else, and for numbers that do not fit together.
    """
    made_up = plans - len(repo.plans)
    if made_up < 0:
        raise ValueError(f"a corpus has at least the {len(repo.plans)} real plans")
    if settings.faults * FAULT_BUNDLES > made_up:
        least = settings.faults * FAULT_BUNDLES + len(repo.plans)
        raise ValueError(f"{settings.faults} faults of each kind need {least} plans")
    _prepare(repo, out, {"plans": plans, **asdict(settings)})
    known = set()
    with (out / PLANS).open("w", encoding="utf-8") as table, (out / LEDGER).open("w", encoding="utf-8") as ledger:
        table.write("plan\tlike\tstatements\tbytes\n")
        ledger.write("plan\tkind\tcodes\tfocus\n")
        for written in _all(repo, _Maker(stock, settings, out), made_up, jobs):
            known.add(written.plan)
            table.write(f"{written.plan}\t{written.like}\t{written.statements}\t{written.size}\n")
            ledger.writelines(_ledger(written.expected))
            yield written
    for folder in (out / "data").iterdir():
        if folder.name not in known and (folder / FILE).is_file():
            (folder / FILE).unlink()
            folder.rmdir()


def _ledger(expected: Iterable[Expected]) -> Iterator[str]:
    """The lines of the ledger: one a fault and focus, with all codes that a check finds there."""
    codes: dict[tuple[str, str, str], list[str]] = {}
    for one in expected:
        codes.setdefault((one.plan, one.kind, one.focus), []).append(one.code)
    for (name, kind, focus), found in codes.items():
        yield f"{name}\t{kind}\t{' '.join(found)}\t{focus}\n"


def _prepare(repo: Repo, out: Path, arguments: dict[str, object]) -> None:
    """Make the folder, with links to what all plans share."""
    if out.exists() and not (out / MARKER).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} is there already and is no corpus: choose another folder")
    (out / "data").mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text(json.dumps(arguments, indent=2) + "\n", encoding="utf-8")
    for name in _LINKED:
        link = out / name
        if link.is_symlink():
            link.unlink()
        link.symlink_to((repo.root if name.startswith("data") else repo.share).resolve() / name)


def _all(repo: Repo, maker: _Maker, made_up: int, jobs: int) -> Iterator[Written]:
    yield from _real(repo, maker.out)
    if jobs == 1:
        yield from map(maker.make, range(made_up))
        return
    with Pool(jobs, initializer=_Worker.start, initargs=(maker,)) as pool:
        yield from pool.imap(_Worker.make, range(made_up), chunksize=_AT_ONCE)


def _real(repo: Repo, out: Path) -> Iterator[Written]:
    """Write the real plans in the same form, each with the alignments that begin with it."""
    stores = {name: Store() for name in repo.plans}
    for graph in units.layout(repo):
        name = graph.iri.rsplit("/", 1)[-1].split("--")[0]
        if name in stores:
            units.load(repo, graph, stores[name])
    for name, store in stores.items():
        lines = serialize(store, format=RdfFormat.N_QUADS).decode().splitlines(keepends=True)  # type: ignore[union-attr]
        yield _write(out, name, name, lines)


def _write(out: Path, name: str, like: str, lines: Iterable[str], expected: Iterable[Expected] = ()) -> Written:
    """Write one plan: every statement once, in order."""
    kept = sorted(set(lines))
    content = "".join(kept).encode()
    folder = out / "data" / name
    folder.mkdir(exist_ok=True)
    temporary = folder.with_name(f".{name}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, folder / FILE)
    return Written(name, like, len(kept), len(content), tuple(expected))


@dataclass(frozen=True)
class _Maker:
    """What a worker needs to make plans."""

    stock: Stock
    settings: Settings
    out: Path

    def make(self, number: int) -> Written:
        sketch = Sketch(self.stock, self.settings, number)
        lines, expected = faults.plant(sketch, plan.lines(sketch))
        return _write(self.out, sketch.plan, sketch.anatomy.plan, lines, expected)


class _Worker:
    """A process that makes plans: it gets what it needs once, when it starts."""

    maker: _Maker

    @classmethod
    def start(cls, maker: _Maker) -> None:
        cls.maker = maker

    @classmethod
    def make(cls, number: int) -> Written:
        return cls.maker.make(number)
