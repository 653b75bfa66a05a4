"""A snapshot shows each file as it was when it was first asked for, and keeps no more than it may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kgtool.corpus import snapshot as snapshots
from kgtool.corpus.layout import Repo
from kgtool.corpus.snapshot import Run, Snapshot, snapshot
from tests.tiny_plan import TinyPlan


def test_a_second_look_sees_the_same_bytes(tiny: TinyPlan) -> None:
    repo = Snapshot(tiny.root, tiny.root)
    before = repo.file(tiny.turtle).data
    tiny.append(tiny.turtle, "# later")
    assert repo.file(tiny.turtle).data == before
    assert Repo(tiny.root, tiny.root).file(tiny.turtle).data != before


def test_a_run_has_one_snapshot_and_another_run_another(tiny: TinyPlan) -> None:
    run = Run.on(tiny.repo)
    one = snapshot(run)
    assert snapshot(run) is one
    assert snapshot(Run.on(tiny.repo)) is not one


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    repo = Snapshot(tmp_path, tmp_path)
    paths = [tmp_path / f"{number}.txt" for number in range(12)]
    for path in paths:
        path.write_bytes(b"x" * (1 << 20))
    files = {path: repo.file(path) for path in paths}
    kept = [path for path in paths if path in repo._files]
    assert kept == paths[-(snapshots._MOST >> 20) :]
    assert all(repo.file(path) is files[path] for path in kept)
    assert repo.file(paths[0]) is not files[paths[0]]


def test_threads_share_a_snapshot(tiny: TinyPlan) -> None:
    repo = Snapshot(tiny.root, tiny.root)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: id(repo.file(tiny.turtle)), range(200)))) == 1
