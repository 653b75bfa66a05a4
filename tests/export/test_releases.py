"""kgtool release: states of the graph with their dates, and what changed between them."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import BuildError, UsageError
from kgtool.build import assemble, integrity
from kgtool.build.store import Build
from kgtool.export.releases import graph, keep, release
from kgtool.export.releases.release import DUMP, Release
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, PROV
from tests.command_line import Outcome
from tests.tiny_plan import PLAN, VERSION, TinyPlan

GOAL = iris.element(PLAN, VERSION, "goal/1")
Run = Callable[..., Outcome]


def built(plan: TinyPlan) -> Build:
    return assemble.build(plan.repo, plan.out).build


@pytest.fixture
def folder(tiny: TinyPlan) -> Path:
    """Two releases: in between a goal was renamed and a measure came."""
    folder = tiny.root / "releases"
    keep.keep(built(tiny), folder, "2026-10-01")
    tiny.edit(tiny.turtle, "rdfs:label '静かなまち'@ja", "rdfs:label 'しずかなまち'@ja")
    tiny.append(
        tiny.turtle, f"<measure/9> a jpp:Measure ; jpp:inVersion <{iris.element(PLAN, VERSION)}> ; jpp:order 2 ."
    )
    keep.keep(built(tiny), folder, "2026-11-30")
    return folder


def newest(folder: Path) -> Release:
    return release.known(folder)[-1]


def test_a_release_holds_the_whole_graph_by_its_hash(tiny: TinyPlan, folder: Path) -> None:
    first, second = release.known(folder)
    assert [(kept.date, kept.before) for kept in (first, second)] == [("2026-10-01", ""), ("2026-11-30", "2026-10-01")]
    for kept in (first, second):
        assert hashlib.sha256(gzip.decompress((kept.folder / DUMP).read_bytes())).hexdigest() == kept.hash
        assert integrity.damage(kept.folder) == []
    assert second.hash == built(tiny).manifest["contentHash"] != first.hash


def test_it_says_what_changed_since_the_one_before(folder: Path) -> None:
    first, second = release.known(folder)
    assert first.plans == {}
    (changed,) = second.plans.items()
    assert (changed[0], changed[1]["added"], changed[1]["changed"]) == (PLAN, 1, 1)
    found = second.of_plan(PLAN)
    assert [element["iri"] for element in found.document["added"]] == [iris.element(PLAN, VERSION, "measure/9")]
    assert found.document["changed"][0]["aspects"] == {"label": ["静かなまち", "しずかなまち"]}
    said = [sentence for section in found.sections for sentence in section.sentences]
    assert any("「静かなまち」 → 「しずかなまち」" in sentence.ja for sentence in said)
    assert second.document()["plans"] == [found.document]


def test_the_graph_tells_added_from_changed_elements(folder: Path) -> None:
    second = newest(folder)
    found = {(t.predicate, t.object.value) for t in graph.whole(second, "https://x.example/") if GOAL in str(t.subject)}
    assert found == {(PROV.wasInfluencedBy, f"{second.iri}#{PLAN}")}
    triples = list(graph.whole(second, "https://x.example/"))
    assert [t.object.value for t in triples if t.predicate == DCAT.previousVersion] == [f"{iris.ID}release/2026-10-01"]
    assert [t.subject.value for t in triples if t.predicate == PROV.wasGeneratedBy and "measure/9" in str(t.subject)]


def test_the_same_builds_give_the_same_bytes(tiny: TinyPlan, tmp_path: Path) -> None:
    build = built(tiny)
    both = [keep.keep(build, tmp_path / name, "2026-11-30")[0].folder for name in ("a", "b")]
    assert integrity.hashes(both[0]) == integrity.hashes(both[1])


def test_the_same_content_is_no_new_release(tiny: TinyPlan, folder: Path) -> None:
    kept, fresh = keep.keep(built(tiny), folder, "2026-12-01")
    assert (kept.date, fresh) == ("2026-11-30", False)


def test_content_that_comes_back_is_addressed_by_its_newest_date(tiny: TinyPlan, folder: Path) -> None:
    tiny.edit(tiny.turtle, "rdfs:label 'しずかなまち'@ja", "rdfs:label '静かなまち'@ja")
    text = tiny.turtle.read_text("utf-8")
    tiny.turtle.write_text(text[: text.index("<measure/9>")], "utf-8")
    kept, fresh = keep.keep(built(tiny), folder, "2026-12-01")
    first, *_ = known = release.known(folder)
    assert (fresh, kept.hash) == (True, first.hash)
    assert release.named(known, first.hash[:16]) == kept
    assert release.named(known, first.date) == first


@pytest.mark.parametrize(
    "date", ["2026-13-01", "2026-02-30", "20261201", "2026-W49-1", "tomorrow", "", "../2026-12-01"]
)
def test_what_is_no_date_is_refused(tiny: TinyPlan, folder: Path, date: str) -> None:
    tiny.append(tiny.turtle, "<goal/1> jpp:note 'new' .")
    with pytest.raises(UsageError) as error:
        keep.keep(built(tiny), folder, date)
    assert error.value.code == "date-form"


@pytest.mark.parametrize("date", ["2026-11-30", "2026-10-15"])
def test_releases_follow_one_another(tiny: TinyPlan, folder: Path, date: str) -> None:
    tiny.append(tiny.turtle, "<goal/1> jpp:note 'new' .")
    with pytest.raises(UsageError) as error:
        keep.keep(built(tiny), folder, date)
    assert error.value.code == "release-date"
    assert len(release.known(folder)) == 2


def test_a_damaged_release_is_not_compared_with(tiny: TinyPlan, folder: Path) -> None:
    (newest(folder).folder / DUMP).write_bytes(b"")
    tiny.append(tiny.turtle, "<goal/1> jpp:note 'new' .")
    with pytest.raises(BuildError) as error:
        keep.keep(built(tiny), folder, "2026-12-01")
    assert error.value.code == "build-damaged"
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".kgtool")] == [
        "2026-10-01",
        "2026-11-30",
    ]


def test_a_folder_of_others_is_left_alone(tiny: TinyPlan, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not ours", "utf-8")
    with pytest.raises(BuildError) as error:
        keep.keep(built(tiny), tmp_path, "2026-11-30")
    assert error.value.code == "out-not-ours"


def test_the_command_keeps_verifies_and_compares(tiny: TinyPlan, folder: Path, kgtool: Run) -> None:
    tiny.edit(tiny.turtle, "rdfs:label 'しずかなまち'@ja", "rdfs:label 'とても静かなまち'@ja")
    build = built(tiny)
    given = ("--root", tiny.root, "--lang", "en", "release", "2026-12-24", "--build", tiny.out)
    made, again = kgtool(*given), kgtool(*given)
    assert (made.code, again.code) == (0, 0)
    assert f"{PLAN}: 0 elements added, 0 removed, 0 replaced, 1 changed" in made.out
    assert f"2026-12-24 {build.manifest['contentHash'][:16]}" in made.err
    assert (again.out, "already" in again.err) == ("", True)
    assert kgtool("verify", folder).code == 0
    assert kgtool("diff", folder / "2026-12-24", tiny.out).code == 0
    shutil.copy(folder / "2026-10-01" / DUMP, folder / "2026-11-30" / DUMP)
    damaged = kgtool("--lang", "en", "verify", folder)
    assert (damaged.code, damaged.out.strip()) == (1, f"{folder / '2026-11-30' / DUMP}: not as it was written")


def test_a_release_that_cannot_be_read_says_which(folder: Path) -> None:
    (folder / "2026-10-01" / "release.json").write_text(json.dumps({"date": "2026-10-01"}), "utf-8")
    with pytest.raises(BuildError) as error:
        release.known(folder)
    assert error.value.code == "build-broken"
    assert "2026-10-01" in str(error.value.place)
