"""A plan folder that is broken, half made or copied is left out of a build and found by the check; the others go on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.build import assemble
from kgtool.build.store import select
from kgtool.incremental.parallel import Workers
from kgtool.rdf.vocab import JPP, RDF
from tests.check.small import PLAN, Small
from tests.check.small import small as small
from tests.command_line import Outcome
from tests.command_line import kgtool as kgtool

ASAGIRI = "data/99998-asagiri-1"
TABLE = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"


def half_made(root: Path) -> tuple[str, str, int]:
    (root / PLAN).unlink()
    return "plan-incomplete", PLAN, 0


def stray(root: Path) -> tuple[str, str, int]:
    (root / ASAGIRI / "notes.txt").write_text("later", "utf-8")
    return "stray-file", f"{ASAGIRI}/notes.txt", 0


def unparsable(root: Path) -> tuple[str, str, int]:
    (root / ASAGIRI / "curation.ttl").write_text("@prefix x: <x:> .\nx:a x:b\n", "utf-8")
    return "turtle-syntax", f"{ASAGIRI}/curation.ttl", 3


def copied(root: Path) -> tuple[str, str, int]:
    shutil.rmtree(root / ASAGIRI)
    shutil.copytree(root / "data/13221-kiyose-5", root / ASAGIRI)
    text = (root / ASAGIRI / "source.ttl").read_text("utf-8").split("\n")
    line = next(n for n, line in enumerate(text, 1) if "13221-kiyose-5" in line)
    return "plan-foreign", f"{ASAGIRI}/source.ttl", line


def copied_by_half(root: Path) -> tuple[str, str, int]:
    shutil.copy(root / "data/13221-kiyose-5/plan.ttl", root / PLAN)
    text = (root / PLAN).read_text("utf-8").split("\n")
    return "plan-foreign", PLAN, next(n for n, line in enumerate(text, 1) if "13221-kiyose-5" in line)


FAULTS = pytest.mark.parametrize("break_it", [half_made, stray, unparsable, copied, copied_by_half])
Break = Callable[[Path], tuple[str, str, int]]


@FAULTS
def test_the_build_goes_on_without_it_and_says_so(small: Small, tmp_path: Path, break_it: Break) -> None:
    code, file, line = break_it(small.root)
    result = assemble.build(small.repo, tmp_path / "out", workers=Workers(1))
    errors = {out.name: out.error for out in result.left_out}
    assert set(errors) == {"plan/99998-asagiri-1", "align/99998-asagiri-1--13221-kiyose-5"}
    place = errors["plan/99998-asagiri-1"].place
    assert place is not None
    assert (errors["plan/99998-asagiri-1"].code, place.file, place.line) == (code, file, line)
    store = result.build.open()
    versions = {row["v"].value for row in select(store, f"SELECT ?v WHERE {{ ?v {RDF.type} {JPP.PlanVersion} }}")}
    assert sorted(iri.rsplit("/", 2)[1] for iri in versions) == ["13211-kodaira-4", "13221-kiyose-5"]


@FAULTS
def test_the_check_finds_it_at_its_place_and_checks_the_others(small: Small, break_it: Break) -> None:
    code, file, line = break_it(small.root)
    report = small.check()
    found = next(finding for finding in report.findings if finding.plan == "99998-asagiri-1" and finding.code == code)
    assert (found.severity, found.location.file, found.location.line) == ("error", file, line)
    assert {plan.plan for plan in report.plans} >= {"13211-kodaira-4", "13221-kiyose-5"}
    assert small.check(use_cache=True) == small.check(use_cache=True) == report


def test_the_command_says_so_loudly_and_ends_with_1(
    small: Small, tmp_path: Path, kgtool: Callable[..., Outcome]
) -> None:
    half_made(small.root)
    said = kgtool("--lang", "en", "--root", small.root, "build", "--out", tmp_path / "out")
    assert said.code == 1
    assert "ATTENTION: 2 left out of this build:" in said.err
    assert f"{PLAN}: error[plan-incomplete]" in said.err
    assert f"{TABLE}: error[alignment-left-out]" in said.err
    assert "content hash" in said.err


def test_a_folder_mended_is_built_again(small: Small, tmp_path: Path) -> None:
    before = assemble.build(small.repo, tmp_path / "whole", workers=Workers(1)).build.manifest["contentHash"]
    kept = (small.root / PLAN).read_bytes()
    half_made(small.root)
    out = tmp_path / "out"
    assert assemble.build(small.repo, out, workers=Workers(1)).left_out
    assert assemble.build(small.repo, out, workers=Workers(1)).left_out
    (small.root / PLAN).write_bytes(kept)
    mended = assemble.build(small.repo, out, workers=Workers(1))
    assert not mended.left_out
    assert mended.build.manifest["contentHash"] == before


def test_where_no_folder_is_whole_nothing_is_built(small: Small, tmp_path: Path) -> None:
    for plan in ("13211-kodaira-4", "13221-kiyose-5", "99998-asagiri-1"):
        (small.root / "data" / plan / "plan.ttl").unlink()
    with pytest.raises(InputError) as raised:
        assemble.build(small.repo, tmp_path / "out", workers=Workers(1))
    assert raised.value.code == "plan-incomplete"
