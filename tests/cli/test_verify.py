"""``kgtool verify``: a build, a release, a dump, a remote store, and what each lacks."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from kgtool.build import assemble
from kgtool.build.integrity import SUMS
from kgtool.build.store import Build
from kgtool.export import dumps
from kgtool.rdf import iris
from tests.build.test_integrity import flip
from tests.endpoints import Server
from tests.endpoints import oxigraph as oxigraph
from tests.endpoints import serve as serve
from tests.tiny_plan import TinyPlan

Kgtool = Callable[..., tuple[int, str, str]]


@pytest.fixture
def made(tiny: TinyPlan) -> Build:
    return assemble.build(tiny.repo, tiny.out).build


def verify(kgtool: Kgtool, tiny: TinyPlan, *words: object, lang: str = "en") -> tuple[int, str, str]:
    return kgtool("--lang", lang, "--root", tiny.root, "verify", *words, "--build", tiny.out)


def test_a_whole_build_is_said_to_be_whole(kgtool: Kgtool, tiny: TinyPlan, made: Build) -> None:
    count = len((made.folder / SUMS).read_text("utf-8").splitlines())
    assert verify(kgtool, tiny) == (0, f"{made.folder}: whole ({count} files)\n", "")
    assert verify(kgtool, tiny, lang="ja") == (0, f"{made.folder}: 完全です({count}ファイル)\n", "")
    assert verify(kgtool, tiny, made.folder)[0] == 0


def test_each_damaged_file_is_a_line(kgtool: Kgtool, tiny: TinyPlan, made: Build) -> None:
    flip(made.folder / "dataset.nq")
    (made.folder / "manifest.json").unlink()
    lines = [f"{made.folder}/dataset.nq: not as it was written\n", f"{made.folder}/manifest.json: missing\n"]
    assert verify(kgtool, tiny) == (1, "".join(lines), "")
    assert "書き出したときと中身が違います" in verify(kgtool, tiny, lang="ja")[1]


def test_a_build_that_was_never_finished_is_not_whole(kgtool: Kgtool, tiny: TinyPlan, made: Build) -> None:
    (made.folder / SUMS).unlink()
    assert verify(kgtool, tiny) == (1, f"{made.folder}/{SUMS}: missing\n", "")


@pytest.mark.parametrize("name", ["dataset.nq", "dataset.trig"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_dump_is_compared_with_the_build(
    kgtool: Kgtool, tiny: TinyPlan, made: Build, tmp_path: Path, name: str, packed: bool
) -> None:
    content = (dumps.folder(tiny.repo, made) / f"{name}.gz".replace("trig.gz", "trig")).read_bytes()
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    dump = tmp_path / (f"{name}.gz" if packed else name)

    def write(content: bytes) -> None:
        dump.write_bytes(gzip.compress(content) if packed else content)

    write(content)
    assert verify(kgtool, tiny, dump) == (0, f"{dump}: the same as build {made.folder.name}\n", "")
    write(content.replace("静かなまち".encode(), "静かな町".encode()))
    graph = iris.graph("plan", tiny.id)
    code, out, _ = verify(kgtool, tiny, dump)
    assert code == 1
    assert f"{graph}: 1 statements missing, 1 too many\n" in out


def test_a_dump_that_was_cut_off_lacks_statements(kgtool: Kgtool, tiny: TinyPlan, made: Build, tmp_path: Path) -> None:
    lines = (made.folder / "dataset.nq").read_bytes().splitlines(keepends=True)
    dump = tmp_path / "cut.nq"
    dump.write_bytes(b"".join(lines[: len(lines) // 2]))
    code, out, _ = verify(kgtool, tiny, dump)
    assert code == 1
    assert sum(int(line.split(": ")[1].split()[0].replace(",", "")) for line in out.splitlines()) == len(lines) - len(
        lines[: len(lines) // 2]
    )


def test_a_dump_that_cannot_be_unpacked_is_an_error(
    kgtool: Kgtool, tiny: TinyPlan, made: Build, tmp_path: Path
) -> None:
    dump = tmp_path / "cut.nq.gz"
    dump.write_bytes(gzip.compress((made.folder / "dataset.nq").read_bytes())[:-20])
    code, _, err = verify(kgtool, tiny, dump)
    assert code == 2
    assert "error[diff-syntax]" in err


def test_a_format_without_graphs_is_refused(kgtool: Kgtool, tiny: TinyPlan, made: Build, tmp_path: Path) -> None:
    dump = tmp_path / "dataset.ttl"
    dump.write_text("", "utf-8")
    code, _, err = verify(kgtool, tiny, dump)
    assert code == 2
    assert "error[dump-format]" in err


def test_nothing_is_compared_with_a_damaged_build(kgtool: Kgtool, tiny: TinyPlan, made: Build, tmp_path: Path) -> None:
    dump = tmp_path / "dataset.nq"
    dump.write_bytes((made.folder / "dataset.nq").read_bytes())
    os.truncate(made.folder / "dataset.nq", 10)
    code, _, err = verify(kgtool, tiny, dump)
    assert code == 2
    assert "error[build-damaged]" in err


def test_a_remote_store_is_compared_graph_by_graph(
    kgtool: Kgtool, tiny: TinyPlan, made: Build, serve: Callable[..., Server]
) -> None:
    server = serve()
    assert kgtool("load", "--endpoint", server.store, "--store", tiny.out)[0] == 0
    same = f"{server.store}: the same as build {made.folder.name}\n"
    assert verify(kgtool, tiny, server.store) == (0, same, "")
    graph = iris.graph("plan", tiny.id)
    body = b"<urn:a> <urn:b> <urn:c> ."
    address = f"{server.store}?graph={quote(graph, safe='')}"
    urlopen(Request(address, body, {"Content-Type": "text/turtle"}, method="PUT")).close()
    count = made.manifest["graphs"][graph]
    assert verify(kgtool, tiny, server.store) == (1, f"{graph}: {count:,} statements missing, 1 too many\n", "")


def test_a_store_that_cannot_be_asked_is_no_whole_one(kgtool: Kgtool, tiny: TinyPlan, made: Build) -> None:
    code, _, err = verify(kgtool, tiny, "http://127.0.0.1:1/elsewhere")
    assert code == 2
    assert "error[verify-blind]" in err
