"""kgtool build: the same statements give the same bytes; a build is whole or is not there."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from kgtool.base.errors import BuildError, KgtoolError
from kgtool.build import assemble, store
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.export import dumps
from kgtool.extract import source
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDFS
from tests import ROOT
from tests.tiny_plan import ELEMENTS, TEXT, TinyPlan, sha256, span


def kgtool(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as people do, from a folder that is no root."""
    return subprocess.run(
        [sys.executable, "-m", "kgtool", *map(str, words)],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(ROOT), "KGTOOL_LANG": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    """The statements, with blank nodes named by RDFC-1.0."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.fixture(scope="module")
def statements(built: store.Build) -> set[Quad]:
    """What the store holds."""
    return canonical(built.open())


# What a build holds


def test_nquads_are_sorted_canonical_and_what_the_store_holds(built: store.Build, statements: set) -> None:
    lines = (built.folder / "dataset.nq").read_bytes().splitlines(keepends=True)
    assert lines == sorted(f"{quad} .\n".encode() for quad in statements)


def test_the_content_hash_is_that_of_the_nquads(built: store.Build) -> None:
    data = (built.folder / "dataset.nq").read_bytes()
    assert built.manifest["contentHash"] == hashlib.sha256(data).hexdigest()
    assert built.folder.name.startswith(built.manifest["contentHash"][:16])


def test_trig_is_the_same_dataset(repo: Repo, built: store.Build, statements: set) -> None:
    trig = dumps.folder(repo, built) / "dataset.trig"
    assert canonical(parse(trig.read_bytes(), RdfFormat.TRIG)) == statements


def test_the_manifest_counts_the_statements_of_each_graph(built: store.Build, statements: set) -> None:
    counts = Counter(quad.graph_name.value for quad in statements)
    assert built.manifest["graphs"] == counts
    assert built.manifest["quads"] == sum(counts.values())


def test_every_file_of_the_layout_is_in_the_graph_that_it_belongs_to(statements: set, repo: Repo) -> None:
    names = {quad.graph_name.value for quad in statements}
    assert names == {graph.iri for graph in units.layout(repo)} | {iris.graph("derived"), iris.graph("catalog")}


def test_no_wording_is_in_a_build_without_the_sources(built: store.Build) -> None:
    assert not list(built.open().quads_for_pattern(None, JPP.text, None, None))


# The same content wherever it is built


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's inputs in another place, its files made in another order."""
    root = tmp_path_factory.mktemp("elsewhere") / "deeper" / "計画"
    files = [path for name in ("data", "ontology", "queries") for path in (ROOT / name).rglob("*") if path.is_file()]
    random.Random(13).shuffle(files)
    for path in files:
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return root


def test_another_process_in_another_place_builds_the_same_bytes(built: store.Build, elsewhere: Path) -> None:
    done = kgtool("--root", elsewhere, "build", PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    other = store.newest(elsewhere / "build")
    assert other.manifest["contentHash"] == built.manifest["contentHash"]
    assert (other.folder / "dataset.nq").read_bytes() == (built.folder / "dataset.nq").read_bytes()


@pytest.mark.parametrize("seed", ["0", "31337"])
def test_the_order_of_hashes_changes_no_byte(tiny: TinyPlan, seed: str) -> None:
    here = assemble.build(tiny.repo, tiny.out).build
    there = tiny.out.with_name("there")
    assert kgtool("--root", tiny.root, "build", "--out", there, PYTHONHASHSEED=seed).returncode == 0
    assert store.newest(there).manifest["contentHash"] == here.manifest["contentHash"]
    assert (there / "current" / "dataset.nq").read_bytes() == (here.folder / "dataset.nq").read_bytes()


def test_the_order_of_statements_and_the_names_of_blank_nodes_change_no_hash(tiny: TinyPlan) -> None:
    first = assemble.build(tiny.repo, tiny.out).build.manifest["contentHash"]
    core = tiny.root / "ontology" / "core.ttl"
    tiny.edit(core, "[] a owl:AllDisjointClasses ;", "_:b7 a owl:AllDisjointClasses . _:b7")
    lines = tiny.turtle.read_text("utf-8").splitlines(keepends=True)
    prefixes = [line for line in lines if line.startswith("@")]
    tiny.turtle.write_text("".join(prefixes + [line for line in reversed(lines) if line not in prefixes]), "utf-8")
    assert assemble.build(tiny.repo, tiny.out).build.manifest["contentHash"] == first


# Again


def test_a_second_run_says_that_nothing_changed_and_touches_nothing(tiny: TinyPlan) -> None:
    first = assemble.build(tiny.repo, tiny.out)
    times = {path: path.stat().st_mtime_ns for path in first.build.folder.rglob("*")}
    second = assemble.build(tiny.repo, tiny.out)
    assert (first.fresh, second.fresh) == (True, False)
    assert second.build == first.build
    assert {path: path.stat().st_mtime_ns for path in first.build.folder.rglob("*")} == times
    assert (
        "nothing that matters to the build has changed"
        in kgtool("--root", tiny.root, "build", "--out", tiny.out).stderr
    )


@pytest.mark.parametrize("name", ["turtle", "curation", "description", "themes"])
def test_a_changed_file_makes_a_new_build_with_a_new_hash(tiny: TinyPlan, name: str) -> None:
    first = assemble.build(tiny.repo, tiny.out).build
    tiny.append(getattr(tiny, name), "id:x rdfs:label 'new'@en .")
    second = assemble.build(tiny.repo, tiny.out)
    assert second.fresh
    assert second.build.manifest["contentHash"] != first.manifest["contentHash"]
    label = Literal("new", language="en")
    assert list(second.build.open().quads_for_pattern(NamedNode(iris.ID + "x"), RDFS.label, label, None))


def test_a_changed_rule_makes_a_new_build(tiny: TinyPlan) -> None:
    first = assemble.build(tiny.repo, tiny.out).build.manifest
    (tiny.root / "queries" / "derived" / "within.rq").unlink()
    second = assemble.build(tiny.repo, tiny.out).build.manifest
    assert second["graphs"][iris.graph("derived")] < first["graphs"][iris.graph("derived")]


def test_an_edit_that_changes_no_statement_keeps_the_content_hash(tiny: TinyPlan) -> None:
    first = assemble.build(tiny.repo, tiny.out).build.manifest["contentHash"]
    tiny.append(tiny.turtle, "# a comment")
    second = assemble.build(tiny.repo, tiny.out)
    assert second.build.manifest["contentHash"] == first
    assert not second.fresh


def test_a_renamed_plan_folder_describes_another_plan_and_is_refused(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    tiny.folder.rename(tiny.folder.with_name("99998-moto-2"))
    assert nothing_replaced(tiny, "plan-foreign").place.file == "data/99998-moto-2/source.ttl"


def test_a_build_that_lost_its_store_is_made_again(tiny: TinyPlan) -> None:
    shutil.rmtree(assemble.build(tiny.repo, tiny.out).build.folder / "store")
    assert len(assemble.build(tiny.repo, tiny.out).build.open())


def test_the_build_before_is_kept_and_older_ones_are_dropped(tiny: TinyPlan) -> None:
    names = []
    for number in range(3):
        tiny.append(tiny.turtle, f"id:x{number} a jpp:Goal .")
        names.append(assemble.build(tiny.repo, tiny.out).build.folder.name)
    folders = {path.name for path in tiny.out.iterdir() if path.is_dir() and not path.is_symlink()}
    assert folders == {*names[1:]}
    assert (tiny.out / "current").readlink() == Path(names[2])


def test_a_reader_of_the_build_before_is_not_disturbed(tiny: TinyPlan) -> None:
    reading = assemble.build(tiny.repo, tiny.out).build.open()
    before = set(reading)
    tiny.append(tiny.turtle, "id:x a jpp:Goal .")
    assemble.build(tiny.repo, tiny.out)
    assert set(reading) == before


# Refusals


def nothing_replaced(tiny: TinyPlan, code: str, **options: Path) -> KgtoolError:
    """Build what cannot be built, and see that the build before is as it was."""
    before = store.newest(tiny.out).folder
    kept = {path: path.read_bytes() for path in before.rglob("*") if path.is_file() and path.name != "LOG"}
    with pytest.raises(KgtoolError) as caught:
        assemble.build(tiny.repo, tiny.out, **options)
    assert caught.value.code == code
    assert store.newest(tiny.out).folder == before
    assert {path: path.read_bytes() for path in kept} == kept
    assert {path.name for path in tiny.out.iterdir()} == {".kgtool-build", "current", before.name}
    return caught.value


def test_broken_turtle_is_named_by_file_line_and_column_and_nothing_is_replaced(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    lines = tiny.turtle.read_text("utf-8").count("\n")
    tiny.append(tiny.turtle, "id:x jpp:order ] .")
    place = nothing_replaced(tiny, "turtle-syntax").place
    assert (place.file, place.line, place.column) == (f"data/{tiny.id}/plan.ttl", lines + 1, 16)
    done = kgtool("--root", tiny.root, "build", "--out", tiny.out)
    assert done.returncode == 2
    assert f"data/{tiny.id}/plan.ttl:{lines + 1}:16: error[turtle-syntax]" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["source.ttl", "plan.ttl", "curation.ttl"])
def test_a_plan_folder_without_one_of_its_files_is_refused(tiny: TinyPlan, name: str) -> None:
    assemble.build(tiny.repo, tiny.out)
    (tiny.folder / name).unlink()
    assert nothing_replaced(tiny, "plan-incomplete").place.file == f"data/{tiny.id}/{name}"


def test_a_stray_file_in_a_plan_folder_is_refused(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    (tiny.folder / "notes.txt").write_text("", "utf-8")
    nothing_replaced(tiny, "stray-file")


def test_rules_that_wait_for_each_other_are_refused(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    rules = tiny.root / "queries" / "derived"
    tiny.edit(rules / "unit.rq", "\n\nPREFIX", '\n#+ after = ["unit-corresponds"]\n\nPREFIX')
    assert "circle" in str(nothing_replaced(tiny, "header"))


def test_a_folder_that_kgtool_did_not_make_is_refused_and_stays_as_it_is(tiny: TinyPlan) -> None:
    tiny.out.mkdir()
    (tiny.out / "thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(BuildError) as caught:
        assemble.build(tiny.repo, tiny.out)
    assert caught.value.code == "out-not-ours"
    assert [path.name for path in tiny.out.iterdir()] == ["thesis.docx"]
    done = kgtool("--root", tiny.root, "build", "--out", tiny.out)
    assert (done.returncode, "error[out-not-ours]" in done.stderr) == (2, True)


def test_a_file_in_the_place_of_the_build_folder_is_refused(tiny: TinyPlan) -> None:
    tiny.out.write_text("a file", "utf-8")
    with pytest.raises(BuildError) as caught:
        assemble.build(tiny.repo, tiny.out)
    assert caught.value.code == "out-not-ours"
    assert tiny.out.read_text("utf-8") == "a file"


def test_an_empty_folder_is_taken(tiny: TinyPlan) -> None:
    tiny.out.mkdir()
    assert assemble.build(tiny.repo, tiny.out).fresh


def test_a_folder_that_somebody_put_beside_the_builds_stays(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    (tiny.out / "my-exports").mkdir()
    tiny.append(tiny.turtle, "id:x a jpp:Goal .")
    assemble.build(tiny.repo, tiny.out)
    assert (tiny.out / "my-exports").is_dir()


def test_a_build_that_is_being_made_locks_out_a_second_one(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    tiny.append(tiny.turtle, "id:x a jpp:Goal .")
    with (tiny.out / ".kgtool-build").open("w") as marker:
        fcntl.flock(marker, fcntl.LOCK_EX)
        nothing_replaced(tiny, "out-locked")
    assert assemble.build(tiny.repo, tiny.out).fresh


# With the sources


def wording(made: store.Build) -> dict[str, str]:
    return {
        quad.subject.value: quad.object.value
        for quad in made.open().quads_for_pattern(None, JPP.text, None, None)
        if quad.graph_name == NamedNode(iris.graph("text", TinyPlan.id))
    }


def test_sources_add_a_graph_with_the_wording_of_each_element(tiny: TinyPlan) -> None:
    plain = canonical(assemble.build(tiny.repo, tiny.out).build.open())
    made = assemble.build(tiny.repo, tiny.out, tiny.sources).build
    assert wording(made) == {
        iris.element(tiny.id, tiny.version, path): wording for path, (_, _, _, wording, _) in ELEMENTS.items()
    }
    added = {quad.graph_name.value for quad in canonical(made.open()) - plain} - {iris.graph("catalog")}
    assert added == {iris.graph("text", tiny.id)}


def test_a_heading_inside_a_body_is_not_worded_twice(tiny: TinyPlan) -> None:
    start, _ = span("第1目標 静かなまち")
    body = span("夜は静かで、星が見えます。")
    tiny.append(tiny.turtle, f"<goal/1> jpp:bodyAt char:{start}\\,{body[1]}, char:{body[0]}\\,{body[1]} .")
    tiny.append(tiny.turtle, f"char:{start}\\,{body[1]} jpp:spanSha256 '{sha256(TEXT[start : body[1]])}' .")
    made = assemble.build(tiny.repo, tiny.out, tiny.sources).build
    assert wording(made)[iris.element(tiny.id, tiny.version, "goal/1")] == TEXT[: body[1]]


def test_a_tampered_span_hash_stops_the_build(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    right = sha256("施策 灯りを減らす")
    tiny.edit(tiny.turtle, right, right[::-1])
    error = nothing_replaced(tiny, "span-changed", sources=tiny.sources)
    assert error.place.file == f"data/{tiny.id}/plan.ttl"
    done = kgtool("--root", tiny.root, "build", "--out", tiny.out, "--sources", tiny.sources)
    assert (done.returncode, "error[span-changed]" in done.stderr) == (2, True)


def test_a_span_beyond_the_text_stops_the_build(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    tiny.append(tiny.turtle, f"char:5\\,{len(TEXT) + 1} jpp:spanSha256 '{sha256(TEXT[5:])}' .")
    nothing_replaced(tiny, "span-outside", sources=tiny.sources)


def test_a_changed_source_stops_the_build(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    tiny.edit(tiny.text, "星", "月")
    nothing_replaced(tiny, "source-changed", sources=tiny.sources)


def test_a_missing_source_stops_the_build(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    tiny.text.unlink()
    nothing_replaced(tiny, "file-missing", sources=tiny.sources)


@pytest.mark.sources
def test_the_wording_of_both_plans_is_what_their_sources_say(repo: Repo, sources: Path, tmp_path: Path) -> None:
    opened = assemble.build(repo, tmp_path / "build", sources).build.open()
    for plan in repo.plans:
        text = source.read(repo, plan, sources).text
        data = NamedNode(iris.graph("plan", plan))
        graph = NamedNode(iris.graph("text", plan))
        worded = {quad.subject: quad.object.value for quad in opened.quads_for_pattern(None, JPP.text, None, graph)}
        assert set(worded) == {quad.subject for quad in opened.quads_for_pattern(None, JPP.order, None, data)}
        for quad in opened.quads_for_pattern(None, JPP.statedAt, None, data):
            place = iris.read_span(quad.object.value)
            if quad.subject in worded:
                assert text[place.start : place.end] in worded[quad.subject]


# Killed


def crash(folder: Path, line: str) -> tuple[str, list[dict]]:
    """Build, append a line to plan.ttl, and kill the next build at each of its file operations in turn."""
    tiny = TinyPlan(folder)
    before = assemble.build(tiny.repo, tiny.out).build.manifest["contentHash"]
    tiny.append(tiny.turtle, line)
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashing", tiny.root, folder / "tried", tiny.out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tries = json.loads(done.stdout)
    assert len(tries) > 5
    assert [attempt["killed"] for attempt in tries] == [True] * (len(tries) - 1) + [False]
    return before, tries


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[dict]]:
    return crash(tmp_path_factory.mktemp("crashed"), "id:x a jpp:Goal .")


def test_a_build_killed_at_any_file_operation_leaves_a_whole_build_and_the_next_one_works(crashed: tuple) -> None:
    before, tries = crashed
    after = tries[-1]["left"]
    assert after != before
    assert {attempt["left"] for attempt in tries} == {before, after}
    assert {attempt["again"] for attempt in tries} == {after}


def test_a_build_tidies_up_what_a_killed_one_left(crashed: tuple) -> None:
    for attempt in crashed[1]:
        assert len(attempt["rest"]) == 4, attempt["rest"]


def test_a_build_killed_while_it_makes_the_same_content_again_leaves_a_whole_build(tmp_path: Path) -> None:
    before, tries = crash(tmp_path, "# a comment changes the inputs, not the content")
    assert {attempt["left"] for attempt in tries} == {before}


def test_a_build_killed_at_any_moment_leaves_a_whole_build_and_the_next_one_works(
    elsewhere: Path, tmp_path: Path
) -> None:
    root, out = tmp_path / "root", tmp_path / "build"
    shutil.copytree(elsewhere, root, ignore=shutil.ignore_patterns("build", "13211-*", "alignments", "readings"))
    command = [sys.executable, "-m", "kgtool", "--root", str(root), "build", "--out", str(out)]
    started = time.perf_counter()
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    seconds, before = time.perf_counter() - started, store.newest(out).manifest["contentHash"]
    themes = root / "data" / "reference" / "themes.ttl"
    themes.write_text(themes.read_text("utf-8") + "theme:new a jpp:Theme .\n", "utf-8")
    moments = random.Random(2026)
    seen = []
    for _ in range(3):
        running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(seconds * moments.uniform(0.2, 0.9))
        running.send_signal(signal.SIGKILL)
        running.wait()
        left = store.newest(out)
        lines = (left.folder / "dataset.nq").read_bytes()
        assert hashlib.sha256(lines).hexdigest() == left.manifest["contentHash"]
        assert len(left.open()) == left.manifest["quads"] == lines.count(b"\n")
        seen.append(left.manifest["contentHash"])
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    after = store.newest(out).manifest["contentHash"]
    assert after != before
    assert set(seen) <= {before, after}


def test_a_folder_that_cannot_be_made_or_written_is_an_error(tiny: TinyPlan, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "build"):
        outcome = kgtool("--root", tiny.root, "build", "--out", out)
        assert outcome.returncode == 2
        assert "Traceback" not in outcome.stderr
    assert "error[file-unwritable]" in outcome.stderr


def test_a_disk_that_is_full_is_an_error_and_what_was_built_stays(
    tiny: TinyPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = assemble.build(tiny.repo, tiny.out).build
    tiny.append(tiny.turtle, "<goal/1> jpp:note 'new' .")

    def full(*words: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "store")

    monkeypatch.setattr("kgtool.build.integrity.seal", full)
    with pytest.raises(BuildError) as caught:
        assemble.build(tiny.repo, tiny.out)
    assert (caught.value.code, str(caught.value.place)) == ("file-unwritable", "store")
    assert store.newest(tiny.out) == before


def test_a_prefix_that_is_renamed_is_renamed_in_every_part(tiny: TinyPlan) -> None:
    assemble.build(tiny.repo, tiny.out)
    declared = tiny.root / "ontology" / "prefixes.ttl"
    if declared.is_symlink() or declared.parent.is_symlink():
        shutil.copytree(declared.parent.resolve(), tiny.root / "copy")
        declared.parent.unlink()
        (tiny.root / "copy").rename(declared.parent)
    declared.write_text(declared.read_text("utf-8").replace("rdfs:", "named:"), "utf-8")
    made = assemble.build(tiny.repo, tiny.out).build
    text = (dumps.folder(tiny.repo, made) / "dataset.trig").read_bytes()
    assert b"named:label" in text
    assert len(list(parse(text, RdfFormat.TRIG))) == made.manifest["quads"]
