"""A build is not made where a mapping set does not name a known version of each of its two plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF, SSSOM
from tests.check.small import Small

PAIR = "99998-asagiri-1--13221-kiyose-5"
TABLE = f"data/alignments/{PAIR}.sssom.tsv"
OBJECT = "# object_source: ID:13221-kiyose-5/draft-2025-08-12"
KIYOSE = f"{iris.ID}13221-kiyose-5/draft-2025-08-12"


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "small")


def built(small: Small, out: Path) -> Build:
    return assemble.build(small.repo, out).build


def refused(small: Small, out: Path) -> tuple[str, str, str]:
    """The error of a build: code, place, text; nothing is left where a build would be."""
    with pytest.raises(InputError) as caught:
        built(small, out)
    assert not (out / "current").exists()
    return caught.value.code, str(caught.value.place), str(caught.value)


def test_a_quoted_version_makes_the_same_build(small: Small, tmp_path: Path) -> None:
    plain = built(small, tmp_path / "plain").manifest["contentHash"]
    small.edit(TABLE, OBJECT, OBJECT.replace("ID:13221", '"ID:13221') + '"')
    assert built(small, tmp_path / "quoted").manifest["contentHash"] == plain


def test_an_unknown_version_is_an_error_at_its_line(small: Small, tmp_path: Path) -> None:
    text = (small.root / TABLE).read_text("utf-8").replace("13221-kiyose-5/draft-2025-08-12", "13221-kiyose-5/adopted")
    (small.root / TABLE).write_text(text, "utf-8")
    code, place, said = refused(small, tmp_path / "build")
    assert code == "alignment"
    assert place == f"{TABLE}:{text.splitlines().index('# object_source: ID:13221-kiyose-5/adopted') + 1}"
    assert f"object_source {iris.ID}13221-kiyose-5/adopted is not one version of a plan in data" in said


def test_no_version_is_an_error(small: Small, tmp_path: Path) -> None:
    small.edit(TABLE, OBJECT + "\n", "")
    assert refused(small, tmp_path / "build")[:2] == ("alignment", f"{TABLE}:1")


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ([], "object_source - is not one version"),
        ([f"{iris.ID}13221-kiyose-5"], f"object_source {iris.ID}13221-kiyose-5 is not one version"),
        ([KIYOSE, f"{iris.ID}99999-b-1/draft"], "is not one version"),
    ],
)
def test_a_mapping_set_in_a_plan_of_one_file_is_held_to_the_same(
    small: Small, tmp_path: Path, stated: list[str], said: str
) -> None:
    mapping_set, graph = (
        f"{iris.ID}alignment/99999-b-1--13221-kiyose-5",
        iris.graph("align", "99999-b-1--13221-kiyose-5"),
    )
    plan, version = f"{iris.ID}99999-b-1", f"{iris.ID}99999-b-1/draft"
    own = iris.graph("plan", "99999-b-1")
    lines = [
        f"<{plan}> <{RDF.type.value}> <{JPP.ComprehensivePlan.value}> <{own}> .",
        f"<{version}> <{RDF.type.value}> <{JPP.PlanVersion.value}> <{own}> .",
        f"<{mapping_set}> <{RDF.type.value}> <{SSSOM.MappingSet.value}> <{graph}> .",
        f"<{mapping_set}> <{SSSOM.subject_source.value}> <{version}> <{graph}> .",
    ]
    more = [f"<{mapping_set}> <{SSSOM.object_source.value}> <{iri}> <{graph}> ." for iri in stated]
    path = small.root / "data" / "99999-b-1" / "plan.nq"
    path.parent.mkdir()
    path.write_text("\n".join([*lines, *more, ""]), "utf-8")
    code, place, text = refused(small, tmp_path / "build")
    assert code == "alignment"
    assert place == ("data/99999-b-1/plan.nq:5" if stated else "data")
    assert said in text
    known = f"<{mapping_set}> <{SSSOM.object_source.value}> <{KIYOSE}> <{graph}> ."
    path.write_text("\n".join([*lines, known, ""]), "utf-8")
    assert built(small, tmp_path / "build").manifest["quads"] > 0
