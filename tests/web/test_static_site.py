"""kgtool publish: the live bodies as files, in releases that are whole or not there."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from kgtool import diff
from kgtool.base.errors import BuildError, InputError
from kgtool.build import assemble, integrity, store
from kgtool.build.integrity import Fault
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.diff import sources
from kgtool.engines.limits import Limits
from kgtool.export import dumps
from kgtool.rdf import iris
from kgtool.web.files import static_site
from kgtool.web.files.static_site import PublishedSite
from kgtool.web.files.writer import InMemoryBuild, replaced
from kgtool.web.server import app
from kgtool.web.server.live import Live
from kgtool.web.site import Site
from tests import ROOT
from tests.tiny_plan import PLAN, TinyPlan
from tests.web import described, links
from tests.web.served import descendants, running, until

URL = "http://plans.example.org/open/"
OTHER = "99999-saki-1"


def prepared(folder: Path) -> TinyPlan:
    """A folder with two small plans, the shapes and some questions: every kind of page has something to show."""
    plan = TinyPlan(folder)
    shutil.copytree(ROOT / "shapes", plan.root / "shapes")
    shutil.copytree(ROOT / "queries" / "structure", plan.root / "queries" / "structure")
    shutil.copytree(plan.folder, plan.root / "data" / OTHER)
    for path in (plan.root / "data" / OTHER).iterdir():
        path.write_text(path.read_text("utf-8").replace(PLAN, OTHER), "utf-8")
    return plan


def publish(
    plan: TinyPlan, out: Path, url: str = URL, base: str = iris.BASE, keep: int = 2, archive: Path | None = None
) -> PublishedSite:
    build = assemble.build(plan.repo, plan.out).build
    return static_site.publish(plan.repo, build, out, url, base, keep, processes=1, archive=archive)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TinyPlan:
    return prepared(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def release(small: TinyPlan, tmp_path_factory: pytest.TempPathFactory) -> PublishedSite:
    return publish(small, tmp_path_factory.mktemp("out") / "site")


@pytest.fixture(scope="module")
def www(release: PublishedSite) -> Path:
    return release.folder / "www" / "open"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# What is written


def test_every_file_of_every_page_is_there_and_nothing_else(small: TinyPlan, www: Path) -> None:
    site = Site(small.repo, store.newest(small.out), URL, files_only=True)
    pages = [site.find(path) for path in site.paths()]
    expected = {page.file(variant) for page in pages if page for variant in page.variants}
    found = files(www)
    assert found - {name for name in found if name.endswith(".gz")} - {".htaccess"} == {
        name for name in expected if not name.endswith(".gz")
    }
    assert not {name.removesuffix(".gz") for name in found if name.endswith(".gz")} - found - {"dumps/dataset.nq"}


def test_bodies_are_those_of_the_live_site(small: TinyPlan, www: Path) -> None:
    site = Site(small.repo, store.newest(small.out), URL, files_only=True)
    with TestClient(app.make(Live(site, Limits(workers=1)))) as client:
        plain = [name for name in sorted(files(www)) if name != ".htaccess"]
        plain = [name for name in plain if not name.endswith(".gz") or name.endswith("nq.gz")]
        documents = [name for name in plain if name.startswith("doc/")]
        others = [name for name in plain if not name.startswith("doc/")]
        for name in others + random.Random(2026).sample(documents, 150):
            answer = client.get(f"/{name}", headers={"Accept-Encoding": "identity"})
            assert answer.status_code == 200, name
            assert answer.content == (www / name).read_bytes(), name


def test_a_copy_that_is_only_files_shows_no_form_that_it_cannot_answer(small: TinyPlan, tmp_path: Path) -> None:
    www = publish(small, tmp_path / "site").folder / "www" / "open"
    for name in sorted(files(www)):
        if name.endswith(".html") and not name.startswith("doc/"):
            page = html.document_fromstring((www / name).read_text("utf-8"))
            for form in page.xpath("//form[not(@role='search' and contains(@action, '/search.'))]"):
                assert {"data-asks", "data-filter", "data-picks"} & set(form.keys()), name
                assert form.get("hidden") is not None, "without a script it could not be used"
    for announced in ("sparqlEndpoint", "DataService"):
        assert announced not in (www / "data.ttl").read_text("utf-8")
    assert not [name for name in files(www) if name.startswith(("openapi", "ask.", "sparql.ttl"))]


def test_compressed_copies_hold_the_same_without_a_time(www: Path) -> None:
    zipped = [name for name in files(www) if name.endswith(".gz") and not name.endswith("nq.gz")]
    assert zipped
    for name in zipped:
        body = (www / name).read_bytes()
        assert gzip.decompress(body) == (www / name.removesuffix(".gz")).read_bytes()
        assert body[4:8] == bytes(4)


def test_the_manifest_says_what_was_published(release: PublishedSite, small: TinyPlan) -> None:
    manifest = json.loads((release.folder / "release.json").read_text("utf-8"))
    assert manifest == release.manifest
    assert manifest["contentHash"] == store.newest(small.out).manifest["contentHash"]
    assert release.folder.name == f"{manifest['contentHash'][:16]}-{manifest['hash'][:8]}"
    assert (manifest["base"], manifest["url"]) == (iris.BASE, URL)


def test_the_same_build_gives_the_same_release(small: TinyPlan, release: PublishedSite, tmp_path: Path) -> None:
    again = publish(small, tmp_path / "site")
    assert again.folder.name == release.folder.name
    for name in files(release.folder):
        assert (again.folder / name).read_bytes() == (release.folder / name).read_bytes(), name


def test_a_store_in_memory_gives_the_same_bodies_as_the_one_on_disk(repo: Repo, built: Build) -> None:
    on_disk, in_memory = (Site(repo, source, URL) for source in (built, InMemoryBuild(built.folder)))
    # More points to a method than a page reads, and the two stores begin to read at different ends.
    found = [path for path in on_disk.paths() if path.startswith("doc/") and not path.startswith("doc/id/method/")]
    paths = random.Random(2026).sample(found, 120)
    for path in [*paths, "doc/ns", "compare", "plans", "data", "timeline", "mentioned"]:
        page, other = on_disk.find(path), in_memory.find(path)
        assert page is not None
        assert other is not None
        for variant in page.variants:
            assert page.document(variant).body == other.document(variant).body, page.file(variant)


# Another base


@pytest.fixture(scope="module")
def elsewhere(small: TinyPlan, tmp_path_factory: pytest.TempPathFactory) -> PublishedSite:
    return publish(small, tmp_path_factory.mktemp("elsewhere") / "site", "https://a.example/", "https://a.example/")


def test_another_base_stands_in_every_text(elsewhere: PublishedSite) -> None:
    base = iris.BASE.encode()
    for path in elsewhere.folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            body = gzip.decompress(body) if path.suffix == ".gz" else body
            assert base not in body, path.name
    turtle = (elsewhere.folder / "www" / "doc" / "id" / f"{PLAN}.ttl").read_text("utf-8")
    assert "https://a.example/id/" in turtle


def test_a_release_with_another_base_says_the_same_as_its_build(elsewhere: PublishedSite, small: TinyPlan) -> None:
    found = diff.compare(sources.source(elsewhere.folder), sources.source(small.out))
    assert found.same


@given(st.binary(max_size=60), st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_bytes_are_replaced_in_a_stream_wherever_it_is_cut(text: bytes, cuts: list[int]) -> None:
    old, new = b"abc", b"x-y"
    text = text.replace(b"\x00", b"abc").replace(b"\x01", b"ab")
    pieces = []
    at = 0
    for length in cuts:
        pieces.append(text[at : at + length])
        at += length
    pieces.append(text[at:])
    assert b"".join(replaced(iter(pieces), old, new)) == text.replace(old, new)


# One release after another


@pytest.fixture
def plan(tmp_path: Path) -> TinyPlan:
    return prepared(tmp_path / "plan")


def change(plan: TinyPlan, label: str) -> None:
    plan.append(plan.themes, f"theme:{label} a jpp:Theme ; skos:prefLabel '{label}'@en .")


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir() if path.is_dir() and not path.is_symlink()}


def test_releases_follow_one_another(plan: TinyPlan, tmp_path: Path) -> None:
    out = tmp_path / "site"
    first = publish(plan, out)
    again = publish(plan, out)
    assert (first.fresh, again.fresh, again.folder) == (True, False, first.folder)
    (out / "notes.txt").write_text("not ours", "utf-8")
    (out / "0123456789abcdef-01234567").mkdir()

    change(plan, "dew")
    second = publish(plan, out)
    assert (out / "current").resolve() == second.folder
    unchanged = Path("www/open/robots.txt")
    assert os.path.samefile(first.folder / unchanged, second.folder / unchanged)

    assert publish(plan, out).folder == second.folder
    change(plan, "fog")
    third = publish(plan, out)
    assert names(out) == {second.folder.name, third.folder.name, "0123456789abcdef-01234567"}
    assert (out / "notes.txt").is_file()


def test_a_release_that_is_killed_leaves_the_one_before_whole(plan: TinyPlan, tmp_path: Path) -> None:
    out = tmp_path / "site"
    before = publish(plan, out)
    whole = files(before.folder)
    change(plan, "dew")
    assemble.build(plan.repo, plan.out)
    command = [sys.executable, "-m", "kgtool", "--root", str(plan.root), "publish", "--build", str(plan.out)]
    running = subprocess.Popen(
        [*command, "--out", str(out), "--url", URL, "--jobs", "1"], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    while not list(out.glob(".making-*/www")) and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert (out / "current").resolve() == before.folder
    assert files(before.folder) == whole
    after = publish(plan, out)
    assert (out / "current").resolve() == after.folder != before.folder
    assert not list(out.glob(".making-*"))


def test_a_damaged_build_is_not_published(plan: TinyPlan, tmp_path: Path) -> None:
    publish(plan, tmp_path / "site")
    before = (tmp_path / "site" / "current").resolve()
    plan.edit(plan.turtle, "rdfs:label '静かなまち'@ja", "rdfs:label 'しずかなまち'@ja")
    build = assemble.build(plan.repo, plan.out).build
    lines = (build.folder / "dataset.nq").read_bytes().splitlines(keepends=True)
    (build.folder / "dataset.nq").write_bytes(b"".join(lines[:-20]))
    with pytest.raises(BuildError) as caught:
        static_site.publish(plan.repo, build, tmp_path / "site", URL, processes=1)
    assert caught.value.code == "build-damaged"
    assert "dataset.nq (changed)" in caught.value.render("en")
    assert (tmp_path / "site" / "current").resolve() == before
    assert integrity.damage(before) == []


def test_dumps_that_were_cut_off_are_written_again(plan: TinyPlan, tmp_path: Path) -> None:
    build = assemble.build(plan.repo, plan.out).build
    whole = (dumps.folder(plan.repo, build) / "dataset.trig").read_bytes()
    (dumps.folder(plan.repo, build) / "dataset.trig").write_bytes(whole[:-100])
    release = publish(plan, tmp_path / "site")
    assert (release.folder / "www" / "open" / "dumps" / "dataset.trig").read_bytes() == whole


def test_a_damaged_release_is_found_and_replaced_by_the_next_run(plan: TinyPlan, tmp_path: Path) -> None:
    release = publish(plan, tmp_path / "site")
    page = release.folder / "www" / "open" / "plans.ja.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:-1])
    assert integrity.damage(release.folder) == [("www/open/plans.ja.html", Fault.CHANGED)]
    again = publish(plan, tmp_path / "site")
    assert again.fresh
    assert again.folder == release.folder
    assert page.read_bytes() == whole
    assert integrity.damage(release.folder) == []
    assert not publish(plan, tmp_path / "site").fresh


def test_an_error_in_another_process_is_the_same_error(plan: TinyPlan, tmp_path: Path) -> None:
    made = assemble.build(plan.repo, plan.out).build
    question = plan.root / "queries" / "structure" / "broken.rq"
    question.write_text("SELECT * { ?s ?p ?o }", "utf-8")
    for processes in (1, 2):
        with pytest.raises(InputError) as caught:
            static_site.publish(plan.repo, made, tmp_path / f"site-{processes}", URL, processes=processes)
        assert (caught.value.code, str(caught.value.place)) == ("toml-value", "queries/structure/broken.rq")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for child processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_publication_that_is_ended(plan: TinyPlan, tmp_path: Path, number: int) -> None:
    assemble.build(plan.repo, plan.out)
    command = [sys.executable, "-m", "kgtool", "--root", str(plan.root), "publish", "--build", str(plan.out)]
    command += ["--out", str(tmp_path / "site"), "--url", URL, "--jobs", "2"]
    publisher = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    assert until(lambda: len(descendants(publisher.pid)) >= 2)
    left = descendants(publisher.pid)
    publisher.send_signal(number)
    publisher.wait(60)
    assert until(lambda: not any(map(running, left)))


def test_a_folder_of_others_is_not_touched(small: TinyPlan, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x", "utf-8")
    with pytest.raises(BuildError, match="out-not-ours"):
        publish(small, tmp_path)
    assert files(tmp_path) == {"precious"}


# The command


def test_the_command_says_where_the_pages_are(
    small: TinyPlan, release: PublishedSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgtool import cli

    given = ["kgtool", "--lang", "en", "--root", str(small.root), "publish", "--build", str(small.out)]
    monkeypatch.setattr(sys, "argv", [*given, "--out", str(release.folder.parent), "--url", URL, "--jobs", "1"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "the content is that of before" in printed.err
    assert f"folder for the web server: {release.folder.parent.as_posix()}/current/www" in printed.err


# The whole


def test_the_site_of_this_repository_has_no_broken_link(
    repo: Repo, built: Build, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    started = time.perf_counter()
    release = static_site.publish(repo, built, tmp_path / "site", "https://plans.example.org/")
    record_property("seconds", round(time.perf_counter() - started, 1))
    assert release.manifest["files"] > 15_000
    assert links.broken(release.folder / "www", "https://plans.example.org/") == {}
    assert described.faults(release.folder / "www") == {}
